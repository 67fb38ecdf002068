// Small worlds against those of networkx.

import { foldIn, key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import vectors from '../../test-vectors/networkx/vectors.json' with { type: 'json' };
import { smallWorldEdges } from './small-world.js';

const GRAPHS = 200;

type Statistic = 'edges' | 'variance' | 'third' | 'clustering' | 'length';
const STATISTICS = ['edges', 'variance', 'third', 'clustering', 'length'] as const satisfies Statistic[];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The statistics of `make-vectors.py`, from their definitions. */
function measured(edges: Int32Array, vertices: number): Readonly<Record<Statistic, number>> {
  const around = Array.from({ length: vertices }, () => new Set<number>());
  for (let at = 0; at < edges.length; at += 2) {
    const [i = -1, j = -1] = [edges[at], edges[at + 1]];
    around[i]?.add(j);
    around[j]?.add(i);
  }
  const degrees = around.map(({ size }) => size);
  const middle = mean(degrees);
  const moment = (power: number): number => mean(degrees.map((degree) => (degree - middle) ** power));
  const clustering = around.map((others) => {
    const list = [...others];
    const joined = list.flatMap((u) => list.filter((v) => around[u]?.has(v) === true)).length;
    return list.length < 2 ? 0 : joined / (list.length * (list.length - 1));
  });
  const lengths = around.map((_, from) => {
    const steps = new Map([[from, 0]]);
    // A map gives what is put in meanwhile, so this is a search in breadth.
    for (const [vertex, far] of steps) {
      for (const next of around[vertex] ?? []) if (!steps.has(next)) steps.set(next, far + 1);
    }
    return [...steps.values()].reduce((sum, far) => sum + far, 0) / (vertices - 1);
  });
  return {
    edges: edges.length / 2,
    variance: moment(2),
    third: moment(3),
    clustering: mean(clustering),
    length: mean(lengths),
  };
}

describe('smallWorldEdges', () => {
  it.each(vectors.rings)(
    'without rewiring gives the edges of networkx, N = $vertices, k = $neighbours',
    (ring) => {
      const { vertices, neighbours } = ring;
      const edges = smallWorldEdges(key(1), { vertices, neighbours, rewire: 0 });
      expect(edges.length).toBe(vertices * neighbours);
      expect([...edges]).toEqual(ring.edges.flat());
    },
  );

  it.each(vectors.worlds)('draws as networkx does, N = $vertices, k = $neighbours, p = $rewire', (world) => {
    const { vertices, neighbours, rewire, graphs, statistics } = world;
    const seed = foldIn(key('networkx'), rewire * vertices);
    const own = Array.from({ length: GRAPHS }, (_, graph) =>
      measured(smallWorldEdges(foldIn(seed, graph), { vertices, neighbours, rewire }), vertices),
    );
    for (const name of STATISTICS) {
      const values = own.map((each) => each[name]);
      const average = mean(values);
      const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (GRAPHS - 1);
      const wanted = statistics[name];
      // Means over hundreds of graphs are normal; their difference has this deviation (Welch). Four of it are exceeded by two equal
      // generators in 6e-5 of all cases, in one of 20 numbers here in 1.3e-3. All graphs have N k / 2 edges, so that bound is 0.
      const deviation = Math.sqrt(variance / GRAPHS + wanted.deviation ** 2 / graphs);
      expect(Math.abs(average - wanted.mean), name).toBeLessThanOrEqual(4 * deviation);
    }
    expect(new Set(own.map(({ edges }) => edges))).toEqual(new Set([(vertices * neighbours) / 2]));
  });
});
