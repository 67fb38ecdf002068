// TensorFlow.js's wasm Tile copies element by element through JavaScript. Repeating axes of size 1, which is what broadcasting and the
// gradient of a sum ask for, is a broadcast product with ones.

import * as tf from '@tensorflow/tfjs-core';
import { input, originalKernel, registerKernel } from '../kernel.js';

/** Registers the faster Tile for wasm. */
export function registerTileKernel(): void {
  const original = originalKernel('wasm', 'Tile');
  registerKernel('wasm', 'Tile', (call) => {
    const x = input(call, 'x');
    const reps = call.attrs['reps'] as readonly number[];
    const broadcasts = x.dtype === 'float32' && x.shape.every((size, axis) => size === 1 || reps[axis] === 1);
    if (!broadcasts) return original(call, call.attrs);
    const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
    return tf.engine().runKernel<tf.Tensor>('Multiply', { a: x, b: tf.ones(shape) });
  });
}
