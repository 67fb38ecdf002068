// Vitest gives this file a process of its own, so the largest memory that the process ever held bounds what a factorisation takes.

import { createBackend } from '@vsa/backend';
import { bipolar, foldIn, integers, key } from '@vsa/backend/random';
import { describe, expect, test } from 'vitest';
import { factorize } from './index.js';

describe('memory', () => {
  test('10,000 composites at D = 1000 stay below 1 GB on both paths', async () => {
    const backend = await createBackend('wasm');
    const [rows, D, n] = [10_000, 1000, 20];
    const books = [0, 1, 2].map((k) => bipolar(foldIn(key(5), k), [n, D]));
    const truth = books.map((_, k) => integers(foldIn(key(6), k), [rows], { low: 0, high: n }));
    const x = new Float32Array(rows * D).fill(1);
    for (const [k, book] of books.entries()) {
      for (let row = 0; row < rows; row += 1) {
        const from = (truth[k]?.[row] ?? 0) * D;
        for (let d = 0; d < D; d += 1) x[row * D + d] = (x[row * D + d] ?? 0) * (book[from + d] ?? 0);
      }
    }
    const composites = backend.tensor(x, [rows, D]);
    const codebooks = books.map((book) => backend.tensor(book, [n, D]));
    for (const path of ['packed', 'dense'] as const) {
      const { results } = await factorize(backend, composites, codebooks, {
        path,
        limitCycles: { longest: 8 },
      });
      const right = results.filter(({ indices }, row) =>
        indices.every((index, k) => index === truth[k]?.[row]),
      );
      // At n = 20 the standard rule is right in all but a few of ten thousand.
      expect(right.length).toBeGreaterThan(9900);
    }
    const kilobytes = process.resourceUsage().maxRSS;
    expect(kilobytes).toBeLessThan(1e9 / 1024);
    for (const tensor of [composites, ...codebooks]) tensor.dispose();
  }, 180_000);
});
