// Functions of one number a pair, such as G and χ of Eq 12 and 13: what the value of the pair gives, and its derivative.

import type { Backend, Operand, Tensor } from '@vsa/backend';

/**
 * A smooth function of one number for each pair. Pairs come as `[batch, N, N]` or, on a graph, `[batch, E]`; weights of its own must
 * broadcast against that and be symmetric.
 */
export interface PairFunction {
  /** Value for each pair. */
  readonly value: (backend: Backend, a: Tensor) => Tensor;
  /** Derivative for each pair. */
  readonly derivative: (backend: Backend, a: Tensor) => Tensor;
}

/**
 * A function of pairs from its value alone; the derivative is by reverse accumulation, so it cannot be trained through.
 *
 * @param value - Elementwise, of differentiable operations.
 * @returns The function.
 */
export function pairFunction(value: (backend: Backend, a: Tensor) => Tensor): PairFunction {
  return {
    value,
    derivative: (backend, a) =>
      backend.tidy(() => backend.valueAndGrad((at) => backend.sum(value(backend, at)), a).gradient),
  };
}

/**
 * `f(a) = w a`, as in Eq 15 and 16.
 *
 * @param weight - w: a number, or float32 that broadcasts against the pairs. Default 1.
 * @returns The function.
 */
export function scaledPairs(weight: Operand = 1): PairFunction {
  return {
    value: (backend, a) => backend.mul(a, weight),
    derivative: (backend, a) => backend.tidy(() => backend.mul(backend.ones(a.shape), weight)),
  };
}
