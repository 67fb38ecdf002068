// How small a step of plain gradient descent must be so that the free energy provably falls. docs/descent.md derives the bound.

import type { Backend } from '@vsa/backend';
import type { VrnProblem } from './problem.js';

/**
 * A learning rate at which `sgd` never raises the free energy, whatever the logits: 1 over a bound of its curvature,
 * `C = A (K + 1) / 2 + |γ| (1/2 + 2/e + 5/2 log max n + R)` with `A = scale max_b sum_d |x_d| prod_k max_i |X_k[i, d]|` and
 * R half the range of the log priors. Safe rather than sharp.
 *
 * @param backend - Tensor backend.
 * @param problem - The problem.
 * @returns A learning rate > 0; infinite when the free energy is constant.
 */
export async function safeLearningRate(backend: Backend, problem: VrnProblem): Promise<number> {
  const { gamma, sizes } = problem;
  const curvature =
    ((await agreementBound(backend, problem)) * (sizes.length + 1)) / 2 +
    Math.abs(gamma) *
      (0.5 + 2 / Math.E + 2.5 * Math.log(Math.max(...sizes)) + (await priorRange(backend, problem)) / 2);
  return 1 / curvature;
}

/** A, the largest size that δ can have for any distributions. */
async function agreementBound(
  backend: Backend,
  { codebooks, composites, scale }: VrnProblem,
): Promise<number> {
  const { abs, max, mul, sum, tidy } = backend;
  using bound = tidy(() => {
    const product = codebooks.reduce((left, book) => mul(left, max(abs(book), { axis: 0 })), abs(composites));
    return max(sum(product, { axis: -1 }));
  });
  return scale * ((await backend.read(bound))[0] ?? 0);
}

/** Range of the log priors; padding, which stands as 0, can only widen it. */
async function priorRange(backend: Backend, { logPriors }: VrnProblem): Promise<number> {
  if (logPriors === undefined) return 0;
  const values = await backend.read(logPriors);
  return Math.max(...values) - Math.min(...values);
}
