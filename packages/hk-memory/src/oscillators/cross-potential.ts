// Oscillators of two layers in one energy, App E.2 of Fanaskov and Oseledets, 2025.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';

/** An energy of two layers of oscillators, float32 `[batch, N, D]` and `[batch, M, D]`. */
export interface CrossPotential {
  /** Energy of each row, `[batch]`. */
  energy(backend: Backend, first: Tensor, second: Tensor): Tensor;
  /** Its gradients with respect to both. */
  gradients(
    backend: Backend,
    first: Tensor,
    second: Tensor,
  ): { readonly first: Tensor; readonly second: Tensor };
}

/**
 * `E = 1/2 Σ_ij W_ij relu(μ_i · ν_j)²`, of which Eq 50 is the flow (Eq 51 prints a fourth of a squared norm, which is another function).
 *
 * @param backend - Tensor backend.
 * @param weights - W, float32 `[N, M]`, or `[batch, N, M]` for one a row. Stays the caller's.
 * @returns The potential.
 * @throws TypeError for a tensor that is not float32; RangeError for another shape.
 */
export function reluCrossPotential(backend: Backend, weights: Tensor): CrossPotential {
  const { shape } = checkFloat(backend, 'hk-memory.reluCrossPotential', 'weights', weights);
  if ((shape.length !== 2 && shape.length !== 3) || shape.includes(0)) {
    throw new RangeError(
      `hk-memory.reluCrossPotential: expected weights of shape [N, M] or [batch, N, M], got ${formatShape(shape)}.`,
    );
  }
  const on = (b: Backend, first: Tensor, second: Tensor): Tensor =>
    b.relu(b.matMul(first, second, { transposeB: true }));
  return {
    energy: (b, first, second) =>
      b.tidy(() => b.mul(b.sum(b.mul(weights, b.square(on(b, first, second))), { axis: [1, 2] }), 0.5)),
    gradients: (b, first, second) =>
      b.tidy(() => {
        const slope = b.mul(weights, on(b, first, second));
        return {
          first: b.matMul(slope, second),
          second: b.matMul(slope, first, { transposeA: true }),
        };
      }),
  };
}
