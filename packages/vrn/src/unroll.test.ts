import { createBackend, disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from '../test/oracle.js';
import { plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { factorize } from './factorize.js';
import { geometric } from './schedule.js';
import { unroll, type UnrollOptions } from './unroll.js';

describe.each(['cpu', 'wasm'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createBackend(name);
  });

  const spec: ProblemSpec = { seed: 41, dimension: 10, sizes: [3, 4, 2], gamma: 0.05, kind: 'real' };
  const zeros = spec.sizes.map((size) => Array.from({ length: size }, () => 0));

  const optimizers: readonly (readonly [
    string,
    UnrollOptions,
    (problem: oracle.PlainProblem) => number[][],
  ])[] = [
    [
      'sgd',
      { optimizer: 'sgd', learningRate: 1, steps: 8 },
      (problem) => (oracle.sgd(problem, zeros, 1, 8).at(-1) ?? []).map(oracle.softmax),
    ],
    [
      'adam',
      { optimizer: 'adam', learningRate: 0.1, steps: 6 },
      (problem) => (oracle.adam(problem, zeros, 0.1, 6).at(-1) ?? []).map(oracle.softmax),
    ],
    [
      'coordinate ascent',
      { optimizer: 'coordinate', steps: 2 },
      (problem) => oracle.coordinate(problem, zeros, 2).at(-1) ?? [],
    ],
  ];

  /** A loss of the answer: minus the log posterior of the first row of each codebook. */
  const lossOf = (p: readonly (readonly number[])[]): number =>
    -p.reduce((sum, row) => sum + Math.log(row[0] ?? NaN), 0);

  function tensorLoss(posteriors: readonly Tensor[]): Tensor {
    return posteriors
      .map((p) => backend.neg(backend.sum(backend.log(backend.slice(p, [0, 0], [-1, 1])))))
      .reduce((a, b) => backend.add(a, b));
  }

  describe('unroll', () => {
    it.each(optimizers)(
      'sends a gradient to composite and codebooks through %s',
      async (_, options, solve) => {
        const plain = plainProblem(spec);
        using inputs = tensorInputs(backend, plain);
        const { value, gradient } = backend.valueAndGrad(
          (params: { x: Tensor; books: readonly Tensor[] }) =>
            tensorLoss(unroll(backend, params.x, params.books, { gamma: spec.gamma, ...options }).posteriors),
          { x: inputs.x, books: inputs.books },
        );
        const [loss = NaN] = await backend.read(value);
        const dx = await backend.read(gradient.x);
        const dBooks = await Promise.all(gradient.books.map((book) => backend.read(book)));
        disposeTree([value, gradient]);

        // float32 loss of size 3 after up to 8 steps.
        expect(Math.abs(loss - lossOf(solve(plain)))).toBeLessThan(1e-4);
        const h = 1e-5;
        const slope = (change: (by: number) => oracle.PlainProblem): number =>
          (lossOf(solve(change(h))) - lossOf(solve(change(-h)))) / (2 * h);
        // Each component of x, and of one row of every codebook. Central differences are good to 1e-8 here; what is left is
        // float32 through the steps and back: 1e-3 of the largest slope (Adam divides by small roots).
        const wantX = plain.x.map((__, d) =>
          slope((by) => ({ ...plain, x: plain.x.map((value, e) => (e === d ? value + by : value)) })),
        );
        const scale = Math.max(...wantX.map(Math.abs));
        expect(scale).toBeGreaterThan(1e-3);
        wantX.forEach((want, d) => {
          expect(Math.abs((dx[d] ?? NaN) - want)).toBeLessThan(2e-3 * scale);
        });
        plain.books.forEach((book, k) => {
          const row = k % book.length;
          plain.x.forEach((__, d) => {
            const want = slope((by) => ({
              ...plain,
              books: plain.books.map((other, l) =>
                l === k
                  ? other.map((values, i) =>
                      i === row ? values.map((value, e) => (e === d ? value + by : value)) : values,
                    )
                  : other,
              ),
            }));
            const got = dBooks[k]?.[row * spec.dimension + d] ?? NaN;
            expect(Math.abs(got - want)).toBeLessThan(2e-3 * Math.max(scale, Math.abs(want)));
          });
        });
      },
    );

    it('gives what factorize gives', async () => {
      const plain = plainProblem(spec);
      using inputs = tensorInputs(backend, plain);
      const options = { gamma: 0.05, steps: 12, annealing: geometric(0.5) };
      const answer = unroll(backend, inputs.x, inputs.books, options);
      const { results } = await factorize(backend, inputs.x, inputs.books, { ...options, path: 'tensor' });
      expect(answer.posteriors.map(({ shape }) => shape)).toEqual(spec.sizes.map((size) => [1, size]));
      for (const [k, p] of answer.posteriors.entries()) {
        expect([...(await backend.read(p))]).toEqual([...(results[0]?.posteriors[k] ?? [])]);
      }
      expect((await backend.read(answer.freeEnergy))[0]).toBe(results[0]?.freeEnergy);
      disposeTree(answer);
    });

    it('drops the batch axis for one composite of shape [D]', () => {
      const plain = plainProblem(spec);
      using inputs = tensorInputs(backend, plain);
      using one = backend.reshape(inputs.x, [spec.dimension]);
      const answer = unroll(backend, one, inputs.books, { steps: 1 });
      expect(answer.posteriors.map(({ shape }) => shape)).toEqual(spec.sizes.map((size) => [size]));
      expect(answer.freeEnergy.shape).toEqual([]);
      disposeTree(answer);
    });

    it('has a finite gradient where slopes vanish exactly', async () => {
      // A codebook of one row has no slope at all, so Adam takes the root of a mean of zeros.
      using x = backend.tensor([[1, -1, 1, 1]]);
      using a = backend.tensor([[1, 1, -1, 1]]);
      using b = backend.tensor([
        [1, -1, 1, 1],
        [1, -1, 1, 1],
      ]);
      const { value, gradient } = backend.valueAndGrad(
        (composite: Tensor) =>
          backend.sum(unroll(backend, composite, [a, b], { gamma: 0, steps: 5 }).freeEnergy),
        x,
      );
      expect([...(await backend.read(gradient))].every(Number.isFinite)).toBe(true);
      disposeTree([value, gradient]);
    });

    it('names bad input, and leaves no tensors behind', () => {
      const plain = plainProblem(spec);
      using inputs = tensorInputs(backend, plain);
      const before = backend.memory().tensors;
      expect(() => unroll(backend, inputs.x, inputs.books.slice(0, 1))).toThrow(
        'expected 2 to 10 codebooks, got 1',
      );
      expect(() => unroll(backend, inputs.x, inputs.books, { steps: -1 })).toThrow(
        'vrn.unroll: expected steps',
      );
      disposeTree(unroll(backend, inputs.x, inputs.books, { steps: 3 }));
      const { value, gradient } = backend.valueAndGrad(
        (x: Tensor) => backend.sum(unroll(backend, x, inputs.books, { steps: 3 }).freeEnergy),
        inputs.x,
      );
      disposeTree([value, gradient]);
      expect(backend.memory().tensors).toBe(before);
    });
  });
});
