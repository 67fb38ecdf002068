// Making tensors and reading them.

import * as tf from '@tensorflow/tfjs-core';
import type { CreationOps } from '../backend.js';
import { checkShape } from '../shapes.js';
import {
  formatShape,
  sizeOf,
  type DType,
  type NestedNumbers,
  type Shape,
  type TensorData,
  type TensorValues,
} from '../tensor.js';
import type { Context } from './context.js';

const DTYPES: readonly DType[] = ['float32', 'int32', 'bool'];

/** Shape of nested lists, by their first branches. */
function nestedShape(values: NestedNumbers): number[] {
  const shape: number[] = [];
  let level: NestedNumbers | undefined = values;
  while (typeof level === 'object') {
    shape.push(level.length);
    level = level[0];
  }
  return shape;
}

function flatten(values: NestedNumbers, shape: Shape, depth: number, into: number[]): void {
  if (typeof values === 'number') {
    if (depth !== shape.length) ragged(shape);
    into.push(values);
    return;
  }
  const value: unknown = values;
  if (!Array.isArray(value)) {
    throw new TypeError(
      `backend.tensor: expected numbers in nested arrays or a typed array, got ${value === null ? 'null' : typeof value}.`,
    );
  }
  if (depth >= shape.length || values.length !== shape[depth]) ragged(shape);
  for (const child of values) flatten(child, shape, depth + 1, into);
}

function ragged(shape: Shape): never {
  throw new RangeError(
    `backend.tensor: expected rows of one length as in ${formatShape(shape)}, got a ragged list.`,
  );
}

/** NaN stands for every kind of damage upstream, so it is stopped where it would enter. */
function refuseNaN(data: ArrayLike<number>): void {
  for (let i = 0; i < data.length; i += 1) {
    if (Number.isNaN(data[i])) {
      throw new RangeError(
        `backend.tensor: expected numbers, got NaN at index ${i}; clean the data, or use backend.fill for a deliberate NaN.`,
      );
    }
  }
}

function toTypedArray(values: TensorValues, dtype: DType): { data: TensorData; natural: number[] } {
  let source: ArrayLike<number>;
  let natural: number[];
  if (ArrayBuffer.isView(values)) {
    source = values;
    natural = [values.length];
  } else {
    natural = nestedShape(values);
    const flat: number[] = [];
    flatten(values, natural, 0, flat);
    source = flat;
  }
  refuseNaN(source);
  // A copy in every case: the engine keeps the array it is given.
  if (dtype === 'float32') return { data: Float32Array.from(source), natural };
  if (dtype === 'int32') return { data: Int32Array.from(source), natural };
  return { data: Uint8Array.from(source, (value) => (value === 0 ? 0 : 1)), natural };
}

function defaultDtype(values: TensorValues): DType {
  return values instanceof Int32Array ? 'int32' : 'float32';
}

/**
 * Creation operations of a context.
 *
 * @param context - A live backend.
 * @returns The operations.
 */
export function creationOps(context: Context): CreationOps {
  const fill = (shape: Shape, value: number, dtype: DType = 'float32') => {
    checkShape('backend.fill', shape);
    context.activate();
    return context.wrap(tf.fill([...shape], value, dtype));
  };
  return {
    tensor(values, shape, dtype = defaultDtype(values)) {
      if (!DTYPES.includes(dtype)) {
        throw new RangeError(
          `backend.tensor: expected dtype to be one of ${DTYPES.join(', ')}, got '${dtype as string}'.`,
        );
      }
      const { data, natural } = toTypedArray(values, dtype);
      const target = shape === undefined ? natural : [...checkShape('backend.tensor', shape)];
      if (sizeOf(target) !== data.length) {
        throw new RangeError(
          `backend.tensor: expected ${sizeOf(target)} values for shape ${formatShape(target)}, got ${data.length}.`,
        );
      }
      context.activate();
      return context.wrap(tf.tensor(data, target, dtype));
    },
    scalar(value, dtype = 'float32') {
      context.activate();
      return context.wrap(tf.scalar(value, dtype));
    },
    zeros(shape, dtype = 'float32') {
      checkShape('backend.zeros', shape);
      context.activate();
      return context.wrap(tf.zeros([...shape], dtype));
    },
    ones(shape, dtype = 'float32') {
      checkShape('backend.ones', shape);
      context.activate();
      return context.wrap(tf.ones([...shape], dtype));
    },
    fill,
    eye(n) {
      checkShape('backend.eye', [n]);
      context.activate();
      return context.wrap(tf.eye(n));
    },
    range(start, stop, step = 1, dtype = 'float32') {
      if (!(Number.isFinite(start) && Number.isFinite(stop) && Number.isFinite(step)) || step === 0) {
        throw new RangeError(
          `backend.range: expected finite bounds and a step that is not 0, got ${start}, ${stop}, ${step}.`,
        );
      }
      context.activate();
      const count = Math.max(0, Math.ceil((stop - start) / step));
      const values = Float64Array.from({ length: count }, (_, index) => start + index * step);
      return context.wrap(
        tf.tensor(dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), [count], dtype),
      );
    },
    oneHot(indices, depth) {
      const where = 'backend.oneHot';
      const inner = context.open(where, indices);
      if (inner.dtype !== 'int32')
        throw new TypeError(`${where}: expected int32 indices, got ${inner.dtype}; cast first.`);
      checkShape(where, [depth]);
      // The engine refuses a depth of 1.
      if (depth === 1)
        return context.composite(() =>
          tf.expandDims(tf.cast(tf.equal(inner, tf.zerosLike(inner)), 'float32'), -1),
        );
      // Not at once as float32: the wasm kernel then writes the bits of integers.
      return context.wrap(tf.tidy(() => tf.cast(tf.oneHot(inner, depth, 1, 0, 'int32'), 'float32')));
    },
    clone: (x) => context.wrap(tf.clone(context.open('backend.clone', x))),
    cast: (x, dtype) => context.wrap(tf.cast(context.open('backend.cast', x), dtype)),
    async read(x) {
      const inner = context.open('backend.read', x);
      // data() copies from GPUs but hands out the backing store on CPU-like backends: copy, so that a reader cannot write through.
      const data = await inner.data();
      // Constructors, not `from`, which walks an iterator.
      if (inner.dtype === 'int32') return new Int32Array(data);
      return inner.dtype === 'bool' ? new Uint8Array(data) : new Float32Array(data);
    },
  };
}
