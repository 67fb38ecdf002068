import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { describe, expect, test } from 'vitest';
import {
  adjacency,
  barbellGraph,
  completeGraph,
  cycleGraph,
  directedCycleGraph,
  edgesOf,
  emptyGraph,
  erdosRenyiGraph,
  fromEdges,
  hopDistances,
  karateClubGraph,
  karateClubHalves,
  neighbourhoodStatistics,
  pathGraph,
  permuteVertices,
  randomRegularGraph,
  rowSums,
  toDense,
  tutteGraph,
  wattsStrogatzGraph,
  type Edge,
  type MemoryGraph,
  type NormalisationName,
} from '../index.js';

const degrees = (graph: MemoryGraph): number[] => [...rowSums(adjacency(graph, 'none'))];
const connected = (graph: MemoryGraph): boolean => !hopDistances(graph).includes(-1);
const isSimple = (graph: MemoryGraph): boolean => {
  const pairs = edgesOf(graph).map(([u, v]) =>
    graph.type === 'directed' ? `${u} ${v}` : `${Math.min(u, v)} ${Math.max(u, v)}`,
  );
  return new Set(pairs).size === pairs.length && edgesOf(graph).every(([u, v]) => u !== v);
};

describe('fromEdges', () => {
  test('keeps edges, weights and isolated vertices', () => {
    const graph = fromEdges(
      [
        [0, 1],
        [1, 2, 0.5],
        [2, 2, 3],
      ],
      { vertices: 5 },
    );
    expect(edgesOf(graph)).toEqual([
      [0, 1, 1],
      [1, 2, 0.5],
      [2, 2, 3],
    ]);
    expect(graph).toMatchObject({ type: 'undirected', vertices: 5, names: ['0', '1', '2', '3', '4'] });
    expect(degrees(graph)).toEqual([1, 1.5, 3.5, 0, 0]);
  });

  test('counts vertices from the largest one named', () => {
    expect(fromEdges([[3, 1]]).vertices).toBe(4);
  });

  test.each<[string, unknown, object, typeof RangeError | typeof TypeError, string]>([
    ['no list', 'edges', {}, TypeError, 'expected a list of edges'],
    ['an edge of one', [[0]], {}, TypeError, 'expected edge 0 to be [source, target]'],
    [
      'a text as vertex',
      [['a', 1]],
      {},
      TypeError,
      'expected the source of edge 0 to be a whole number, got string',
    ],
    [
      'a negative vertex',
      [[0, -1]],
      {},
      RangeError,
      'the target of edge 0 to be a whole number >= 0, got -1',
    ],
    ['half a vertex', [[0.5, 1]], {}, RangeError, 'got 0.5'],
    ['a vertex too many', [[0, 7]], { vertices: 7 }, RangeError, 'vertices 0 to 6, got vertex 7'],
    ['a negative weight', [[0, 1, -2]], {}, RangeError, 'the weight of edge 0 to be finite and >= 0, got -2'],
    ['NaN as weight', [[0, 1, NaN]], {}, RangeError, 'got NaN'],
    ['no vertex', [], {}, RangeError, 'the number of vertices to be a whole number >= 1, got 0'],
    ['an unknown type', [[0, 1]], { type: 'mixed' }, RangeError, "'undirected' or 'directed', got 'mixed'"],
    [
      'a name too few',
      [[0, 1]],
      { names: ['a'] },
      RangeError,
      'expected 2 different names, one a vertex, got 1',
    ],
    ['a name twice', [[0, 1]], { names: ['a', 'a'] }, RangeError, 'expected 2 different names'],
  ])('%s is an error that says so', (_, edges, options, kind, message) => {
    const attempt = (): MemoryGraph => fromEdges(edges as Edge[], options);
    expect(attempt).toThrow(kind);
    expect(attempt).toThrow(message);
  });
});

describe('adjacency', () => {
  test('adds repeated edges up and counts a self-loop once', () => {
    const graph = fromEdges(
      [
        [0, 1],
        [1, 0, 2],
        [1, 1],
      ],
      { vertices: 3 },
    );
    expect([...toDense(adjacency(graph, 'none'))]).toEqual([0, 3, 0, 3, 1, 0, 0, 0, 0]);
  });

  test('a directed edge has one entry, at row source', () => {
    const graph = fromEdges(
      [
        [0, 1],
        [2, 1, 4],
      ],
      { type: 'directed' },
    );
    expect([...toDense(adjacency(graph, 'none'))]).toEqual([0, 1, 0, 0, 0, 0, 0, 4, 0]);
  });

  test('divides by the roots of the row sums of both ends; a vertex without edges out has factor 1', () => {
    const graph = fromEdges(
      [
        [0, 1, 4],
        [0, 2, 5],
        [1, 2, 16],
      ],
      { type: 'directed' },
    );
    // Row sums 9, 16, 0.
    const expected = [0, 4 / (3 * 4), 5 / 3, 0, 0, 16 / 4, 0, 0, 0];
    for (const [place, value] of toDense(adjacency(graph)).entries()) {
      // Three roundings of float64.
      expect(value).toBeCloseTo(expected[place] ?? NaN, 14);
    }
  });

  test('entries are sorted by target, then source, and edges of weight 0 are no entries', () => {
    const { sources, targets } = adjacency(
      fromEdges(
        [
          [3, 0],
          [1, 0],
          [0, 2, 0],
        ],
        { type: 'directed' },
      ),
      'none',
    );
    expect([...sources]).toEqual([1, 3]);
    expect([...targets]).toEqual([0, 0]);
  });

  test('an unknown normalisation lists the known ones', () => {
    expect(() => adjacency(cycleGraph(3), 'rows' as NormalisationName)).toThrow(
      "'symmetric', 'none', got 'rows'",
    );
  });
});

