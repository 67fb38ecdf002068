import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { gaussianBook, problem, tensorsOf } from '../test/problems.js';
import { createResonator, factorize, paperRule, type ResonatorOptions } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

describe('the packed path', () => {
  test('is chosen by itself for ±1 vectors, sign, outer products and the elementwise product', async () => {
    const task = problem(1, [5, 5], 64, 3);
    const { x, codebooks } = tensorsOf(backend, task);
    const pathOf = async (options: ResonatorOptions, y = x, books = codebooks): Promise<string> =>
      (await factorize(backend, y, books, options)).path;
    expect(await pathOf({})).toBe('packed');
    expect(await pathOf(paperRule)).toBe('packed');
    expect(await pathOf({ path: 'dense' })).toBe('dense');
    expect(await pathOf({ activation: 'tanh' })).toBe('dense');
    expect(await pathOf({ synapse: 'pseudo-inverse' })).toBe('dense');
    const own = { bind: backend.mul, unbind: backend.mul };
    expect(
      await pathOf({ binding: { bind: (_, a, b) => own.bind(a, b), unbind: (_, a, b) => own.unbind(a, b) } }),
    ).toBe('dense');
    const noisy = backend.mul(x, 0.5);
    expect(await pathOf({}, noisy)).toBe('dense');
    const real = tensorsOf(backend, problem(1, [5, 5], 64, 3, gaussianBook));
    expect(await pathOf({}, real.x, real.codebooks)).toBe('dense');
    const half = codebooks.map(() => backend.fill([64], 0.5));
    expect(await pathOf({ start: half })).toBe('dense');
    disposeTree([x, codebooks, noisy, real.x, real.codebooks, half]);
  });

  test('says why it cannot be had when it is asked for', async () => {
    const task = problem(1, [5, 5], 64, 3);
    const { x, codebooks } = tensorsOf(backend, task);
    const noisy = backend.mul(x, 0.5);
    const zero = backend.zeros([3, 64]);
    const run = (options: ResonatorOptions, y = x): Promise<unknown> =>
      factorize(backend, y, codebooks, { ...options, path: 'packed' });
    await expect(run({ activation: 'norm' })).rejects.toThrow(
      "resonator.factorize: expected ±1 codebooks and composites, sign, outer products and elementwise binding for path 'packed', got an activation other than 'sign'; use path 'auto'.",
    );
    await expect(run({ synapse: 'pseudo-inverse' })).rejects.toThrow('got pseudo-inverse synapses');
    await expect(run({}, noisy)).rejects.toThrow('got values other than -1 and 1 in composites');
    await expect(run({ start: [zero, zero] })).rejects.toThrow(
      'got values other than -1 and 1 in start estimates',
    );
    await expect(factorize(backend, x, [zero, ...codebooks.slice(1)], { path: 'packed' })).rejects.toThrow(
      'got values other than -1 and 1 in codebook 0',
    );
    await expect(
      factorize({ ...backend, kernels: undefined }, x, codebooks, { path: 'packed' }),
    ).rejects.toThrow('got a backend without WebAssembly kernels');
    expect((await factorize({ ...backend, kernels: undefined }, x, codebooks)).path).toBe('dense');
    disposeTree([x, codebooks, noisy, zero]);
  });

  test('threads change nothing', async () => {
    const task = problem(2, [12, 9, 15], 333, 150);
    const { x, codebooks } = tensorsOf(backend, task);
    const one = await factorize(backend, x, codebooks);
    using resonator = await createResonator(backend, codebooks, { threads: 2 });
    expect(await resonator.factorize(x)).toEqual(one);
    expect(await resonator.factorize(x)).toEqual(one);
    expect(one.path).toBe('packed');
    disposeTree([x, codebooks]);
  });

  test('an abort between chunks leaves the rest aborted, and progress counts chunks', async () => {
    const task = problem(3, [9, 9], 300, 10);
    const { x, codebooks } = tensorsOf(backend, task);
    const controller = new AbortController();
    const done: number[] = [];
    const { results } = await factorize(backend, x, codebooks, {
      chunk: 4,
      signal: controller.signal,
      onProgress: (progress) => {
        done.push(progress.done);
        controller.abort();
      },
    });
    expect(done).toEqual([4]);
    expect(results.map(({ status }) => status)).toEqual([
      ...new Array<string>(4).fill('converged'),
      ...new Array<string>(6).fill('aborted'),
    ]);
    expect(results.map(({ steps }) => steps).slice(4)).toEqual(new Array(6).fill(0));
    disposeTree([x, codebooks]);
  });

  test('leaves no tensor behind', async () => {
    const task = problem(4, [9, 9, 9], 100, 10);
    const { x, codebooks } = tensorsOf(backend, task);
    const before = backend.memory().tensors;
    await factorize(backend, x, codebooks, { limitCycles: { longest: 4 } });
    await factorize(backend, x, codebooks, paperRule);
    const resonator = await createResonator(backend, codebooks, paperRule);
    await resonator.factorize(x);
    resonator.dispose();
    expect(backend.memory().tensors).toBe(before);
    disposeTree([x, codebooks]);
  });
});
