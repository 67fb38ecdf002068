// Learning M by living through it (CDAM paper, A.5): a walk over the items, and a Hebbian count of which followed which.

import { uniform, type RandomKey } from '@vsa/backend/random';
import { checkWhole } from '@vsa/backend/check';
import { adjacency } from './graph/adjacency.js';
import { fromEdges, type Edge, type GraphType, type MemoryGraph } from './graph/memory-graph.js';
import { checkVertices } from './internal/validate.js';

/** Options of {@link randomWalk}. */
export interface WalkOptions {
  /** Number of moves, >= 0. */
  readonly length: number;
  /** First vertex. @defaultValue `0` */
  readonly start?: number | undefined;
}

/**
 * A random walk along the edges, each chosen with probability proportional to its weight.
 *
 * @param key - Fixes the walk.
 * @param graph - A memory graph.
 * @param options - See {@link WalkOptions}.
 * @returns The vertices in order, `length + 1` of them; fewer where the walk reached a vertex that no edge leaves.
 * @throws TypeError when `key` is no key; RangeError for a wrong length or start.
 */
export function randomWalk(key: RandomKey, graph: MemoryGraph, options: WalkOptions): Int32Array {
  const where = 'cdam.randomWalk';
  const { length, start = 0 } = options;
  checkWhole(where, 'length', length, 0);
  if (checkWhole(where, 'start', start, 0) >= graph.vertices) {
    throw new RangeError(
      `${where}: expected start to be a vertex from 0 to ${graph.vertices - 1}, got ${start}.`,
    );
  }
  const { size, sources, targets, values } = adjacency(graph, 'none');
  const next: [target: number, weight: number][][] = Array.from({ length: size }, () => []);
  for (const [index, source] of sources.entries()) {
    next[source]?.push([targets[index] ?? 0, values[index] ?? 0]);
  }
  const totals = next.map((ways) => ways.reduce((sum, [, weight]) => sum + weight, 0));
  const draws = uniform(key, [length]);
  const walk = [start];
  let vertex = start;
  for (const draw of draws) {
    const ways = next[vertex] ?? [];
    const last = ways.at(-1);
    if (last === undefined) break;
    let left = draw * (totals[vertex] ?? 0);
    const way = ways.find(([, weight]) => {
      left -= weight;
      return left < 0;
    });
    vertex = (way ?? last)[0];
    walk.push(vertex);
  }
  return Int32Array.from(walk);
}

/** Options of {@link learnTransitions}. */
export interface LearnOptions {
  /** Directed graphs count moves from one to the other, undirected ones the moves of a pair in either way. @defaultValue `'directed'` */
  readonly type?: GraphType | undefined;
}

/**
 * Hebbian counts of transitions: each time ν follows μ, the edge μ -> ν gains weight 1. O(moves).
 *
 * On an undirected graph the counts of a long walk become proportional to its weights, and M, which does not see a common factor, becomes
 * the graph's own.
 *
 * @param walks - One list of vertices a walk.
 * @param vertices - p; vertices that no walk met are isolated.
 * @param options - See {@link LearnOptions}.
 * @returns The graph that was learnt, with counts as weights.
 * @throws RangeError for a vertex out of range or a wrong `vertices`.
 */
export function learnTransitions(
  walks: readonly ArrayLike<number>[],
  vertices: number,
  options: LearnOptions = {},
): MemoryGraph {
  const where = 'cdam.learnTransitions';
  checkVertices(where, vertices);
  const { type = 'directed' } = options;
  const counts = new Map<number, number>();
  for (const [index, walk] of walks.entries()) {
    const steps = Array.from(walk);
    const odd = steps.find((vertex) => !Number.isInteger(vertex) || vertex < 0 || vertex >= vertices);
    if (odd !== undefined) {
      throw new RangeError(
        `${where}: expected walk ${index} to hold vertices from 0 to ${vertices - 1}, got ${odd}.`,
      );
    }
    for (let i = 1; i < steps.length; i += 1) {
      const [from, to] = [steps[i - 1] ?? 0, steps[i] ?? 0];
      const place =
        type === 'undirected' ? Math.min(from, to) * vertices + Math.max(from, to) : from * vertices + to;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  const edges = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([place, count]): Edge => [Math.floor(place / vertices), place % vertices, count]);
  return fromEdges(edges, { vertices, type });
}
