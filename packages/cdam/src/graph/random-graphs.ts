// Random graphs, each fixed by a key. The same key gives the same graph on every engine.

import { foldIn, integers, permutation, uniform, type RandomKey } from '@vsa/backend/random';
import { checkProbability, checkWhole } from '@vsa/backend/check';
import { checkVertices } from '../internal/validate.js';
import { fromEdges, type Edge, type GraphType, type MemoryGraph } from './memory-graph.js';

/** Attempts before a generator says that its request is too unlikely. */
const ATTEMPTS = 1000;

/**
 * A random k-regular graph by the pairing model: k half-edges a vertex are paired at random, and pairs that would repeat an edge or
 * close on themselves are drawn again among what is left; a dead end starts afresh (Steger and Wormald, 1999). Nearly uniform for small k.
 *
 * @param key - Fixes the graph.
 * @param vertices - p >= 1.
 * @param degree - k, 0 <= k < p, with p k even.
 * @returns A simple graph, p k / 2 edges; it need not be connected.
 * @throws TypeError when `key` is no key; RangeError for wrong sizes, or when no graph is found in 1000 attempts.
 */
export function randomRegularGraph(key: RandomKey, vertices: number, degree: number): MemoryGraph {
  const where = 'cdam.randomRegularGraph';
  checkVertices(where, vertices);
  checkWhole(where, 'degree', degree, 0);
  if (degree >= vertices || (vertices * degree) % 2 === 1) {
    throw new RangeError(
      `${where}: expected degree < vertices and an even vertices * degree, got ${vertices} vertices of degree ${degree}.`,
    );
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const edges = pair(foldIn(key, attempt), vertices, degree);
    if (edges !== undefined) return fromEdges(edges, { vertices });
  }
  throw new RangeError(
    `${where}: found no ${degree}-regular graph in ${ATTEMPTS} attempts; try another key.`,
  );
}

/** One attempt; undefined at a dead end. */
function pair(key: RandomKey, vertices: number, degree: number): Edge[] | undefined {
  const taken = new Set<number>();
  const edges: Edge[] = [];
  let stubs = Array.from({ length: vertices * degree }, (_, stub) => stub % vertices);
  for (let round = 0; stubs.length > 0; round += 1) {
    const order = permutation(foldIn(key, round), stubs.length);
    const left: number[] = [];
    for (let index = 0; index < order.length; index += 2) {
      const a = stubs[order[index] ?? 0] ?? 0;
      const b = stubs[order[index + 1] ?? 0] ?? 0;
      const place = Math.min(a, b) * vertices + Math.max(a, b);
      if (a === b || taken.has(place)) {
        left.push(a, b);
      } else {
        taken.add(place);
        edges.push([Math.min(a, b), Math.max(a, b)]);
      }
    }
    if (left.length === stubs.length && !suitable(left, taken, vertices)) return undefined;
    stubs = left;
  }
  return edges;
}

/** Whether some two of the vertices left may still be joined. */
function suitable(left: readonly number[], taken: ReadonlySet<number>, vertices: number): boolean {
  const distinct = [...new Set(left)].sort((a, b) => a - b);
  return distinct.some((a, index) => distinct.slice(index + 1).some((b) => !taken.has(a * vertices + b)));
}

/** Options of {@link wattsStrogatzGraph}. */
export interface WattsStrogatzOptions {
  /** Each vertex starts joined to its k nearest on the ring, k even, 2 <= k < p. */
  readonly neighbours: number;
  /** Probability that an edge's far end is drawn again, in [0, 1]. */
  readonly rewire: number;
}

/**
 * A connected small world (Watts and Strogatz, 1998): a ring whose edges have their far ends rewired; drawn again until it is connected.
 *
 * @param key - Fixes the graph.
 * @param vertices - p >= 3.
 * @param options - See {@link WattsStrogatzOptions}.
 * @returns A simple connected graph, p k / 2 edges.
 * @throws TypeError when `key` is no key; RangeError for wrong sizes, or when no connected graph is found in 1000 attempts.
 */
