// UnsortedSegmentSum, which wasm lacks and the gradient of gather needs, as a scatter that adds.

import * as tf from '@tensorflow/tfjs-core';
import { input, registerKernel } from '../kernel.js';

/** Registers UnsortedSegmentSum for wasm. */
export function registerSegmentSumKernel(): void {
  registerKernel('wasm', 'UnsortedSegmentSum', (call) => {
    const x = input(call, 'x');
    const ids = input(call, 'segmentIds');
    const count = Number(call.attrs['numSegments']);
    const rest = x.shape.slice(ids.shape.length);
    const width = rest.reduce((n, size) => n * size, 1);
    const rows = tf.reshape(x, [ids.size, width]);
    const sums = tf.scatterND(tf.reshape(ids, [ids.size, 1]), rows, [count, width]);
    return tf.reshape(sums, [count, ...rest]);
  });
}
