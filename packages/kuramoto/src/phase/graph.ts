// Who hears whom: edges sorted by the oscillator that hears, in typed arrays, so that a million edges are three arrays.

import { checkFinite, checkWhole, choose } from '@vsa/backend/check';
import { integers, type RandomKey } from '@vsa/backend/random';

/** Weighted, directed edges; an undirected graph holds each of its edges twice. */
export interface PhaseGraph {
  /** Number of oscillators N. */
  readonly count: number;
  /** First edge of each oscillator that hears, and at last the number of edges, int32 `[N + 1]`. */
  readonly offsets: Int32Array;
  /** Which oscillator each edge comes from, int32 `[E]`. */
  readonly sources: Int32Array;
  /** a_ij of each edge, float32 `[E]`, of any sign. */
  readonly weights: Float32Array;
}

/** `[source, target]` or `[source, target, weight]`: the target hears the source. */
export type PhaseEdge = readonly [source: number, target: number, weight?: number];

/** Whether an edge is heard at its target only, or at both ends. */
export type EdgeType = 'directed' | 'undirected';

const MOST_EDGES = 2 ** 26;

/**
 * A graph of listed edges; repeated edges add up.
 *
 * @param count - Number of oscillators, >= 1.
 * @param edges - See {@link PhaseEdge}; weight 1 where it is left out.
 * @param type - See {@link EdgeType}; an undirected loop counts once. @defaultValue `'undirected'`
 * @returns The graph.
 * @throws RangeError for a vertex or weight that cannot be, or more than 2^26 edges.
 */
export function phaseGraph(
  count: number,
  edges: readonly PhaseEdge[],
  type: EdgeType = 'undirected',
): PhaseGraph {
  const where = 'kuramoto.phaseGraph';
  checkWhole(where, 'count', count, 1);
  const ends = choose({ directed: 1, undirected: 2 }, type, where, 'type');
  const heard: PhaseEdge[] = [];
  for (const edge of edges) {
    const [source, target, weight = 1] = edge;
    for (const vertex of [source, target]) {
      checkWhole(where, 'a vertex', vertex, 0);
      if (vertex >= count) {
        throw new RangeError(`${where}: expected vertices from 0 to ${count - 1}, got ${vertex}.`);
      }
    }
    checkFinite(where, `the weight of [${source}, ${target}]`, weight);
    heard.push([source, target, weight]);
    if (ends === 2 && source !== target) heard.push([target, source, weight]);
  }
  if (heard.length > MOST_EDGES) {
    throw new RangeError(`${where}: expected at most ${MOST_EDGES} edges, got ${heard.length}.`);
  }
  const offsets = new Int32Array(count + 1);
  for (const [, target] of heard) offsets[target + 1] = (offsets[target + 1] ?? 0) + 1;
  for (let i = 0; i < count; i += 1) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0);
  const next = offsets.slice();
  const sources = new Int32Array(heard.length);
  const weights = new Float32Array(heard.length);
  for (const [source, target, weight = 1] of heard) {
    const place = next[target] ?? 0;
    next[target] = place + 1;
    sources[place] = source;
    weights[place] = weight;
  }
  return { count, offsets, sources, weights };
}

/**
 * A ring on which each oscillator hears `reach` neighbours on each side.
 *
 * @param count - Number of oscillators, > 2 reach.
 * @param reach - Neighbours on each side, >= 1.
 * @returns The graph, all weights 1.
 * @throws RangeError when the neighbours do not fit on the ring.
 */
export function ringGraph(count: number, reach: number): PhaseGraph {
  const where = 'kuramoto.ringGraph';
  checkWhole(where, 'reach', reach, 1);
  checkWhole(where, 'count', count, 2 * reach + 1);
  const degree = 2 * reach;
  return regular(count, degree, (i, edge) => {
    const away = edge < reach ? edge - reach : edge - reach + 1;
    return (i + away + count) % count;
  });
}

/**
 * A graph on which each oscillator hears `degree` others, drawn independently; two edges may have one source.
 *
 * @param key - Fixes the graph.
 * @param count - Number of oscillators, >= 2.
 * @param degree - Edges of each, >= 1.
 * @returns The directed graph, all weights 1.
 * @throws RangeError for a wrong size; TypeError when `key` is no key.
 */
export function randomGraph(key: RandomKey, count: number, degree: number): PhaseGraph {
  const where = 'kuramoto.randomGraph';
  checkWhole(where, 'count', count, 2);
  checkWhole(where, 'degree', degree, 1);
  const drawn = integers(key, [count * degree], { high: count - 1 });
  // A draw from N - 1 numbers, the own one left out.
  return regular(count, degree, (i, edge) => {
    const other = drawn[i * degree + edge] ?? 0;
    return other < i ? other : other + 1;
  });
}

function regular(count: number, degree: number, source: (i: number, edge: number) => number): PhaseGraph {
  return {
    count,
    offsets: Int32Array.from({ length: count + 1 }, (_, i) => i * degree),
    sources: Int32Array.from({ length: count * degree }, (_, at) =>
      source(Math.floor(at / degree), at % degree),
    ),
    weights: new Float32Array(count * degree).fill(1),
  };
}

/**
 * The same graph with the weights of each oscillator that hears divided by their sum, so that K means the same for all degrees.
 *
 * @param graph - A graph.
 * @returns A graph of its own weights; an oscillator whose weights add up to 0 keeps them.
 */
export function perDegree(graph: PhaseGraph): PhaseGraph {
  const { count, offsets } = graph;
  const weights = graph.weights.slice();
  for (let i = 0; i < count; i += 1) {
    const own = weights.subarray(offsets[i] ?? 0, offsets[i + 1] ?? 0);
    const sum = own.reduce((total, weight) => total + weight, 0);
    if (sum !== 0) own.forEach((weight, edge) => (own[edge] = weight / sum));
  }
  return { ...graph, weights };
}
