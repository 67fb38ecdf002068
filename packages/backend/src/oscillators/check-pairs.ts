// Bad input of sums over edges is found here, before any kernel runs.

import type { PairGraph, PairWeights } from '../oscillators.js';
import { formatShape, isTensor, type DType, type Shape, type Tensor } from '../tensor.js';

/** Sizes of a checked problem. */
export interface PairSizes {
  /** B. */
  readonly batch: number;
  /** N. */
  readonly count: number;
  /** D. */
  readonly dimension: number;
  /** E. */
  readonly edges: number;
}

/**
 * Checks states and graph, and weights where given.
 *
 * @param where - Who asks.
 * @param x - States; see `PairOps`.
 * @param graph - See `PairGraph`.
 * @param weights - See `PairWeights`.
 * @param least - The smallest D.
 * @returns The sizes.
 * @throws RangeError for a wrong shape; TypeError for a wrong type of number.
 */
export function checkPairs(
  where: string,
  x: Tensor,
  graph: PairGraph,
  weights: PairWeights | undefined,
  least: number,
): PairSizes {
  check(where, 'the states', x, 'float32', undefined);
  const [batch = 0, count = 0, dimension = 0] = x.shape;
  if (x.shape.length !== 3 || batch < 1 || count < 1 || dimension < least) {
    throw new RangeError(
      `${where}: expected states of shape [batch >= 1, N >= 1, D >= ${least}], got ${formatShape(x.shape)}.`,
    );
  }
  if (typeof graph !== 'object') {
    throw new TypeError(`${where}: expected a graph from createPairGraph, got ${typeof graph}.`);
  }
  check(where, 'the edges', graph.edges, 'int32', undefined);
  const [edges = 0] = graph.edges.shape;
  check(where, 'the edges', graph.edges, 'int32', [edges, 2]);
  check(where, "the graph's starts (one more than oscillators)", graph.starts, 'int32', [count + 1]);
  check(where, 'the neighbours', graph.neighbours, 'int32', [2 * edges]);
  check(where, 'the ids', graph.ids, 'int32', [2 * edges]);
  if (weights !== undefined) {
    check(where, 'the constants', weights.constant, 'float32', [edges]);
    check(where, 'the slopes', weights.slope, 'float32', [edges]);
  }
  return { batch, count, dimension, edges };
}

function check(
  where: string,
  what: string,
  tensor: unknown,
  dtype: DType,
  shape: Shape | undefined,
): asserts tensor is Tensor {
  if (!isTensor(tensor)) {
    throw new TypeError(`${where}: expected ${what} to be a tensor, got ${typeof tensor}.`);
  }
  if (tensor.dtype !== dtype) {
    throw new TypeError(`${where}: expected ${what} to be ${dtype}, got ${tensor.dtype}.`);
  }
  if (shape === undefined) return;
  const fits = tensor.shape.length === shape.length && shape.every((n, axis) => tensor.shape[axis] === n);
  if (!fits) {
    throw new RangeError(
      `${where}: expected ${what} of shape ${formatShape(shape)}, got ${formatShape(tensor.shape)}.`,
    );
  }
}
