// The encoder of images: three convolutions and two dense layers, as in the code beside T. W. Webb, I. Sinha, J. D. Cohen, "Emergent
// symbols through binding in external memory", ICLR 2021, then one linear layer to the D features of the oscillators, which is ours.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';
import { checkFloat } from '../internal/validate.js';

/** Lines, and pixels a line, of an image. */
export const SIDE = 32;
const CHANNELS = 32;
const WINDOW = { strides: 2, padding: 1 } as const;
/** Three halvings of 32 leave 4 x 4 places. */
const FLAT = 4 * 4 * CHANNELS;

/** A linear layer. */
export type LinearParams = {
  /** `[in, out]`. */
  readonly weight: Tensor;
  /** `[out]`. */
  readonly bias: Tensor;
};

/** A convolution. */
export type ConvolutionParams = {
  /** `[4, 4, in, 32]`. */
  readonly filter: Tensor;
  /** `[32]`. */
  readonly bias: Tensor;
};

/** What the encoder learns. All float32. */
export type EncoderParams = {
  /** Three of them, 1 -> 32 -> 32 -> 32 channels. */
  readonly convolutions: readonly ConvolutionParams[];
  /** 512 -> 256 -> 128 -> D; the last has no ReLU. */
  readonly dense: readonly LinearParams[];
};

/**
 * Draws a linear layer: Gaussian weights of standard deviation `gain / sqrt(in)`, zero bias.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the weights.
 * @param size - `[in, out]`.
 * @param gain - `sqrt(2)`, Kaiming's, before a ReLU. @defaultValue `sqrt(2)`
 * @returns Parameters that the caller owns.
 */
export function initLinear(
  backend: Backend,
  key: RandomKey,
  size: readonly [from: number, to: number],
  gain = Math.SQRT2,
): LinearParams {
  const deviation = gain / Math.sqrt(size[0]);
  return {
    weight: backend.tensor(
      normal(key, size).map((value) => value * deviation),
      size,
    ),
    bias: backend.zeros([size[1]]),
  };
}

/**
 * `x W + b`.
 *
 * @param backend - Tensor backend.
 * @param x - `[n, in]`.
 * @param params - See {@link LinearParams}.
 * @returns `[n, out]`.
 */
export function linear(backend: Backend, x: Tensor, params: LinearParams): Tensor {
  return backend.add(backend.matMul(x, params.weight), params.bias);
}

/**
 * Draws an encoder: Kaiming's normal weights, zero biases.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the weights.
 * @param features - D, >= 1.
 * @returns Parameters that the caller owns.
 * @throws RangeError when D is not a whole number >= 1; TypeError when `key` is no key.
 */
export function initEncoder(backend: Backend, key: RandomKey, features: number): EncoderParams {
  checkWhole('kuramoto.initEncoder', 'features', features, 1);
  const convolution = (name: string, channels: number): ConvolutionParams => {
    const shape = [4, 4, channels, CHANNELS];
    const deviation = Math.sqrt(2 / (16 * channels));
    const values = normal(foldIn(key, name), shape).map((value) => value * deviation);
    return { filter: backend.tensor(values, shape), bias: backend.zeros([CHANNELS]) };
  };
  return {
    convolutions: [convolution('conv1', 1), convolution('conv2', CHANNELS), convolution('conv3', CHANNELS)],
    dense: [
      initLinear(backend, foldIn(key, 'dense1'), [FLAT, 256]),
      initLinear(backend, foldIn(key, 'dense2'), [256, 128]),
      initLinear(backend, foldIn(key, 'dense3'), [128, features], 1),
    ],
  };
}

/**
 * Features of images; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link EncoderParams}.
 * @param images - Float32 `[n, 1024]`, 32 x 32 values in [0, 1], ink on a ground of 0.
 * @returns Float32 `[n, D]`, of either sign.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function encode(backend: Backend, params: EncoderParams, images: Tensor): Tensor {
  const [count = 0, pixels] = checkFloat('kuramoto.encode', 'images', images).shape;
  if (images.shape.length !== 2 || pixels !== SIDE * SIDE) {
    throw new RangeError(
      `kuramoto.encode: expected images of shape [n, ${SIDE * SIDE}], got ${formatShape(images.shape)}.`,
    );
  }
  const { add, conv2d, relu, reshape } = backend;
  return backend.tidy(() => {
    let x = images;
    for (const [index, { filter, bias }] of params.convolutions.entries()) {
      const seen = index === 0 ? convolveImages(backend, images, filter) : conv2d(x, filter, WINDOW);
      x = relu(add(seen, bias));
    }
    x = reshape(x, [count, FLAT]);
    for (const [index, layer] of params.dense.entries()) {
      x = linear(backend, x, layer);
      if (index + 1 < params.dense.length) x = relu(x);
    }
    return x;
  });
}

/**
 * The first convolution as one product of matrices. A general convolution with gradient is slow for one channel: 8 ms for 64 images on
 * native TensorFlow, and so 2. Windows of 4 in steps of 2 are 2 x 2 neighbouring blocks of 2 x 2 pixels.
 */
function convolveImages(
  { concat, matMul, pad, reshape, slice, transpose }: Backend,
  images: Tensor,
  filter: Tensor,
): Tensor {
  const [count = 0] = images.shape;
  const half = SIDE / 2;
  const margin = [1, 1] as const;
  const padded = pad(reshape(images, [count, SIDE, SIDE]), [[0, 0], margin, margin]);
  const split = reshape(padded, [count, half + 1, 2, half + 1, 2]);
  const blocks = reshape(transpose(split, [0, 1, 3, 2, 4]), [count, half + 1, half + 1, 4]);
  const windows = concat(
    [0, 1].flatMap((down) =>
      [0, 1].map((right) => slice(blocks, [0, down, right, 0], [count, half, half, 4])),
    ),
    3,
  );
  const weights = reshape(transpose(reshape(filter, [2, 2, 2, 2, CHANNELS]), [0, 2, 1, 3, 4]), [
    16,
    CHANNELS,
  ]);
  return reshape(matMul(reshape(windows, [count * half * half, 16]), weights), [count, half, half, CHANNELS]);
}
