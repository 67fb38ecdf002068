import { createBackend, disposeTree, type Backend, type BackendName } from '@vsa/backend';
import { describe, expect, test } from 'vitest';
import { columnSum, dot, naiveStep, normOf, signOf, type NaiveRule } from '../test/naive.js';
import { gaussianBook, problem, tensorsOf } from '../test/problems.js';
import { agreement, init, prepare, step, type ResonatorState, type StepOptions } from './index.js';

const backends: readonly BackendName[] = ['cpu', 'wasm'];

async function readAll(backend: Backend, state: ResonatorState): Promise<number[][][]> {
  const flat = await Promise.all(state.estimates.map((estimate) => backend.read(estimate)));
  const [rows = 0, width = 0] = state.composites.shape;
  return Array.from({ length: rows }, (_, row) =>
    flat.map((values) => [...values.slice(row * width, (row + 1) * width)]),
  );
}

describe.each(backends)('step on %s', (name) => {
  // All sums are whole numbers below 2^24 here (with 4, 8 and 2 vectors also those from the mean), so equality is exact.
  test.each([
    ['sequential', 'signed', [5, 7, 4], 64],
    ['synchronous', 'signed', [5, 7, 4], 64],
    ['sequential', 'mean', [4, 8, 2], 50],
    ['synchronous', 'mean', [4, 8, 2], 50],
    ['sequential', 'signed', [6, 3], 33],
    ['synchronous', 'signed', [3, 3, 4, 3, 5, 3, 3, 3, 3, 4], 40],
    ['sequential', 'signed', [3, 3, 4, 3, 5, 3, 3, 3, 3, 4], 40],
  ] as const)(
    '%s from %s equals the float64 loops at every step (%j, D = %i)',
    async (order, start, counts, D) => {
      const backend = await createBackend(name);
      const task = problem(11, counts, D, 3);
      const { x, codebooks } = tensorsOf(backend, task);
      const params = await prepare(backend, codebooks);
      let state = init(backend, x, params, start);
      const scale = (book: readonly (readonly number[])[]): number[] =>
        start === 'signed' ? signOf(columnSum(book)) : columnSum(book).map((sum) => sum / book.length);
      let expected = task.composites.map(() => task.books.map(scale));
      expect(await readAll(backend, state)).toEqual(expected);
      const rule: NaiveRule = { order, activation: signOf };
      for (let t = 0; t < 8; t += 1) {
        const next = step(backend, state, params, { update: order });
        disposeTree(state.estimates);
        state = { ...next };
        expected = expected.map((estimates, row) =>
          naiveStep(task.composites[row] ?? [], task.books, estimates, rule),
        );
        expect(await readAll(backend, state)).toEqual(expected);
      }
      disposeTree([state, x, ...codebooks, { ...params }]);
    },
  );

  test.each([
    ['tanh', (v: number[]) => v.map((a) => Math.tanh(a))],
    ['norm', normOf],
    ['identity', (v: number[]) => v],
  ] as const)('%s on real codebooks equals the float64 loops', async (activation, oracle) => {
    const backend = await createBackend(name);
    const D = 20;
    const task = problem(5, [4, 3, 5], D, 2, gaussianBook);
    const { x, codebooks } = tensorsOf(backend, task);
    const params = await prepare(backend, codebooks);
    const state = init(backend, x, params, 'mean');
    const next = step(backend, state, params, { activation });
    const rule: NaiveRule = { order: 'sequential', activation: oracle };
    const found = await readAll(backend, next);
    for (const [row, composite] of task.composites.entries()) {
      const start = task.books.map((book) => columnSum(book).map((sum) => sum / book.length));
      const expected = naiveStep(composite, task.books, start, rule);
      // Float32 sums of 20 to 100 products, relative to the largest component: some 100 roundings of 6e-8, times a few for cancellation.
      for (const [k, estimate] of expected.entries()) {
        const largest = Math.max(...estimate.map(Math.abs));
        for (const [d, value] of estimate.entries()) {
          expect(Math.abs((found[row]?.[k]?.[d] ?? NaN) - value) / largest).toBeLessThan(3e-5);
        }
      }
    }
    disposeTree([state, next.estimates, x, ...codebooks, { ...params }]);
  });

  test('any function of tensors is an activation', async () => {
    const backend = await createBackend(name);
    const task = problem(3, [4, 4], 16, 1);
    const { x, codebooks } = tensorsOf(backend, task);
    const params = await prepare(backend, codebooks);
    const state = init(backend, x, params);
    const halved: StepOptions['activation'] = (b, v) => b.mul(b.sign(v), 0.5);
    const next = step(backend, state, params, { activation: halved });
    const values = await readAll(backend, next);
    expect(new Set(values.flat(2).map(Math.abs))).toEqual(new Set([0.5]));
    disposeTree([state, next.estimates, x, ...codebooks, { ...params }]);
  });

  test('sgn(0) = +1 in start and step', async () => {
    const backend = await createBackend(name);
    // The two vectors cancel in the second component.
    const book = backend.tensor([
      [1, 1],
      [1, -1],
    ]);
    const x = backend.tensor([[0, 0]]);
    const params = await prepare(backend, [book, book]);
    const state = init(backend, x, params);
    expect(await readAll(backend, state)).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
    ]);
    const next = step(backend, state, params);
    expect(await readAll(backend, next)).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
    ]);
    disposeTree([state, next.estimates, x, book, { ...params }]);
  });
});

