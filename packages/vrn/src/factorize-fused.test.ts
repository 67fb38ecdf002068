import type { Backend } from '@vsa/backend';
import { createWasmBackend } from '@vsa/backend/wasm';
import { key } from '@vsa/backend/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { factorize } from './factorize.js';
import { adam } from './optimizers.js';
import type { VrnOptions, VrnResult } from './options.js';
import { geometric } from './schedule.js';

type Kernels = NonNullable<Backend['kernels']>;
type KernelPool = ReturnType<Kernels['sharedPool']>;

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const spec: ProblemSpec = { seed: 31, dimension: 50, sizes: [5, 3, 6, 2], gamma: 0, priors: true };

async function both(options: VrnOptions): Promise<readonly [VrnResult, VrnResult]> {
  const plain = plainProblem(spec);
  using inputs = tensorInputs(backend, plain);
  using many = backend.tidy(() => backend.concat([inputs.x, backend.neg(inputs.x), inputs.x], 0));
  const run = async (path: 'tensor' | 'fused'): Promise<VrnResult> =>
    await factorize(backend, many, inputs.books, { ...options, path });
  return [await run('tensor'), await run('fused')];
}

const { priors } = plainProblem(spec);

describe('factorize on the fused path', () => {
  it.each<readonly [string, VrnOptions]>([
    ['adam', { gamma: 0.01, trace: 'free-energy' }],
    ['adam at gamma 0', { gamma: 0, steps: 20, trace: 'free-energy' }],
    ['adam at its default gamma, summed delta', { deltaScale: 'sum', steps: 20 }],
    ['sgd with a prior', { optimizer: 'sgd', learningRate: 3, gamma: 0.05, priors, trace: 'free-energy' }],
    ['coordinate ascent', { optimizer: 'coordinate', gamma: 0.02, trace: 'free-energy' }],
    [
      'coordinate ascent with one prior',
      { optimizer: 'coordinate', gamma: 0.1, priors: [priors[0], undefined, undefined, undefined] },
    ],
    ['coordinate ascent at gamma 0', { optimizer: 'coordinate', gamma: 0, trace: 'free-energy' }],
    [
      'annealed coordinate ascent',
      { optimizer: 'coordinate', gamma: 0.01, steps: 12, annealing: geometric(0.3) },
    ],
    ['annealed adam', { gamma: 0.01, steps: 30, annealing: geometric(0.3) }],
    ['restarts', { optimizer: 'coordinate', gamma: 0.01, restarts: { count: 3, key: key(5), deviation: 1 } }],
    ['chunks', { gamma: 0.01, steps: 10, chunk: 2 }],
    ['no step', { steps: 0, trace: 'free-energy' }],
  ])('agrees with the tensor path: %s', async (_, options) => {
    const [tensor, fused] = await both(options);
    expect([tensor.path, fused.path]).toEqual(['tensor', 'fused']);
    expect(fused.results.length).toBe(3);
    fused.results.forEach((row, index) => {
      const want = tensor.results[index];
      expect(row.indices).toEqual(want?.indices);
      expect(row.status).toBe(want?.status);
      expect(row.steps).toBe(want?.steps);
      // Two float32 ways through up to 100 steps: 1e-4 on probabilities and energies of size 1 (Adam magnifies small gradients).
      expect(Math.abs(row.freeEnergy - (want?.freeEnergy ?? NaN))).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(row.freeEnergy)),
      );
      row.posteriors.forEach((p, k) => {
        expect(p.length).toBe(spec.sizes[k]);
        p.forEach((q, i) => {
          expect(Math.abs(q - (want?.posteriors[k]?.[i] ?? NaN))).toBeLessThan(1e-3);
        });
      });
      expect(row.trace?.length).toBe(want?.trace?.length);
      row.trace?.forEach((energy, t) => {
        expect(Math.abs(energy - (want?.trace?.[t] ?? NaN))).toBeLessThan(1e-4);
      });
    });
  });

  it('gives the same bits on two threads', async () => {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    const rows = Array.from({ length: 70 }, (_, row) =>
      plain.x.map((value, d) => ((d + row) % 9 === 0 ? -value : value)),
    );
    using many = backend.tensor(rows);
    const run = async (threads: number): Promise<VrnResult> =>
      await factorize(backend, many, inputs.books, { steps: 10, threads, trace: 'free-energy' });
    const [one, two] = [await run(1), await run(2)];
    expect(one.results.length).toBe(70);
    expect(new Set(one.results.map(({ freeEnergy }) => freeEnergy)).size).toBeGreaterThan(5);
    expect(two).toEqual(one);
  });

  it('spreads large batches unasked, with the bits of one thread, and goes on where threads are forbidden', async () => {
    // 2 * 16 composites * 20 steps * 2000 components * 800 rows: just over the 10^9 multiply-adds that are spread.
    const signs = (rows: number, from: number): number[][] =>
      Array.from({ length: rows }, (_, row) =>
        Array.from({ length: 2000 }, (__, d) => (Math.sin((from + row) * 7919 + d * d) < 0 ? -1 : 1)),
      );
    using many = backend.tensor(signs(16, 0));
    using first = backend.tensor(signs(400, 100));
    using second = backend.tensor(signs(400, 600));
    const calls: number[] = [];
    const run = async (threads: number | undefined, kernels: Kernels | undefined): Promise<VrnResult> =>
      await factorize({ ...backend, kernels }, many, [first, second], { path: 'fused', steps: 20, threads });
    const { kernels } = backend;
    if (kernels === undefined) throw new Error('expected the wasm backend to have kernels');
    const pool = (descend: KernelPool['descend']): Kernels => ({
      ...kernels,
      sharedPool: () => ({ ...kernels.sharedPool({ threads: 2 }), descend }),
    });
    const one = await run(1, kernels);
    const spread = pool(async (input, options) => {
      calls.push(input.composites.length / 2000);
      return await kernels.sharedPool({ threads: 2 }).descend(input, options);
    });
    expect(await run(undefined, spread)).toEqual(one);
    expect(calls).toEqual([16]);
    const forbidden = pool(() => Promise.reject(new Error('workers are forbidden here')));
    expect(await run(undefined, forbidden)).toEqual(one);
    await expect(run(2, forbidden)).rejects.toThrow('workers are forbidden here');
    kernels.sharedPool({ threads: 2 }).dispose();
  });

  it('is what auto takes, and says why it cannot be taken', async () => {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    const path = async (options: VrnOptions): Promise<string> =>
      (await factorize(backend, inputs.x, inputs.books, { steps: 2, ...options })).path;
    expect(await path({})).toBe('fused');
    expect(await path({ tolerance: 1e-3 })).toBe('tensor');
    expect(await path({ optimizer: adam({ beta1: 0.5 }) })).toBe('tensor');
    expect(await path({ gamma: 0.1, annealing: geometric(1), trace: 'free-energy' })).toBe('tensor');
    await expect(path({ path: 'fused', tolerance: 1e-3 })).rejects.toThrow(
      'gradient descent has a tolerance',
    );
    await expect(
      factorize({ ...backend, kernels: undefined }, inputs.x, inputs.books, { path: 'fused' }),
    ).rejects.toThrow('backend wasm has no fused kernels');
  });

  it('aborts between chunks with a status', async () => {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    using many = backend.concat([inputs.x, inputs.x, inputs.x], 0);
    const controller = new AbortController();
    const { results } = await factorize(backend, many, inputs.books, {
      steps: 5,
      chunk: 1,
      path: 'fused',
      signal: controller.signal,
      onProgress: ({ step, maxSteps }) => {
        expect(maxSteps).toBe(15);
        if (step === 5) controller.abort();
      },
    });
    expect(results.map(({ status }) => status)).toEqual(['max-steps', 'aborted', 'aborted']);
    expect(results.map(({ steps }) => steps)).toEqual([5, 0, 0]);
    expect(results[1]?.posteriors[0]?.[0]).toBeCloseTo(1 / 5, 6);
  });

  it('agrees with the tensor path where codebooks are looked up in tables', async () => {
    const plain = plainProblem({ seed: 8, dimension: 300, sizes: [17, 30, 16], gamma: 0 });
    using inputs = tensorInputs(backend, plain);
    const run = async (path: 'tensor' | 'fused'): Promise<VrnResult> =>
      await factorize(backend, inputs.x, inputs.books, { path, gamma: 0.01, trace: 'free-energy' });
    const [want] = (await run('tensor')).results;
    const [row] = (await run('fused')).results;
    expect(row?.indices).toEqual(want?.indices);
    expect(row?.trace?.length).toBe(101);
    row?.trace?.forEach((energy, t) => {
      // Two float32 ways, as above.
      expect(Math.abs(energy - (want?.trace?.[t] ?? NaN))).toBeLessThan(1e-4);
    });
  });

  it('reads a codebook once, and notices when it is gone or of another backend', async () => {
    using inputs = tensorInputs(backend, plainProblem(spec));
    const reads: unknown[] = [];
    const counting: Backend = {
      ...backend,
      read: async (tensor) => {
        reads.push(tensor);
        return await backend.read(tensor);
      },
    };
    const first = await factorize(counting, inputs.x, inputs.books, { steps: 3 });
    const second = await factorize(counting, inputs.x, inputs.books, { steps: 3 });
    expect(second).toEqual(first);
    expect(reads).toEqual([inputs.x, ...inputs.books, inputs.x]);
    const other = await createWasmBackend();
    await expect(factorize(other, inputs.x, inputs.books, { steps: 3 })).rejects.toThrow(/backend/);
    inputs.books[1]?.dispose();
    await expect(factorize(counting, inputs.x, inputs.books, { steps: 3 })).rejects.toThrow(/dispose/);
  });

  it('leaves no tensors behind', async () => {
    const before = backend.memory().tensors;
    await both({ steps: 2 });
    expect(backend.memory().tensors).toBe(before);
  });
});
