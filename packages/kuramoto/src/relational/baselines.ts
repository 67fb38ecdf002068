// Models without oscillators around the same encoder, so that the bottleneck's worth is measured and not assumed.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { initEncoder, type EncoderParams } from './encoder.js';
import { pairFeatures } from './model.js';
import { initPerceptron, perceptron, type PerceptronParams } from './perceptron.js';

/** Parameters of either baseline. All float32. */
export type BaselineParams = {
  readonly encoder: EncoderParams;
  readonly head: PerceptronParams;
};

/** Sizes of the baselines. */
export interface BaselineOptions {
  /** Features an object, D. */
  readonly features: number;
  /** Units of hidden layers. @defaultValue `[256]` for the concatenated features, none for the product */
  readonly hidden?: readonly number[] | undefined;
}

/**
 * Draws the baseline whose classifier sees both embeddings side by side: 2 D inputs, no bottleneck.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the parameters.
 * @param options - See {@link BaselineOptions}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a wrong size.
 */
export function initConcatenated(backend: Backend, key: RandomKey, options: BaselineOptions): BaselineParams {
  const { features, hidden = [256] } = options;
  return initBaseline(backend, key, features, [2 * features, ...hidden, 2]);
}

/**
 * Scores of the baseline with both embeddings. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link initConcatenated}.
 * @param images - Float32 `[batch, 2, 1024]`.
 * @returns Logits, float32 `[batch, 2]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function concatenated(backend: Backend, params: BaselineParams, images: Tensor): Tensor {
  return backend.tidy(() => concatenatedOf(backend, params, pairFeatures(backend, params.encoder, images)));
}

/**
 * Scores of the same baseline from embeddings that are there already. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link initConcatenated}.
 * @param features - Float32 `[batch, 2, D]`, as of `encode`.
 * @returns Logits, float32 `[batch, 2]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function concatenatedOf(backend: Backend, params: BaselineParams, features: Tensor): Tensor {
  return backend.tidy(() =>
    perceptron(backend, params.head, backend.reshape(features, [features.shape[0] ?? 0, -1])),
  );
}

/**
 * Draws the baseline with a dot product in place of the oscillators: one input, the cosine of the angle between both embeddings.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the parameters.
 * @param options - See {@link BaselineOptions}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a wrong size.
 */
export function initDotProduct(backend: Backend, key: RandomKey, options: BaselineOptions): BaselineParams {
  const { features, hidden = [] } = options;
  return initBaseline(backend, key, features, [1, ...hidden, 2]);
}

/** Keeps the cosine's gradient finite for a zero embedding. */
const SOFTENING = 1e-6;
/** Cosines of -1 to 1 are few logits; the classifier starts with this many times as much. */
const SHARPNESS = 10;

/**
 * Scores of the baseline with a dot product of embeddings of length one. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link initDotProduct}.
 * @param images - Float32 `[batch, 2, 1024]`.
 * @returns Logits, float32 `[batch, 2]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function dotProduct(backend: Backend, params: BaselineParams, images: Tensor): Tensor {
  return backend.tidy(() => dotProductOf(backend, params, pairFeatures(backend, params.encoder, images)));
}

/**
 * Scores of the same baseline from embeddings that are there already. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link initDotProduct}.
 * @param features - Float32 `[batch, 2, D]`, as of `encode`.
 * @returns Logits, float32 `[batch, 2]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function dotProductOf(backend: Backend, params: BaselineParams, features: Tensor): Tensor {
  const { add, mul, prod, rsqrt, square, sum } = backend;
  return backend.tidy(() => {
    const lengths = rsqrt(add(sum(square(features), { axis: -1, keepDims: true }), SOFTENING));
    const cosine = sum(prod(mul(features, lengths), { axis: 1 }), { axis: -1, keepDims: true });
    return perceptron(backend, params.head, mul(cosine, SHARPNESS));
  });
}

function initBaseline(
  backend: Backend,
  key: RandomKey,
  features: number,
  sizes: readonly number[],
): BaselineParams {
  return {
    encoder: initEncoder(backend, foldIn(key, 'encoder'), features),
    head: initPerceptron(backend, foldIn(key, 'head'), sizes),
  };
}
