// Classifiers: linear, or with hidden layers of rectified units.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { checkFloat } from '../internal/validate.js';
import { initLinear, linear, type LinearParams } from './encoder.js';

/** Layers, one after another, with ReLU in between. */
export type PerceptronParams = readonly LinearParams[];

/**
 * Draws a perceptron: Kaiming's normal weights, zero biases.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the weights.
 * @param sizes - Units of each layer, inputs first, outputs last; two or more.
 * @returns Parameters that the caller owns.
 * @throws RangeError for fewer than two sizes or one that is not a whole number >= 1.
 */
export function initPerceptron(backend: Backend, key: RandomKey, sizes: readonly number[]): PerceptronParams {
  if (sizes.length < 2) {
    throw new RangeError(`kuramoto.initPerceptron: expected inputs and outputs, got ${formatShape(sizes)}.`);
  }
  for (const size of sizes) checkWhole('kuramoto.initPerceptron', 'sizes', size, 1);
  return sizes.slice(1).map((to, index) => {
    const last = index + 2 === sizes.length;
    return initLinear(backend, foldIn(key, index), [sizes[index] ?? 1, to], last ? 1 : Math.SQRT2);
  });
}

/**
 * Runs a perceptron; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link PerceptronParams}.
 * @param x - Float32 `[n, inputs]`.
 * @returns Float32 `[n, outputs]`.
 * @throws TypeError for a tensor that is not float32; RangeError for another number of inputs.
 */
export function perceptron(backend: Backend, params: PerceptronParams, x: Tensor): Tensor {
  const inputs = params[0]?.weight.shape[0];
  const { shape } = checkFloat('kuramoto.perceptron', 'x', x);
  if (shape.length !== 2 || shape[1] !== inputs) {
    throw new RangeError(
      `kuramoto.perceptron: expected x of shape [n, ${inputs}], got ${formatShape(shape)}.`,
    );
  }
  return backend.tidy(() => {
    let y = x;
    for (const [index, layer] of params.entries()) {
      y = linear(backend, y, layer);
      if (index + 1 < params.length) y = backend.relu(y);
    }
    return y;
  });
}
