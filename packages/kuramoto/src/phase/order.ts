// Measures of order among phases.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';

/**
 * Kuramoto's order parameter, `r e^(iψ) = mean_j e^(iθ_j)`, over the last axis. Differentiable where r > 0.
 *
 * @param backend - Tensor backend.
 * @param phases - θ, float32 `[..., N]`, rad.
 * @returns r in [0, 1] and ψ in (-π, π], float32 `[...]`; the caller owns both.
 * @throws TypeError for a tensor that is not float32.
 */
export function orderParameter(
  backend: Backend,
  phases: Tensor,
): { readonly r: Tensor; readonly psi: Tensor } {
  checkFloat('kuramoto.orderParameter', 'phases', phases);
  const { add, atan2, cos, mean, sin, sqrt, square, tidy } = backend;
  return tidy(() => {
    const [s, c] = [mean(sin(phases), { axis: -1 }), mean(cos(phases), { axis: -1 })];
    return { r: sqrt(add(square(s), square(c))), psi: atan2(s, c) };
  });
}

/**
 * How steadily each two oscillators keep their distance: `|mean_t e^(i(θ_j(t) - θ_k(t)))|`, 1 when locked, about 1/sqrt(T) when not
 * (phase-locking value; J.-P. Lachaux et al., Hum. Brain Mapp. 8, 1999). O(T N²).
 *
 * @param backend - Tensor backend.
 * @param phases - θ over time, float32 `[T, N]`, rad.
 * @returns Float32 `[N, N]`, symmetric, in [0, 1], 1 on the diagonal.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function phaseLocking(backend: Backend, phases: Tensor): Tensor {
  const { shape } = checkFloat('kuramoto.phaseLocking', 'phases', phases);
  const [times = 0] = shape;
  if (shape.length !== 2 || times === 0) {
    throw new RangeError(
      `kuramoto.phaseLocking: expected phases of shape [T >= 1, N], got ${formatShape(shape)}.`,
    );
  }
  const { add, cos, matMul, mul, sin, sqrt, square, sub, tidy, transpose } = backend;
  return tidy(() => {
    const [s, c] = [sin(phases), cos(phases)];
    const [sT, cT] = [transpose(s), transpose(c)];
    const even = add(matMul(cT, c), matMul(sT, s));
    const odd = sub(matMul(sT, c), matMul(cT, s));
    return mul(sqrt(add(square(even), square(odd))), 1 / times);
  });
}
