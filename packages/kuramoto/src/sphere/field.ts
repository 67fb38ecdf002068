// The equation of motion as a right-hand side for the solvers of `@vsa/backend/ode`, and the pieces that it is made of.

import { formatShape, type Backend, type OscillatorSystem, type Tensor } from '@vsa/backend';
import { checkFloat, checkShape } from '../internal/validate.js';

/**
 * Right-hand side of `dx/dt = Ω x + Proj_x(c + JIN x_i + JOUT x_(3-i))` for `solve` of `@vsa/backend/ode`. Give the solver
 * `project: (x) => normaliseStates(backend, x)` along with it, as its steps leave the sphere by their error.
 *
 * @param backend - Tensor backend.
 * @param system - See {@link OscillatorSystem}; must live as long as the field.
 * @returns Field of states, float32 `[batch, objects, D, N]`; time plays no part. Differentiable.
 * @throws RangeError, when called, for states of another shape than the system's; TypeError for a tensor that is not float32.
 */
export function sphereField(
  backend: Backend,
  system: OscillatorSystem,
): (time: number, states: Tensor) => Tensor {
  const { add, matMul, reshape, tidy, transpose } = backend;
  const { omega, drive } = system;
  return (_, states) =>
    tidy(() => {
      const coupled = couplingPull(backend, states, system);
      const tangent = tangentPart(backend, states, drive === undefined ? coupled : add(coupled, drive));
      if (omega === undefined) return tangent;
      const [batch = 0, objects = 0, features = 0, dimension = 0] = states.shape;
      checkShape('kuramoto.sphereField', 'omega', omega, [features, dimension, dimension]);
      const columns = reshape(transpose(states, [2, 3, 0, 1]), [features, dimension, batch * objects]);
      const turned = reshape(matMul(omega, columns), [features, dimension, batch, objects]);
      return add(tangent, transpose(turned, [2, 3, 0, 1]));
    });
}

/**
 * What the oscillators pull one another by: `JIN x_i + JOUT x_(3-i)`, without the drive.
 *
 * @param backend - Tensor backend.
 * @param states - Float32 `[batch, objects, D, N]`.
 * @param system - Its couplings.
 * @returns Float32 `[batch, objects, D, N]`.
 * @throws RangeError for a wrong shape; TypeError for a tensor that is not float32.
 */
export function couplingPull(
  backend: Backend,
  states: Tensor,
  system: Pick<OscillatorSystem, 'within' | 'between'>,
): Tensor {
  const where = 'kuramoto.couplingPull';
  const { shape } = checkFloat(where, 'states', states);
  const [batch = 0, objects = 0, features = 0, dimension = 0] = shape;
  if (shape.length !== 4 || objects < 1 || objects > 2 || dimension < 2) {
    throw new RangeError(
      `${where}: expected states of shape [batch, 1 or 2 objects, D, N >= 2], got ${formatShape(shape)}.`,
    );
  }
  const { within, between } = system;
  const blocks = checkFloat(where, 'within', within).shape.length === 4;
  const square = [features, features];
  const form = blocks ? [...square, dimension, dimension] : square;
  checkShape(where, 'within', within, form);
  if (between !== undefined) checkShape(where, 'between', between, form);
  const { add, matMul, reshape, reverse, tidy, transpose } = backend;
  return tidy(() => {
    // [D, N, batch, objects], so that a coupling is one product of matrices.
    const turned = transpose(states, [2, 3, 0, 1]);
    const rows = blocks ? features * dimension : features;
    const apply = (coupling: Tensor, x: Tensor): Tensor => {
      const matrix = blocks ? reshape(transpose(coupling, [0, 2, 1, 3]), [rows, rows]) : coupling;
      const pulled = matMul(matrix, reshape(x, [rows, x.size / rows]));
      return reshape(pulled, [features, dimension, batch, objects]);
    };
    const own = apply(within, turned);
    const all = between === undefined || objects === 1 ? own : add(own, apply(between, reverse(turned, 3)));
    return transpose(all, [2, 3, 0, 1]);
  });
}

/**
 * Projection on the tangent space of the sphere, `Proj_x(y) = y - (x·y) x`; differentiable.
 *
 * @param backend - Tensor backend.
 * @param states - Unit vectors x, float32 `[..., N]`.
 * @param field - y, of the same shape.
 * @returns Float32 `[..., N]`, at right angles to x.
 */
export function tangentPart(backend: Backend, states: Tensor, field: Tensor): Tensor {
  const { mul, sub, sum, tidy } = backend;
  return tidy(() => sub(field, mul(states, sum(mul(states, field), { axis: -1, keepDims: true }))));
}

/**
 * Brings vectors on the sphere: x / |x|; differentiable.
 *
 * @param backend - Tensor backend.
 * @param states - Vectors that are not 0, float32 `[..., N]`.
 * @returns Float32 `[..., N]` of length 1; NaN for a vector of zeros, which has no direction.
 */
export function normaliseStates(backend: Backend, states: Tensor): Tensor {
  const { mul, rsqrt, square, sum, tidy } = backend;
  return tidy(() => mul(states, rsqrt(sum(square(states), { axis: -1, keepDims: true }))));
}
