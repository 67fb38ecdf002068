// Weights on the edges of an undirected graph.

import type { Backend, Tensor } from '@vsa/backend';
import { addEnds, takeEnds } from '../internal/ends.js';
import { checkEdges, checkFloat, checkShapes } from '../internal/validate.js';
import type { LayerOperator } from './operator.js';

/**
 * Neighbours on a graph, by a weight for each edge.
 *
 * @param backend - Tensor backend.
 * @param edges - Pairs (i, j) with i ≠ j, one after the other: `2 E` numbers.
 * @param weights - Float32 `[E]`, or `[batch, E]` for a set a row. Stays the caller's.
 * @returns The operator on `[batch, N]`, N above the largest end.
 * @throws TypeError for wrong kinds; RangeError for wrong shapes or ends.
 */
export function sparseOperator(backend: Backend, edges: Int32Array, weights: Tensor): LayerOperator {
  const where = 'hk-memory.sparseOperator';
  const count = checkEdges(where, edges, Infinity);
  const least = edges.reduce((most, end) => Math.max(most, end), 0) + 1;
  const [batch = 0] = checkFloat(backend, where, 'weights', weights).shape;
  checkShapes(backend, where, 'weights', weights, [count], [batch, count]);
  const apply = (b: Backend, g: Tensor): Tensor =>
    b.tidy(() => {
      if ((g.shape[1] ?? 0) < least) {
        throw new RangeError(`${where}: expected at least ${least} units, got ${g.shape[1] ?? 0}.`);
      }
      const { first, second } = takeEnds(b, g, edges);
      const column = weights.shape.length === 1 ? b.expandDims(weights, 1) : b.transpose(weights);
      const weight = g.shape.length === 3 ? b.expandDims(column, 2) : column;
      const ends = { first: b.mul(weight, second), second: b.mul(weight, first) };
      return addEnds(b, ends, edges, g.shape[1] ?? 0);
    });
  return {
    name: 'sparse',
    apply,
    applyVectors: apply,
    asymmetry: () => Promise.resolve(0),
  };
}
