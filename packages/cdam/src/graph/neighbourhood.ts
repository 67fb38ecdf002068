// How far recall spreads: means of a correlation matrix over vertices k hops from the trigger (CDAM paper, Figure 1).

import { checkWhole } from '@vsa/backend/check';
import { adjacency } from './adjacency.js';
import type { MemoryGraph } from './memory-graph.js';

/**
 * Hops of the shortest way between all vertices, along the edges' directions, by breadth-first search. O(p (p + E)); weights do not count.
 *
 * @param graph - A memory graph.
 * @returns `[p, p]`, row-major: hops from row to column, -1 where there is no way.
 */
export function hopDistances(graph: MemoryGraph): Int32Array {
  const { size, sources, targets } = adjacency(graph, 'none');
  const next: number[][] = Array.from({ length: size }, () => []);
  for (const [index, source] of sources.entries()) next[source]?.push(targets[index] ?? 0);
  const hops = new Int32Array(size * size).fill(-1);
  for (let start = 0; start < size; start += 1) {
    const from = start * size;
    hops[from + start] = 0;
    let edge = [start];
    for (let distance = 1; edge.length > 0; distance += 1) {
      const found: number[] = [];
      for (const vertex of edge) {
        for (const other of next[vertex] ?? []) {
          if (hops[from + other] !== -1) continue;
          hops[from + other] = distance;
          found.push(other);
        }
      }
      edge = found;
    }
  }
  return hops;
}

/** Which pairs count for k: those at exactly k hops, or all within k hops, the trigger itself included. */
export type NeighbourhoodName = 'at' | 'within';

/** Options of {@link neighbourhoodStatistics}. */
export interface NeighbourhoodOptions {
  /** See {@link NeighbourhoodName}. @defaultValue `'at'` */
  readonly pairs?: NeighbourhoodName | undefined;
  /** Largest k. @defaultValue the largest distance in the graph */
  readonly most?: number | undefined;
}

/** One line of {@link neighbourhoodStatistics}. */
export interface NeighbourhoodLine {
  /** k. */
  readonly hops: number;
  /** Pairs of trigger and vertex that count. */
  readonly pairs: number;
  /** Their mean; NaN without pairs. */
  readonly mean: number;
  /** Their standard deviation, over the number of pairs; NaN without pairs. */
  readonly deviation: number;
}

/**
 * Mean and standard deviation of correlations by the distance from the trigger.
 *
 * @param graph - A memory graph of p vertices.
 * @param correlations - `[p, p]`, row-major: a trigger a row. Attractors with attractors or with patterns.
 * @param options - See {@link NeighbourhoodOptions}.
 * @returns A line for each k from 0 to `most`.
 * @throws RangeError when `correlations` has not p^2 numbers, or for a wrong `most`.
 */
export function neighbourhoodStatistics(
  graph: MemoryGraph,
  correlations: ArrayLike<number>,
  options: NeighbourhoodOptions = {},
): NeighbourhoodLine[] {
  const where = 'cdam.neighbourhoodStatistics';
  const { vertices } = graph;
  if (correlations.length !== vertices * vertices) {
    throw new RangeError(
      `${where}: expected ${vertices} x ${vertices} correlations, one a pair of vertices, got ${correlations.length}.`,
    );
  }
  const hops = hopDistances(graph);
  const most = options.most ?? hops.reduce((a, b) => Math.max(a, b), 0);
  checkWhole(where, 'most', most, 0);
  const within = options.pairs === 'within';
  return Array.from({ length: most + 1 }, (_, k) => {
    const chosen: number[] = [];
    for (const [place, distance] of hops.entries()) {
      if (distance === k || (within && distance >= 0 && distance < k))
        chosen.push(correlations[place] ?? NaN);
    }
    const mean = chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
    const variance = chosen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / chosen.length;
    return { hops: k, pairs: chosen.length, mean, deviation: Math.sqrt(variance) };
  });
}
