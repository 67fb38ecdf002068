// Coherence of two objects, the only thing that a classifier of the poster sees: section Model Architecture, Relational Bottleneck.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';

/** Keeps the length's gradient finite at antiphase, where it has none; changes the length by at most 1e-6. */
const SOFTENING = 1e-12;

/**
 * `ρ_d = |x_1d + x_2d|`, in [0, 2]: 2 in phase, 0 in antiphase. Not halved, as the poster has it.
 *
 * Does not change when both objects are turned by one rotation, or trade places. Differentiable; where ρ is 0 its gradient counts as 0.
 *
 * @param backend - Tensor backend.
 * @param states - Unit vectors, float32 `[..., 2, D, N]`.
 * @returns ρ, float32 `[..., D]`; at most 1e-6 above 0 at antiphase.
 * @throws RangeError for a wrong shape; TypeError for a tensor that is not float32.
 */
export function coherence(backend: Backend, states: Tensor): Tensor {
  const { shape } = checkFloat('kuramoto.coherence', 'states', states);
  if (shape.length < 3 || shape.at(-3) !== 2) {
    throw new RangeError(
      `kuramoto.coherence: expected states of shape [..., 2, D, N], got ${formatShape(shape)}.`,
    );
  }
  const { add, sqrt, square, sum } = backend;
  return backend.tidy(() => {
    const both = sum(states, { axis: -3 });
    return sqrt(add(sum(square(both), { axis: -1 }), SOFTENING));
  });
}
