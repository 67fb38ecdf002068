// Graphs as the backend's fused sums want them, made once for each list of edges.

import { createPairGraph, type PairGraph } from '@vsa/backend';

/** Lists of edges serve thousands of calls. */
const known = new WeakMap<Int32Array, PairGraph>();

/** The graph of a list of edges that was checked. */
export function graphOf(edges: Int32Array, count: number): PairGraph {
  const found = known.get(edges);
  if (found?.count === count) return found;
  const graph = createPairGraph(edges, count);
  known.set(edges, graph);
  return graph;
}
