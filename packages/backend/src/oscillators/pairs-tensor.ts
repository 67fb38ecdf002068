// Sums over edges of tensor operations: what is differentiated twice comes here. They hold arrays of the size of samples times edges.

import type { PairGraph, PairOps } from '../oscillators.js';
import type { Tensor } from '../tensor.js';
import { checkPairs } from './check-pairs.js';
import type { OscillatorBase } from './tensor.js';

/**
 * Sums over edges of tensor operations.
 *
 * @param ops - A backend's operations.
 * @returns The operations.
 */
export function createTensorPairs(ops: OscillatorBase): PairOps {
  const { add, expandDims, gather, mul, relu, segmentSum, sum, tensor, tidy, transpose } = ops;
  /** Rows of `[B, E, D]` summed where they end, `[B, N, D]`. */
  const scatter = (rows: Tensor, ends: Tensor, count: number): Tensor =>
    transpose(segmentSum(transpose(rows, [1, 0, 2]), ends, count), [1, 0, 2]);
  const endsOf = ({ edges }: PairGraph): readonly [Tensor, Tensor] => {
    const pairs = edges.length / 2;
    const column = (at: number): Tensor =>
      tensor(
        Int32Array.from({ length: pairs }, (_, edge) => edges[2 * edge + at] ?? 0),
        [pairs],
        'int32',
      );
    return [column(0), column(1)];
  };
  return {
    pairField(x, graph, { constant, slope }) {
      const { count, edges } = checkPairs('oscillators.pairField', x, graph, { constant, slope }, 2);
      return tidy(() => {
        if (edges === 0) return mul(x, 0);
        const [i, j] = endsOf(graph);
        const [xi, xj] = [gather(x, i, 1), gather(x, j, 1)];
        const weight = expandDims(add(constant, mul(slope, relu(sum(mul(xi, xj), { axis: -1 })))), -1);
        return add(scatter(mul(weight, xj), i, count), scatter(mul(weight, xi), j, count));
      });
    },
    neighbourSum(x, graph) {
      const { count, edges } = checkPairs('oscillators.neighbourSum', x, graph, undefined, 1);
      return tidy(() => {
        if (edges === 0) return mul(x, 0);
        const [i, j] = endsOf(graph);
        return add(scatter(gather(x, j, 1), i, count), scatter(gather(x, i, 1), j, count));
      });
    },
  };
}
