// The products that the free energy, its gradient and coordinate ascent share.

import type { Backend, Tensor } from '@vsa/backend';
import type { VrnProblem } from '../problem.js';
import { at } from './lists.js';

/** Expected vectors `e_k = X_k p_k`, `[B, D]` each. */
export function expectations(backend: Backend, p: readonly Tensor[], problem: VrnProblem): Tensor[] {
  return p.map((part, k) => backend.matMul(part, at(problem.codebooks, k)));
}

/** Fields `v_k = scale X_k^T (x . prod_{j != k} e_j)`, `[B, n_k]` each; prefix and suffix products keep this O(K D n). */
export function fields(backend: Backend, p: readonly Tensor[], problem: VrnProblem): Tensor[] {
  return leaveOneOut(backend, problem.composites, expectations(backend, p, problem)).map((rest, k) =>
    backend.matMul(rest, at(problem.transposed, k)),
  );
}

function leaveOneOut(backend: Backend, x: Tensor, estimates: readonly Tensor[]): Tensor[] {
  const suffixes = suffixProducts(backend, estimates);
  let prefix = x;
  return estimates.map((estimate, k) => {
    const suffix = suffixes[k];
    const rest = suffix === undefined ? prefix : backend.mul(prefix, suffix);
    if (suffix !== undefined) prefix = backend.mul(prefix, estimate);
    return rest;
  });
}

/** At k the product of all that come after k; undefined for the last. */
export function suffixProducts(backend: Backend, estimates: readonly Tensor[]): (Tensor | undefined)[] {
  const suffixes: (Tensor | undefined)[] = [];
  let suffix: Tensor | undefined;
  for (let k = estimates.length - 1; k >= 0; k -= 1) {
    suffixes.unshift(suffix);
    if (k > 0) suffix = suffix === undefined ? estimates[k] : backend.mul(at(estimates, k), suffix);
  }
  return suffixes;
}
