import { createBackend, disposeTree } from '@vsa/backend';
import { describe, expect, test } from 'vitest';
import { dot } from '../test/naive.js';
import { gaussianBook, generator } from '../test/problems.js';
import { prepare, synapses, type PrepareOptions } from './index.js';

function host(book: readonly (readonly number[])[]) {
  return { values: Float32Array.from(book.flat()), count: book.length, dimension: book[0]?.length ?? 0 };
}

describe('synapses', () => {
  test('the outer product is the transpose', () => {
    const probe = synapses['outer-product'](
      host([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    expect([...probe]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test('the pseudo-inverse fulfils the conditions of Penrose', () => {
    const [n, D] = [6, 40];
    const book = gaussianBook(generator(4), n, D);
    const probe = synapses['pseudo-inverse'](host(book));
    const column = (i: number): number[] => Array.from({ length: D }, (_, d) => probe[d * n + i] ?? 0);
    // X X^+ = 1 for independent vectors; X^+ X is symmetric. Stored as float32: 1e-6 for sums of 40.
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) expect(dot(book[i] ?? [], column(j))).toBeCloseTo(i === j ? 1 : 0, 5);
    }
    const projector = (d: number, e: number): number =>
      book.reduce((sum, vector, i) => sum + (probe[d * n + i] ?? 0) * (vector[e] ?? 0), 0);
    for (let d = 0; d < D; d += 7) {
      for (let e = 0; e < D; e += 5) expect(projector(d, e)).toBeCloseTo(projector(e, d), 5);
    }
  });

  test('repeated vectors are no problem: the projection is that without the repetition', () => {
    const book = gaussianBook(generator(8), 3, 20);
    const twice = [...book, book[0] ?? []];
    const project = (rows: readonly (readonly number[])[], v: readonly number[]): number[] => {
      const probe = synapses['pseudo-inverse'](host(rows));
      const weights = rows.map((_, i) =>
        v.reduce((sum, a, d) => sum + a * (probe[d * rows.length + i] ?? 0), 0),
      );
      return v.map((_, d) => rows.reduce((sum, row, i) => sum + (weights[i] ?? 0) * (row[d] ?? 0), 0));
    };
    const v = gaussianBook(generator(9), 1, 20)[0] ?? [];
    const once = project(book, v);
    // Float32 probes, sums of 20 and 4.
    for (const [d, value] of project(twice, v).entries()) expect(value).toBeCloseTo(once[d] ?? NaN, 4);
  });
});

describe('prepare', () => {
  test('gives codebooks, transposes, probes and squared lengths, and keeps nothing else', async () => {
    const backend = await createBackend('wasm');
    const books = [
      backend.tensor([
        [1, 2, 2],
        [0, 3, 4],
      ]),
      backend.tensor([[2, 0, 0]], undefined, 'int32'),
    ];
    const before = backend.memory().tensors;
    const params = await prepare(backend, books);
    expect(backend.memory().tensors).toBe(before + 4);
    expect(params.squaredLengths.map((lengths) => [...lengths])).toEqual([[9, 25], [4]]);
    const read = await Promise.all(params.transposes.map((t) => backend.read(t)));
    expect(read.map((values) => [...values])).toEqual([
      [1, 0, 2, 3, 2, 4],
      [2, 0, 0],
    ]);
    expect(params.codebooks[1]?.dtype).toBe('float32');
    disposeTree({ ...params });
    expect(backend.memory().tensors).toBe(before);
    const inverse = await prepare(backend, books, { synapse: 'pseudo-inverse' });
    const probe = inverse.probes[1];
    expect(probe && [...(await backend.read(probe))]).toEqual([0.5, 0, 0]);
    disposeTree({ ...inverse });
    await expect(prepare(backend, books, { synapse: 'hebb' } as unknown as PrepareOptions)).rejects.toThrow(
      "resonator.prepare: expected synapse to be one of 'outer-product', 'pseudo-inverse', got 'hebb'.",
    );
    await expect(prepare(backend, books.slice(0, 1))).rejects.toThrow(RangeError);
    expect(backend.memory().tensors).toBe(before);
    disposeTree(books);
  });
});
