// Sums over edges by kernels on the host's arrays, for backends whose tensors the host can read at once.

import * as tf from '@tensorflow/tfjs-core';
import type { EdgeRows, NeighbourInput, PairKernels } from '../kernels/pair-types.js';
import { checkPairs } from '../oscillators/check-pairs.js';
import type { PairGraph, PairOps } from '../oscillators.js';
import type { Tensor } from '../tensor.js';
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
  // A graph serves thousands of calls: it is read and checked once, for as long as its tensors are held.
  const known = new WeakMap<Tensor, { readonly graph: PairGraph; readonly rows: EdgeRows }>();
  const rowsOf = (where: string, graph: PairGraph, count: number): EdgeRows => {
    const read = (tensor: Tensor): tf.Tensor => context.open(where, tensor);
    const tensors = { starts: read(graph.starts), neighbours: read(graph.neighbours), ids: read(graph.ids) };
    const before = known.get(graph.neighbours);
    if (before?.graph.starts === graph.starts && before.graph.ids === graph.ids) return before.rows;
    const numbers = (tensor: tf.Tensor): Int32Array => tensor.dataSync<'int32'>();
    const rows = {
      starts: numbers(tensors.starts),
      neighbours: numbers(tensors.neighbours),
      ids: numbers(tensors.ids),
    };
    checkRows(where, rows, count);
    known.set(graph.neighbours, { graph, rows });
    return rows;
  };
  const floats = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
  return {
    pairField(x, graph, { constant, slope }) {
      const where = 'oscillators.pairField';
      const { batch, count, dimension } = checkPairs(where, x, graph, { constant, slope }, 2);
      // The kernel's gradient is a value like any other: what is to be differentiated twice takes the long way.
      if (tf.engine().state.gradientDepth > 1) return plain.pairField(x, graph, { constant, slope });
      const rows = rowsOf(where, graph, count);
      const parts = [x, constant, slope];
      const run = tf.customGrad((...given) => {
        const [states, a, b] = given.filter((part) => part instanceof tf.Tensor).map(floats);
        if (states === undefined || a === undefined || b === undefined)
          throw new Error('internal: no parts.');
        const input = { ...rows, batch, dimension, states, constant: a, slope: b };
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
      const { batch, count, dimension } = checkPairs(where, x, graph, undefined, 1);
      if (tf.engine().state.gradientDepth > 1) return plain.neighbourSum(x, graph);
      const rows = rowsOf(where, graph, count);
      const sum = (tensor: tf.Tensor): tf.Tensor => {
        const input: NeighbourInput = { ...rows, batch, dimension, states: floats(tensor) };
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

function only(dy: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const [first] = Array.isArray(dy) ? dy : [dy];
  if (first === undefined) throw new Error('internal: no gradient came back.');
  return first;
}

/** Kernels trust their rows: a graph that was put together by hand is found here. */
function checkRows(where: string, { starts, neighbours, ids }: EdgeRows, count: number): void {
  const within = (values: Int32Array, most: number): boolean => values.every((v) => v >= 0 && v < most);
  const rising = starts.every((start, row) => (row === 0 ? start === 0 : start >= (starts[row - 1] ?? 0)));
  const fits = rising && starts[count] === neighbours.length;
  if (!fits || !within(neighbours, count) || !within(ids, neighbours.length / 2)) {
    throw new RangeError(
      `${where}: expected a graph of ${count} oscillators from createPairGraph, got other rows.`,
    );
  }
}
