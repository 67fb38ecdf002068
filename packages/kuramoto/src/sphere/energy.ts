// The poster's energy, section Energy Minimization. With Ω = 0 and symmetric couplings it falls along the flow:
// dE/dt = -Σ |Proj_x(field)|²; Euler steps follow that while they are short against 1 / (|J| + |c|).

import { formatShape, type Backend, type OscillatorSystem, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';
import { couplingPull } from './field.js';

/**
 * `E = -1/2 Σ_ij x_iᵀ J_ij x_j - Σ_i c_iᵀ x_i` with J_11 = J_22 = JIN and J_12 = J_21 = JOUT. Ω plays no part. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param states - Unit vectors, float32 `[batch, objects, D, N]`, or `[kept, batch, objects, D, N]` as `sphereTrajectory` gives them.
 * @param system - See {@link OscillatorSystem}.
 * @returns E, float32 `[batch]` or `[kept, batch]`.
 * @throws RangeError for a wrong shape; TypeError for a tensor that is not float32.
 */
export function energy(backend: Backend, states: Tensor, system: OscillatorSystem): Tensor {
  const { shape } = checkFloat('kuramoto.energy', 'states', states);
  if (shape.length !== 4 && shape.length !== 5) {
    throw new RangeError(
      `kuramoto.energy: expected states of shape [batch, objects, D, N] or [kept, batch, objects, D, N], got ${formatShape(shape)}.`,
    );
  }
  const { add, mul, neg, reshape, sum } = backend;
  return backend.tidy(() => {
    const flat = reshape(states, [-1, ...shape.slice(-3)]);
    const half = mul(reshape(couplingPull(backend, flat, system), shape), 0.5);
    const field = system.drive === undefined ? half : add(half, system.drive);
    return neg(sum(mul(states, field), { axis: [-3, -2, -1] }));
  });
}
