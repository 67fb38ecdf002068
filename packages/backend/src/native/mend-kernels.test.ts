/** The replaced kernels on the reference backend: the same results as the kernels they replace. */
import '@tensorflow/tfjs-backend-cpu';

import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { mendKernels } from './mend-kernels.js';

describe('mendKernels', () => {
  const kernels = [tf.ArgMax, tf.ArgMin, tf.Exp, tf.Prelu];
  const originals = kernels.map((kernelName) => tf.getKernel(kernelName, 'cpu'));
  beforeAll(async () => {
    await tf.setBackend('cpu');
    // Quietens tfjs's greeting.
    Object.assign(tf.backend(), { firstUse: false });
    mendKernels('cpu');
  });
  afterAll(() => {
    for (const config of originals) {
      tf.unregisterKernel(config.kernelName, 'cpu');
      tf.registerKernel(config);
    }
  });

  it('replaces the functions of the four kernels only', () => {
    kernels.forEach((kernelName, index) => {
      expect(tf.getKernel(kernelName, 'cpu').kernelFunc).not.toBe(originals[index]?.kernelFunc);
    });
  });

  it('computes prelu with broadcasting: x where positive, alpha x elsewhere', async () => {
    const result = tf.prelu(tf.tensor([-2, 0, 3, -4], [2, 2]), tf.tensor([0.5, 0.25]));
    // Powers of two: exact in float32.
    expect([...(await result.data())]).toEqual([-1, 0, 3, -1]);
  });

  it('converts only the type that the original cannot take, and frees the converted tensor', async () => {
    const flags = tf.tensor1d([true, false], 'bool');
    const counts = tf.tensor1d([0], 'int32');
    const reals = tf.tensor1d([-1, 0]);
    const before = tf.memory().numTensors;
    const results = [tf.argMax(flags), tf.argMin(flags), tf.exp(counts), tf.argMax(reals), tf.exp(reals)];
    expect(tf.memory().numTensors).toBe(before + results.length);
    const values = await Promise.all(results.map(async (tensor) => [...(await tensor.data())]));
    expect(values.slice(0, 4)).toEqual([[0], [1], [1], [1]]);
    expect(values[4]).toEqual([Math.fround(Math.exp(-1)), 1]);
  });

  it('leaves out what a backend does not have', () => {
    expect(() => {
      mendKernels('no such backend');
    }).not.toThrow();
  });
});
