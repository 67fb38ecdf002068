import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../backend.js';
import { createWasmBackend } from '../../wasm.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

describe('matMul on wasm', () => {
  test('reads one operand under several shapes', async () => {
    const x = backend.tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
    const product = async (a: readonly number[], shape: readonly [number, number]): Promise<number[]> => {
      using row = backend.tensor([...a], [1, a.length]);
      using turned = backend.reshape(x, shape);
      using out = backend.matMul(row, turned);
      return [...(await backend.read(out))];
    };
    const before = backend.memory().tensors;
    expect(await product([1, 1], [2, 4])).toEqual([6, 8, 10, 12]);
    expect(await product([1, 1, 1, 1], [4, 2])).toEqual([16, 20]);
    expect(await product([2], [1, 8])).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(await product([1, -1], [2, 4])).toEqual([-4, -4, -4, -4]);
    expect(backend.memory().tensors).toBe(before);
  });
});
