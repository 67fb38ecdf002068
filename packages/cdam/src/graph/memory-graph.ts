// The memory graph: which pattern calls up which (CDAM paper, section 2.1). A plain record of edges, so that it passes through JSON and
// workers; algorithms read it through `adjacency`.

import { checkWhole } from '@vsa/backend/check';
import { checkVertices, checkWeight } from '../internal/validate.js';
import type { GraphologyLike } from './graphology.js';

/** Whether edges have a direction. */
export type GraphType = 'undirected' | 'directed';

/** One edge: from, to and, where it is not 1, a weight >= 0. */
export type Edge = readonly [source: number, target: number, weight?: number];

/** A graph whose vertices 0 ... p - 1 are the patterns. Repeated edges add up; self-loops and isolated vertices are welcome. */
export interface MemoryGraph {
  /** Whether edges have a direction. */
  readonly type: GraphType;
  /** Number of vertices p. */
  readonly vertices: number;
  /** Where each edge starts, E numbers; an undirected edge is listed once. */
  readonly sources: Int32Array;
  /** Where each edge ends, E numbers. */
  readonly targets: Int32Array;
  /** Weight of each edge, E finite numbers >= 0. */
  readonly weights: Float64Array;
  /** Names of the vertices, p texts. */
  readonly names: readonly string[];
}

/** Options of {@link fromEdges}. */
export interface FromEdgesOptions {
  /** Whether edges have a direction. @defaultValue `'undirected'` */
  readonly type?: GraphType | undefined;
  /** Number of vertices; those that no edge names are isolated. @defaultValue the largest vertex named, plus 1 */
  readonly vertices?: number | undefined;
  /** Names of the vertices. @defaultValue `'0'`, `'1'`, ... */
  readonly names?: readonly string[] | undefined;
}

/** What stands for a memory graph in arguments: one of ours, a graphology graph, or a list of undirected edges. */
export type GraphInput = MemoryGraph | GraphologyLike | readonly Edge[];

/**
 * Makes a memory graph from a list of edges.
 *
 * @param edges - Each `[source, target]` or `[source, target, weight]`; repeated edges add up, weight 0 is kept as an edge of no effect.
 * @param options - See {@link FromEdgesOptions}.
 * @returns The graph.
 * @throws TypeError when `edges` is no list of edges; RangeError for a vertex that is no whole number in range, a weight that is negative
 * or not finite, an unknown type, or names that are not p different texts.
 */
export function fromEdges(edges: readonly Edge[], options: FromEdgesOptions = {}): MemoryGraph {
  const where = 'cdam.fromEdges';
  const given: unknown = edges;
  if (!Array.isArray(given)) {
    throw new TypeError(`${where}: expected a list of edges [source, target, weight?], got ${typeof edges}.`);
  }
  const { type = 'undirected' } = options;
  checkType(where, type);
  let largest = -1;
  for (const [index, edge] of edges.entries()) {
    const list: unknown = edge;
    if (!Array.isArray(list) || list.length < 2 || list.length > 3) {
      throw new TypeError(
        `${where}: expected edge ${index} to be [source, target] or [source, target, weight].`,
      );
    }
    const [source, target, weight = 1] = edge;
    largest = Math.max(
      largest,
      checkWhole(where, `the source of edge ${index}`, source, 0),
      checkWhole(where, `the target of edge ${index}`, target, 0),
    );
    checkWeight(where, `edge ${index}`, weight);
  }
  const vertices = checkVertices(where, options.vertices ?? largest + 1);
  if (largest >= vertices) {
    throw new RangeError(
      `${where}: expected edges between the vertices 0 to ${vertices - 1}, got vertex ${largest}; raise \`vertices\`.`,
    );
  }
  return {
    type,
    vertices,
    sources: Int32Array.from(edges, ([source]) => source),
    targets: Int32Array.from(edges, ([, target]) => target),
    weights: Float64Array.from(edges, ([, , weight = 1]) => weight),
    names: checkNames(where, options.names, vertices),
  };
}

/**
 * Lists the edges of a graph.
 *
 * @param graph - A memory graph.
 * @returns `[source, target, weight]` of each edge, an undirected one once.
 */
export function edgesOf(graph: MemoryGraph): [source: number, target: number, weight: number][] {
  return Array.from(graph.sources, (source, index) => [
    source,
    graph.targets[index] ?? 0,
    graph.weights[index] ?? 0,
  ]);
}

/**
 * Renames vertices: vertex i of the graph becomes vertex `order[i]`.
 *
 * @param graph - A memory graph.
 * @param order - Each of 0 ... p - 1 once.
 * @returns The same graph with its vertices permuted, names with them.
 * @throws RangeError when `order` is no permutation of the vertices.
 */
export function permuteVertices(graph: MemoryGraph, order: ArrayLike<number>): MemoryGraph {
  const { vertices } = graph;
  const places = Array.from(order);
  const seen = new Set(places.filter((place) => Number.isInteger(place) && place >= 0 && place < vertices));
  if (places.length !== vertices || seen.size !== vertices) {
    throw new RangeError(`cdam.permuteVertices: expected each of 0 to ${vertices - 1} once.`);
  }
  const names = new Array<string>(vertices).fill('');
  for (const [from, to] of places.entries()) names[to] = graph.names[from] ?? '';
  const move = (vertex: number): number => places[vertex] ?? 0;
  return { ...graph, sources: graph.sources.map(move), targets: graph.targets.map(move), names };
}

function checkType(where: string, type: unknown): void {
  if (type !== 'undirected' && type !== 'directed') {
    throw new RangeError(`${where}: expected type to be 'undirected' or 'directed', got '${String(type)}'.`);
  }
}

function checkNames(
  where: string,
  names: readonly string[] | undefined,
  vertices: number,
): readonly string[] {
  if (names === undefined) return Array.from({ length: vertices }, (_, vertex) => String(vertex));
  if (names.length !== vertices || new Set(names).size !== vertices) {
    throw new RangeError(
      `${where}: expected ${vertices} different names, one a vertex, got ${names.length}.`,
    );
  }
  return [...names];
}