export function wattsStrogatzGraph(
  key: RandomKey,
  vertices: number,
  { neighbours, rewire }: WattsStrogatzOptions,
): MemoryGraph {
  const where = 'cdam.wattsStrogatzGraph';
  checkVertices(where, vertices, 3);
  checkWhole(where, 'neighbours', neighbours, 2);
  checkProbability(where, 'rewire', rewire);
  if (neighbours % 2 === 1 || neighbours >= vertices) {
    throw new RangeError(
      `${where}: expected neighbours to be even and < ${vertices}, the number of vertices, got ${neighbours}.`,
    );
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const edges = rewired(foldIn(key, attempt), vertices, neighbours / 2, rewire);
    if (connected(vertices, edges)) return fromEdges(edges, { vertices });
  }
  throw new RangeError(
    `${where}: found no connected graph in ${ATTEMPTS} attempts; raise neighbours or lower rewire.`,
  );
}

function rewired(key: RandomKey, vertices: number, reach: number, probability: number): Edge[] {
  const around = Array.from({ length: vertices }, () => new Set<number>());
  const join = (a: number, b: number): void => {
    around[a]?.add(b);
    around[b]?.add(a);
  };
  for (let step = 1; step <= reach; step += 1) {
    for (let u = 0; u < vertices; u += 1) join(u, (u + step) % vertices);
  }
  const coins = uniform(foldIn(key, 'coins'), [reach, vertices]);
  for (let step = 1; step <= reach; step += 1) {
    for (let u = 0; u < vertices; u += 1) {
      const old = (u + step) % vertices;
      const mine = around[u];
      const full = mine === undefined || mine.size >= vertices - 1;
      if (full || (coins[(step - 1) * vertices + u] ?? 1) >= probability) continue;
      const free = Array.from({ length: vertices }, (_, v) => v).filter((v) => v !== u && !mine.has(v));
      const [place = 0] = integers(foldIn(key, `${step}/${u}`), [1], { high: free.length });
      mine.delete(old);
      around[old]?.delete(u);
      join(u, free[place] ?? old);
    }
  }
  return around.flatMap((others, u) =>
    [...others]
      .filter((v) => v > u)
      .sort((a, b) => a - b)
      .map((v): Edge => [u, v]),
  );
}

function connected(vertices: number, edges: readonly Edge[]): boolean {
  const parents = Int32Array.from({ length: vertices }, (_, vertex) => vertex);
  const rootOf = (vertex: number): number => {
    let root = vertex;
    while (parents[root] !== root) {
      // Halving the way keeps later ones short.
      parents[root] = parents[parents[root] ?? 0] ?? 0;
      root = parents[root] ?? 0;
    }
    return root;
  };
  let parts = vertices;
  for (const [a, b] of edges) {
    const [from, to] = [rootOf(a), rootOf(b)];
    if (from === to) continue;
    parents[from] = to;
    parts -= 1;
  }
  return parts === 1;
}

/**
 * A random graph of Erdős and Rényi, G(p, y): each pair of vertices is joined with probability y, independently. O(p^2).
 *
 * @param key - Fixes the graph.
 * @param vertices - p >= 1.
 * @param probability - y in [0, 1].
 * @param type - Directed graphs draw both directions of a pair. Default `'undirected'`.
 * @returns A simple graph without self-loops; it need not be connected.
 * @throws TypeError when `key` is no key; RangeError for a wrong size or probability.
 */
export function erdosRenyiGraph(
  key: RandomKey,
  vertices: number,
  probability: number,
  type: GraphType = 'undirected',
): MemoryGraph {
  const where = 'cdam.erdosRenyiGraph';
  checkVertices(where, vertices);
  checkProbability(where, 'probability', probability);
  const edges: Edge[] = [];
  for (let u = 0; u < vertices; u += 1) {
    const coins = uniform(foldIn(key, u), [vertices]);
    for (let v = type === 'directed' ? 0 : u + 1; v < vertices; v += 1) {
      if (v !== u && (coins[v] ?? 1) < probability) edges.push([u, v]);
    }
  }
  return fromEdges(edges, { vertices, type });
}
