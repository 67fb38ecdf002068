import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnSum, naiveDecode, naiveRun, signOf } from '../test/naive.js';
import { bipolarBook, generator, problem, tensorsOf, type Problem } from '../test/problems.js';
import { factorize, type ResonatorOptions, type ResonatorResult } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

const settings = { seed: 20240229, numRuns: 60 };

/** Small problems, above and below capacity, with ties (few components) and widths that fill no whole word. */
const problems = fc
  .record({
    seed: fc.nat(),
    counts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
    dimension: fc.integer({ min: 1, max: 70 }),
    rows: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ seed, counts, dimension, rows }) => problem(seed, counts, dimension, rows));

const rules = fc.record({
  update: fc.constantFrom('sequential' as const, 'synchronous' as const),
  decode: fc.constantFrom('absolute' as const, 'signed' as const),
  maxSteps: fc.integer({ min: 1, max: 25 }),
  limitCycles: fc.option(
    fc.integer({ min: 2, max: 6 }).map((longest) => ({ longest })),
    { nil: undefined },
  ),
});

async function solve(task: Problem, options: ResonatorOptions): Promise<ResonatorResult> {
  const { x, codebooks } = tensorsOf(backend, task);
  try {
    return await factorize(backend, x, codebooks, options);
  } finally {
    disposeTree([x, ...codebooks]);
  }
}

describe('factorize', () => {
  test.each(['dense', 'packed'] as const)('decides as the float64 loops do, %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(problems, rules, async (task, rule) => {
        const { results } = await solve(task, { ...rule, path });
        const start = task.books.map((book) => signOf(columnSum(book)));
        for (const [row, x] of task.composites.entries()) {
          const run = naiveRun(
            x,
            task.books,
            start,
            { order: rule.update, activation: signOf },
            rule.maxSteps,
            rule.limitCycles?.longest,
          );
          const absolute = rule.decode === 'absolute';
          const readings = task.books.map((book, k) =>
            naiveDecode(run.trace.at(-1)?.[k] ?? [], book, absolute),
          );
          const signs = readings.map(({ cosine }) => (absolute && cosine < 0 ? -1 : 1));
          expect(results[row]).toEqual({
            indices: readings.map(({ index }) => index),
            signs,
            similarities: Float32Array.from(readings, ({ cosine }, k) => cosine * (signs[k] ?? 1)),
            status: run.status,
            steps: run.steps,
            ...(run.cycleLength === undefined ? {} : { cycleLength: run.cycleLength }),
          });
        }
      }),
      settings,
    );
  });

  test('decides the same on both paths, from any start', async () => {
    await fc.assert(
      fc.asyncProperty(
        problems,
        rules,
        fc.constantFrom('signed', 'mean', 'one', 'each'),
        fc.nat(),
        async (task, rule, kind, seed) => {
          const random = generator(seed);
          const [x] = task.composites;
          const rows = kind === 'each' ? task.composites.length : 1;
          const start =
            kind === 'signed' || kind === 'mean'
              ? kind
              : task.books.map(() => {
                  const estimates = bipolarBook(random, rows, x?.length ?? 0);
                  return backend.tensor(kind === 'one' ? [...(estimates[0] ?? [])] : estimates);
                });
          const dense = await solve(task, { ...rule, start, path: 'dense' });
          const packed = await solve(task, { ...rule, start, path: 'packed' });
          expect(packed.results).toEqual(dense.results);
          expect([dense.path, packed.path]).toEqual(['dense', 'packed']);
          const auto = await solve(task, { ...rule, start, chunk: 2 });
          expect(auto).toEqual(packed);
          if (typeof start !== 'string') disposeTree(start);
        },
      ),
      settings,
    );
  });

  test.each(['dense', 'packed'] as const)('answers alone as in a batch, bit for bit, %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(problems, rules, async (task, rule) => {
        const together = await solve(task, { ...rule, path });
        for (const [row, x] of task.composites.entries()) {
          const alone = await solve({ ...task, composites: [x] }, { ...rule, path });
          expect(alone.results[0]).toEqual(together.results[row]);
        }
      }),
      { ...settings, numRuns: 25 },
    );
  });

  test('leaves no tensor behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        problems,
        rules,
        fc.constantFrom('sign' as const, 'tanh' as const, 'norm' as const),
        fc.constantFrom('signed' as const, 'mean' as const),
        fc.constantFrom('outer-product' as const, 'pseudo-inverse' as const),
        async (task, rule, activation, start, synapse) => {
          const before = backend.memory().tensors;
          await solve(task, { ...rule, activation, start, synapse });
          expect(backend.memory().tensors).toBe(before);
        },
      ),
      { ...settings, numRuns: 25 },
    );
  });
});
