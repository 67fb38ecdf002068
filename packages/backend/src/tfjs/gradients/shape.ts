// Gradients of kernels that move elements.

import * as tf from '@tensorflow/tfjs-core';
import { nth, rule } from './rule.js';

/** Registers the gradients of shape kernels. */
export function registerShape(): void {
  const reshaped = { inputs: ['x'] };
  rule('Reshape', reshaped, ({ dy }, saved) => ({ x: () => tf.reshape(dy, nth(saved, 0).shape) }));
  rule('Transpose', {}, ({ dy, attrs }) => {
    const order = attrs['perm'] as number[];
    return {
      x: () =>
        tf.transpose(
          dy,
          order.map((_, index) => order.indexOf(index)),
        ),
    };
  });
  rule('BroadcastTo', { inputs: ['x'] }, ({ dy }, saved) => ({
    x: () => {
      const { shape } = nth(saved, 0);
      const axes = tf.broadcast_util.getReductionAxes(shape, dy.shape);
      return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, shape);
    },
  }));
  rule('Tile', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => {
      const { shape } = nth(saved, 0);
      const reps = attrs['reps'] as number[];
      // One axis at a time: WebGPU has no tensors of the rank that all at once would take.
      return shape.reduce((sum, size, axis) => {
        const times = reps[axis] ?? 1;
        if (times === 1) return sum;
        const before = shape.slice(0, axis);
        const after = sum.shape.slice(axis + 1);
        const product = (sizes: readonly number[]): number => sizes.reduce((n, each) => n * each, 1);
        const folded = tf.reshape(sum, [product(before), times, size, product(after)]);
        return tf.reshape(tf.sum(folded, 1), [...before, size, ...after]);
      }, dy);
    },
  }));
  rule('Concat', { allInputs: true }, ({ dy, attrs }, saved) => {
    const axis = tf.util.parseAxisParam(attrs['axis'] as number, nth(saved, 0).shape)[0] ?? 0;
    const parts = tf.split(
      dy,
      saved.map((x) => x.shape[axis] ?? 0),
      axis,
    );
    return Object.fromEntries(saved.map((_, index) => [String(index), () => nth(parts, index)]));
  });
  rule('Pack', { allInputs: true }, ({ dy, attrs }, saved) => {
    const parts = tf.unstack(dy, Number(attrs['axis']));
    return Object.fromEntries(saved.map((_, index) => [String(index), () => nth(parts, index)]));
  });
  rule('Unpack', {}, ({ dys, attrs }) => ({ value: () => tf.stack([...dys], Number(attrs['axis'])) }));
  rule('SplitV', {}, ({ dys, attrs }) => ({ x: () => tf.concat([...dys], Number(attrs['axis'])) }));
  rule('Slice', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => {
      const { shape } = nth(saved, 0);
      const begin = attrs['begin'] as number[];
      return tf.pad(
        dy,
        shape.map((size, index): [number, number] => {
          const from = begin[index] ?? 0;
          return [from, size - from - (dy.shape[index] ?? 0)];
        }),
      );
    },
  }));
  rule('PadV2', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () =>
      tf.slice(
        dy,
        (attrs['paddings'] as [number, number][]).map(([before]) => before),
        nth(saved, 0).shape,
      ),
  }));
  rule('Reverse', {}, ({ dy, attrs }) => ({ x: () => tf.reverse(dy, attrs['dims'] as number[]) }));
  rule('GatherV2', { inputs: ['x', 'indices'] }, ({ dy, attrs }, saved) => {
    const [x, indices] = [nth(saved, 0), nth(saved, 1)];
    return {
      // Every slice that was taken gives its gradient back to where it came from: bring the axis in front and add up by index.
      x: () => {
        const axis = tf.util.parseAxisParam(attrs['axis'] as number, x.shape)[0] ?? 0;
        const rank = indices.shape.length;
        const taken = dy.shape.map((_, index) => index).slice(axis, axis + rank);
        const order = [
          ...taken,
          ...dy.shape.map((_, index) => index).filter((index) => !taken.includes(index)),
        ];
        const rest = x.shape.filter((_, index) => index !== axis);
        const rows = tf.reshape(tf.transpose(dy, order), [indices.size, ...rest]);
        const flat = tf.reshape<tf.Rank.R1>(indices, [indices.size]);
        const summed = tf.unsortedSegmentSum(rows, flat, x.shape[axis] ?? 0);
        const places = x.shape.map((_, index) => index);
        const front = [axis, ...places.filter((index) => index !== axis)];
        return tf.transpose(
          summed,
          places.map((index) => front.indexOf(index)),
        );
      },
      indices: () => tf.zeros(indices.shape),
    };
  });
  rule('UnsortedSegmentSum', { inputs: ['segmentIds'] }, ({ dy }, saved) => {
    const ids = nth(saved, 0);
    return { x: () => tf.gather(dy, ids), segmentIds: () => tf.zeros(ids.shape) };
  });
}
