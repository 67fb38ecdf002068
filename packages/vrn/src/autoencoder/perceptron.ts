// Layers of neurons: encoder, posteriors and decoder are made of them.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkMatrix, checkWhole } from '@vsa/backend/check';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';

/** A linear layer. Float32. */
export type LinearParams = {
  /** `[in, out]`. */
  readonly weight: Tensor;
  /** `[out]`. */
  readonly bias: Tensor;
};

/** Linear layers one after another, with ReLU in between. */
export type PerceptronParams = readonly LinearParams[];

/**
 * Draws layers: Gaussian weights of variance 2 / in before a ReLU (Kaiming's) and 1 / in at the end, zero biases.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the weights.
 * @param sizes - Units of each layer, inputs first, outputs last; two or more.
 * @returns Parameters that the caller owns.
 * @throws RangeError for fewer than two sizes or one that is not a whole number >= 1; TypeError when `key` is no key.
 */
export function initPerceptron(backend: Backend, key: RandomKey, sizes: readonly number[]): PerceptronParams {
  if (sizes.length < 2) {
    throw new RangeError(`vrn.initPerceptron: expected inputs and outputs, got ${formatShape(sizes)}.`);
  }
  for (const size of sizes) checkWhole('vrn.initPerceptron', 'sizes', size, 1);
  return sizes.slice(1).map((to, index) => {
    const from = sizes[index] ?? 1;
    const gain = index + 2 === sizes.length ? 1 : 2;
    const weights = normal(foldIn(key, index), [from, to], { deviation: Math.sqrt(gain / from) });
    return { weight: backend.tensor(weights, [from, to]), bias: backend.zeros([to]) };
  });
}

/**
 * Runs layers; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link PerceptronParams}.
 * @param x - Float32 `[n, inputs]`.
 * @returns Float32 `[n, outputs]`.
 * @throws TypeError when `x` is no numeric tensor; RangeError for another number of inputs.
 */
export function perceptron(backend: Backend, params: PerceptronParams, x: Tensor): Tensor {
  checkMatrix(backend, 'vrn.perceptron', 'x', x, params[0]?.weight.shape[0]);
  return backend.tidy(() => {
    let y = x;
    for (const [index, { weight, bias }] of params.entries()) {
      y = backend.add(backend.matMul(y, weight), bias);
      if (index + 1 < params.length) y = backend.relu(y);
    }
    // Without layers the result would be the argument itself.
    return y === x ? backend.clone(x) : y;
  });
}
