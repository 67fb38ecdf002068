// Which oscillators meet: every two of a layer, or those on the edges of a graph. What is true of pairs lies in one tensor, [batch, N, N]
// with both orders of a pair, or [batch, E].

import type { Backend, Tensor } from '@vsa/backend';
import { addEnds, takeEnds } from './ends.js';

/** A set of unordered pairs. */
export interface Pairs {
  /** Scalar products of the pairs of vectors `[batch, N, D]`. */
  products(backend: Backend, vectors: Tensor): Tensor;
  /** `Σ_j w_ij v_j` of values of pairs w and vectors `[batch, N, D]`; w symmetric. */
  pull(backend: Backend, w: Tensor, vectors: Tensor): Tensor;
  /** Sum over pairs, `[batch]`. */
  total(backend: Backend, values: Tensor): Tensor;
  /** `log Σ exp` over pairs, with the axes of pairs kept as 1. */
  logTotalExp(backend: Backend, values: Tensor): Tensor;
}

/** Axes of pairs in `[batch, N, N]`. */
const SQUARE = [1, 2] as const;

/** What is added where a unit meets itself, so that its exponential is zero. */
const NEVER = -1e30;

/** Every two different units. */
export const everyPair: Pairs = {
  products: (b, v) => {
    const all = b.matMul(v, v, { transposeB: true });
    return b.mul(all, b.sub(1, b.eye(v.shape[1] ?? 0)));
  },
  pull: (b, w, v) => b.matMul(b.mul(w, b.sub(1, b.eye(v.shape[1] ?? 0))), v),
  total: (b, values) => {
    const others = b.mul(values, b.sub(1, b.eye(values.shape[1] ?? 0)));
    return b.mul(b.sum(others, { axis: SQUARE }), 0.5);
  },
  logTotalExp: (b, values) => {
    const others = b.add(values, b.mul(b.eye(values.shape[1] ?? 0), NEVER));
    // Both orders of a pair are in there.
    return b.sub(b.logSumExp(others, { axis: SQUARE, keepDims: true }), Math.LN2);
  },
};

/** Every two units, and each with itself for half: `Σ_ij / 2` as in Eq 12. */
export const everyPairAndSelf: Pairs = {
  products: (b, v) => b.matMul(v, v, { transposeB: true }),
  pull: (b, w, v) => b.matMul(w, v),
  total: (b, values) => b.mul(b.sum(values, { axis: SQUARE }), 0.5),
  logTotalExp: (b, values) => b.sub(b.logSumExp(values, { axis: SQUARE, keepDims: true }), Math.LN2),
};

/** Units that share an edge. */
export function pairsOnGraph(edges: Int32Array): Pairs {
  return {
    products: (b, v) => {
      const { first, second } = takeEnds(b, v, edges);
      return b.transpose(b.sum(b.mul(first, second), { axis: -1 }));
    },
    pull: (b, w, v) => {
      const { first, second } = takeEnds(b, v, edges);
      const weight = b.expandDims(b.transpose(w), 2);
      const ends = { first: b.mul(weight, second), second: b.mul(weight, first) };
      return addEnds(b, ends, edges, v.shape[1] ?? 0);
    },
    total: (b, values) => b.sum(values, { axis: 1 }),
    logTotalExp: (b, values) => b.logSumExp(values, { axis: 1, keepDims: true }),
  };
}
