// Lagrange functions whose activations compare the units along the last axis with one another.

import type { Backend, Tensor } from '@vsa/backend';
import { checkFinite, checkPositive } from '@vsa/backend/check';
import { sumRows } from '../internal/rows.js';
import type { Lagrange } from './lagrange.js';

const last = { axis: -1, keepDims: true } as const;

/**
 * `L = log Σ exp(β x) / β`, `g = softmax(β x)`: modern Hopfield networks and attention.
 *
 * @param beta - β > 0. Default 1.
 * @returns The function; over the last axis, summed over axes in between.
 * @throws TypeError or RangeError for another β.
 */
export function softmaxLagrange(beta = 1): Lagrange {
  checkPositive('hk-memory.softmaxLagrange', 'beta', beta);
  return {
    name: 'softmax',
    convex: 'proven',
    value: (backend, x) =>
      backend.tidy(() => {
        const { logSumExp, mul } = backend;
        return sumRows(backend, mul(logSumExp(mul(x, beta), last), 1 / beta));
      }),
    activation: (backend, x) => backend.tidy(() => backend.softmax(backend.mul(x, beta))),
    hessianProduct: (backend, x, v) =>
      backend.tidy(() => {
        const { mul, softmax, sub, sum } = backend;
        const g = softmax(mul(x, beta));
        return mul(mul(g, sub(v, sum(mul(g, v), last))), beta);
      }),
  };
}

/** Options of {@link layerNormLagrange}. */
export interface LayerNormOptions {
  /** γ > 0, what the normalised states are multiplied by. @defaultValue `1` */
  readonly gain?: number | undefined;
  /** δ, what is added to them. @defaultValue `0` */
  readonly shift?: number | undefined;
  /** Added to the variance, > 0. @defaultValue `1e-5` */
  readonly epsilon?: number | undefined;
}

/**
 * `L = n γ sqrt(var(x) + ε) + δ Σ x` over n units, `g = γ (x - mean(x)) / sqrt(var(x) + ε) + δ`: layer normalisation.
 *
 * @param options - See {@link LayerNormOptions}.
 * @returns The function; over the last axis, summed over axes in between.
 * @throws TypeError or RangeError for an option out of range.
 */
export function layerNormLagrange(options: LayerNormOptions = {}): Lagrange {
  const { gain = 1, shift = 0, epsilon = 1e-5 } = options;
  const where = 'hk-memory.layerNormLagrange';
  checkPositive(where, 'gain', gain);
  checkFinite(where, 'shift', shift);
  checkPositive(where, 'epsilon', epsilon);
  const centre = (backend: Backend, x: Tensor): Tensor => backend.sub(x, backend.mean(x, last));
  const spread = (backend: Backend, centred: Tensor): Tensor =>
    backend.sqrt(backend.add(backend.mean(backend.square(centred), last), epsilon));
  return {
    name: 'layer norm',
    convex: 'proven',
    value: (backend, x) =>
      backend.tidy(() => {
        const { add, mul } = backend;
        const width = mul(spread(backend, centre(backend, x)), gain * (x.shape.at(-1) ?? 1));
        return add(sumRows(backend, width), mul(sumRows(backend, x), shift));
      }),
    activation: (backend, x) =>
      backend.tidy(() => {
        const { add, div, mul } = backend;
        const centred = centre(backend, x);
        return add(mul(div(centred, spread(backend, centred)), gain), shift);
      }),
    hessianProduct: (backend, x, v) =>
      backend.tidy(() => {
        const { div, mean, mul, square, sub } = backend;
        const centred = centre(backend, x);
        const width = spread(backend, centred);
        const along = div(mul(centred, mean(mul(centred, v), last)), square(width));
        return mul(div(sub(centre(backend, v), along), width), gain);
      }),
  };
}

/**
 * `L = sqrt(|x|² + ε)`, `g = x / sqrt(|x|² + ε)`: the direction of the state.
 *
 * @param epsilon - ε > 0. Default 1e-5.
 * @returns The function; over the last axis, summed over axes in between.
 * @throws TypeError or RangeError for another ε.
 */
export function sphericalLagrange(epsilon = 1e-5): Lagrange {
  checkPositive('hk-memory.sphericalLagrange', 'epsilon', epsilon);
  const size = (backend: Backend, x: Tensor): Tensor =>
    backend.sqrt(backend.add(backend.sum(backend.square(x), last), epsilon));
  return {
    name: 'spherical',
    convex: 'proven',
    value: (backend, x) => backend.tidy(() => sumRows(backend, size(backend, x))),
    activation: (backend, x) => backend.tidy(() => backend.div(x, size(backend, x))),
    hessianProduct: (backend, x, v) =>
      backend.tidy(() => {
        const { div, mul, sub, sum } = backend;
        const length = size(backend, x);
        const direction = div(x, length);
        return div(sub(v, mul(direction, sum(mul(direction, v), last))), length);
      }),
  };
}