describe('permuteVertices', () => {
  test('moves edges and names along', () => {
    const graph = fromEdges(
      [
        [0, 1],
        [1, 2, 2],
      ],
      { names: ['a', 'b', 'c'], type: 'directed' },
    );
    const moved = permuteVertices(graph, [2, 0, 1]);
    expect(edgesOf(moved)).toEqual([
      [2, 0, 1],
      [0, 1, 2],
    ]);
    expect(moved.names).toEqual(['b', 'c', 'a']);
  });

  test.each([[[0, 1]], [[0, 1, 1]], [[0, 1, 3]]])('%j is no order of three vertices', (order) => {
    expect(() => permuteVertices(cycleGraph(3), order)).toThrow('expected each of 0 to 2 once');
  });
});

describe('generators', () => {
  test.each<[string, MemoryGraph, number, number]>([
    ['cycle', cycleGraph(7), 7, 7],
    ['directed cycle', directedCycleGraph(7), 7, 7],
    ['path', pathGraph(7), 7, 6],
    ['a path of one', pathGraph(1), 1, 0],
    ['complete', completeGraph(6), 6, 15],
    ['barbell', barbellGraph(10, 10), 30, 101],
    ['barbell without a path', barbellGraph(10, 0), 20, 91],
    ['Tutte', tutteGraph(), 46, 69],
    ['karate club', karateClubGraph(), 34, 78],
  ])('%s has its vertices and edges, and is simple and connected', (_, graph, vertices, edges) => {
    expect(graph.vertices).toBe(vertices);
    expect(graph.sources.length).toBe(edges);
    expect(isSimple(graph)).toBe(true);
    expect(connected(graph)).toBe(true);
  });

  test('known degrees and distances', () => {
    expect(new Set(degrees(tutteGraph()))).toEqual(new Set([3]));
    expect(Math.max(...hopDistances(tutteGraph()))).toBe(8);
    expect(degrees(karateClubGraph())[0]).toBe(16);
    expect(degrees(karateClubGraph())[33]).toBe(17);
    expect(Math.max(...hopDistances(barbellGraph(10, 10)))).toBe(13);
    expect(degrees(emptyGraph(3))).toEqual([0, 0, 0]);
    expect([...hopDistances(directedCycleGraph(3))]).toEqual([0, 1, 2, 2, 0, 1, 1, 2, 0]);
  });

  test('the karate club split 17 to 17', () => {
    const halves = karateClubHalves();
    expect(halves.reduce((a, b) => a + b, 0)).toBe(17);
    expect([halves[0], halves[33]]).toEqual([0, 1]);
  });

  test.each([
    [46, 3],
    [20, 4],
    [9, 2],
    [8, 7],
    [5, 0],
    [6, 5],
  ])('random regular, %i vertices of degree %i', (p, k) => {
    for (let seed = 0; seed < 5; seed += 1) {
      const graph = randomRegularGraph(key(seed), p, k);
      expect(isSimple(graph)).toBe(true);
      expect(degrees(graph)).toEqual(new Array(p).fill(k));
    }
  });

  test.each([
    [34, 4, 0.3],
    [20, 2, 0.2],
    [30, 6, 1],
    [10, 4, 0],
    [5, 4, 1],
  ])('Watts-Strogatz, %i vertices, %i neighbours, rewired %f', (p, neighbours, rewire) => {
    for (let seed = 0; seed < 5; seed += 1) {
      const graph = wattsStrogatzGraph(key(seed), p, { neighbours, rewire });
      expect(graph.sources.length).toBe((p * neighbours) / 2);
      expect(isSimple(graph)).toBe(true);
      expect(connected(graph)).toBe(true);
    }
  });

  test('Watts-Strogatz rewires as many edges as asked', () => {
    const ring = (u: number, v: number): number => Math.min((v - u + 1000) % 1000, (u - v + 1000) % 1000);
    const share = (rewire: number): number => {
      const edges = edgesOf(wattsStrogatzGraph(key(3), 1000, { neighbours: 10, rewire }));
      return edges.filter(([u, v]) => ring(u, v) > 5).length / edges.length;
    };
    expect(share(0)).toBe(0);
    // 5000 coins: deviation 0.0065; one in a hundred lands near again.
    expect(Math.abs(share(0.3) - 0.297)).toBeLessThan(0.03);
  });

  test.each(['undirected', 'directed'] as const)('Erdos-Renyi, %s, has its density', (type) => {
    const graph = erdosRenyiGraph(key(5), 200, 0.1, type);
    const pairs = type === 'directed' ? 200 * 199 : (200 * 199) / 2;
    expect(isSimple(graph)).toBe(true);
    // Deviation of the share is at most 0.3 / sqrt(19900) = 0.0021.
    expect(Math.abs(graph.sources.length / pairs - 0.1)).toBeLessThan(0.01);
    expect(erdosRenyiGraph(key(5), 6, 1, type).sources.length).toBe(type === 'directed' ? 30 : 15);
    expect(erdosRenyiGraph(key(5), 6, 0, type).sources.length).toBe(0);
  });

  test.each<[string, (k: RandomKey) => MemoryGraph]>([
    ['random regular', (k) => randomRegularGraph(k, 20, 3)],
    ['Watts-Strogatz', (k) => wattsStrogatzGraph(k, 20, { neighbours: 4, rewire: 0.5 })],
    ['Erdos-Renyi', (k) => erdosRenyiGraph(k, 20, 0.3)],
  ])('%s is fixed by its key', (_, make) => {
    const k = foldIn(key(1), 'graph');
    expect(edgesOf(make(k))).toEqual(edgesOf(make(k)));
    expect(edgesOf(make(k))).not.toEqual(edgesOf(make(foldIn(k, 'other'))));
  });

  const k = key(1);
  test.each<[string, () => unknown, string]>([
    [
      'a cycle of 2',
      () => cycleGraph(2),
      'cdam.cycleGraph: expected the number of vertices to be a whole number >= 3',
    ],
    ['a directed cycle of 1', () => directedCycleGraph(1), '>= 2, got 1'],
    ['a path of none', () => pathGraph(0), '>= 1, got 0'],
    ['a half complete', () => completeGraph(2.5), '>= 1, got 2.5'],
    ['an empty graph of none', () => emptyGraph(0), '>= 1, got 0'],
    ['too many vertices', () => emptyGraph(2 ** 25), 'expected at most 16777216 vertices'],
    [
      'a barbell of ones',
      () => barbellGraph(1, 3),
      'the size of the complete graphs to be a whole number >= 2',
    ],
    ['a negative path', () => barbellGraph(3, -1), 'the length of the path'],
    ['odd stubs', () => randomRegularGraph(k, 5, 3), 'an even vertices * degree, got 5 vertices of degree 3'],
    ['a degree too large', () => randomRegularGraph(k, 4, 4), 'expected degree < vertices'],
    ['odd neighbours', () => wattsStrogatzGraph(k, 9, { neighbours: 3, rewire: 0 }), 'to be even and < 9'],
    [
      'too many neighbours',
      () => wattsStrogatzGraph(k, 4, { neighbours: 4, rewire: 0 }),
      'to be even and < 4',
    ],
    [
      'a coin of 2',
      () => wattsStrogatzGraph(k, 9, { neighbours: 2, rewire: 2 }),
      'expected rewire in [0, 1], got 2',
    ],
    ['a density of -1', () => erdosRenyiGraph(k, 9, -1), 'expected probability in [0, 1], got -1'],
  ])('%s is a RangeError that says so', (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  test('no key is a TypeError', () => {
    expect(() => randomRegularGraph('x' as RandomKey, 4, 2)).toThrow(TypeError);
  });
});

describe('neighbourhoodStatistics', () => {
  test('averages by distance, at it or within it', () => {
    const graph = pathGraph(3);
    const r = [1, 0.5, 0.1, 0.3, 1, 0.7, 0.3, 0.5, 1];
    const at = neighbourhoodStatistics(graph, r);
    expect(at.map(({ hops, pairs }) => [hops, pairs])).toEqual([
      [0, 3],
      [1, 4],
      [2, 2],
    ]);
    expect(at[0]).toMatchObject({ mean: 1, deviation: 0 });
    expect(at[1]?.mean).toBeCloseTo(0.5, 14);
    expect(at[1]?.deviation).toBeCloseTo(Math.sqrt(0.02), 14);
    expect(at[2]?.mean).toBeCloseTo(0.2, 14);
    const within = neighbourhoodStatistics(graph, r, { pairs: 'within', most: 1 });
    expect(within.map(({ pairs }) => pairs)).toEqual([3, 7]);
    expect(within[1]?.mean).toBeCloseTo(5 / 7, 14);
  });

  test('vertices without a way count nowhere', () => {
    const lines = neighbourhoodStatistics(emptyGraph(2), [1, 9, 9, 1], { most: 1 });
    expect(lines[0]).toMatchObject({ pairs: 2, mean: 1 });
    expect(lines[1]).toMatchObject({ pairs: 0, mean: NaN });
  });

  test('a matrix of another size is a RangeError', () => {
    expect(() => neighbourhoodStatistics(pathGraph(3), [1, 2])).toThrow('expected 3 x 3 correlations');
    expect(() => neighbourhoodStatistics(pathGraph(2), [1, 2, 3, 4], { most: -1 })).toThrow('expected most');
  });
});
