// The free energy and its gradient in closed form.
// Source: "Variational semantic decomposition of compositional representations", Eq 19 and Eq 39. Eq 18 prints the entropy term
// with the opposite sign; Eq 39 is the derivative of Eq 17 and is what stands here.

import type { Backend, Tensor } from '@vsa/backend';
import { join, split } from './internal/layout.js';
import { expectations, fields } from './internal/products.js';
import type { VrnProblem } from './problem.js';

/**
 * Free energy of each composite, Eq 19 with an entropy weight:
 * `L = -scale <x, prod_k X_k p_k> + γ sum_k KL(p_k || prior_k)`, `p_k = softmax(φ_k)`.
 *
 * For uniform priors that is `-δ - γ sum_k H(p_k)` (Eq 17) plus the constant `γ sum_k log n_k`.
 *
 * @param backend - Tensor backend.
 * @param phi - Logits, float32 `[K, B, max n]`.
 * @param problem - The problem.
 * @returns Free energies, float32 `[B]`; O(B K D n).
 */
export function freeEnergy(backend: Backend, phi: Tensor, problem: VrnProblem): Tensor {
  const { gamma, scale, logPriors, sizes } = problem;
  const { add, exp, logSoftmax, mul, softmax, sub, sum, tidy } = backend;
  return tidy(() => {
    const logP = gamma === 0 ? undefined : logSoftmax(phi);
    const p = logP === undefined ? softmax(phi) : exp(logP);
    const estimates = expectations(backend, split(backend, p, problem), problem);
    const product = estimates.reduce((left, right) => mul(left, right), problem.composites);
    const negativeDelta = mul(sum(product, { axis: -1 }), -scale);
    if (logP === undefined) return negativeDelta;
    const ratio = logPriors === undefined ? logP : sub(logP, logPriors);
    // Padding: p is exactly 0 and the logarithm finite, so its share is 0.
    const divergence = sum(mul(p, ratio), { axis: [0, 2] });
    const uniform = logPriors === undefined ? sizes.reduce((total, size) => total + Math.log(size), 0) : 0;
    return add(negativeDelta, mul(add(divergence, uniform), gamma));
  });
}

/**
 * Gradient of the free energy with respect to the logits, in closed form:
 * `g_k = -v_k + γ (log p_k + 1 - log prior_k)` (Eq 39), `dL/dφ_k = p_k (g_k - <p_k, g_k>)`.
 *
 * @param backend - Tensor backend.
 * @param phi - Logits, float32 `[K, B, max n]`.
 * @param problem - The problem.
 * @returns Gradient, float32 `[K, B, max n]`, exactly zero in padding; O(B K D n).
 */
export function gradient(backend: Backend, phi: Tensor, problem: VrnProblem): Tensor {
  const { gamma, logPriors } = problem;
  const { mul, softmax, sub, sum, tidy } = backend;
  return tidy(() => {
    const p = softmax(phi);
    const v = join(backend, fields(backend, split(backend, p, problem), problem), problem, 0);
    // The projection p (g - <p, g>) removes what is equal in a row, so φ stands for log p + 1 here: no logarithm is taken.
    const weight = logPriors === undefined ? phi : sub(phi, logPriors);
    const negative = gamma === 0 ? v : sub(v, mul(weight, gamma));
    const weighted = mul(p, negative);
    return sub(mul(p, sum(weighted, { axis: -1, keepDims: true })), weighted);
  });
}
