// Sums over edges by kernels on the host's arrays, for backends whose tensors the host can read at once.

import * as tf from '@tensorflow/tfjs-core';
import type { EdgeRows, NeighbourInput, PairKernels } from '../kernels/pair-types.js';
import { checkPairs } from '../oscillators/check-pairs.js';
import type { PairGraph, PairOps } from '../oscillators.js';
import type { Context } from './context.js';

/**
 * Fused sums over edges.
 *
 * @param context - A live backend.
 * @param kernels - What computes them.
 * @param plain - The same of tensor operations, for gradients of gradients.
 * @returns The operations.
 */
export function createFusedPairs(context: Context, kernels: PairKernels, plain: PairOps): PairOps {
  const floats = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
  return {
    pairField(x, graph, { constant, slope }) {
      const where = 'oscillators.pairField';
      const { batch, dimension } = checkPairs(where, x, graph, { constant, slope }, 2);
      // The kernel's gradient is a value like any other: what is to be differentiated twice takes the long way.
      if (tf.engine().state.gradientDepth > 1) return plain.pairField(x, graph, { constant, slope });
      const parts = [x, constant, slope];
      const run = tf.customGrad((...given) => {
        const [states, a, b] = given.filter((part) => part instanceof tf.Tensor).map(floats);
        if (states === undefined || a === undefined || b === undefined)
          throw new Error('internal: no parts.');
        const input = { ...rowsOf(graph), batch, dimension, states, constant: a, slope: b };
        const gradFunc = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor[] => {
          const gradient = kernels.reversePairField(input, floats(only(dy)));
          return [
            tf.tensor(gradient.states, [...x.shape]),
            tf.tensor(gradient.constant, [...constant.shape]),
            tf.tensor(gradient.slope, [...slope.shape]),
          ];
        };
        return { value: tf.tensor(kernels.pairField(input), [...x.shape]), gradFunc };
      });
      return context.wrap(run(...parts.map((part) => context.open(where, part))));
    },
    neighbourSum(x, graph) {
      const where = 'oscillators.neighbourSum';
      const { batch, dimension } = checkPairs(where, x, graph, undefined, 1);
      if (tf.engine().state.gradientDepth > 1) return plain.neighbourSum(x, graph);
      const sum = (tensor: tf.Tensor): tf.Tensor => {
        const input: NeighbourInput = { ...rowsOf(graph), batch, dimension, states: floats(tensor) };
        return tf.tensor(kernels.neighbourSum(input), [...x.shape]);
      };
      const run = tf.customGrad((given) => ({
        value: sum(given as tf.Tensor),
        gradFunc: (dy: tf.Tensor | tf.Tensor[]) => [sum(only(dy))],
      }));
      return context.wrap(run(context.open(where, x)));
    },
  };
}

function rowsOf({ starts, neighbours, ids }: PairGraph): EdgeRows {
  return { starts, neighbours, ids };
}

function only(dy: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const [first] = Array.isArray(dy) ? dy : [dy];
  if (first === undefined) throw new Error('internal: no gradient came back.');
  return first;
}
