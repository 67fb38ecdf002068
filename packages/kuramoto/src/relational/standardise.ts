// Features standardised over the images of an update, as batch normalisation does (S. Ioffe, C. Szegedy, "Batch normalization", ICML 2015),
// and an encoder that has taken it over. A feature whose mean drifts far from zero drives its oscillators to one phase whatever the image,
// gets no gradient there, and stays lost to the classifier; docs/same-different.md has what this is worth. The poster does not mention it.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';
import { encode, type EncoderParams } from './encoder.js';

/** Keeps a constant feature finite. */
const SOFTENING = 1e-4;

type Moments = {
  /** `[1, D]`. */
  readonly mean: Tensor;
  /** `1 / sqrt(var + 1e-4)`, `[1, D]`. */
  readonly scale: Tensor;
};

function momentsOf(backend: Backend, features: Tensor): Moments {
  const { add, mean, rsqrt, square, sub } = backend;
  const along = { axis: 0, keepDims: true };
  const center = mean(features, along);
  return { mean: center, scale: rsqrt(add(mean(square(sub(features, center)), along), SOFTENING)) };
}

function checkFeatures(where: string, features: Tensor): void {
  const { shape } = checkFloat(where, 'features', features);
  if (shape.length !== 2 || (shape[0] ?? 0) < 2) {
    throw new RangeError(
      `${where}: expected features [n, D] of two images or more, got ${formatShape(shape)}.`,
    );
  }
}

/**
 * Features less their mean, over their deviation, both over the images: `(E - mean) / sqrt(var + 1e-4)`. Differentiable, moments included.
 *
 * @param backend - Tensor backend.
 * @param features - E, float32 `[n, D]`, n >= 2.
 * @returns Float32 `[n, D]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function standardiseFeatures(backend: Backend, features: Tensor): Tensor {
  checkFeatures('kuramoto.standardiseFeatures', features);
  return backend.tidy(() => {
    const { mean, scale } = momentsOf(backend, features);
    return backend.mul(backend.sub(features, mean), scale);
  });
}

/**
 * An encoder whose features are what {@link standardiseFeatures} makes of the given one's on these images: its last layer takes the
 * standardisation over, so that single images need no others beside them.
 *
 * @param backend - Tensor backend.
 * @param encoder - Parameters trained with standardised features; stay the caller's.
 * @param images - Float32 `[n, 1024]`, n >= 2: some hundred training images or more.
 * @returns New parameters that the caller owns.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function settleEncoder(backend: Backend, encoder: EncoderParams, images: Tensor): EncoderParams {
  const { clone, mul, reshape, sub } = backend;
  return backend.tidy(() => {
    const features = encode(backend, encoder, images);
    checkFeatures('kuramoto.settleEncoder', features);
    const { mean, scale } = momentsOf(backend, features);
    const last = encoder.dense.length - 1;
    return {
      convolutions: encoder.convolutions.map(({ filter, bias }) => ({
        filter: clone(filter),
        bias: clone(bias),
      })),
      dense: encoder.dense.map(({ weight, bias }, index) =>
        index === last
          ? { weight: mul(weight, scale), bias: reshape(mul(sub(bias, mean), scale), bias.shape) }
          : { weight: clone(weight), bias: clone(bias) },
      ),
    };
  });
}
