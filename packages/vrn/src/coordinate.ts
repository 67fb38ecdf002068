// Coordinate ascent on -L: factor after factor takes the distribution that minimises L while the others stand still.
// docs/descent.md proves that L never rises. Not in the paper, which only runs SGD and Adam.

import type { Backend, Tensor } from '@vsa/backend';
import { checkCoordinateGamma } from './internal/check.js';
import { join, oneHotRows, PADDING, split } from './internal/layout.js';
import { at } from './internal/lists.js';
import { expectations, suffixProducts } from './internal/products.js';
import type { VrnProblem } from './problem.js';

/**
 * One sweep of coordinate ascent: in order of the factors, `p_k = softmax(v_k / γ + log prior_k)` with the field v_k of the
 * factors as they are now. With γ = 0 the minimiser is a vertex: the row of the largest field, the first of equals.
 *
 * @param backend - Tensor backend.
 * @param phi - Logits, float32 `[K, B, max n]`.
 * @param problem - The problem, with γ >= 0.
 * @returns Next logits, float32 `[K, B, max n]`, largest of each row 0; O(B K D n).
 * @throws RangeError when γ < 0: L is then concave in each factor and this step would raise it.
 */
export function coordinateStep(backend: Backend, phi: Tensor, problem: VrnProblem): Tensor {
  checkCoordinateGamma('vrn.coordinateStep', problem.gamma);
  return backend.tidy(() => {
    const p = split(backend, backend.softmax(phi), problem);
    const priors = problem.logPriors === undefined ? undefined : split(backend, problem.logPriors, problem);
    const estimates = expectations(backend, p, problem);
    const suffixes = suffixProducts(backend, estimates);
    let prefix = problem.composites;
    const logits = estimates.map((_, k) => {
      const suffix = suffixes[k];
      const rest = suffix === undefined ? prefix : backend.mul(prefix, suffix);
      const field = backend.matMul(rest, at(problem.transposed, k));
      const next = minimiser(backend, field, priors?.[k], problem.gamma);
      if (suffix !== undefined) {
        prefix = backend.mul(prefix, backend.matMul(backend.softmax(next), at(problem.codebooks, k)));
      }
      return next;
    });
    return join(backend, logits, problem, PADDING);
  });
}

/** Logits of the distribution that minimises `-<p, field> + γ KL(p || prior)`. */
function minimiser(backend: Backend, field: Tensor, logPrior: Tensor | undefined, gamma: number): Tensor {
  const { add, div, max, maximum, mul, sub } = backend;
  if (gamma === 0) return mul(sub(1, oneHotRows(backend, field)), PADDING);
  const score = logPrior === undefined ? field : add(field, mul(logPrior, gamma));
  // Subtracting the largest first keeps a tiny γ from overflowing.
  return maximum(div(sub(score, max(score, { axis: -1, keepDims: true })), gamma), PADDING);
}
