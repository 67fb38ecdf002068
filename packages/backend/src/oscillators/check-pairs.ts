// Bad input of sums over edges is found here, before any kernel runs.

import type { CoupledGraphs, CoupledState, CoupledWeights, PairGraph, PairWeights } from '../oscillators.js';
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
  checkGraph(where, graph);
  if (graph.count !== count) {
    throw new RangeError(`${where}: expected states of ${graph.count} oscillators, got ${count}.`);
  }
  const edges = graph.edges.length / 2;
  if (weights !== undefined) {
    check(where, 'the constants', weights.constant, 'float32', [edges]);
    check(where, 'the slopes', weights.slope, 'float32', [edges]);
  }
  return { batch, count, dimension, edges };
}

/**
 * Checks state, graphs and weights of a coupled system.
 *
 * @param where - Who asks.
 * @param state - See `CoupledOps`.
 * @param graphs - See `CoupledGraphs`.
 * @param weights - See `CoupledWeights`.
 * @param others - Further states, by what they are called.
 * @returns The sizes.
 * @throws RangeError for a wrong shape; TypeError for a wrong type of number.
 */
export function checkCoupled(
  where: string,
  { g, mu }: CoupledState,
  { pairs, coupling }: CoupledGraphs,
  weights: CoupledWeights,
  others: Readonly<Record<string, CoupledState>> = {},
): PairSizes {
  const sizes = checkPairs(where, mu, pairs, weights, 2);
  const { batch, count, dimension } = sizes;
  checkPairs(where, mu, coupling, undefined, 2);
  check(where, 'the activations', g, 'float32', [batch, count]);
  check(where, 'the strength', weights.strength, 'float32', []);
  check(where, 'what turns', weights.turn, 'float32', [dimension, dimension]);
  for (const [name, other] of Object.entries(others)) {
    check(where, `g of the ${name}`, other.g, 'float32', [batch, count]);
    check(where, `mu of the ${name}`, other.mu, 'float32', mu.shape);
  }
  return sizes;
}

/** Graphs that were looked at: a graph serves thousands of calls. */
const known = new WeakSet<PairGraph>();

/** Kernels trust their rows: a graph that was put together by hand is found here. */
function checkGraph(where: string, graph: PairGraph): void {
  if (known.has(graph)) return;
  const arrays =
    typeof graph === 'object'
      ? [graph.edges, graph.starts, graph.neighbours, graph.ids].filter((a) => a instanceof Int32Array)
      : [];
  if (arrays.length < 4)
    throw new TypeError(`${where}: expected a graph from createPairGraph, got ${typeof graph}.`);
  const { count, edges, starts, neighbours, ids } = graph;
  const within = (values: Int32Array, most: number): boolean => values.every((v) => v >= 0 && v < most);
  const fits =
    starts.length === count + 1 &&
    starts.every((start, row) => (row === 0 ? start === 0 : start >= (starts[row - 1] ?? 0))) &&
    [starts[count], neighbours.length, ids.length].every((entries) => entries === edges.length) &&
    within(neighbours, count) &&
    within(edges, count) &&
    within(ids, edges.length / 2);
  if (!fits) {
    throw new RangeError(`${where}: expected a graph from createPairGraph, got rows that do not fit.`);
  }
  known.add(graph);
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
