// Lagrange functions that are sums over the units, L = Σ_i l(x_i): the activation of a unit depends on its own state.

import type { Backend, Tensor } from '@vsa/backend';
import { checkPositive, checkWhole } from '@vsa/backend/check';
import { sumRows } from '../internal/rows.js';
import type { Lagrange } from './lagrange.js';

type Pointwise = (backend: Backend, x: Tensor) => Tensor;

function elementwise(name: string, l: Pointwise, slope: Pointwise, curvature: Pointwise): Lagrange {
  return {
    name,
    convex: 'proven',
    value: (backend, x) => backend.tidy(() => sumRows(backend, l(backend, x))),
    activation: (backend, x) => backend.tidy(() => slope(backend, x)),
    hessianProduct: (backend, x, v) => backend.tidy(() => backend.mul(curvature(backend, x), v)),
  };
}

/** One where a unit is on, else zero. */
const isOn: Pointwise = ({ cast, greater }, x) => cast(greater(x, 0), 'float32');

/**
 * `L = Σ x² / 2`, `g = x`.
 *
 * @returns The function.
 */
export function identityLagrange(): Lagrange {
  return elementwise(
    'identity',
    ({ mul, square }, x) => mul(square(x), 0.5),
    ({ clone }, x) => clone(x),
    ({ ones }, x) => ones(x.shape),
  );
}

/**
 * `L = Σ relu(x)² / 2`, `g = relu(x)`: Example 1.
 *
 * @returns The function.
 */
export function reluLagrange(): Lagrange {
  return elementwise(
    'relu',
    ({ mul, relu, square }, x) => mul(square(relu(x)), 0.5),
    ({ relu }, x) => relu(x),
    isOn,
  );
}

/**
 * `L = Σ relu(x)^n / n`, `g = relu(x)^(n - 1)`: dense associative memory of order n.
 *
 * @param n - A whole number >= 2; 2 is {@link reluLagrange}.
 * @returns The function.
 * @throws TypeError or RangeError for another n.
 */
export function powerLagrange(n: number): Lagrange {
  checkWhole('hk-memory.powerLagrange', 'n', n, 2);
  // By products: a power's gradient would want a base above zero.
  const raise = (backend: Backend, x: Tensor, exponent: number): Tensor => {
    if (exponent === 0) return isOn(backend, x);
    const base = backend.relu(x);
    return Array.from({ length: exponent - 1 }).reduce<Tensor>((power) => backend.mul(power, base), base);
  };
  return elementwise(
    `power ${n}`,
    (backend, x) => backend.mul(raise(backend, x, n), 1 / n),
    (backend, x) => raise(backend, x, n - 1),
    (backend, x) => backend.mul(raise(backend, x, n - 2), n - 1),
  );
}

/**
 * `L = Σ exp(β x) / β`, `g = exp(β x)`.
 *
 * @param beta - β > 0. Default 1.
 * @returns The function.
 * @throws TypeError or RangeError for another β.
 */
export function expLagrange(beta = 1): Lagrange {
  checkPositive('hk-memory.expLagrange', 'beta', beta);
  const grown: Pointwise = ({ exp, mul }, x) => exp(mul(x, beta));
  return elementwise(
    'exp',
    (backend, x) => backend.mul(grown(backend, x), 1 / beta),
    grown,
    (backend, x) => backend.mul(grown(backend, x), beta),
  );
}

/**
 * `L = Σ log cosh(β x) / β`, `g = tanh(β x)`.
 *
 * @param beta - β > 0. Default 1.
 * @returns The function.
 * @throws TypeError or RangeError for another β.
 */
export function tanhLagrange(beta = 1): Lagrange {
  checkPositive('hk-memory.tanhLagrange', 'beta', beta);
  return elementwise(
    'tanh',
    // log cosh z = softplus(2 z) - z - log 2, which overflows nowhere.
    ({ mul, softplus, sub }, x) => {
      const z = mul(x, beta);
      return mul(sub(sub(softplus(mul(z, 2)), z), Math.LN2), 1 / beta);
    },
    ({ mul, tanh }, x) => tanh(mul(x, beta)),
    ({ mul, square, sub, tanh }, x) => mul(sub(1, square(tanh(mul(x, beta)))), beta),
  );
}

/**
 * `L = Σ log(1 + exp(β x)) / β`, `g = 1 / (1 + exp(-β x))`.
 *
 * @param beta - β > 0. Default 1.
 * @returns The function.
 * @throws TypeError or RangeError for another β.
 */
export function sigmoidLagrange(beta = 1): Lagrange {
  checkPositive('hk-memory.sigmoidLagrange', 'beta', beta);
  return elementwise(
    'sigmoid',
    ({ mul, softplus }, x) => mul(softplus(mul(x, beta)), 1 / beta),
    ({ mul, sigmoid }, x) => sigmoid(mul(x, beta)),
    ({ mul, sigmoid, square, sub }, x) => {
      const g = sigmoid(mul(x, beta));
      return mul(sub(g, square(g)), beta);
    },
  );
}
