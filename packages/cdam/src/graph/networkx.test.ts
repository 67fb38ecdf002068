// The same graphs by networkx.
import { foldIn, key } from '@vsa/backend/random';
import { compareClose } from '@vsa/backend/testing';
import { describe, expect, test } from 'vitest';
import {
  adjacency,
  barbellGraph,
  completeGraph,
  cycleGraph,
  directedCycleGraph,
  edgesOf,
  erdosRenyiGraph,
  fromEdges,
  hopDistances,
  karateClubGraph,
  karateClubHalves,
  pathGraph,
  randomRegularGraph,
  toDense,
  tutteGraph,
  wattsStrogatzGraph,
  type Edge,
  type MemoryGraph,
} from '../index.js';
import vectors from '../../test-vectors/networkx/vectors.json' with { type: 'json' };

interface Recorded {
  readonly type: string;
  readonly vertices: number;
  readonly edges: readonly (readonly number[])[];
  readonly adjacency: readonly number[];
  readonly normalised: readonly number[];
  readonly hops: readonly number[];
}

function expectMatrices(graph: MemoryGraph, recorded: Recorded): void {
  expect(graph.type).toBe(recorded.type);
  expect(graph.vertices).toBe(recorded.vertices);
  expect([...toDense(adjacency(graph, 'none'))]).toEqual(recorded.adjacency);
  // Written with fifteen digits, computed with two roundings of float64.
  const close = compareClose(toDense(adjacency(graph)), recorded.normalised, {
    relative: 1e-14,
    absolute: 1e-15,
  });
  expect(close.pass, close.message).toBe(true);
  expect([...hopDistances(graph)]).toEqual(recorded.hops);
}

describe('named graphs', () => {
  const ours: Readonly<Record<keyof typeof vectors.named, MemoryGraph>> = {
    cycle: cycleGraph(7),
    'directed-cycle': directedCycleGraph(7),
    path: pathGraph(6),
    complete: completeGraph(6),
    barbell: barbellGraph(10, 10),
    tutte: tutteGraph(),
    karate: karateClubGraph(),
  };
  test.each(Object.keys(ours) as (keyof typeof ours)[])('%s', (name) => {
    const graph = ours[name];
    const recorded = vectors.named[name];
    expectMatrices(graph, recorded);
    const edges = edgesOf(graph)
      .map(([u, v]) => (graph.type === 'directed' ? [u, v] : [Math.min(u, v), Math.max(u, v)]))
      .sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
    expect(edges).toEqual(recorded.edges);
  });

  test('halves of the karate club', () => {
    expect([...karateClubHalves()]).toEqual(vectors.karateHalves);
  });
});

describe('fromEdges', () => {
  test.each(['multi', 'multi-directed'] as const)('%s: weights of repeated edges add up', (name) => {
    const recorded = vectors.given[name];
    const type = name === 'multi' ? 'undirected' : 'directed';
    expectMatrices(fromEdges(recorded.edges as unknown as Edge[], { type, vertices: 9 }), recorded);
  });
});

describe('random graphs have the statistics of networkx', () => {
  const GRAPHS = 100;

  /** Means of two samples of the same law differ by less than four deviations of the difference. */
  function expectSameMean(
    values: readonly number[],
    peer: { mean: number; deviation: number; graphs: number },
  ): void {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const error = peer.deviation * Math.sqrt(1 / values.length + 1 / peer.graphs);
    expect(Math.abs(mean - peer.mean)).toBeLessThan(4 * error);
  }
  const sample = (measure: (seed: number) => number): number[] =>
    Array.from({ length: GRAPHS }, (_, seed) => measure(seed));
  const keyOf = (seed: number) => foldIn(key('statistics'), seed);

  /** Triangles at each vertex, and its degree. */
  function triangles(graph: MemoryGraph): { count: number; degree: number }[] {
    const { vertices } = graph;
    const A = toDense(adjacency(graph, 'none'));
    const at = (u: number, v: number): number => A[u * vertices + v] ?? 0;
    const all = Array.from({ length: vertices }, (_, v) => v);
    return all.map((u) => {
      const around = all.filter((v) => at(u, v) > 0);
      const pairs = around.flatMap((v, i) => around.slice(i + 1).map((w) => at(v, w)));
      return { count: pairs.reduce((a, b) => a + b, 0), degree: around.length };
    });
  }

  test('clustering of Watts-Strogatz', () => {
    const clustering = sample((seed) => {
      const all = triangles(wattsStrogatzGraph(keyOf(seed), 60, { neighbours: 6, rewire: 0.2 }));
      const local = all.map(({ count, degree }) => (degree < 2 ? 0 : (2 * count) / (degree * (degree - 1))));
      return local.reduce((a, b) => a + b, 0) / local.length;
    });
    expectSameMean(clustering, vectors.statistics['watts-clustering']);
  });

  test('triangles of random 3-regular graphs', () => {
    const counts = sample((seed) => {
      const all = triangles(randomRegularGraph(keyOf(seed), 46, 3));
      return all.reduce((sum, { count }) => sum + count, 0) / 3;
    });
    expectSameMean(counts, vectors.statistics['regular-triangles']);
  });

  test('edges of Erdős-Rényi graphs', () => {
    const counts = sample((seed) => erdosRenyiGraph(keyOf(seed), 40, 0.1).sources.length);
    expectSameMean(counts, vectors.statistics['erdos-edges']);
  });
});
