import { createBackend, type Backend } from '@vsa/backend';
import { key, type RandomKey } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adjacency,
  attentionSpread,
  directedCycleGraph,
  edgesOf,
  emptyGraph,
  fromEdges,
  hopDistances,
  karateClubGraph,
  learnTransitions,
  randomPatterns,
  randomWalk,
  recall,
  scoreSequence,
  toDense,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

/** One step of correlations with a leader each. */
const ledBy = (p: number, leaders: readonly number[]): number[][] =>
  leaders.map((leader) => Array.from({ length: p }, (_, i) => (i === leader ? 0.9 : 0.1)));

describe('scoreSequence', () => {
  test('a sequence in order has neither skips nor lags', () => {
    const score = scoreSequence(ledBy(4, [0, 0, 1, 1, 2, 2, 3, 3, 0, 0]));
    expect(score).toMatchObject({ order: 1, skips: 0, returns: 0, lags: 0, medianDwell: 2, coverage: 1 });
    expect(score.visits[4]).toEqual({ pattern: 0, from: 8, dwell: 2 });
  });

  test('counts skips, returns and lags', () => {
    // 0 -> 1 in order, 1 -> 4 skips two, 4 -> 3 returns, 3 lags with five steps where the median visit has one.
    const score = scoreSequence(ledBy(8, [0, 1, 4, 3, 3, 3, 3, 3]));
    expect(score).toMatchObject({
      order: 1 / 3,
      skips: 2,
      returns: 1,
      lags: 1,
      medianDwell: 1,
      coverage: 0.5,
    });
    expect(scoreSequence(ledBy(8, [0, 1, 4, 3, 3, 3, 3, 3]), { patience: 6 }).lags).toBe(0);
  });

  test('follows another order', () => {
    const steps = ledBy(4, [3, 1, 0, 2, 3]);
    expect(scoreSequence(steps, { order: [3, 1, 0, 2] }).order).toBe(1);
    expect(scoreSequence(steps).order).toBeLessThan(0.5);
  });

  test('nothing moved', () => {
    expect(scoreSequence(ledBy(3, [1, 1]))).toMatchObject({
      order: NaN,
      skips: 0,
      returns: 0,
      coverage: 1 / 3,
    });
  });

  test('anti-Hebbian a plays correlated frames in order', async () => {
    // Frames of a slow clip: each keeps most of the one before.
    const [p, n] = [12, 1000];
    const fresh = randomPatterns(key(1), 2 * p, n);
    const frames = new Float32Array(p * n);
    for (let frame = 0; frame < p; frame += 1) {
      for (let i = 0; i < n; i += 1) {
        frames[frame * n + i] = ((fresh[frame * n + i] ?? 0) + (fresh[((frame + 1) % p) * n + i] ?? 0)) / 2;
      }
    }
    using patterns = backend.tensor(frames, [p, n]);
    const play = async (a: number, h: number): Promise<ReturnType<typeof scoreSequence>> => {
      const { results } = await recall(backend, patterns, directedCycleGraph(p), {
        a,
        h,
        starts: [0],
        history: 'correlations',
        maxSteps: 150,
        tolerance: 0,
      });
      return scoreSequence((results[0]?.history ?? []).map(({ correlations }) => correlations));
    };
    const moving = await play(-2, 3);
    expect(moving).toMatchObject({ order: 1, skips: 0, returns: 0, coverage: 1 });
    const stuck = await play(0.5, 0.5);
    expect(stuck.coverage).toBeLessThan(moving.coverage);
  });

  test.each<[string, () => unknown, string]>([
    ['no step', () => scoreSequence([]), 'expected at least one step'],
    ['steps of two lengths', () => scoreSequence([[1, 2], [1]]), 'the same number of correlations'],
    ['NaN', () => scoreSequence([[1, NaN]]), 'got NaN at step 0, pattern 1'],
    [
      'an order of two',
      () => scoreSequence([[1, 2, 3]], { order: [0, 1] }),
      'expected an order of the 3 patterns',
    ],
    ['an order with a stranger', () => scoreSequence([[1, 2]], { order: [0, 2] }), 'each once'],
    ['no patience', () => scoreSequence([[1]], { patience: 0 }), 'expected patience > 0'],
  ])('%s is a RangeError that says so', (_, attempt, message) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });
});

