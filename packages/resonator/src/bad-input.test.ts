import {
  createBackend,
  disposeTree,
  VsaError,
  type Backend,
  type Tensor,
  type TensorTree,
} from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { problem, tensorsOf } from '../test/problems.js';
import { factorize } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

describe('bad input', () => {
  async function failure(
    make: (b: Backend) => { x?: Tensor; codebooks?: readonly Tensor[]; options?: unknown },
  ): Promise<Error> {
    const before = backend.memory().tensors;
    const task = problem(70, [3, 4], 6, 2);
    const { x, codebooks } = tensorsOf(backend, task);
    const given = backend.tidy(() => make(backend) as TensorTree) as ReturnType<typeof make>;
    try {
      await factorize(backend, given.x ?? x, given.codebooks ?? codebooks, given.options ?? {});
    } catch (error) {
      disposeTree([x, ...codebooks, given as TensorTree]);
      expect(backend.memory().tensors).toBe(before);
      return error as Error;
    }
    throw new Error('nothing was thrown');
  }
  const book = (b: Backend, rows: number, D: number): Tensor => b.ones([rows, D]);

  test.each<
    [string, (b: Backend) => { x?: Tensor; codebooks?: readonly Tensor[]; options?: unknown }, string]
  >([
    [
      'one codebook',
      (b) => ({ codebooks: [book(b, 2, 6)] }),
      'expected at least 2 codebooks, one a factor, got 1',
    ],
    ['no codebook', () => ({ codebooks: [] }), 'expected at least 2 codebooks, one a factor, got 0'],
    [
      'an empty codebook',
      (b) => ({ codebooks: [book(b, 2, 6), b.zeros([0, 6])] }),
      'expected codebook 1 to hold at least one vector, got [0, 6]',
    ],
    [
      'codebooks of two widths',
      (b) => ({ codebooks: [book(b, 2, 6), book(b, 3, 5)] }),
      'got codebook 0 [2, 6] and codebook 1 [3, 5]',
    ],
    [
      'a vector as codebook',
      (b) => ({ codebooks: [book(b, 2, 6), b.ones([6])] }),
      'codebook 1 to have shape [n, D], got [6]',
    ],
    [
      'a composite of another width',
      (b) => ({ x: b.ones([2, 7]) }),
      'expected composites of shape [batch, 6] or [6], as wide as the codebooks, got [2, 7]',
    ],
    ['a composite of rank 3', (b) => ({ x: b.ones([1, 2, 6]) }), 'got [1, 2, 6]'],
    ['no composite', (b) => ({ x: b.zeros([0, 6]) }), 'got [0, 6]'],
    [
      'infinity in a composite',
      (b) => ({ x: b.div(b.ones([2, 6]), b.tensor([1, 1, 1, 0, 1, 1])) }),
      'expected finite numbers in composites, got Infinity at row 0, component 3',
    ],
    [
      'NaN in a codebook',
      (b) => ({ codebooks: [book(b, 2, 6), b.tidy(() => b.sqrt(b.neg(b.ones([3, 6]))))] }),
      'expected finite numbers in codebook 1, got NaN at row 0, component 0',
    ],
    ['no steps', () => ({ options: { maxSteps: 0 } }), 'expected maxSteps to be a whole number >= 1, got 0'],
    [
      'half a step',
      () => ({ options: { maxSteps: 1.5 } }),
      'expected maxSteps to be a whole number >= 1, got 1.5',
    ],
    [
      'a cycle of 1',
      () => ({ options: { limitCycles: { longest: 1 } } }),
      'expected limitCycles.longest to be a whole number >= 2, got 1',
    ],
    [
      'a cycle of 2000',
      () => ({ options: { limitCycles: { longest: 2000 } } }),
      'expected limitCycles.longest <= 1024, got 2000',
    ],
    ['no threads', () => ({ options: { threads: 0 } }), 'expected threads to be a whole number >= 1, got 0'],
    ['an empty chunk', () => ({ options: { chunk: 0 } }), 'expected chunk to be a whole number >= 1, got 0'],
    ['a negative tolerance', () => ({ options: { tolerance: -1 } }), 'expected tolerance in [0, 1), got -1'],
    [
      'an unknown update',
      () => ({ options: { update: 'async' } }),
      "expected update to be one of 'sequential', 'synchronous', got 'async'",
    ],
    [
      'an unknown start',
      () => ({ options: { start: 'zero' } }),
      "expected start to be one of 'signed', 'mean', got 'zero'",
    ],
    [
      'an unknown readout',
      () => ({ options: { decode: 'max' } }),
      "expected decode to be one of 'absolute', 'signed', got 'max'",
    ],
    [
      'an unknown synapse',
      () => ({ options: { synapse: 'OLS' } }),
      "expected synapse to be one of 'outer-product', 'pseudo-inverse', got 'OLS'",
    ],
    [
      'an unknown activation',
      () => ({ options: { activation: 'relu' } }),
      "expected activation to be one of 'sign', 'tanh', 'norm', 'identity', got 'relu'",
    ],
    ['an inherited name', () => ({ options: { update: 'toString' } }), "got 'toString'"],
    [
      'an unknown path',
      () => ({ options: { path: 'gpu' } }),
      "expected path to be one of 'auto', 'dense', 'packed', got 'gpu'",
    ],
  ])('%s is a RangeError that says so', async (_, make, message) => {
    const error = await failure(make);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(`resonator.factorize: `);
    expect(error.message).toContain(message);
  });

  test.each<
    [string, (b: Backend) => { x?: Tensor; codebooks?: readonly Tensor[]; options?: unknown }, string]
  >([
    [
      'a list as composite',
      () => ({ x: [1, 2] as unknown as Tensor }),
      'expected composites to be a tensor, got object',
    ],
    [
      'one tensor as codebooks',
      (b) => ({ codebooks: b.ones([2, 6]) as unknown as Tensor[] }),
      'expected a list of codebooks, got object',
    ],
    [
      'bools',
      (b) => ({ x: b.greater(b.ones([2, 6]), 0) }),
      'expected composites to be float32 or int32, got bool',
    ],
    [
      'a number as activation',
      () => ({ options: { activation: 3 } }),
      "expected activation to be one of 'sign', 'tanh', 'norm', 'identity', got number",
    ],
    [
      'half a binding',
      () => ({ options: { binding: { bind: () => 0 } } }),
      'expected binding to have the functions bind and unbind',
    ],
  ])('%s is a TypeError that says so', async (_, make, message) => {
    const error = await failure(make);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
  });

  test('start estimates must fit', async () => {
    const count = await failure((b) => ({ options: { start: [b.ones([6])] } }));
    expect(count.message).toContain('expected 2 start estimates, one a codebook, got 1');
  });

  test('tensors of another backend and tensors after dispose() are refused by name', async () => {
    const cpu = await createCpuBackend();
    const foreign = cpu.ones([2, 6]);
    const task = problem(70, [3, 4], 6, 2);
    const { x, codebooks } = tensorsOf(backend, task);
    const error = await factorize(backend, x, [...codebooks.slice(0, 1), foreign]).catch((e: unknown) => e);
    expect(VsaError.isInstance(error) && error.code).toBe('TENSOR_FOREIGN');
    expect((error as Error).message).toContain(
      "expected codebook 1 on backend 'wasm', got a tensor of 'cpu'",
    );
    x.dispose();
    const late = await factorize(backend, x, codebooks).catch((e: unknown) => e);
    expect(VsaError.isInstance(late) && late.code).toBe('TENSOR_DISPOSED');
    disposeTree([foreign, ...codebooks]);
  });
});
