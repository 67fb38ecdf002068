// Kernels that TensorFlow.js 4.22 gets wrong on WebGPU.

import * as tf from '@tensorflow/tfjs-core';
import { input, originalKernel, registerKernel } from '../kernel.js';

let completed = false;

/** Registers the mended WebGPU kernels, once a process. */
export function completeWebGPUKernels(): void {
  if (completed) return;
  completed = true;
  registerCast();
  registerCumsum();
}

/** The original relabels an integer buffer as float32; shaders that copy it (transpose) then fail to compile. A product converts. */
function registerCast(): void {
  const original = originalKernel('webgpu', 'Cast');
  registerKernel('webgpu', 'Cast', (call) => {
    const x = input(call, 'x');
    if (call.attrs['dtype'] !== 'float32' || x.dtype === 'float32') return original(call, call.attrs);
    return tf.engine().runKernel<tf.Tensor>('Multiply', { a: x, b: tf.scalar(1) });
  });
}

/** The original's reverse shader has the axis's length written into it but not into its cache key. Forward sums do not. */
function registerCumsum(): void {
  const original = originalKernel('webgpu', 'Cumsum');
  registerKernel('webgpu', 'Cumsum', (call) => {
    if (call.attrs['reverse'] !== true) return original(call, call.attrs);
    const axis = Number(call.attrs['axis']);
    const turned = tf.reverse(input(call, 'x'), axis);
    return tf.reverse(original({ ...call, inputs: { x: turned } }, { ...call.attrs, reverse: false }), axis);
  });
}
