import type { Backend, Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key } from '@vsa/backend/random';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from '../test/oracle.js';
import { plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { factorize } from './factorize.js';
import { geometric } from './schedule.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const spec: ProblemSpec = { seed: 21, dimension: 96, sizes: [5, 3, 4], gamma: 0.02 };

/** Composites of one set of codebooks: every row of the first with fixed rows of the others. */
function family(): { x: Tensor; books: Tensor[]; truth: number[][] } {
  const plain = plainProblem(spec);
  const truth = plain.books[0]?.map((_, i) => [i, i % 3, (2 * i) % 4]) ?? [];
  const rows = truth.map((chosen) =>
    plain.x.map((_, d) => chosen.reduce((product, i, k) => product * (plain.books[k]?.[i]?.[d] ?? 0), 1)),
  );
  return { x: backend.tensor(rows), books: plain.books.map((book) => backend.tensor(book)), truth };
}

function free(given: { x: Tensor; books: Tensor[] }): void {
  given.x.dispose();
  for (const book of given.books) book.dispose();
}

describe('factorize', () => {
  it.each(['adam', 'coordinate'] as const)(
    'finds the factors of each composite with %s',
    async (optimizer) => {
      const given = family();
      const { results, path } = await factorize(backend, given.x, given.books, { optimizer, path: 'tensor' });
      expect(path).toBe('tensor');
      expect(results.map(({ indices }) => indices)).toEqual(given.truth);
      for (const { posteriors, indices } of results) {
        posteriors.forEach((p, k) => {
          expect(p.reduce((sum, q) => sum + q, 0)).toBeCloseTo(1, 5);
          expect(p.indexOf(Math.max(...p))).toBe(indices[k]);
        });
      }
      free(given);
    },
  );

  it('gives the free energy, the trace and the posteriors of the float64 oracle', async () => {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    const { results } = await factorize(backend, inputs.x, inputs.books, {
      gamma: spec.gamma,
      optimizer: 'sgd',
      learningRate: 2,
      steps: 30,
      trace: 'free-energy',
      path: 'tensor',
    });
    const start = spec.sizes.map((size) => Array.from({ length: size }, () => 0));
    const want = oracle.sgd(plain, start, 2, 30);
    const [found] = results;
    expect(found?.status).toBe('max-steps');
    expect(found?.steps).toBe(30);
    expect(found?.trace?.length).toBe(31);
    want.forEach((phi, t) => {
      // float32 on numbers of size 1.
      expect(Math.abs((found?.trace?.[t] ?? NaN) - oracle.energy(plain, phi))).toBeLessThan(1e-5);
    });
    expect(found?.freeEnergy).toBeCloseTo(oracle.energy(plain, want.at(-1) ?? []), 5);
    found?.posteriors.forEach((p, k) => {
      const row = oracle.softmax(want.at(-1)?.[k] ?? []);
      p.forEach((q, i) => {
        expect(Math.abs(q - (row[i] ?? NaN))).toBeLessThan(1e-5);
      });
    });
  });

  it('takes one composite of shape [D]', async () => {
    const given = family();
    using one = backend.tidy(() => backend.squeeze(backend.slice(given.x, [2, 0], [1, -1]), [0]));
    const { results } = await factorize(backend, one, given.books);
    expect(results.map(({ indices }) => indices)).toEqual([given.truth[2]]);
    free(given);
  });

  it('gives the same answers whatever the chunk, converged ones included', async () => {
    const given = family();
    const options = { optimizer: 'coordinate', gamma: 0.005, path: 'tensor', trace: 'free-energy' } as const;
    const all = await factorize(backend, given.x, given.books, options);
    const single = await factorize(backend, given.x, given.books, { ...options, chunk: 1 });
    expect(new Set(all.results.map(({ steps }) => steps)).size).toBeGreaterThan(1);
    expect(all.results.map(({ status }) => status)).toEqual(given.truth.map(() => 'converged'));
    expect(single.results.map(({ steps }) => steps)).toEqual(all.results.map(({ steps }) => steps));
    all.results.forEach((row, index) => {
      expect(row.trace?.length).toBe(row.steps + 1);
      expect(row.trace?.at(-1)).toBeCloseTo(row.freeEnergy, 6);
      expect(single.results[index]?.freeEnergy).toBeCloseTo(row.freeEnergy, 6);
    });
    free(given);
  });

  it('keeps the start of lowest free energy and the same one for the same key', async () => {
    const plain = plainProblem({ seed: 22, dimension: 24, sizes: [8, 8, 8], gamma: 0 });
    using inputs = tensorInputs(backend, plain);
    const search = async (count: number, deviation = 0.5): Promise<number> => {
      const restarts = { count, key: key('restarts'), deviation };
      const { results } = await factorize(backend, inputs.x, inputs.books, {
        gamma: 1e-3,
        optimizer: 'coordinate',
        restarts,
      });
      return results[0]?.freeEnergy ?? NaN;
    };
    const alone = await search(0);
    const many = await search(8);
    expect(many).toBeLessThan(alone - 0.01);
    expect(await search(8)).toBe(many);
  });

  it('lets a prior break a tie', async () => {
    const book = [
      [1, -1, 1, 1],
      [1, -1, 1, 1],
      [-1, -1, -1, 1],
    ];
    using x = backend.tensor([1, 1, 1, 1]);
    using a = backend.tensor(book);
    for (const favourite of [0, 1]) {
      const prior = [0.1, 0.1, 0.1].map((value, i) => (i === favourite ? 0.8 : value));
      for (const optimizer of ['adam', 'coordinate'] as const) {
        const { results } = await factorize(backend, x, [a, a], {
          gamma: 0.1,
          optimizer,
          priors: [prior, undefined],
        });
        expect(results[0]?.indices[0]).toBe(favourite);
      }
    }
  });

  it('anneals gamma from high to its value', async () => {
    const given = family();
    const seen: number[] = [];
    const annealing = (step: number, steps: number, gamma: number): number => {
      const weight = geometric(1)(step, steps, gamma);
      if (seen.length < steps) seen.push(weight);
      return weight;
    };
    const { results } = await factorize(backend, given.x, given.books, {
      optimizer: 'coordinate',
      gamma: 0.001,
      steps: 5,
      annealing,
      trace: 'free-energy',
    });
    seen.forEach((weight, t) => {
      expect(weight).toBeCloseTo(10 ** (-0.75 * t), 12);
    });
    expect(results.map(({ indices }) => indices)).toEqual(given.truth);
    free(given);
  });

  it('gives the same posteriors for both scales of delta at their default gamma', async () => {
    const given = family();
    const read = async (deltaScale: 'mean' | 'sum'): Promise<number[]> => {
      const { results } = await factorize(backend, given.x, given.books, {
        deltaScale,
        optimizer: 'coordinate',
      });
      return results.flatMap(({ posteriors }) => posteriors.flatMap((p) => [...p]));
    };
    const [mean, sum] = [await read('mean'), await read('sum')];
    mean.forEach((q, i) => {
      expect(q).toBeCloseTo(sum[i] ?? NaN, 5);
    });
    free(given);
  });

  it('reports progress, and aborts with a status', async () => {
    const given = family();
    const steps: number[] = [];
    const controller = new AbortController();
    const { results } = await factorize(backend, given.x, given.books, {
      steps: 4,
      chunk: 2,
      path: 'tensor',
      signal: controller.signal,
      onProgress: ({ step, maxSteps }) => {
        expect(maxSteps).toBe(12);
        steps.push(step);
        if (step === 6) controller.abort();
      },
    });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    expect(results.map(({ status }) => status)).toEqual([
      'max-steps',
      'max-steps',
      'aborted',
      'aborted',
      'aborted',
    ]);
    expect(results.map((row) => row.steps)).toEqual([4, 4, 2, 2, 0]);
    free(given);
  });

  it('leaves no tensors behind, not even after bad input', async () => {
    const given = family();
    const before = backend.memory().tensors;
    await factorize(backend, given.x, given.books, { steps: 2, trace: 'free-energy', tolerance: 1e-9 });
    await factorize(backend, given.x, given.books, {
      optimizer: 'coordinate',
      restarts: { count: 2, key: key(1) },
    });
    await expect(factorize(backend, given.x, given.books, { steps: -1 })).rejects.toThrow(RangeError);
    expect(backend.memory().tensors).toBe(before);
    free(given);
  });
});

describe('factorize, given bad input', () => {
  const fails = async (
    options: object,
    message: string,
    kind: typeof RangeError | typeof TypeError = RangeError,
  ): Promise<void> => {
    const given = family();
    const attempt = factorize(backend, given.x, given.books, options);
    await expect(attempt).rejects.toThrow(kind);
    await expect(attempt).rejects.toThrow(message);
    free(given);
  };

  it('names options that are out of range', async () => {
    await fails({ gamma: NaN }, 'expected gamma to be finite, got NaN');
    await fails({ gamma: '1' }, 'expected gamma to be a number, got string', TypeError);
    await fails({ gamma: -1, optimizer: 'coordinate' }, 'expected gamma >= 0, got -1');
    await fails({ optimizer: 'lbfgs' }, 'expected optimizer to be one of adam, sgd, coordinate, got lbfgs');
    await fails({ deltaScale: 'max' }, 'expected deltaScale to be one of mean, sum, got max');
    await fails({ path: 'gpu' }, 'expected path to be one of auto, tensor, fused, got gpu');
    await fails({ trace: 'all' }, 'expected trace to be one of none, free-energy, got all');
    await fails({ learningRate: -1 }, 'expected learningRate > 0, got -1');
    await fails({ steps: 1.5 }, 'expected steps to be a whole number >= 0, got 1.5');
    await fails({ tolerance: -1 }, 'expected tolerance >= 0, got -1');
    await fails({ chunk: 0 }, 'expected chunk to be a whole number >= 1, got 0');
    await fails({ threads: 0 }, 'expected threads to be a whole number >= 1, got 0');
    await fails({ gamma: 0, annealing: geometric(1) }, "expected gamma > 0 as the schedule's end, got 0");
    await fails(
      { restarts: { count: -1, key: key(1) } },
      'expected restarts.count to be a whole number >= 0, got -1',
    );
    await fails(
      { restarts: { count: 1, key: key(1), deviation: 0 } },
      'expected restarts.deviation > 0, got 0',
    );
    await fails({ restarts: { count: 1, key: 'one' } }, 'expected a random key', TypeError);
  });

  it('names priors that do not fit', async () => {
    await fails({ priors: [undefined] }, 'expected 3 priors (undefined for a uniform one), got 1');
    await fails({ priors: [[1], undefined, undefined] }, 'expected priors[0] of length 5, got 1');
    await fails(
      { priors: [undefined, [0.5, 0.5, 0.5], undefined] },
      'expected priors[1] to sum to 1, got 1.5',
    );
    await fails({ priors: [undefined, [0.5, 0.5, 0], undefined] }, 'expected priors[1][2] > 0, got 0');
  });

  it('names tensors that do not fit', async () => {
    using x = backend.ones([1, 4]);
    using a = backend.ones([2, 4]);
    using other = backend.ones([3, 5]);
    using empty = backend.zeros([0, 4]);
    using flat = backend.ones([4]);
    using whole = backend.ones([2, 4], 'int32');
    const throws = async (books: readonly Tensor[], message: string, composites = x): Promise<void> => {
      await expect(factorize(backend, composites, books)).rejects.toThrow(message);
    };
    await throws([a], 'expected 2 to 10 codebooks, got 1');
    await throws(
      Array.from({ length: 11 }, () => a),
      'expected 2 to 10 codebooks, got 11',
    );
    await throws([a, other], 'expected codebooks[1] and composites to agree in D, got [3, 5] and [1, 4]');
    await throws([empty, a], 'codebooks[0] is empty, got [0, 4]');
    await throws([a, flat], 'expected codebooks[1] of shape [n, D], got [4]');
    await throws([a, whole], 'expected codebooks[1] to be float32, got int32');
    await throws([a, a], 'expected at least one composite, got [0, 4]', empty);
  });

  it('says which tensor holds NaN or infinity', async () => {
    using x = backend.ones([1, 4]);
    using a = backend.ones([2, 4]);
    using zero = backend.zeros([2, 4]);
    using nan = backend.div(zero, zero);
    using inf = backend.div(a, zero);
    await expect(factorize(backend, x, [a, nan])).rejects.toThrow('expected codebooks[1] to be finite');
    await expect(factorize(backend, inf, [a, a])).rejects.toThrow('expected composites to be finite');
  });
});