describe('randomWalk', () => {
  test('goes along edges only, and as far as asked', () => {
    const graph = karateClubGraph();
    const walk = randomWalk(key(1), graph, { length: 500, start: 33 });
    expect(walk.length).toBe(501);
    expect(walk[0]).toBe(33);
    const hops = hopDistances(graph);
    for (let i = 1; i < walk.length; i += 1) expect(hops[(walk[i - 1] ?? 0) * 34 + (walk[i] ?? 0)]).toBe(1);
    expect(randomWalk(key(1), graph, { length: 500, start: 33 })).toEqual(walk);
  });

  test('chooses by weight and ends at a sink', () => {
    const graph = fromEdges(
      [
        [0, 1, 3],
        [0, 2],
        [1, 0],
        [2, 0],
      ],
      { type: 'directed' },
    );
    const walk = randomWalk(key(2), graph, { length: 20_000 });
    const ones = walk.filter((vertex) => vertex === 1).length;
    const twos = walk.filter((vertex) => vertex === 2).length;
    // 10,000 choices of probability 3/4: deviation 0.0043.
    expect(Math.abs(ones / (ones + twos) - 0.75)).toBeLessThan(0.02);
    expect([...randomWalk(key(2), fromEdges([[0, 1]], { type: 'directed' }), { length: 9 })]).toEqual([0, 1]);
    expect([...randomWalk(key(2), emptyGraph(2), { length: 9, start: 1 })]).toEqual([1]);
  });

  test.each<[string, () => unknown, string]>([
    ['a negative length', () => randomWalk(key(1), emptyGraph(2), { length: -1 }), 'expected length'],
    [
      'a start out of range',
      () => randomWalk(key(1), emptyGraph(2), { length: 1, start: 2 }),
      'from 0 to 1, got 2',
    ],
    ['no key', () => randomWalk('k' as RandomKey, emptyGraph(2), { length: 1 }), 'expected a random key'],
  ])('%s is an error that says so', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

describe('learnTransitions', () => {
  test('counts what followed what', () => {
    const walks = [
      [0, 1, 2, 1],
      [2, 1, 1],
    ];
    expect(edgesOf(learnTransitions(walks, 4))).toEqual([
      [0, 1, 1],
      [1, 1, 1],
      [1, 2, 1],
      [2, 1, 2],
    ]);
    const both = learnTransitions(walks, 4, { type: 'undirected' });
    expect(edgesOf(both)).toEqual([
      [0, 1, 1],
      [1, 1, 1],
      [1, 2, 3],
    ]);
    expect(both).toMatchObject({ type: 'undirected', vertices: 4 });
  });

  test('a long walk on the karate club learns its M', () => {
    const graph = karateClubGraph();
    const error = (length: number): number => {
      const learnt = learnTransitions([randomWalk(key(5), graph, { length })], 34, { type: 'undirected' });
      const M = toDense(adjacency(graph));
      return Math.max(...toDense(adjacency(learnt)).map((value, place) => Math.abs(value - (M[place] ?? 0))));
    };
    // Counts of 200,000 moves over 78 edges: 2,600 each, so entries up to 0.3 are off by a few hundredths at most.
    expect(error(200_000)).toBeLessThan(0.03);
    expect(error(2_000)).toBeGreaterThan(error(200_000));
  });

  test.each<[string, () => unknown, string]>([
    [
      'a vertex out of range',
      () => learnTransitions([[0, 4]], 4),
      'expected walk 0 to hold vertices from 0 to 3, got 4',
    ],
    ['half a vertex', () => learnTransitions([[0.5]], 4), 'got 0.5'],
    ['no vertices', () => learnTransitions([], 0), 'the number of vertices'],
  ])('%s is a RangeError that says so', (_, attempt, message) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });
});

describe('attentionSpread', () => {
  test('counts the keys of nine tenths of the mass', async () => {
    // Scalar products log(8), log(1), log(1): shares 0.8, 0.1, 0.1; and equal ones.
    using queries = backend.tensor([
      [Math.log(8), 0],
      [0, 0],
    ]);
    using keys = backend.tensor([
      [1, 0],
      [0, 1],
      [0, 2],
    ]);
    const { counts, median } = await attentionSpread(backend, queries, keys, { beta: 1, mass: 0.85 });
    expect([...counts]).toEqual([2, 3]);
    expect(median).toBe(2.5);
    const whole = await attentionSpread(backend, queries, keys, { beta: 1, mass: 0.5 });
    expect([...whole.counts]).toEqual([1, 2]);
    // β = 1/sqrt(2) by default: shares 0.685, 0.157, 0.157.
    expect([...(await attentionSpread(backend, queries, keys, { mass: 0.7 })).counts]).toEqual([2, 3]);
  });

  test('sharp attention is point-like, flat attention is not', async () => {
    using keys = backend.tensor(randomPatterns(key(1), 50, 20), [50, 20]);
    expect((await attentionSpread(backend, keys, keys, { beta: 1e4 })).median).toBe(1);
    const flat = await attentionSpread(backend, keys, keys, { beta: 1e-6 });
    expect([...new Set(flat.counts)]).toEqual([45]);
    expect(
      await countLeaks(backend, async () => {
        await attentionSpread(backend, keys, keys);
      }),
    ).toBe(0);
  });
});
