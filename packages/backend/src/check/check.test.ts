import { expect, test } from 'vitest';
import { createCpuBackend } from '../cpu.js';
import { countLeaks } from '../testing/leaks.js';
import {
  checkFinite,
  checkMatrix,
  checkNonNegative,
  checkPositive,
  checkProbability,
  checkTensor,
  checkWhole,
  choose,
  readFinite,
} from './index.js';

test.each([
  [checkFinite, -2, ['2', null, undefined], [NaN, Infinity]],
  [checkPositive, 0.5, ['2', {}], [NaN, 0, -1]],
  [checkNonNegative, 0, [false], [-1e-9, -Infinity]],
  [checkProbability, 1, [[]], [-0.1, 1.1, NaN]],
] as const)('%o passes what fits and names what does not', (check, good, kinds, values) => {
  expect(check('m.f', 'beta', good)).toBe(good);
  for (const kind of kinds) {
    expect(() => check('m.f', 'beta', kind)).toThrow(TypeError);
    expect(() => check('m.f', 'beta', kind)).toThrow(/^m\.f: expected beta .*, got /);
  }
  for (const value of values) {
    expect(() => check('m.f', 'beta', value)).toThrow(RangeError);
    expect(() => check('m.f', 'beta', value)).toThrow(`got ${value}`);
  }
});

test('a whole number is exact and not below the least', () => {
  expect(checkWhole('m.f', 'steps', 3, 3)).toBe(3);
  for (const value of [2, 3.5, NaN, Infinity, 2 ** 53]) {
    expect(() => checkWhole('m.f', 'steps', value, 3)).toThrow(
      new RangeError(`m.f: expected steps to be a whole number >= 3, got ${value}.`),
    );
  }
  expect(() => checkWhole('m.f', 'steps', '3', 3)).toThrow(TypeError);
});

test('a strategy is found by its own name only', () => {
  const table = { fast: 1, slow: 2 };
  expect(choose(table, 'slow', 'm.f', 'path')).toBe(2);
  expect(() => choose(table, 'toString', 'm.f', 'path')).toThrow(
    new RangeError("m.f: expected path to be one of 'fast', 'slow', got 'toString'."),
  );
  expect(() => choose(table, 1, 'm.f', 'path')).toThrow(TypeError);
});

test('tensors: kind, life, backend and shape', async () => {
  const backend = await createCpuBackend();
  const leaks = await countLeaks(backend, () => {
    using matrix = backend.tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    using flags = backend.tensor([1], [1], 'bool');
    expect(checkTensor(backend, 'm.f', 'x', matrix)).toBe(matrix);
    expect(checkMatrix(backend, 'm.f', 'x', matrix)).toEqual([2, 3]);
    expect(checkMatrix(backend, 'm.f', 'x', matrix, 3)).toEqual([2, 3]);
    expect(() => checkMatrix(backend, 'm.f', 'x', matrix, 4)).toThrow(/\[rows >= 1, 4\], got \[2, ?3\]/);
    expect(() => checkTensor(backend, 'm.f', 'x', [1, 2])).toThrow(TypeError);
    expect(() => checkTensor(backend, 'm.f', 'x', flags)).toThrow(TypeError);
    const other = { ...backend, name: 'wasm' } as const;
    expect(() => checkTensor(other, 'm.f', 'x', matrix)).toThrow(/got a tensor of 'cpu'/);
    const dead = backend.zeros([1]);
    dead.dispose();
    expect(() => checkTensor(backend, 'm.f', 'x', dead)).toThrow(/after dispose/);
    return [];
  });
  expect(leaks).toBe(0);
});

test('values are read, and the first that is not finite is named by its place', async () => {
  const backend = await createCpuBackend();
  using good = backend.tensor([1, 2], [2], 'int32');
  expect(await readFinite(backend, 'm.f', 'x', good)).toEqual(Float32Array.of(1, 2));
  using bad = backend.tensor([1, 2, 3, Infinity], [2, 2]);
  await expect(readFinite(backend, 'm.f', 'x', bad)).rejects.toThrow(
    new RangeError('m.f: expected finite numbers in x, got Infinity at row 1, column 1.'),
  );
});
