// Oscillators on the circle are phases: x = (cos θ, sin θ).

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';

/**
 * Phases of oscillators on the circle.
 *
 * @param backend - Tensor backend.
 * @param states - Float32 `[..., 2]`.
 * @returns θ, float32 `[...]`, rad, in (-π, π].
 * @throws RangeError for another dimension than 2; TypeError for a tensor that is not float32.
 */
export function phasesOf(backend: Backend, states: Tensor): Tensor {
  const { shape } = checkFloat('kuramoto.phasesOf', 'states', states);
  if (shape.at(-1) !== 2) {
    throw new RangeError(`kuramoto.phasesOf: expected states of shape [..., 2], got ${formatShape(shape)}.`);
  }
  return backend.tidy(() => {
    const [x, y] = backend.unstack(states, -1);
    if (x === undefined || y === undefined)
      throw new RangeError('kuramoto.phasesOf: expected two components.');
    return backend.atan2(y, x);
  });
}

/**
 * Oscillators on the circle with given phases.
 *
 * @param backend - Tensor backend.
 * @param phases - θ, float32 `[...]`, rad.
 * @returns Unit vectors, float32 `[..., 2]`.
 * @throws TypeError for a tensor that is not float32.
 */
export function statesOf(backend: Backend, phases: Tensor): Tensor {
  checkFloat('kuramoto.statesOf', 'phases', phases);
  return backend.tidy(() => backend.stack([backend.cos(phases), backend.sin(phases)], -1));
}

/**
 * How far the two objects point the same way: `x_1d · x_2d`, the cosine of their angle; `ρ² = 2 + 2 cos`.
 *
 * @param backend - Tensor backend.
 * @param states - Unit vectors, float32 `[..., 2, D, N]`.
 * @returns Float32 `[..., D]`, in [-1, 1].
 * @throws RangeError for a wrong shape; TypeError for a tensor that is not float32.
 */
export function alignment(backend: Backend, states: Tensor): Tensor {
  const { shape } = checkFloat('kuramoto.alignment', 'states', states);
  if (shape.length < 3 || shape.at(-3) !== 2) {
    throw new RangeError(
      `kuramoto.alignment: expected states of shape [..., 2, D, N], got ${formatShape(shape)}.`,
    );
  }
  return backend.tidy(() => backend.sum(backend.prod(states, { axis: -3 }), { axis: -1 }));
}
