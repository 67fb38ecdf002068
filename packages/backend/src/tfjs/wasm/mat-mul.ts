// TensorFlow.js's wasm product takes its fast path only for one untransposed pair of matrices. Transposing first, and taking large
// batches one pair at a time, keeps every call on it: 512 x 512 x 512 with a transposed operand falls from about 120-180 ms to 10 ms
// (2-core EPYC, Node 20, November 2026).
//
// That path keeps what it made of the second operand by its data alone: the same data under another shape (reshape copies nothing) would be
// read as the first shape, and memory overwritten. Such an operand is copied.

import * as tf from '@tensorflow/tfjs-core';
import { input, originalKernel, registerKernel, type KernelCall } from '../kernel.js';

/** Below this many multiplications a pair, slicing a batch costs more than it saves. */
const WORTH_SLICING = 1 << 17;
/** Below this many multiplications in all, the plain kernel is as good. */
const WORTH_TRANSPOSING = 1 << 13;

function swapLastTwo(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, index) => index);
  const [row, column] = axes.splice(-2);
  return row === undefined || column === undefined ? x : tf.transpose(x, [...axes, column, row]);
}

/** Registers the faster BatchMatMul for wasm. */
export function registerMatMulKernel(): void {
  const original = originalKernel('wasm', 'BatchMatMul');
  const plain = { transposeA: false, transposeB: false };
  const shapes = new WeakMap<tf.DataId, string>();
  const inOneShape = (b: tf.Tensor): tf.Tensor => {
    const shape = b.shape.slice(-2).join();
    const known = shapes.get(b.dataId) ?? shape;
    shapes.set(b.dataId, known);
    return known === shape ? b : tf.mul(b, 1);
  };
  const multiply = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    original({ inputs: { a, b: inOneShape(b) }, attrs: plain }, plain);
  registerKernel('wasm', 'BatchMatMul', (call: KernelCall) => {
    const transposeA = Boolean(call.attrs['transposeA']);
    const transposeB = Boolean(call.attrs['transposeB']);
    let [a, b] = [input(call, 'a'), input(call, 'b')];
    const [m = 0, k = 0] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
    const n = (transposeB ? b.shape.at(-2) : b.shape.at(-1)) ?? 0;
    const pair = m * k * n;
    const batch = Math.max(batchOf(a), batchOf(b));
    if (pair * batch < WORTH_TRANSPOSING) {
      return transposeA || transposeB ? original(call, call.attrs) : multiply(a, b);
    }
    if (transposeA) a = swapLastTwo(a);
    if (transposeB) b = swapLastTwo(b);
    const sliced = batch > 1 && pair >= WORTH_SLICING && a.shape.length === 3 && b.shape.length === 3;
    if (!sliced) return multiply(a, b);
    const part = (x: tf.Tensor, index: number): tf.Tensor =>
      x.shape[0] === 1 ? x : tf.slice(x, [index, 0, 0], [1, x.shape[1] ?? 0, x.shape[2] ?? 0]);
    return tf.concat(
      Array.from({ length: batch }, (_, index) => multiply(part(a, index), part(b, index))),
      0,
    );
  });
}

function batchOf(x: tf.Tensor): number {
  return x.shape.slice(0, -2).reduce((product, size) => product * size, 1);
}
