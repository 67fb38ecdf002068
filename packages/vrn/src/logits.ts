// The variational parameters φ: where they start and what they say.

import type { Backend, Tensor } from '@vsa/backend';
import { initFrom, split } from './internal/layout.js';
import type { VrnProblem } from './problem.js';

/**
 * The start of the search: φ = 0, so that every posterior is uniform (the paper does not state its start; see the README).
 *
 * @param backend - Tensor backend.
 * @param problem - The problem.
 * @returns Logits, float32 `[K, B, max n]`.
 */
export function init(backend: Backend, problem: VrnProblem): Tensor {
  return initFrom(backend, problem, () => 0);
}

/**
 * Posteriors `p_k = softmax(φ_k)`.
 *
 * @param backend - Tensor backend.
 * @param phi - Logits, float32 `[K, B, max n]`.
 * @param problem - The problem.
 * @returns One tensor a factor, float32 `[B, n_k]`, rows with sum 1.
 */
export function posteriors(backend: Backend, phi: Tensor, problem: VrnProblem): Tensor[] {
  return backend.tidy(() => split(backend, backend.softmax(phi), problem));
}

/**
 * The most probable vector of each codebook; posteriors need not be near one-hot for it.
 *
 * @param backend - Tensor backend.
 * @param phi - Logits, float32 `[K, B, max n]`.
 * @returns Row numbers, int32 `[B, K]`; the first of equals.
 */
export function decode(backend: Backend, phi: Tensor): Tensor {
  return backend.tidy(() => backend.transpose(backend.argMax(phi)));
}
