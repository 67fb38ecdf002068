// Gradients of reductions and normalisations.

import * as tf from '@tensorflow/tfjs-core';
import { indicator, nth, rule, type T } from './rule.js';

/** Axes of a reduction as the kernel was told. */
function axesOf(attribute: unknown, shape: readonly number[]): number[] {
  return tf.util.parseAxisParam(attribute as number | number[], [...shape]);
}

/** Shape with the reduced axes at size 1. */
function keptShape(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((size, index) => (axes.includes(index) ? 1 : size));
}

function spread(dy: T, shape: readonly number[], axes: readonly number[]): T {
  return tf.broadcastTo(tf.reshape(dy, keptShape(shape, axes)), [...shape]);
}

/** Extreme values share their gradient among ties. */
function extremeRule(kernelName: string): void {
  rule(kernelName, { inputs: ['x'], outputs: [true] }, ({ dy, attrs }, saved) => ({
    x: () => {
      const [x, y] = [nth(saved, 0), nth(saved, 1)];
      // TensorFlow.js writes some calls with `reductionIndices`, others with `axis`.
      const axes = axesOf(attrs['reductionIndices'] ?? attrs['axis'], x.shape);
      const kept = keptShape(x.shape, axes);
      const at = indicator(tf.equal(x, tf.reshape(y, kept)));
      return tf.mul(tf.div(at, tf.sum(at, axes, true)), tf.reshape(dy, kept));
    },
  }));
}

/** Registers the gradients of reductions. */
export function registerReduction(): void {
  rule('Sum', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => spread(dy, nth(saved, 0).shape, axesOf(attrs['axis'], nth(saved, 0).shape)),
  }));
  rule('Mean', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => {
      const { shape, size } = nth(saved, 0);
      return tf.div(spread(dy, shape, axesOf(attrs['axis'], shape)), size / Math.max(1, dy.size));
    },
  }));
  rule('Prod', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => {
      // Products of all others = exclusive products from both sides, which needs no division and so survives zeros.
      const x = nth(saved, 0);
      const axes = axesOf(attrs['axis'], x.shape);
      const rest = x.shape.map((_, index) => index).filter((index) => !axes.includes(index));
      const order = [...rest, ...axes];
      const back = order.map((_, index) => order.indexOf(index));
      const flat = tf.reshape(tf.transpose(x, order), [
        rest.reduce((n, axis) => n * (x.shape[axis] ?? 1), 1),
        -1,
      ]);
      const columns = tf.unstack(flat, 1);
      const one = tf.onesLike(nth(columns, 0));
      const before = [one];
      const after = [one];
      for (let i = 0; i + 1 < columns.length; i += 1) {
        before.push(tf.mul(nth(before, i), nth(columns, i)));
        after.push(tf.mul(nth(after, i), nth(columns, columns.length - 1 - i)));
      }
      const others = tf.stack(
        before.map((left, i) => tf.mul(left, nth(after, columns.length - 1 - i))),
        1,
      );
      const unflat = tf.transpose(
        tf.reshape(
          others,
          order.map((axis) => x.shape[axis] ?? 1),
        ),
        back,
      );
      return tf.mul(unflat, spread(dy, x.shape, axes));
    },
  }));
  extremeRule('Max');
  extremeRule('Min');
  // Places do not move with small changes: a choice that a value is then gathered by counts as constant.
  rule('ArgMax', { inputs: ['x'] }, (_, saved) => ({ x: () => tf.zeros(nth(saved, 0).shape) }));
  rule('Cumsum', {}, ({ dy, attrs }) => ({
    x: () => tf.cumsum(dy, Number(attrs['axis']), Boolean(attrs['exclusive']), !attrs['reverse']),
  }));
  rule('Softmax', { outputs: [true] }, ({ dy }, saved) => ({
    logits: () => {
      const y = nth(saved, 0);
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y));
    },
  }));
  rule('LogSoftmax', { outputs: [true] }, ({ dy }, saved) => ({
    logits: () => tf.sub(dy, tf.mul(tf.sum(dy, -1, true), tf.exp(nth(saved, 0)))),
  }));
}
