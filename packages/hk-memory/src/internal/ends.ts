// From vertices to the ends of edges and back. Edges come first in between, so that gathering moves whole rows and the sums are by segments.

import type { Backend, Tensor } from '@vsa/backend';

/** Values at the two ends of each edge, `[E, batch, ...]`. */
export interface Ends {
  /** At the first end i. */
  readonly first: Tensor;
  /** At the second end j. */
  readonly second: Tensor;
}

/**
 * Takes what belongs to the ends of each edge. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param x - Values of the vertices, `[batch, N]` or `[batch, N, D]`.
 * @param edges - Pairs (i, j), `2 E` numbers.
 * @returns `[E, batch]` or `[E, batch, D]` for each end.
 */
export function takeEnds(backend: Backend, x: Tensor, edges: Int32Array): Ends {
  const rows = verticesFirst(backend, x);
  const take = (offset: 0 | 1): Tensor => backend.gather(rows, endsOf(backend, edges, offset), 0);
  return { first: take(0), second: take(1) };
}

/**
 * Adds up at each vertex what its edges bring. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param ends - What arrives at the two ends, `[E, batch]` or `[E, batch, D]`.
 * @param edges - Pairs (i, j), `2 E` numbers.
 * @param count - Number of vertices N.
 * @returns `[batch, N]` or `[batch, N, D]`.
 */
export function addEnds(backend: Backend, { first, second }: Ends, edges: Int32Array, count: number): Tensor {
  const { add, segmentSum } = backend;
  const sums = add(
    segmentSum(first, endsOf(backend, edges, 0), count),
    segmentSum(second, endsOf(backend, edges, 1), count),
  );
  return verticesFirst(backend, sums);
}

/** Swaps the first two axes. */
export function verticesFirst(backend: Backend, x: Tensor): Tensor {
  return backend.transpose(x, x.shape.length === 2 ? [1, 0] : [1, 0, 2]);
}

function endsOf(backend: Backend, edges: Int32Array, offset: 0 | 1): Tensor {
  const count = edges.length / 2;
  const ends = Int32Array.from({ length: count }, (_, edge) => edges[2 * edge + offset] ?? 0);
  return backend.tensor(ends, [count], 'int32');
}
