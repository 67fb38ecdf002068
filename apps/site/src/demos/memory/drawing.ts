// A drawn graph: its text in the address, and what a visitor can do to it.

import * as graphology from 'graphology';
import type { AbstractGraph } from 'graphology-types';
import { MOST_VERTICES } from './parameters.js';

/** A graph that may have edges and arrows. */
export type Drawing = AbstractGraph;

// The module names its mixed graph `Graph`; its declarations know that one as default alone, which ES modules written for Node cannot name.
const { Graph: MixedGraph } = graphology as unknown as { readonly Graph: typeof graphology.UndirectedGraph };

/** Pairs of ends as a model tells them. */
type Ends = readonly (readonly [number, number])[];

const own = (vertex: number): string => String(vertex);

/** Vertices 0 to `count - 1` without edges. */
function lone(count: number): Drawing {
  const graph = new MixedGraph();
  for (let vertex = 0; vertex < count; vertex += 1) graph.addNode(own(vertex));
  return graph;
}

/**
 * Reads a drawn graph.
 *
 * @param text - `0-1` for an edge, `0>1` for an arrow, `2` for a vertex without either, parted by blanks.
 * @returns A graph with vertices `0` to the largest that is named, two at least.
 * @throws RangeError when it names a vertex beyond the last one that is allowed.
 */
export function readDrawing(text: string): Drawing {
  const parts = text.split(' ').map((part) => ({
    ends: part.split(/[->]/).map(Number),
    arrow: part.includes('>'),
  }));
  const last = Math.max(...parts.flatMap(({ ends }) => ends));
  if (last >= MOST_VERTICES) {
    throw new RangeError(`A drawn graph has vertices 0 to ${MOST_VERTICES - 1}; this one names ${last}.`);
  }
  const graph = lone(Math.max(2, last + 1));
  for (const { ends, arrow } of parts) {
    const [a, b] = ends;
    if (a === undefined || b === undefined) continue;
    if (arrow) graph.mergeDirectedEdge(own(a), own(b));
    else graph.mergeUndirectedEdge(own(a), own(b));
  }
  return graph;
}

/**
 * Writes a graph for the address.
 *
 * @param graph - With vertices `0`, `1` and so on.
 * @returns Text that {@link readDrawing} reads.
 */
export function writeDrawing(graph: Drawing): string {
  const edges = graph.mapEdges(
    (_edge, _attributes, source, target, _from, _to, undirected) =>
      `${source}${undirected ? '-' : '>'}${target}`,
  );
  return [...edges, ...graph.filterNodes((vertex) => graph.degree(vertex) === 0)].join(' ');
}

/**
 * Makes a graph of a model's edges, to draw or to change.
 *
 * @param vertices - How many.
 * @param edges - Pairs of ends.
 * @param directed - Whether they have a direction; two that are opposite become one edge without.
 * @returns The graph.
 */
export function drawingOf(vertices: number, edges: Ends, directed: boolean): Drawing {
  const graph = lone(vertices);
  const known = new Set(edges.map(([a, b]) => `${a}>${b}`));
  for (const [a, b] of edges) {
    if (directed && (a === b || !known.has(`${b}>${a}`))) graph.mergeDirectedEdge(own(a), own(b));
    else graph.mergeUndirectedEdge(own(Math.min(a, b)), own(Math.max(a, b)));
  }
  return graph;
}

/**
 * Adds a vertex with the next number.
 *
 * @param graph - The graph; stays as it is.
 * @param neighbour - Vertex that it is linked to.
 * @returns A new graph, or undefined when no vertex is free.
 */
export function withVertex(graph: Drawing, neighbour: number): Drawing | undefined {
  if (graph.order >= MOST_VERTICES) return undefined;
  const next = graph.copy();
  const added = own(graph.order);
  next.addNode(added);
  next.addUndirectedEdge(own(neighbour), added);
  return next;
}

/**
 * Links two vertices, or parts them when they are linked that way.
 *
 * @param graph - The graph; stays as it is.
 * @param a - From.
 * @param b - To.
 * @param kind - `edge` or `arrow`.
 * @returns A new graph.
 */
export function withLink(graph: Drawing, a: number, b: number, kind: 'edge' | 'arrow'): Drawing {
  const next = graph.copy();
  const [from, to] = [own(a), own(b)];
  const plain = next.undirectedEdge(from, to);
  const arrow = next.directedEdge(from, to);
  if (kind === 'edge') {
    if (plain === undefined) next.addUndirectedEdge(from, to);
    else next.dropEdge(plain);
  } else if (arrow === undefined) {
    if (plain !== undefined) next.dropEdge(plain);
    next.addDirectedEdge(from, to);
  } else next.dropEdge(arrow);
  return next;
}

/**
 * Takes a vertex away; those after it move up by one.
 *
 * @param graph - The graph; stays as it is.
 * @param vertex - Which one.
 * @returns A new graph, or undefined when only two are left.
 */
export function withoutVertex(graph: Drawing, vertex: number): Drawing | undefined {
  if (graph.order <= 2) return undefined;
  const next = lone(graph.order - 1);
  const moved = (name: string): string => own(Number(name) - (Number(name) > vertex ? 1 : 0));
  graph.forEachEdge((_edge, _attributes, source, target, _from, _to, undirected) => {
    if (source === own(vertex) || target === own(vertex)) return;
    if (undirected) next.mergeUndirectedEdge(moved(source), moved(target));
    else next.mergeDirectedEdge(moved(source), moved(target));
  });
  return next;
}
