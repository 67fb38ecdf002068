// Reductions and normalisations.

import * as tf from '@tensorflow/tfjs-core';
import type { ReduceOptions, ReductionOps } from '../backend.js';
import { checkAxes, checkAxis } from '../shapes.js';
import { formatShape, type Tensor } from '../tensor.js';
import type { Context } from './context.js';

type Reduce = (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;

/**
 * Reductions of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function reductionOps(context: Context): ReductionOps {
  const reduce = (name: string, f: Reduce): ((x: Tensor, options?: ReduceOptions) => Tensor) => {
    const where = `backend.${name}`;
    return (x, { axis, keepDims = false } = {}) => {
      const inner = context.open(where, x);
      return context.wrap(f(inner, checkAxes(where, axis, inner.shape), keepDims));
    };
  };
  const bools = (name: string, f: Reduce): ((x: Tensor, options?: ReduceOptions) => Tensor) => {
    const apply = reduce(name, f);
    return (x, options) => {
      if (x.dtype !== 'bool')
        throw new TypeError(`backend.${name}: expected a bool tensor, got ${x.dtype}; compare first.`);
      return apply(x, options);
    };
  };
  const alongAxis = (
    name: string,
    f: (x: tf.Tensor, axis: number) => tf.Tensor,
  ): ((x: Tensor, axis?: number) => Tensor) => {
    const where = `backend.${name}`;
    return (x, axis = -1) => {
      const inner = context.open(where, x);
      return context.wrap(f(inner, checkAxis(where, axis, inner.shape)));
    };
  };
  /** Softmax kernels work on the last axis only: bring the axis there and back. */
  const onLastAxis =
    (f: (x: tf.Tensor) => tf.Tensor) =>
    (x: tf.Tensor, axis: number): tf.Tensor => {
      const last = x.shape.length - 1;
      if (axis === last) return f(x);
      const swap = x.shape.map((_, index) => (index === axis ? last : index === last ? axis : index));
      return tf.tidy(() => tf.transpose(f(tf.transpose(x, swap)), swap));
    };
  return {
    sum: reduce('sum', (x, axes, keep) => tf.sum(x, axes, keep)),
    mean: reduce('mean', (x, axes, keep) => tf.mean(x, axes, keep)),
    max: reduce('max', (x, axes, keep) => tf.max(x, axes, keep)),
    min: reduce('min', (x, axes, keep) => tf.min(x, axes, keep)),
    prod: reduce('prod', (x, axes, keep) => tf.prod(x, axes, keep)),
    any: bools('any', (x, axes, keep) => tf.any(x, axes, keep)),
    all: bools('all', (x, axes, keep) => tf.all(x, axes, keep)),
    argMax: alongAxis('argMax', (x, axis) => tf.argMax(x, axis)),
    argMin: alongAxis('argMin', (x, axis) => tf.argMin(x, axis)),
    topK(x, k) {
      const where = 'backend.topK';
      const inner = context.open(where, x);
      const last = inner.shape.at(-1) ?? 0;
      if (!Number.isInteger(k) || k < 1 || k > last) {
        throw new RangeError(
          `${where}: expected k from 1 to ${last} for shape ${formatShape(inner.shape)}, got ${k}.`,
        );
      }
      const { values, indices } = tf.topk(inner, k, true);
      return { values: context.wrap(values), indices: context.wrap(indices) };
    },
    cumsum(x, { axis = -1, exclusive = false, reverse = false } = {}) {
      const inner = context.open('backend.cumsum', x);
      return context.wrap(
        tf.cumsum(inner, checkAxis('backend.cumsum', axis, inner.shape), exclusive, reverse),
      );
    },
    logSumExp: reduce('logSumExp', (x, axes, keep) =>
      tf.tidy(() => {
        // The shift carries no gradient of its own: it cancels.
        const top = tf.max(x, axes, true);
        const finite = stopGradient(
          tf.where(tf.less(tf.abs(top), tf.scalar(Infinity)), top, tf.zerosLike(top)),
        );
        const sum = tf.log(tf.sum(tf.exp(tf.sub(x, finite)), axes, true));
        const out = tf.add(sum, finite);
        return keep
          ? out
          : tf.reshape(
              out,
              x.shape.filter((_, index) => !axes.includes(index)),
            );
      }),
    ),
    softmax: alongAxis(
      'softmax',
      onLastAxis((x) => tf.softmax(x)),
    ),
    logSoftmax: alongAxis(
      'logSoftmax',
      onLastAxis((x) => tf.logSoftmax(x)),
    ),
  };
}

/** The same value with gradient zero. */
export function stopGradient(x: tf.Tensor): tf.Tensor {
  return tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(x);
}
