// graphology graphs by their form alone, so that the library is needed only by those who use it.

import { checkWeight } from '../internal/validate.js';
import { fromEdges, type Edge, type GraphInput, type MemoryGraph } from './memory-graph.js';

/** The part of a graphology graph (version 0.20 or newer) that is read here. */
export interface GraphologyLike {
  /** Number of vertices. */
  readonly order: number;
  /** Kind of graph. */
  readonly type: string;
  /** Keys of the vertices, in order. */
  nodes(): string[];
  /** Visits every edge once. */
  forEachEdge(
    visit: (
      edge: string,
      attributes: Readonly<Record<string, unknown>>,
      source: string,
      target: string,
      sourceAttributes: Readonly<Record<string, unknown>>,
      targetAttributes: Readonly<Record<string, unknown>>,
      undirected: boolean,
    ) => void,
  ): void;
}

/** Options of {@link fromGraphology}. */
export interface FromGraphologyOptions {
  /** Edge attribute that holds the weight; edges without it weigh 1. @defaultValue every edge weighs 1 */
  readonly weight?: string | undefined;
}

/**
 * Makes a memory graph from a graphology graph: simple or multi, undirected, directed or mixed.
 *
 * Vertex i is the i-th of `graph.nodes()`, and keeps its key as name. A mixed graph becomes a directed one with its undirected edges in
 * both directions.
 *
 * @param graph - A graphology graph, or anything of its form.
 * @param options - See {@link FromGraphologyOptions}.
 * @returns The memory graph.
 * @throws TypeError when `graph` has not that form or a weight is no number; RangeError for a graph without vertices, or for a weight that
 * is negative or not finite.
 */
export function fromGraphology(graph: GraphologyLike, options: FromGraphologyOptions = {}): MemoryGraph {
  const where = 'cdam.fromGraphology';
  if (!isGraphology(graph)) {
    throw new TypeError(`${where}: expected a graphology graph, got ${typeof graph}.`);
  }
  const names = graph.nodes();
  const places = new Map(names.map((name, index) => [name, index]));
  const place = (name: string): number => places.get(name) ?? -1;
  const type = graph.type === 'undirected' ? 'undirected' : 'directed';
  const edges: Edge[] = [];
  graph.forEachEdge((edge, attributes, source, target, _from, _to, undirected) => {
    const given = options.weight === undefined ? undefined : attributes[options.weight];
    const weight = given === undefined ? 1 : checkWeight(where, `edge ${edge}`, given);
    edges.push([place(source), place(target), weight]);
    if (type === 'directed' && undirected && source !== target) {
      edges.push([place(target), place(source), weight]);
    }
  });
  return fromEdges(edges, { type, vertices: names.length, names });
}

/**
 * Brings any form of graph that arguments may have into a memory graph.
 *
 * @param where - `module.fn` for messages.
 * @param graph - A memory graph, a graphology graph, or a list of undirected edges.
 * @param patterns - Number of patterns: an edge list gets as many vertices.
 * @returns The memory graph.
 * @throws TypeError for another kind; RangeError when a graph's vertices are not as many as the patterns.
 */
export function graphOf(where: string, graph: GraphInput, patterns: number): MemoryGraph {
  const given: unknown = graph;
  const made = Array.isArray(given)
    ? fromEdges(graph as readonly Edge[], { vertices: patterns })
    : isGraphology(given)
      ? fromGraphology(given)
      : isMemoryGraph(given)
        ? given
        : undefined;
  if (made === undefined) {
    throw new TypeError(
      `${where}: expected a memory graph, a graphology graph or a list of edges, got ${typeof graph}.`,
    );
  }
  if (made.vertices !== patterns) {
    throw new RangeError(
      `${where}: expected a graph with one vertex a pattern, got ${made.vertices} vertices and ${patterns} patterns; patterns are rows, [p, n].`,
    );
  }
  return made;
}

function isGraphology(value: unknown): value is GraphologyLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'nodes' in value &&
    typeof value.nodes === 'function' &&
    'forEachEdge' in value &&
    typeof value.forEachEdge === 'function'
  );
}

function isMemoryGraph(value: unknown): value is MemoryGraph {
  return (
    typeof value === 'object' &&
    value !== null &&
    'vertices' in value &&
    'sources' in value &&
    'targets' in value &&
    'weights' in value
  );
}
