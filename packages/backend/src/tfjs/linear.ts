// Products and convolutions.

import * as tf from '@tensorflow/tfjs-core';
import type { Conv2dOptions, LinearOps, Pool2dOptions } from '../backend.js';
import { broadcastShapes } from '../shapes.js';
import { formatShape, sizeOf, type Shape, type Tensor } from '../tensor.js';
import type { Context } from './context.js';

function pair(value: number | readonly [number, number]): [number, number] {
  return typeof value === 'number' ? [value, value] : [value[0], value[1]];
}

function checkWindow(
  where: string,
  name: string,
  value: number | readonly [number, number],
): [number, number] {
  const [h, w] = pair(value);
  if (!Number.isInteger(h) || !Number.isInteger(w) || h < 1 || w < 1) {
    throw new RangeError(`${where}: expected ${name} to be whole numbers >= 1, got ${formatShape([h, w])}.`);
  }
  return [h, w];
}

function images(where: string, x: tf.Tensor): tf.Tensor4D {
  if (x.shape.length !== 4) {
    throw new RangeError(
      `${where}: expected images of shape [batch, height, width, channels], got ${formatShape(x.shape)}.`,
    );
  }
  return x as tf.Tensor4D;
}

/** Zeros around each image; native TensorFlow's convolution takes no padding by numbers. */
function padImages(x: tf.Tensor4D, padding: number): tf.Tensor4D {
  if (!Number.isInteger(padding) || padding < 0) {
    throw new RangeError(`backend.conv2d: expected padding to be a whole number >= 0, got ${padding}.`);
  }
  return tf.pad(x, [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]);
}

/** Size of an output axis, or an error when the window does not fit. */
function outputSize(
  where: string,
  x: Shape,
  window: readonly [number, number],
  options: Conv2dOptions,
): void {
  const { padding = 'valid' } = options;
  const extra = typeof padding === 'number' ? 2 * padding : 0;
  const [, height = 0, width = 0] = x;
  if (padding !== 'same' && (height + extra < window[0] || width + extra < window[1])) {
    throw new RangeError(
      `${where}: expected a window that fits, got ${formatShape(window)} on images ${formatShape(x)}.`,
    );
  }
}

/**
 * Products and convolutions of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function linearOps(context: Context): LinearOps {
  const pool = (name: string, f: typeof tf.maxPool): ((x: Tensor, options: Pool2dOptions) => Tensor) => {
    const where = `backend.${name}`;
    return (x, options) => {
      const inner = images(where, context.open(where, x));
      const window = checkWindow(where, 'window', options.window);
      outputSize(where, inner.shape, window, options);
      const { strides = window, padding = 'valid' } = options;
      return context.wrap(f(inner, window, checkWindow(where, 'strides', strides), padding));
    };
  };
  return {
    matMul(a, b, { transposeA = false, transposeB = false } = {}) {
      const where = 'backend.matMul';
      const left = context.open(where, a);
      const right = context.open(where, b);
      if (left.shape.length < 2 || right.shape.length < 2) {
        throw new RangeError(
          `${where}: expected matrices [..., m, k] and [..., k, n], got ${formatShape(left.shape)} and ${formatShape(right.shape)}.`,
        );
      }
      const innerA = left.shape.at(transposeA ? -2 : -1);
      const innerB = right.shape.at(transposeB ? -1 : -2);
      if (innerA !== innerB) {
        throw new RangeError(
          `${where}: expected inner sizes to agree, got ${formatShape(left.shape)}${transposeA ? ' transposed' : ''} and ${formatShape(right.shape)}${transposeB ? ' transposed' : ''}.`,
        );
      }
      const batch = broadcastShapes(where, left.shape.slice(0, -2), right.shape.slice(0, -2));
      // The kernels broadcast one whole batch against a single matrix, nothing finer.
      const size = sizeOf(batch);
      const partial = (x: tf.Tensor): boolean => ![1, size].includes(sizeOf(x.shape.slice(0, -2)));
      if (!partial(left) && !partial(right))
        return context.wrap(tf.matMul(left, right, transposeA, transposeB));
      const spread = (x: tf.Tensor): tf.Tensor => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
      return context.composite(() => tf.matMul(spread(left), spread(right), transposeA, transposeB));
    },
    conv2d(x, filter, options = {}) {
      const where = 'backend.conv2d';
      const inner = images(where, context.open(where, x));
      const weights = context.open(where, filter) as tf.Tensor4D;
      if ((weights.shape as Shape).length !== 4 || weights.shape[2] !== inner.shape[3]) {
        throw new RangeError(
          `${where}: expected a filter [height, width, ${inner.shape[3]}, out] for images ${formatShape(inner.shape)}, got ${formatShape(weights.shape)}.`,
        );
      }
      const { strides = 1, padding = 'valid' } = options;
      outputSize(where, inner.shape, [weights.shape[0], weights.shape[1]], options);
      const step = checkWindow(where, 'strides', strides);
      if (typeof padding === 'string') return context.wrap(tf.conv2d(inner, weights, step, padding));
      return context.composite(() => tf.conv2d(padImages(inner, padding), weights, step, 'valid'));
    },
    conv2dTranspose(x, filter, size, options = {}) {
      const where = 'backend.conv2dTranspose';
      const inner = images(where, context.open(where, x));
      const weights = context.open(where, filter) as tf.Tensor4D;
      if ((weights.shape as Shape).length !== 4 || weights.shape[3] !== inner.shape[3]) {
        throw new RangeError(
          `${where}: expected a filter [height, width, in, ${inner.shape[3]}] for images ${formatShape(inner.shape)}, got ${formatShape(weights.shape)}.`,
        );
      }
      const { strides = 1, padding = 'valid' } = options;
      const step = checkWindow(where, 'strides', strides);
      const [height, width] = checkWindow(where, 'size', size);
      // Native TensorFlow knows no padding by numbers: make the padded image and cut its frame off.
      const frame = typeof padding === 'number' ? padding : 0;
      const mode = typeof padding === 'number' ? 'valid' : padding;
      const target: [number, number, number, number] = [
        inner.shape[0],
        height + 2 * frame,
        width + 2 * frame,
        weights.shape[2],
      ];
      const info = tf.backend_util.computeConv2DInfo(target, weights.shape, step, 1, mode);
      if (info.outHeight !== inner.shape[1] || info.outWidth !== inner.shape[2]) {
        throw new RangeError(
          `${where}: expected images of ${formatShape([info.outHeight, info.outWidth])} for size ${formatShape(size)}, got ${formatShape(inner.shape)}.`,
        );
      }
      if (frame === 0) return context.wrap(tf.conv2dTranspose(inner, weights, target, step, mode));
      return context.composite(() =>
        tf.slice(
          tf.conv2dTranspose(inner, weights, target, step, mode),
          [0, frame, frame, 0],
          [target[0], height, width, target[3]],
        ),
      );
    },
    maxPool2d: pool('maxPool2d', tf.maxPool),
    avgPool2d: pool('avgPool2d', tf.avgPool),
  };
}