describe('step', () => {
  test('a given start is taken as it is, one for all rows or one a row', async () => {
    const backend = await createBackend('cpu');
    const task = problem(3, [4, 4], 6, 2);
    const { x, codebooks } = tensorsOf(backend, task);
    const params = await prepare(backend, codebooks);
    const one = backend.tensor([1, -1, 1, 1, -1, 1]);
    const each = backend.tensor([
      [1, 1, 1, 1, 1, 1],
      [-1, -1, -1, 1, 1, 1],
    ]);
    const state = init(backend, x, params, [one, each]);
    expect(await readAll(backend, state)).toEqual([
      [
        [1, -1, 1, 1, -1, 1],
        [1, 1, 1, 1, 1, 1],
      ],
      [
        [1, -1, 1, 1, -1, 1],
        [-1, -1, -1, 1, 1, 1],
      ],
    ]);
    expect(() => init(backend, x, params, [one])).toThrow(
      'resonator.init: expected 2 start estimates, one a codebook, got 1.',
    );
    disposeTree([state, one, each, x, ...codebooks, { ...params }]);
  });

  test('unknown names list the known ones', async () => {
    const backend = await createBackend('cpu');
    const task = problem(3, [4, 4], 6, 2);
    const { x, codebooks } = tensorsOf(backend, task);
    const params = await prepare(backend, codebooks);
    const state = init(backend, x, params);
    const wrong = { update: 'random' } as unknown as StepOptions;
    expect(() => step(backend, state, params, wrong)).toThrow(
      "resonator.step: expected update to be one of 'sequential', 'synchronous', got 'random'.",
    );
    const activation = { activation: 'relu' } as unknown as StepOptions;
    expect(() => step(backend, state, params, activation)).toThrow(
      "resonator.step: expected activation to be one of 'sign', 'tanh', 'norm', 'identity', got 'relu'.",
    );
    expect(() => init(backend, x, params, 'zeros' as 'mean')).toThrow(
      "resonator.init: expected start to be one of 'signed', 'mean', got 'zeros'.",
    );
    disposeTree([state, x, ...codebooks, { ...params }]);
  });

  test('init, step and agreement leave nothing behind but what they return', async () => {
    const backend = await createBackend('wasm');
    const task = problem(3, [4, 4, 3], 40, 2);
    const { x, codebooks } = tensorsOf(backend, task);
    const params = await prepare(backend, codebooks);
    const before = backend.memory().tensors;
    const state = init(backend, x, params);
    expect(backend.memory().tensors).toBe(before + 4);
    const next = step(backend, state, params);
    expect(backend.memory().tensors).toBe(before + 7);
    const cosines = agreement(backend, next);
    expect(backend.memory().tensors).toBe(before + 8);
    disposeTree([state, next.estimates, cosines]);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([x, ...codebooks, { ...params }]);
  });
});

describe('agreement', () => {
  test('is the cosine of the composite and the bound estimates', async () => {
    const backend = await createBackend('cpu');
    const task = problem(9, [5, 5, 5], 30, 3, gaussianBook);
    const { x, codebooks } = tensorsOf(backend, task);
    const params = await prepare(backend, codebooks);
    const state = init(backend, x, params, 'mean');
    const cosines = agreement(backend, state);
    const values = await backend.read(cosines);
    const bound = task.books
      .map((book) => columnSum(book).map((sum) => sum / book.length))
      .reduce((a, b) => a.map((value, d) => value * (b[d] ?? 0)));
    for (const [row, composite] of task.composites.entries()) {
      const expected = dot(composite, bound) / Math.sqrt(dot(composite, composite) * dot(bound, bound));
      // Float32 sums of 30 products.
      expect(values[row]).toBeCloseTo(expected, 5);
    }
    disposeTree([state, cosines, x, ...codebooks, { ...params }]);
  });

  test('is 1 for the true factors, also with an even number of them negated, and 0 for zero estimates', async () => {
    const backend = await createBackend('cpu');
    const task = problem(2, [3, 3], 32, 1);
    const { x } = tensorsOf(backend, task);
    const truth = task.books.map((book, k) => book[task.truths[0]?.[k] ?? 0] ?? []);
    const state = { composites: x, estimates: truth.map((v) => backend.tensor([v])) };
    const negated = { composites: x, estimates: truth.map((v) => backend.tensor([v.map((a) => -a)])) };
    const zero = { composites: x, estimates: truth.map(() => backend.zeros([1, 32])) };
    const found: number[] = [];
    for (const each of [state, negated, zero]) {
      const cosine = agreement(backend, each);
      found.push((await backend.read(cosine))[0] ?? NaN);
      disposeTree([cosine, each.estimates]);
    }
    // 1/sqrt(32) twice in float32.
    expect(found[0]).toBeCloseTo(1, 6);
    expect(found[1]).toBeCloseTo(1, 6);
    expect(found[2]).toBe(0);
    x.dispose();
  });
});
