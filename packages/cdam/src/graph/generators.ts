// Graphs without chance: the families and the two named graphs of the CDAM paper, numbered as networkx numbers them.

import { checkWhole } from '@vsa/backend/check';
import { checkVertices } from '../internal/validate.js';
import { KARATE_EDGES, KARATE_OFFICERS, TUTTE_EDGES } from './named-edges.js';
import { fromEdges, type Edge, type MemoryGraph } from './memory-graph.js';

/**
 * The undirected cycle C_p: i - i + 1 and p - 1 - 0.
 *
 * @param vertices - p >= 3.
 * @returns The graph, p edges.
 * @throws RangeError for a wrong `vertices`.
 */
export function cycleGraph(vertices: number): MemoryGraph {
  checkVertices('cdam.cycleGraph', vertices, 3);
  return fromEdges(ring(vertices), { vertices });
}

/**
 * The directed cycle: i -> i + 1 and p - 1 -> 0.
 *
 * @param vertices - p >= 2.
 * @returns The graph, p edges.
 * @throws RangeError for a wrong `vertices`.
 */
export function directedCycleGraph(vertices: number): MemoryGraph {
  checkVertices('cdam.directedCycleGraph', vertices, 2);
  return fromEdges(ring(vertices), { vertices, type: 'directed' });
}

/**
 * The undirected path 0 - 1 - ... - p - 1.
 *
 * @param vertices - p >= 1.
 * @returns The graph, p - 1 edges.
 * @throws RangeError for a wrong `vertices`.
 */
export function pathGraph(vertices: number): MemoryGraph {
  checkVertices('cdam.pathGraph', vertices);
  return fromEdges(ring(vertices).slice(0, -1), { vertices });
}

/**
 * The complete graph K_p, without self-loops.
 *
 * @param vertices - p >= 1.
 * @returns The graph, p (p - 1) / 2 edges.
 * @throws RangeError for a wrong `vertices`.
 */
export function completeGraph(vertices: number): MemoryGraph {
  checkVertices('cdam.completeGraph', vertices);
  return fromEdges(clique(0, vertices), { vertices });
}

/**
 * p vertices without an edge.
 *
 * @param vertices - p >= 1.
 * @returns The graph.
 * @throws RangeError for a wrong `vertices`.
 */
export function emptyGraph(vertices: number): MemoryGraph {
  checkVertices('cdam.emptyGraph', vertices);
  return fromEdges([], { vertices });
}

/**
 * The barbell of the paper, B_{n,m} (A.10): two complete graphs K_n joined by a path of m vertices between them.
 *
 * @param cliqueSize - n >= 2, vertices of each complete graph: 0 ... n - 1 and n + m ... 2 n + m - 1.
 * @param path - m >= 0, vertices of the path: n ... n + m - 1.
 * @returns The graph, n (n - 1) + m + 1 edges.
 * @throws RangeError for wrong sizes.
 */
export function barbellGraph(cliqueSize: number, path: number): MemoryGraph {
  const where = 'cdam.barbellGraph';
  checkWhole(where, 'the size of the complete graphs', cliqueSize, 2);
  checkWhole(where, 'the length of the path', path, 0);
  const vertices = checkVertices(where, 2 * cliqueSize + path);
  const bridge = Array.from({ length: path + 1 }, (_, i): Edge => [cliqueSize - 1 + i, cliqueSize + i]);
  return fromEdges([...clique(0, cliqueSize), ...bridge, ...clique(cliqueSize + path, cliqueSize)], {
    vertices,
  });
}

/**
 * Tutte's graph (1946): 46 vertices, 69 edges, cubic, planar, 3-connected, without a Hamiltonian cycle.
 *
 * @returns The graph.
 */
export function tutteGraph(): MemoryGraph {
  return fromEdges(TUTTE_EDGES, { vertices: 46 });
}

/**
 * Zachary's karate club (1977): 34 people, 78 friendships, unweighted.
 *
 * @returns The graph.
 */
export function karateClubGraph(): MemoryGraph {
  return fromEdges(KARATE_EDGES, { vertices: 34 });
}

/**
 * The two halves into which the karate club split.
 *
 * @returns 34 numbers: 0 for those who stayed with Mr. Hi (vertex 0), 1 for those who went with the officer (vertex 33).
 */
export function karateClubHalves(): Int32Array {
  const officers = new Set(KARATE_OFFICERS);
  return Int32Array.from({ length: 34 }, (_, vertex) => (officers.has(vertex) ? 1 : 0));
}

/** Edges of a ring; the last one closes it. */
function ring(vertices: number): Edge[] {
  return Array.from({ length: vertices }, (_, i): Edge => [i, (i + 1) % vertices]);
}

function clique(first: number, size: number): Edge[] {
  const edges: Edge[] = [];
  for (let i = 0; i < size; i += 1) {
    for (let j = i + 1; j < size; j += 1) edges.push([first + i, first + j]);
  }
  return edges;
}
