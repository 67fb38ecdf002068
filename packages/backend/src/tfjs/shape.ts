// Moving elements.

import * as tf from '@tensorflow/tfjs-core';
import type { ShapeOps } from '../backend.js';
import { broadcastShapes, checkAxes, checkAxis, checkShape, resolveReshape } from '../shapes.js';
import { formatShape, type Tensor } from '../tensor.js';
import type { Context } from './context.js';

/**
 * Shape operations of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function shapeOps(context: Context): ShapeOps {
  const openAll = (where: string, xs: readonly Tensor[]): [tf.Tensor, ...tf.Tensor[]] => {
    const [first, ...rest] = xs.map((x) => context.open(where, x));
    if (first === undefined) throw new RangeError(`${where}: expected at least one tensor, got none.`);
    return [first, ...rest];
  };
  return {
    reshape(x, shape) {
      const inner = context.open('backend.reshape', x);
      return context.wrap(tf.reshape(inner, resolveReshape('backend.reshape', inner.shape, shape)));
    },
    transpose(x, permutation) {
      const where = 'backend.transpose';
      const inner = context.open(where, x);
      const order = permutation ?? inner.shape.map((_, index) => inner.shape.length - 1 - index);
      const axes = checkAxes(where, order, inner.shape);
      if (axes.length !== inner.shape.length) {
        throw new RangeError(
          `${where}: expected a permutation of ${inner.shape.length} axes, got ${formatShape(order)}.`,
        );
      }
      return context.wrap(
        tf.transpose(
          inner,
          order.map((axis) => checkAxis(where, axis, inner.shape)),
        ),
      );
    },
    expandDims(x, axis) {
      const inner = context.open('backend.expandDims', x);
      const place = checkAxis('backend.expandDims', axis, [...inner.shape, 1]);
      return context.wrap(
        tf.reshape(inner, [...inner.shape.slice(0, place), 1, ...inner.shape.slice(place)]),
      );
    },
    squeeze(x, axes) {
      const where = 'backend.squeeze';
      const inner = context.open(where, x);
      const drop = axes === undefined ? undefined : checkAxes(where, axes, inner.shape);
      if (drop?.some((axis) => inner.shape[axis] !== 1)) {
        throw new RangeError(
          `${where}: expected axes of size 1, got axes ${formatShape(drop)} of ${formatShape(inner.shape)}.`,
        );
      }
      const rest = inner.shape.filter((size, index) =>
        drop === undefined ? size !== 1 : !drop.includes(index),
      );
      return context.wrap(tf.reshape(inner, rest));
    },
    broadcastTo(x, shape) {
      const where = 'backend.broadcastTo';
      const inner = context.open(where, x);
      checkShape(where, shape);
      if (formatShape(broadcastShapes(where, inner.shape, shape)) !== formatShape(shape)) {
        throw new RangeError(
          `${where}: expected a shape that ${formatShape(inner.shape)} broadcasts to, got ${formatShape(shape)}.`,
        );
      }
      return context.wrap(tf.broadcastTo(inner, [...shape]));
    },
    concat(xs, axis = 0) {
      const where = 'backend.concat';
      const inner = openAll(where, xs);
      const place = checkAxis(where, axis, inner[0].shape);
      const form = (x: tf.Tensor): string =>
        formatShape(x.shape.map((size, index) => (index === place ? -1 : size)));
      const odd = inner.find((x) => form(x) !== form(inner[0]));
      if (odd !== undefined) {
        throw new RangeError(
          `${where}: expected shapes that agree but on axis ${place}, got ${formatShape(inner[0].shape)} and ${formatShape(odd.shape)}.`,
        );
      }
      return context.wrap(tf.concat(inner, place));
    },
    stack(xs, axis = 0) {
      const where = 'backend.stack';
      const inner = openAll(where, xs);
      const odd = inner.find((x) => formatShape(x.shape) !== formatShape(inner[0].shape));
      if (odd !== undefined) {
        throw new RangeError(
          `${where}: expected equal shapes, got ${formatShape(inner[0].shape)} and ${formatShape(odd.shape)}.`,
        );
      }
      return context.wrap(tf.stack(inner, checkAxis(where, axis, [...inner[0].shape, 1])));
    },
    unstack(x, axis = 0) {
      const inner = context.open('backend.unstack', x);
      return tf
        .unstack(inner, checkAxis('backend.unstack', axis, inner.shape))
        .map((part) => context.wrap(part));
    },
    slice(x, begin, size) {
      const where = 'backend.slice';
      const inner = context.open(where, x);
      const fits =
        begin.length === inner.shape.length &&
        size.length === inner.shape.length &&
        inner.shape.every((total, axis) => {
          const from = begin[axis] ?? 0;
          const count = size[axis] ?? 0;
          return (
            Number.isInteger(from) &&
            Number.isInteger(count) &&
            from >= 0 &&
            count >= -1 &&
            from + Math.max(count, 0) <= total
          );
        });
      if (!fits) {
        throw new RangeError(
          `${where}: expected a part of shape ${formatShape(inner.shape)}, got begin ${formatShape(begin)} and size ${formatShape(size)}.`,
        );
      }
      return context.wrap(tf.slice(inner, [...begin], [...size]));
    },
    pad(x, paddings, value = 0) {
      const where = 'backend.pad';
      const inner = context.open(where, x);
      if (
        paddings.length !== inner.shape.length ||
        paddings.some(([before, after]) => !(before >= 0 && after >= 0))
      ) {
        throw new RangeError(
          `${where}: expected [before, after] >= 0 for each axis of ${formatShape(inner.shape)}, got ${JSON.stringify(paddings)}.`,
        );
      }
      return context.wrap(
        tf.pad(
          inner,
          paddings.map(([before, after]) => [before, after]),
          value,
        ),
      );
    },
    tile(x, repetitions) {
      const where = 'backend.tile';
      const inner = context.open(where, x);
      checkShape(where, repetitions);
      if (repetitions.length !== inner.shape.length) {
        throw new RangeError(
          `${where}: expected a number for each axis of ${formatShape(inner.shape)}, got ${formatShape(repetitions)}.`,
        );
      }
      return context.wrap(tf.tile(inner, [...repetitions]));
    },
    reverse(x, axis = 0) {
      const inner = context.open('backend.reverse', x);
      return context.wrap(tf.reverse(inner, checkAxis('backend.reverse', axis, inner.shape)));
    },
    roll(x, shift, axis = -1) {
      const where = 'backend.roll';
      const inner = context.open(where, x);
      const place = checkAxis(where, axis, inner.shape);
      if (!Number.isInteger(shift)) throw new RangeError(`${where}: expected a whole shift, got ${shift}.`);
      const total = inner.shape[place] ?? 0;
      const cut = total === 0 ? 0 : ((-shift % total) + total) % total;
      if (cut === 0) return context.wrap(tf.clone(inner));
      return context.composite(() => {
        const [head, tail] = tf.split(inner, [cut, total - cut], place);
        return head === undefined || tail === undefined ? inner : tf.concat([tail, head], place);
      });
    },
    gather(x, indices, axis = 0) {
      const where = 'backend.gather';
      const inner = context.open(where, x);
      const places = context.open(where, indices);
      if (places.dtype !== 'int32')
        throw new TypeError(`${where}: expected int32 indices, got ${places.dtype}; cast first.`);
      return context.wrap(tf.gather(inner, places, checkAxis(where, axis, inner.shape)));
    },
    segmentSum(x, segmentIds, count) {
      const where = 'backend.segmentSum';
      const inner = context.open(where, x);
      const ids = context.open(where, segmentIds);
      checkShape(where, [count]);
      if (ids.dtype !== 'int32')
        throw new TypeError(`${where}: expected int32 segment ids, got ${ids.dtype}; cast first.`);
      if (ids.shape.length !== 1 || ids.shape[0] !== inner.shape[0]) {
        throw new RangeError(
          `${where}: expected one id for each row of ${formatShape(inner.shape)}, got ${formatShape(ids.shape)}.`,
        );
      }
      return context.wrap(tf.unsortedSegmentSum(inner, ids as tf.Tensor1D, count));
    },
  };
}
