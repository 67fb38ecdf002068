import { DirectedGraph, MultiGraph, UndirectedGraph } from 'graphology';
import * as nested from 'graphology-generators';
import { describe, expect, test } from 'vitest';
import {
  adjacency,
  completeGraph,
  edgesOf,
  fromGraphology,
  karateClubGraph,
  karateClubHalves,
  pathGraph,
  toDense,
  type FromGraphologyOptions,
  type GraphologyLike,
  type MemoryGraph,
} from '../index.js';

// The library's declarations are flat, its module is not.
const generators = nested as unknown as {
  readonly social: { karateClub(graph: typeof UndirectedGraph): UndirectedGraph };
  readonly classic: Record<
    'complete' | 'path',
    (graph: typeof UndirectedGraph, order: number) => UndirectedGraph
  >;
};
const matrixOf = (graph: MemoryGraph): number[] => [...toDense(adjacency(graph, 'none'))];

describe('fromGraphology', () => {
  test('its karate club is ours, halves included', () => {
    const theirs = generators.social.karateClub(UndirectedGraph);
    const graph = fromGraphology(theirs);
    expect(matrixOf(graph)).toEqual(matrixOf(karateClubGraph()));
    const clubs = theirs.mapNodes((_, attributes) => (attributes['club'] === 'Mr. Hi' ? 0 : 1));
    expect(clubs).toEqual([...karateClubHalves()]);
  });

  test('its complete graphs and paths are ours', () => {
    expect(matrixOf(fromGraphology(generators.classic.complete(UndirectedGraph, 6)))).toEqual(
      matrixOf(completeGraph(6)),
    );
    expect(matrixOf(fromGraphology(generators.classic.path(UndirectedGraph, 6)))).toEqual(
      matrixOf(pathGraph(6)),
    );
  });

  test('keys become names, weights are read on demand', () => {
    const theirs = new DirectedGraph();
    for (const name of ['left', 'right', 'alone']) theirs.addNode(name);
    theirs.addEdge('right', 'left', { strength: 2.5 });
    theirs.addEdge('left', 'left');
    const graph = fromGraphology(theirs, { weight: 'strength' });
    expect(graph).toMatchObject({ type: 'directed', vertices: 3, names: ['left', 'right', 'alone'] });
    expect(edgesOf(graph)).toEqual([
      [1, 0, 2.5],
      [0, 0, 1],
    ]);
    expect(edgesOf(fromGraphology(theirs))).toEqual([
      [1, 0, 1],
      [0, 0, 1],
    ]);
  });

  test('a mixed multigraph becomes directed, its undirected edges both ways', () => {
    const theirs = new MultiGraph();
    theirs.mergeNode(0);
    theirs.mergeNode(1);
    theirs.addUndirectedEdge(0, 1);
    theirs.addDirectedEdge(0, 1);
    theirs.addDirectedEdge(0, 1);
    theirs.addUndirectedEdge(1, 1);
    const graph = fromGraphology(theirs);
    expect(graph.type).toBe('directed');
    expect(matrixOf(graph)).toEqual([0, 3, 1, 1]);
  });

  test.each<[string, (graph: UndirectedGraph) => unknown, FromGraphologyOptions, string]>([
    ['no graph', () => ({ order: 3 }), {}, 'expected a graphology graph, got object'],
    ['a graph without vertices', (graph) => graph, {}, 'whole number >= 1, got 0'],
    [
      'a negative weight',
      (graph) => {
        graph.mergeEdge('a', 'b', { w: -1 });
        return graph;
      },
      { weight: 'w' },
      'finite and >= 0, got -1',
    ],
    [
      'a text as weight',
      (graph) => {
        graph.mergeEdge('a', 'b', { w: 'heavy' });
        return graph;
      },
      { weight: 'w' },
      'to be a number, got string',
    ],
  ])('%s is an error that says so', (_, make, options, message) => {
    const graph = make(new UndirectedGraph()) as GraphologyLike;
    expect(() => fromGraphology(graph, options)).toThrow(message);
  });
});
