// Conv2DBackpropFilter, which wasm lacks, and a MaxPoolGrad that is right for windows of negative values.

import * as tf from '@tensorflow/tfjs-core';
import { input, originalKernel, registerKernel } from '../kernel.js';

type Shape4 = [number, number, number, number];
type Padding = 'same' | 'valid' | number;

/** The gradient by the filter is itself a convolution: of x with its channels as batch, by dy dilated by the stride. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor, attrs: Readonly<Record<string, unknown>>): tf.Tensor {
  const strides = attrs['strides'] as [number, number];
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    attrs['filterShape'] as Shape4,
    strides,
    1,
    attrs['pad'] as Padding,
  );
  const needed = [
    (info.outHeight - 1) * info.strideHeight + info.filterHeight,
    (info.outWidth - 1) * info.strideWidth + info.filterWidth,
  ] as const;
  const { top, left } = info.padInfo;
  const padded = tf.pad(x, [
    [0, 0],
    [top, Math.max(0, needed[0] - x.shape[1] - top)],
    [left, Math.max(0, needed[1] - x.shape[2] - left)],
    [0, 0],
  ]);
  const used = tf.slice(padded, [0, 0, 0, 0], [x.shape[0], needed[0], needed[1], x.shape[3]]);
  const channelsAsBatch = tf.transpose(used, [3, 1, 2, 0]);
  const dyAsFilter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  return tf.transpose(tf.conv2d(channelsAsBatch, dyAsFilter, 1, 'valid', 'NHWC', strides), [1, 2, 0, 3]);
}

/** Registers the convolution kernels for wasm. */
export function registerConvolutionKernels(): void {
  registerKernel('wasm', 'Conv2DBackpropFilter', (call) =>
    filterGradient(input(call, 'x') as tf.Tensor4D, input(call, 'dy'), call.attrs),
  );
  // TensorFlow.js 4.22 starts each window's maximum at 0, so a window of negative values loses its gradient: lift the input first.
  const original = originalKernel('wasm', 'MaxPoolGrad');
  registerKernel('wasm', 'MaxPoolGrad', (call) => {
    const x = input(call, 'input');
    const lifted = tf.add(tf.sub(x, tf.min(x)), 1);
    return original({ ...call, inputs: { ...call.inputs, input: lifted } }, call.attrs);
  });
}
