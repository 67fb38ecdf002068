// Gradients of products and convolutions.

import * as tf from '@tensorflow/tfjs-core';
import { nth, rule, unbroadcast, type T } from './rule.js';

type Attributes = Readonly<Record<string, unknown>>;

function kernel(name: string, inputs: Record<string, T>, attrs: Attributes): T {
  // Attributes are plain data; the engine's type wants an index signature of its own.
  return tf
    .engine()
    .runKernel(
      name,
      inputs,
      attrs as Parameters<ReturnType<typeof tf.engine>['runKernel']>[2],
    ) as unknown as T;
}

/** Attributes that all convolution kernels share. */
function convolution(attrs: Attributes): Attributes {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs;
  return { strides, pad, dataFormat, dimRoundingMode };
}

/** Registers the gradients of products and convolutions. */
export function registerLinear(): void {
  rule('BatchMatMul', { inputs: ['a', 'b'] }, ({ dy, attrs }, saved) => {
    const [a, b] = [nth(saved, 0), nth(saved, 1)];
    const ta = Boolean(attrs['transposeA']);
    const tb = Boolean(attrs['transposeB']);
    return {
      a: () => unbroadcast(ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb), a.shape),
      b: () => unbroadcast(tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false), b.shape),
    };
  });
  rule('Conv2D', { inputs: ['x', 'filter'] }, ({ dy, attrs }, saved) => {
    const [x, filter] = [nth(saved, 0), nth(saved, 1)];
    return {
      x: () => kernel('Conv2DBackpropInput', { dy, filter }, { ...convolution(attrs), inputShape: x.shape }),
      filter: () =>
        kernel('Conv2DBackpropFilter', { x, dy }, { ...convolution(attrs), filterShape: filter.shape }),
    };
  });
  rule('Conv2DBackpropInput', { inputs: ['dy', 'filter'] }, ({ dy: ddx, attrs }, saved) => {
    const [dy, filter] = [nth(saved, 0), nth(saved, 1)];
    return {
      dy: () => kernel('Conv2D', { x: ddx, filter }, { ...convolution(attrs), dilations: 1 }),
      filter: () =>
        kernel('Conv2DBackpropFilter', { x: ddx, dy }, { ...convolution(attrs), filterShape: filter.shape }),
    };
  });
  rule('MaxPool', { inputs: ['x'], outputs: [true] }, ({ dy, attrs }, saved) => ({
    x: () => kernel('MaxPoolGrad', { dy, input: nth(saved, 0), output: nth(saved, 1) }, attrs),
  }));
  rule('AvgPool', { inputs: ['x'] }, ({ dy, attrs }, saved) => ({
    x: () => kernel('AvgPoolGrad', { dy, input: nth(saved, 0) }, attrs),
  }));
}
