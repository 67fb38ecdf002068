import { createBackend, disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnSum, naiveDecode, naiveRun, signOf } from '../test/naive.js';
import { gaussianBook, generator, problem, tensorsOf } from '../test/problems.js';
import {
  createResonator,
  factorize,
  paperRule,
  standardRule,
  type FactorizeProgress,
  type FactorizeRunOptions,
  type ResonatorOptions,
  type ResonatorResult,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

async function solve(
  task: ReturnType<typeof problem>,
  options: ResonatorOptions & FactorizeRunOptions = {},
): Promise<ResonatorResult> {
  const { x, codebooks } = tensorsOf(backend, task);
  try {
    return await factorize(backend, x, codebooks, options);
  } finally {
    disposeTree([x, ...codebooks]);
  }
}

describe('factorize', () => {
  test.each([
    [[40, 25], 1000],
    [[20, 10, 15], 1000],
    [[6, 5, 7, 4], 1000],
    [[3, 2, 3, 2, 3], 2000],
  ])('finds the factors of unequal codebooks %j at D = %i', async (counts, D) => {
    const task = problem(21, counts, D, 5);
    const { results } = await solve(task, { maxSteps: 200 });
    expect(results.map(({ indices }) => indices)).toEqual(task.truths);
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'converged'));
    for (const { similarities, signs } of results) {
      expect([...similarities]).toEqual(counts.map(() => 1));
      expect(signs.reduce((a, b) => a * b)).toBe(1);
    }
  });

  test('ten factors, seven of them known at the start', async () => {
    // From superpositions alone the signal, about 2^-9, would drown at any D of use.
    const counts = [6, 2, 9, 2, 3, 4, 5, 3, 2, 8];
    const task = problem(22, counts, 1000, 1);
    const truth = task.truths[0] ?? [];
    const start = task.books.map((book, k) =>
      backend.tensor(k % 4 === 0 ? signOf(columnSum(book)) : [...(book[truth[k] ?? 0] ?? [])]),
    );
    const { results } = await solve(task, { start });
    expect(results[0]).toMatchObject({ indices: truth, status: 'converged' });
    disposeTree(start);
  });

  test('a single composite [D] and int32 tensors are welcome', async () => {
    const task = problem(4, [8, 8], 500, 1);
    const x = backend.tensor([...(task.composites[0] ?? [])], undefined, 'int32');
    const codebooks = task.books.map((book) => backend.tensor(book, undefined, 'int32'));
    const { results } = await factorize(backend, x, codebooks);
    expect(results.map(({ indices }) => indices)).toEqual(task.truths);
    disposeTree([x, ...codebooks]);
  });

  test('noise in the composite lowers no index, only the agreement', async () => {
    const task = problem(8, [15, 15, 15], 1000, 6);
    const random = generator(1);
    // A tenth of the components flipped.
    const noisy = {
      ...task,
      composites: task.composites.map((x) => x.map((v) => (random() < 0.1 ? -v : v))),
    };
    const { results } = await solve(noisy);
    expect(results.map(({ indices }) => indices)).toEqual(task.truths);
  });

  test('absolute decoding repairs signs that cancel in the product, signed decoding does not', async () => {
    const task = problem(13, [10, 10], 400, 1);
    // Start at the negated truth: a fixed point with the same product.
    const start = task.books.map((book, k) =>
      backend.tensor((book[task.truths[0]?.[k] ?? 0] ?? []).map((v) => -v)),
    );
    const repaired = await solve(task, { start });
    expect(repaired.results[0]).toMatchObject({
      indices: task.truths[0],
      signs: [-1, -1],
      status: 'converged',
      steps: 1,
    });
    expect([...(repaired.results[0]?.similarities ?? [])]).toEqual([1, 1]);
    const signed = await solve(task, { start, decode: 'signed' });
    expect(signed.results[0]?.signs).toEqual([1, 1]);
    expect(signed.results[0]?.indices).not.toEqual(task.truths[0]);
    disposeTree(start);
  });

  test('pseudo-inverse synapses find factors of correlated codebooks that outer products lose', async () => {
    // Vectors that share a base with flip probability 0.1: outer products are drawn to the base.
    const random = generator(17);
    const correlated = (_: () => number, count: number, dimension: number): number[][] => {
      const base = Array.from({ length: dimension }, () => (random() < 0.5 ? -1 : 1));
      return Array.from({ length: count }, () => base.map((v) => (random() < 0.1 ? -v : v)));
    };
    const task = problem(17, [20, 20, 20], 1000, 10, correlated);
    const right = ({ results }: ResonatorResult): number =>
      results.filter(({ indices }, row) => indices.join() === task.truths[row]?.join()).length;
    expect(right(await solve(task, { synapse: 'pseudo-inverse' }))).toBe(10);
    expect(right(await solve(task))).toBeLessThan(5);
  });

  test.each(['tanh', 'norm'] as const)('%s finds the factors of real codebooks', async (activation) => {
    const task = problem(23, [8, 8, 8], 1000, 10, gaussianBook);
    const { results, path } = await solve(task, { activation, start: 'mean' });
    const right = results.flatMap(({ indices }, row) =>
      indices.map((index, k) => index === task.truths[row]?.[k]),
    );
    // The paper's plot and an independent run have .98 to .99 at this size; 27 of 30 is four standard deviations below .98.
    expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(27);
    expect(path).toBe('dense');
  });

  test('an activation without a bound is reported as diverged, read from the last finite step', async () => {
    const task = problem(23, [5, 5], 300, 2);
    const { results } = await solve(task, { activation: 'identity', maxSteps: 100 });
    for (const { status, steps, similarities } of results) {
      expect(status).toBe('diverged');
      expect(steps).toBeLessThan(20);
      for (const value of similarities) expect(value).toBeGreaterThan(0.1);
    }
  });

  test('a binding comes in by shape', async () => {
    // The product with a sign: bind(a, c) = -a c, undone by unbind(x, y) = -x y. Three factors give a b c again.
    const calls: string[] = [];
    const binding = {
      bind: (b: Backend, a: Tensor, c: Tensor) => {
        calls.push('bind');
        return b.neg(b.mul(a, c));
      },
      unbind: (b: Backend, x: Tensor, known: Tensor) => {
        calls.push('unbind');
        return b.neg(b.mul(x, known));
      },
    };
    const task = problem(31, [9, 9, 9], 600, 3);
    const { results, path } = await solve(task, { binding });
    expect(results.map(({ indices }) => indices)).toEqual(task.truths);
    expect(path).toBe('dense');
    expect(new Set(calls)).toEqual(new Set(['bind', 'unbind']));
  });

  test('limit cycles are found and their length told, as the loops have it', async () => {
    // Synchronous updates of small problems beyond capacity run into cycles.
    const counts = [7, 7, 7];
    const task = problem(40, counts, 24, 30);
    const { results } = await solve(task, {
      update: 'synchronous',
      maxSteps: 60,
      limitCycles: { longest: 8 },
    });
    const start = task.books.map((book) => signOf(columnSum(book)));
    const expected = task.composites.map((x) =>
      naiveRun(x, task.books, start, { order: 'synchronous', activation: signOf }, 60, 8),
    );
    expect(results.map(({ status, steps, cycleLength }) => ({ status, steps, cycleLength }))).toEqual(
      expected.map(({ status, steps, cycleLength }) => ({ status, steps, cycleLength })),
    );
    expect(new Set(expected.map(({ status }) => status)).size).toBeGreaterThanOrEqual(2);
    expect(expected.some(({ cycleLength }) => cycleLength !== undefined)).toBe(true);
    expect(results.map(({ indices }) => indices)).toEqual(
      expected.map(({ trace }) =>
        task.books.map((book, k) => naiveDecode(trace.at(-1)?.[k] ?? [], book, true).index),
      ),
    );
    const without = await solve(task, { update: 'synchronous', maxSteps: 60 });
    expect(without.results.some(({ status }) => status === 'limit-cycle')).toBe(false);
  });

  test('chunks change nothing', async () => {
    const task = problem(50, [12, 12, 12], 130, 11);
    const whole = await solve(task, { maxSteps: 30 });
    for (const chunk of [1, 4, 11, 50]) {
      expect(await solve(task, { maxSteps: 30, chunk })).toEqual(whole);
    }
  });

  test('progress counts up to all composites', async () => {
    const task = problem(50, [6, 6], 300, 7);
    const seen: FactorizeProgress[] = [];
    await solve(task, { chunk: 3, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ done: 7, rows: 7, maxSteps: 100 });
    const done = seen.map((progress) => progress.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  test('an abort is a status: rows not begun are read from their start', async () => {
    const task = problem(51, [9, 9, 9], 200, 6);
    const controller = new AbortController();
    controller.abort();
    const { results } = await solve(task, { signal: controller.signal });
    const start = task.books.map((book) => signOf(columnSum(book)));
    const expected = task.books.map((book, k) => naiveDecode(start[k] ?? [], book, true).index);
    expect(results.map(({ status, steps, indices }) => ({ status, steps, indices }))).toEqual(
      task.truths.map(() => ({ status: 'aborted', steps: 0, indices: expected })),
    );
  });

  test('presets are the defaults and the paper', async () => {
    const task = problem(52, [10, 10, 10], 200, 8);
    expect(await solve(task, standardRule)).toEqual(await solve(task));
    const paper = await solve(task, { ...paperRule, maxSteps: 3 });
    expect(paper.results.every(({ steps, signs }) => steps <= 3 && signs.every((sign) => sign === 1))).toBe(
      true,
    );
  });

  test('leaves nothing behind, on any way out', async () => {
    const task = problem(53, [10, 10, 10], 100, 20);
    const before = backend.memory().tensors;
    await solve(task, { limitCycles: { longest: 4 }, chunk: 7 });
    await solve(task, { ...paperRule });
    await solve(task, { activation: 'tanh', synapse: 'pseudo-inverse' });
    const failing = (): never => {
      throw new Error('activation broke');
    };
    await expect(solve(task, { activation: failing })).rejects.toThrow('activation broke');
    expect(backend.memory().tensors).toBe(before);
  });
});

describe('createResonator', () => {
  test('factors many batches with one set-up and frees it', async () => {
    const task = problem(60, [10, 12], 300, 4);
    const { x, codebooks } = tensorsOf(backend, task);
    const before = backend.memory().tensors;
    const resonator = await createResonator(backend, codebooks);
    const first = await resonator.factorize(x);
    expect(first.results.map(({ indices }) => indices)).toEqual(task.truths);
    expect(await resonator.factorize(x)).toEqual(first);
    resonator.dispose();
    expect(backend.memory().tensors).toBe(before);
    disposeTree([x, ...codebooks]);
  });
});
