import { createBackend, disposeTree, VsaError, type Backend, type Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key, type RandomKey } from '@vsa/backend/random';
import { compareClose } from '@vsa/backend/testing';
import { UndirectedGraph } from 'graphology';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  attentionSpread,
  createMemory,
  cycleGraph,
  directedCycleGraph,
  energy,
  fromEdges,
  modeOf,
  modes,
  overlaps,
  pearson,
  prepare,
  randomPatterns,
  recall,
  withNoise,
  type GraphInput,
  type PrepareOptions,
  type RecallOptions,
  type RecallProgress,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

const patternsOf = (p: number, n: number, seed = 1): Tensor =>
  backend.tensor(randomPatterns(key(seed), p, n), [p, n]);

describe('recall', () => {
  test('takes memory graphs, graphology graphs and lists of edges alike', async () => {
    using patterns = patternsOf(5, 50);
    const theirs = new UndirectedGraph();
    for (let i = 0; i < 5; i += 1) theirs.addNode(i);
    theirs.addEdge(0, 1);
    theirs.addEdge(1, 2);
    const forms: GraphInput[] = [
      theirs,
      [
        [0, 1],
        [1, 2],
      ],
      fromEdges(
        [
          [0, 1],
          [1, 2],
        ],
        { vertices: 5 },
      ),
    ];
    const states = [];
    for (const graph of forms)
      states.push((await recall(backend, patterns, graph, { a: 0.5, h: 0.5 })).states);
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).toEqual(states[0]);
  });

  test('starts at states, at patterns by index, or at all', async () => {
    using patterns = patternsOf(4, 60);
    const all = await recall(backend, patterns, cycleGraph(4), { h: 0.2 });
    const some = await recall(backend, patterns, cycleGraph(4), { h: 0.2, starts: [2, 0] });
    const given = await recall(backend, patterns, cycleGraph(4), { h: 0.2, starts: patterns });
    expect(all.results.length).toBe(4);
    // Products of other batch sizes may round otherwise.
    const close = { relative: 1e-4, absolute: 1e-4 };
    expect(compareClose(some.results[0]?.state ?? [], all.results[2]?.state ?? [], close).pass).toBe(true);
    expect(compareClose(some.results[1]?.state ?? [], all.results[0]?.state ?? [], close).pass).toBe(true);
    expect(given.states).toEqual(all.states);
  });

  test('one a and h a start are those starts alone', async () => {
    using patterns = patternsOf(4, 60);
    using memory = await createMemory(backend, patterns, cycleGraph(4));
    for (const path of ['state', 'overlap', 'fused'] as const) {
      const pairs = [
        [1, 0],
        [0.5, 0.5],
        [-0.5, 1.5],
      ] as const;
      const { results } = await memory.recall({
        a: pairs.map(([a]) => a),
        h: pairs.map(([, h]) => h),
        starts: [3, 3, 3],
        path,
      });
      for (const [row, [a, h]] of pairs.entries()) {
        const alone = await memory.recall({ a, h, starts: [3], path });
        const close = compareClose(results[row]?.state ?? [], alone.states, {
          relative: 1e-3,
          absolute: 1e-3,
        });
        expect(close.pass, close.message).toBe(true);
        expect(results[row]?.status).toBe(alone.results[0]?.status);
      }
    }
  });

  test('noise is keyed, uniform and as large as asked', async () => {
    const clean = new Float32Array(20_000).fill(3);
    const noisy = withNoise(clean, { key: key(2), amplitude: 2 });
    expect(withNoise(clean, { key: key(2), amplitude: 2 })).toEqual(noisy);
    const moved = noisy.map((value) => value - 3);
    expect(Math.max(...moved)).toBeLessThanOrEqual(1);
    expect(Math.max(...moved)).toBeGreaterThan(0.99);
    expect(Math.min(...moved)).toBeLessThan(-0.99);
    // Deviation of the mean: 2 / sqrt(12 · 20000) = 0.004.
    expect(Math.abs(moved.reduce((a, b) => a + b, 0) / moved.length)).toBeLessThan(0.02);
    using patterns = patternsOf(3, 40);
    const options = { maxSteps: 0, noise: { key: key(3) } };
    const { states } = await recall(backend, patterns, cycleGraph(3), options);
    expect(states).toEqual(withNoise(randomPatterns(key(1), 3, 40), options.noise));
  });

  test('statuses: a fixed point, a limit cycle, no end, overflow', async () => {
    using patterns = patternsOf(4, 400);
    using memory = await createMemory(backend, patterns, directedCycleGraph(4));
    for (const path of ['state', 'overlap', 'fused'] as const) {
      const fixed = await memory.recall({ path, maxSteps: 200 });
      for (const { status, steps } of fixed.results) {
        expect(status).toBe('converged');
        expect(steps).toBeLessThan(120);
      }
      const walk = { path, a: 0, h: 1, eta: 1, beta: 1 } as const;
      const cycle = await memory.recall({ ...walk, limitCycles: { longest: 6 } });
      for (const result of cycle.results)
        expect(result).toMatchObject({ status: 'limit-cycle', cycleLength: 4 });
      const short = await memory.recall({ ...walk, limitCycles: { longest: 3 }, maxSteps: 9 });
      for (const result of short.results) expect(result).toMatchObject({ status: 'max-steps', steps: 9 });
      const over = await memory.recall({ path, eta: 30, maxSteps: 100, history: 'correlations' });
      for (const { status, state, history, steps } of over.results) {
        expect(status).toBe('diverged');
        expect(state.every((value) => Number.isFinite(value))).toBe(true);
        expect(history.length).toBe(steps);
      }
    }
  });

  test('a directed cycle walks through its patterns in order', async () => {
    using patterns = patternsOf(6, 1000);
    const { results } = await recall(backend, patterns, directedCycleGraph(6), {
      a: 0,
      h: 1,
      eta: 1,
      starts: [2],
      history: 'correlations',
      maxSteps: 6,
    });
    const leaders = (results[0]?.history ?? []).map(({ correlations }) =>
      correlations.indexOf(Math.max(...correlations)),
    );
    expect(leaders).toEqual([2, 3, 4, 5, 0, 1, 2]);
    expect(results[0]?.best).toBe(2);
    expect(results[0]?.active).toEqual([2]);
  });

  test('history holds the start and every step, and ends at the result', async () => {
    using patterns = patternsOf(5, 80);
    using memory = await createMemory(backend, patterns, cycleGraph(5));
    for (const path of ['state', 'overlap', 'fused'] as const) {
      // Starts that end at different steps: rows leave the batch.
      const a = [1, 0.1, 0.9, 0.5, 0.7];
      const { results } = await memory.recall({ path, a, h: 0.1, history: 'correlations', maxSteps: 150 });
      const start = await memory.recall({ path, maxSteps: 0 });
      for (const [row, { history, steps, correlations, meanActivity, state }] of results.entries()) {
        expect(history.length).toBe(steps + 1);
        const close = { relative: 0, absolute: 2e-5 };
        expect(
          compareClose(history[0]?.correlations ?? [], start.results[row]?.correlations ?? [], close).pass,
        ).toBe(true);
        expect(compareClose(history.at(-1)?.correlations ?? [], correlations, close).pass).toBe(true);
        expect(history.at(-1)?.meanActivity).toBeCloseTo(meanActivity, 5);
        const deviation = Math.sqrt(
          state.reduce((sum, v) => sum + (v - meanActivity) ** 2, 0) / state.length,
        );
        expect(history.at(-1)?.deviation).toBeCloseTo(deviation, 5);
      }
    }
  });

  test('reports progress and stops at once when aborted', async () => {
    using patterns = patternsOf(3, 30);
    for (const path of ['state', 'overlap', 'fused'] as const) {
      const controller = new AbortController();
      const seen: RecallProgress[] = [];
      const { results } = await recall(backend, patterns, cycleGraph(3), {
        path,
        tolerance: 0,
        signal: controller.signal,
        onProgress: (progress) => {
          seen.push(progress);
          if (progress.step === 4) controller.abort();
        },
      });
      expect(seen.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
      expect(seen[0]).toEqual({ done: 0, starts: 3, step: 1, maxSteps: 100 });
      for (const result of results) expect(result).toMatchObject({ status: 'aborted', steps: 4 });
    }
  });

  test('an isolated vertex has no hetero-association', async () => {
    using patterns = patternsOf(3, 30);
    const graph = fromEdges([[0, 1]], { vertices: 3 });
    const { results } = await recall(backend, patterns, graph, {
      a: 0,
      h: 1,
      starts: [2],
      eta: 1,
      maxSteps: 1,
      beta: 50,
    });
    const values = randomPatterns(key(1), 3, 30);
    const mean = Array.from(
      { length: 30 },
      (_, i) => -((values[i] ?? 0) + (values[30 + i] ?? 0) + (values[60 + i] ?? 0)) / 3,
    );
    expect(compareClose(results[0]?.state ?? [], mean, { relative: 1e-5, absolute: 1e-5 }).pass).toBe(true);
  });

  test('large β and large overlaps stay finite', async () => {
    using patterns = backend.tensor(
      randomPatterns(key(1), 4, 500).map((value) => value * 100),
      [4, 500],
    );
    const { results } = await recall(backend, patterns, cycleGraph(4), { beta: 10, h: 0.5 });
    for (const { state } of results) expect(state.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('modeOf', () => {
  test('names the modes at the strengths of the paper', () => {
    for (const [name, strengths] of Object.entries(modes)) expect(modeOf(strengths)).toBe(name);
    expect(modeOf({ a: -2, h: 1 }, 3)).toBe('wide');
    expect(modeOf({ a: -3, h: 1 }, 3)).toBe('quiescence');
    expect(() => modeOf({ a: 1, h: -1 })).toThrow('expected h >= 0, got -1');
    expect(() => modeOf({ a: NaN, h: 1 })).toThrow('expected a to be finite');
    expect(() => modeOf({ a: 1, h: 1 }, Infinity)).toThrow('expected degree to be finite');
  });
});

describe('bad input', () => {
  test.each<[string, RecallOptions & PrepareOptions, string]>([
    ['beta 0', { beta: 0 }, 'expected beta > 0, got 0'],
    ['eta -1', { eta: -1 }, 'expected eta > 0, got -1'],
    ['a NaN', { a: NaN }, 'expected a to be finite, got NaN'],
    ['an h too few', { h: [1, 2] }, 'expected one number or 3 numbers, one a start, as h, got 2'],
    ['an infinite a of a start', { a: [1, Infinity, 1] }, 'expected a[1] to be finite'],
    ['half a step', { maxSteps: 0.5 }, 'expected maxSteps to be a whole number >= 0, got 0.5'],
    ['a tolerance of 1', { tolerance: 1 }, 'expected tolerance in [0, 1), got 1'],
    ['a cycle of 1', { limitCycles: { longest: 1 } }, 'limitCycles.longest to be a whole number >= 2'],
    ['a cycle of 2000', { limitCycles: { longest: 2000 } }, 'expected limitCycles.longest <= 1024'],
    ['an unknown mean load', { meanLoad: 'half' as 'full' }, "'full', 'per-neuron', got 'half'"],
    ['a mean load of NaN', { meanLoad: NaN }, 'expected meanLoad to be finite'],
    ['an unknown path', { path: 'gram' as 'state' }, "'auto', 'state', 'overlap', 'fused', got 'gram'"],
    ['an unknown history', { history: 'all' as 'none' }, "'none', 'correlations', got 'all'"],
    ['an unknown normalisation', { normalisation: 'rows' as 'none' }, "'symmetric', 'none', got 'rows'"],
    [
      'an unknown representation',
      { representation: 'csr' as 'dense' },
      "'dense', 'sparse', 'auto', got 'csr'",
    ],
    ['no thread', { threads: 0 }, 'expected threads to be a whole number >= 1, got 0'],
    ['too many threads', { threads: 1000 }, 'expected threads <= 256, got 1000'],
    [
      'a fused recall that looks for cycles while somebody listens',
      { path: 'fused', limitCycles: { longest: 2 }, onProgress: () => undefined },
      "expected a recall that path 'fused' can do, but limit cycles are looked for",
    ],
    [
      'a fused history beyond memory',
      { path: 'fused', maxSteps: 2 ** 23, history: 'correlations' },
      'a history of 8388608 steps does not fit one call',
    ],
    ['no start', { starts: [] }, 'expected at least one start'],
    ['a start out of range', { starts: [3] }, 'expected start 0 to be a pattern from 0 to 2, got 3'],
    ['an infinite threshold', { activeAbove: Infinity }, 'expected activeAbove to be finite'],
    ['negative noise', { noise: { key: key(1), amplitude: -1 } }, 'expected amplitude >= 0, got -1'],
  ])('%s is a RangeError that says so', async (_, options, message) => {
    const before = backend.memory().tensors;
    using patterns = patternsOf(3, 8);
    const attempt = recall(backend, patterns, cycleGraph(3), options);
    await expect(attempt).rejects.toThrow(RangeError);
    await expect(attempt).rejects.toThrow(message);
    expect(backend.memory().tensors).toBe(before + 1);
  });

  test.each<[string, RecallOptions, string]>([
    ['a text as starts', { starts: 'some' as 'all' }, "'all', a list of patterns or a tensor, got string"],
    [
      'a text as start',
      { starts: JSON.parse('["1"]') as number[] },
      'expected start 0 to be a whole number, got string',
    ],
    ['a text as a', { a: '1' as unknown as number }, 'expected a to be a number, got string'],
    ['no key', { noise: { key: 'x' as RandomKey } }, 'expected a random key'],
  ])('%s is a TypeError that says so', async (_, options, message) => {
    using patterns = patternsOf(3, 8);
    const attempt = recall(backend, patterns, cycleGraph(3), options);
    await expect(attempt).rejects.toThrow(TypeError);
    await expect(attempt).rejects.toThrow(message);
  });

  test('patterns, graphs and starts that do not fit', async () => {
    const b = backend;
    using patterns = patternsOf(3, 8);
    const graph = cycleGraph(3);
    const failing: [Promise<unknown>, string][] = [
      [recall(b, [1] as unknown as Tensor, graph), 'expected patterns to be a tensor, got object'],
      [recall(b, patterns, cycleGraph(4)), 'got 4 vertices and 3 patterns; patterns are rows, [p, n]'],
      [recall(b, patterns, [[0, 3]]), 'vertices 0 to 2, got vertex 3'],
      [
        recall(b, patterns, 'karate' as unknown as GraphInput),
        'a graphology graph or a list of edges, got string',
      ],
      [prepare(b, patterns, 7 as unknown as GraphInput), 'cdam.prepare: expected a memory graph'],
    ];
    const odd: [Tensor, string][] = [
      [b.ones([3]), 'expected patterns of shape [p >= 1, n >= 2], a pattern a row, got [3]'],
      [b.ones([3, 1]), 'got [3, 1]'],
      [b.tidy(() => b.equal(b.ones([3, 4]), 1)), 'to be float32 or int32, got bool'],
      [
        b.tidy(() => b.log(b.zeros([3, 4]))),
        'expected finite numbers in patterns, got -Infinity at row 0, column 0',
      ],
    ];
    for (const [tensor, message] of odd) failing.push([recall(b, tensor, graph), message]);
    const starts: [Tensor, string][] = [
      [b.ones([2, 7]), 'expected starts of shape [batch >= 1, 8], as wide as the patterns, got [2, 7]'],
      [b.ones([8]), 'got [8]'],
      [b.tidy(() => b.sqrt(b.neg(b.ones([1, 8])))), 'expected finite numbers in starts, got NaN'],
    ];
    for (const [tensor, message] of starts)
      failing.push([recall(b, patterns, graph, { starts: tensor }), message]);
    for (const [attempt, message] of failing) await expect(attempt).rejects.toThrow(message);
    disposeTree([...odd, ...starts].map(([tensor]) => tensor));
    const gone = b.ones([3, 4]);
    gone.dispose();
    await expect(recall(b, gone, graph)).rejects.toThrow(VsaError);
    const other = await createCpuBackend();
    using foreign = other.ones([3, 4]);
    await expect(recall(b, foreign, graph)).rejects.toThrow("on backend 'wasm', got a tensor of 'cpu'");
  });

  test('pure pieces check their tensors too', async () => {
    using patterns = patternsOf(3, 8);
    using narrow = backend.ones([2, 7]);
    const params = await prepare(backend, patterns, cycleGraph(3));
    expect(() => overlaps(backend, narrow, params)).toThrow(
      'expected activity of shape [rows >= 1, 8], got [2, 7]',
    );
    expect(() => energy(backend, narrow, params)).toThrow('got [2, 7]');
    expect(() => energy(backend, patterns, params, { beta: 0 })).toThrow('expected beta > 0');
    expect(() => energy(backend, patterns, params, { a: NaN })).toThrow('expected a to be finite');
    expect(() => energy(backend, patterns, params, { graph: 'mixed' as 'directed' })).toThrow("got 'mixed'");
    expect(() => pearson(backend, patterns, narrow)).toThrow('rows of one length, got [3, 8] and [2, 7]');
    expect(() => pearson(backend, 3 as unknown as Tensor, narrow)).toThrow(TypeError);
    expect(() => randomPatterns(key(1), 0, 3)).toThrow('the number of patterns');
    expect(() => randomPatterns(key(1), 3, 0)).toThrow('the number of neurons');
    await expect(attentionSpread(backend, patterns, narrow)).rejects.toThrow(
      'of one width, got [3, 8] and [2, 7]',
    );
    await expect(attentionSpread(backend, patterns, patterns, { mass: 1.1 })).rejects.toThrow(
      'mass in (0, 1], got 1.1',
    );
    await expect(attentionSpread(backend, patterns, patterns, { beta: 0 })).rejects.toThrow(
      'expected beta > 0',
    );
    disposeTree(params);
  });
});
