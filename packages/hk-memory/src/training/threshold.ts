// The Hopfield part as the paper trains it: dense, with ReLU, `f = (W + Wᵀ) relu(x) / 2 - x + b`, and the derivative of f by hand, so that a
// training step is products of matrices and little else.

import type { Backend, Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import type { FieldWithPullback } from '@vsa/backend/ode';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';

/** Parameters of the threshold units, float32. */
export type ThresholdParams = {
  /** W, `[N, N]`; its symmetric part acts. */
  readonly weights: Tensor;
  /** b, `[N]`. */
  readonly bias: Tensor;
};

/**
 * Parameters before training: W and b normal, of deviation `1 / sqrt(N)`.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes them.
 * @param units - N >= 1.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a number out of range.
 */
export function initThreshold(backend: Backend, key: RandomKey, units: number): ThresholdParams {
  checkWhole('hk-memory.initThreshold', 'units', units, 1);
  const scaled = (name: string, shape: readonly number[]): Tensor =>
    backend.tensor(
      normal(foldIn(key, name), shape).map((value) => value / Math.sqrt(units)),
      shape,
    );
  return { weights: scaled('weights', [units, units]), bias: scaled('bias', [units]) };
}

/** What a stage leaves for the gradient of the parameters. */
type Kept = {
  /** Activations, `[batch, N]`. */
  readonly g: Tensor;
  /** Gradient of the field, `[batch, N]`. */
  readonly pulled: Tensor;
};

/**
 * The flow of the threshold units with its derivative.
 *
 * @param backend - Tensor backend.
 * @param symmetric - `(W + Wᵀ) / 2`, float32 `[N, N]`; stays the caller's.
 * @param bias - b, float32 `[N]`; stays the caller's.
 * @returns For `gradientByPullback`; the gradient is with respect to the symmetric part, and b.
 */
export function thresholdFlow(
  backend: Backend,
  symmetric: Tensor,
  bias: Tensor,
): FieldWithPullback<Tensor, Kept, ThresholdParams> {
  const { add, clone, concat, matMul, mul, relu, sign, sub, sum, tidy } = backend;
  return {
    field: (_, x) => tidy(() => add(matMul(relu(x), symmetric), sub(bias, x))),
    pullback: (_, x, pulled) =>
      tidy(() => {
        const g = relu(x);
        return {
          y: sub(mul(matMul(pulled, symmetric), sign(g)), pulled),
          kept: { g, pulled: clone(pulled) },
        };
      }),
    // The stages of a step one below the other: one product instead of six and their sum.
    gather: (kept) =>
      tidy(() => {
        const rows = concat(kept.map(({ pulled }) => pulled));
        const g = concat(kept.map((each) => each.g));
        return { weights: matMul(g, rows, { transposeA: true }), bias: sum(rows, { axis: 0 }) };
      }),
  };
}
