// 10,000 composites at D = 1000 must fit in 1 GB: the whole process is weighed, with its inputs of 40 MB, while it works.

import type { Backend } from '@vsa/backend';
import { bipolar, foldIn, key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { factorize } from '../src/factorize.js';

const BATCH = 10_000;
const DIMENSION = 1000;

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

describe('factorize', () => {
  it.each(['tensor', 'fused'] as const)(
    'keeps 10,000 composites under 1 GB on path %s',
    async (path) => {
      using x = backend.tensor(bipolar(key(1), [BATCH, DIMENSION]), [BATCH, DIMENSION]);
      const books = [0, 1, 2].map((k) =>
        backend.tensor(bipolar(foldIn(key(2), k), [30, DIMENSION]), [30, DIMENSION]),
      );
      const before = backend.memory().tensors;
      let peak = 0;
      const { results } = await factorize(backend, x, books, {
        steps: 3,
        path,
        onProgress: () => {
          peak = Math.max(peak, process.memoryUsage().rss);
        },
      });
      expect(results.length).toBe(BATCH);
      expect(peak).toBeGreaterThan(BATCH * DIMENSION * 4);
      expect(peak).toBeLessThan(2 ** 30);
      expect(backend.memory().tensors).toBe(before);
      for (const book of books) book.dispose();
    },
    180_000,
  );
});
