import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../backend.js';
import type { DType } from '../../tensor.js';
import { createWasmBackend } from '../../wasm.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

describe('gather on wasm', () => {
  test.each<[number, DType]>([
    [0, 'float32'],
    [1, 'float32'],
    [2, 'float32'],
    [1, 'int32'],
    [0, 'bool'],
  ])('takes slices along axis %i of %s, repeated and reordered', async (axis, dtype) => {
    const shape = [3, 4, 2];
    const values = Array.from({ length: 24 }, (_, i) => (dtype === 'bool' ? (i % 3) & 1 : i + 1));
    const at = (i: readonly number[]): number =>
      values[((i[0] ?? 0) * 4 + (i[1] ?? 0)) * 2 + (i[2] ?? 0)] ?? NaN;
    const places = [1, 0, 1].map((place) => place % (shape[axis] ?? 1));
    const expected: number[] = [];
    const sizes = shape.map((size, a) => (a === axis ? places.length : size));
    for (let i = 0; i < (sizes[0] ?? 0); i += 1) {
      for (let j = 0; j < (sizes[1] ?? 0); j += 1) {
        for (let k = 0; k < (sizes[2] ?? 0); k += 1) {
          expected.push(at([i, j, k].map((index, a) => (a === axis ? (places[index] ?? NaN) : index))));
        }
      }
    }
    const x = backend.tensor(Int32Array.from(values), shape, dtype);
    const indices = backend.tensor(Int32Array.from(places));
    const found = backend.gather(x, indices, axis);
    expect(found.shape).toEqual(sizes);
    expect(found.dtype).toBe(dtype);
    expect([...(await backend.read(found))]).toEqual(expected);
    for (const tensor of [x, indices, found]) tensor.dispose();
  });

  test('indices of two axes give two axes, and an index out of range is refused', async () => {
    const x = backend.tensor([10, 20, 30]);
    const indices = backend.tensor([[2, 0]], undefined, 'int32');
    const found = backend.gather(x, indices);
    expect(found.shape).toEqual([1, 2]);
    expect([...(await backend.read(found))]).toEqual([30, 10]);
    const beyond = backend.tensor([3], undefined, 'int32');
    expect(() => backend.gather(x, beyond)).toThrow('backend.gather: expected indices from 0 to 2, got 3.');
    for (const tensor of [x, indices, found, beyond]) tensor.dispose();
  });

  test('keeps its gradient', async () => {
    const x = backend.tensor([1, 2, 3]);
    const indices = backend.tensor([2, 2, 0], undefined, 'int32');
    const { value, gradient } = backend.valueAndGrad(
      (p: { x: typeof x }) => backend.sum(backend.square(backend.gather(p.x, indices))),
      { x },
    );
    expect([...(await backend.read(gradient.x))]).toEqual([2, 0, 12]);
    for (const tensor of [x, indices, value, gradient.x]) tensor.dispose();
  });
});
