// The fused path beside the tensor path: the same statuses, steps, cycles and histories, bits that do not depend on company.
import { createBackend, type Backend, type Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key } from '@vsa/backend/random';
import { compareClose, countLeaks } from '@vsa/backend/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  completeGraph,
  createMemory,
  cycleGraph,
  directedCycleGraph,
  emptyGraph,
  karateClubGraph,
  randomPatterns,
  recall,
  tutteGraph,
  type Recall,
  type RecallOptions,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

const patternsOf = (p: number, n: number, on = backend): Tensor =>
  on.tensor(randomPatterns(key(1), p, n), [p, n]);

const endings = (results: readonly Recall[]): unknown[] =>
  results.map(({ status, steps, cycleLength }) => [status, steps, cycleLength]);

// Overlaps reach n / 3: 6e-8 of 170 moves a softmax by 1e-5, which contracting steps keep below ten times that.
const CLOSE = { relative: 1e-4, absolute: 1e-4 };

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const { pass, message } = compareClose(actual, expected, CLOSE);
  expect(pass, message).toBe(true);
}

describe("path 'fused'", () => {
  test.each<[string, RecallOptions]>([
    ['fixed points', { a: 1, h: 0, maxSteps: 200 }],
    ['the mixed mode', { a: 0.5, h: 0.5, maxSteps: 200 }],
    ['a flat softmax', { a: 0.5, h: 0.5, beta: 0.01, maxSteps: 200 }],
    ['noise and a start apart', { a: 0.8, h: 0.2, noise: { key: key(2) }, starts: [3, 1], maxSteps: 50 }],
    ['strengths a start', { a: [1, 0.5, 0.2], h: [0, 0.5, 0.8], starts: [0, 0, 4] }],
    ['the printed mean load', { a: 0.5, h: 0.5, meanLoad: 'per-neuron' }],
    ['no end looked for', { a: 0.3, h: 0.7, tolerance: 0, maxSteps: 20 }],
    ['no step', { maxSteps: 0 }],
  ])('gives what the tensor path in coordinates gives: %s', async (_, options) => {
    using patterns = patternsOf(34, 500);
    using memory = await createMemory(backend, patterns, karateClubGraph());
    const history = 'correlations' as const;
    const fused = await memory.recall({ ...options, history, path: 'fused' });
    const tensor = await memory.recall({ ...options, history, path: 'overlap' });
    expect(endings(fused.results)).toEqual(endings(tensor.results));
    expectClose(fused.states, tensor.states);
    expectClose(fused.correlations, tensor.correlations);
    for (const [row, { history: past }] of fused.results.entries()) {
      const other = tensor.results[row]?.history ?? [];
      expect(past.length).toBe(other.length);
      for (const [step, entry] of past.entries()) {
        expectClose(entry.correlations, other[step]?.correlations ?? []);
        expect(entry.meanActivity).toBeCloseTo(other[step]?.meanActivity ?? NaN, 4);
        expect(entry.deviation).toBeCloseTo(other[step]?.deviation ?? NaN, 4);
      }
    }
  });

  test('finds the limit cycles that the tensor path finds', async () => {
    using patterns = patternsOf(6, 300);
    using memory = await createMemory(backend, patterns, directedCycleGraph(6));
    const walk = { a: 0, h: 1, eta: 1, limitCycles: { longest: 8 } } as const;
    const fused = await memory.recall({ ...walk, path: 'fused' });
    const tensor = await memory.recall({ ...walk, path: 'overlap' });
    expect(endings(fused.results)).toEqual(endings(tensor.results));
    expect(fused.results[0]).toMatchObject({ status: 'limit-cycle', cycleLength: 6 });
  });

  test('agrees with the plain backend on graphs of every density', async () => {
    const cpu = await createCpuBackend();
    for (const graph of [cycleGraph(13), completeGraph(13), emptyGraph(13), directedCycleGraph(13)]) {
      using there = patternsOf(13, 200, cpu);
      using here = patternsOf(13, 200);
      const options = { a: 0.4, h: 0.6, beta: 0.2, tolerance: 0, maxSteps: 60 };
      const expected = await recall(cpu, there, graph, options);
      expect(expected.path).toBe('overlap');
      const actual = await recall(backend, here, graph, options);
      expect(actual.path).toBe('fused');
      expectClose(actual.states, expected.states);
    }
  });

  test('gives a start the same bits alone, in company, in pieces and on any number of threads', async () => {
    using patterns = patternsOf(46, 300);
    using memory = await createMemory(backend, patterns, tutteGraph());
    const options = { a: 0.5, h: 0.5, beta: 0.3, path: 'fused', history: 'correlations' } as const;
    const all = await memory.recall({ ...options, threads: 1 });
    const ways: RecallOptions[] = [
      { threads: 2 },
      { threads: 3, signal: new AbortController().signal },
      { onProgress: () => undefined },
    ];
    for (const way of ways) {
      const again = await memory.recall({ ...options, ...way });
      expect(again.results.map(({ history }) => history)).toEqual(all.results.map(({ history }) => history));
      expect(again.states).toEqual(all.states);
    }
    const [alone] = (await memory.recall({ ...options, starts: [7] })).results;
    // The kernel's own numbers; products before and after it may round otherwise in batches of another size.
    expectClose(alone?.state ?? [], all.results[7]?.state ?? []);
    expect(alone?.steps).toBe(all.results[7]?.steps);
    backend.kernels?.sharedPool({ threads: 2 }).dispose();
    backend.kernels?.sharedPool({ threads: 3 }).dispose();
  });

  test('is what auto takes where the backend has kernels and a step in p numbers is cheaper', async () => {
    using patterns = patternsOf(5, 100);
    const auto = async (options: RecallOptions, on = backend): Promise<string> =>
      (await recall(on, patterns, cycleGraph(5), options)).path;
    expect(await auto({})).toBe('fused');
    expect(await auto({ maxSteps: 0 })).toBe('state');
    expect(await auto({ limitCycles: { longest: 2 } })).toBe('fused');
    expect(await auto({ limitCycles: { longest: 2 }, onProgress: () => undefined })).toBe('overlap');
    expect(await auto({}, { ...backend, kernels: undefined })).toBe('overlap');
    await expect(auto({ path: 'fused' }, { ...backend, kernels: undefined })).rejects.toThrow(
      "expected a recall that path 'fused' can do, but backend wasm has no fused kernels",
    );
  });

  test('goes on with one thread where nobody asked for threads that do not start', async () => {
    const { kernels } = backend;
    if (kernels === undefined) throw new Error('expected the wasm backend to have kernels');
    using patterns = patternsOf(64, 100);
    const broken = {
      ...kernels,
      sharedPool: () => ({
        ...kernels.sharedPool({ threads: 2 }),
        relax: () => Promise.reject(new Error('no')),
      }),
    };
    const options = { starts: Array.from({ length: 640 }, (_, i) => i % 64), tolerance: 0 };
    const run = async (more: RecallOptions): Promise<Float32Array> =>
      (await recall({ ...backend, kernels: broken }, patterns, cycleGraph(64), { ...options, ...more }))
        .states;
    expect(await run({})).toEqual(
      (await recall(backend, patterns, cycleGraph(64), { ...options, threads: 1 })).states,
    );
    await expect(run({ threads: 2 })).rejects.toThrow('no');
    kernels.sharedPool().dispose();
    kernels.sharedPool({ threads: 2 }).dispose();
  });

  test('ends soon after an abort and leaves no tensor behind', async () => {
    using patterns = patternsOf(40, 100);
    using memory = await createMemory(backend, patterns, cycleGraph(40));
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 30);
    const leaks = await countLeaks(backend, async () => {
      const endless = { tolerance: 0, maxSteps: 10_000_000, beta: 0.1, h: 0.5, threads: 1 };
      const { results } = await memory.recall({ ...endless, path: 'fused', signal: controller.signal });
      for (const { status, steps } of results) {
        expect(status).toBe('aborted');
        expect(steps).toBeGreaterThan(0);
      }
    });
    expect(leaks).toBe(0);
  });
});
