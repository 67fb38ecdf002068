// Laws of encodings and small worlds.

import type { Backend } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/draw.js';
import { decodeProducts, encodeProducts, smallWorldEdges } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const settings = { seed: 11, numRuns: 50 };

describe('encodings', () => {
  it('decoding inverts encoding, and all vectors have length 1', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 2, max: 6 }));
    const rows = sizes.chain(([count, length]) =>
      fc.tuple(
        fc.constant(length),
        fc.array(
          fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: count, maxLength: count }),
          { minLength: 1, maxLength: 3 },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(rows, async ([length, values]) => {
        const mu = encodeProducts(backend, values, { length });
        // One float32 rounding each.
        await expectClose(backend, decodeProducts(backend, mu), values.flat(), 2e-7);
        const lengths = backend.sum(backend.square(mu), { axis: -1 });
        await expectClose(backend, lengths, new Float32Array(lengths.size).fill(1), 2e-7);
      }),
      settings,
    );
  });
});

describe('small worlds', () => {
  it('are simple, connected, of N k / 2 edges, and no vertex has fewer than k / 2', () => {
    const requests = fc.record({
      seed: fc.integer({ min: 0, max: 1000 }),
      vertices: fc.integer({ min: 5, max: 40 }),
      half: fc.integer({ min: 2, max: 8 }),
      rewire: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(requests, ({ seed, vertices, half, rewire }) => {
        const neighbours = Math.min(2 * half, 2 * Math.floor((vertices - 1) / 2));
        const edges = smallWorldEdges(key(seed), { vertices, neighbours, rewire });
        expect(edges.length).toBe(vertices * neighbours);
        const places = new Set<number>();
        const degrees = new Int32Array(vertices);
        const around = Array.from({ length: vertices }, () => new Set<number>());
        for (let edge = 0; edge < edges.length; edge += 2) {
          const [i = -1, j = -1] = [edges[edge], edges[edge + 1]];
          expect(i).toBeGreaterThanOrEqual(0);
          expect(j).toBeGreaterThan(i);
          expect(j).toBeLessThan(vertices);
          places.add(i * vertices + j);
          for (const [at, other] of [
            [i, j],
            [j, i],
          ] as const) {
            degrees[at] = (degrees[at] ?? 0) + 1;
            around[at]?.add(other);
          }
        }
        expect(places.size).toBe(edges.length / 2);
        // Each vertex keeps the near ends of its own k / 2 edges, as networkx has it.
        expect(Math.min(...degrees)).toBeGreaterThanOrEqual(neighbours / 2);
        const seen = new Set([0]);
        for (const vertex of seen) for (const next of around[vertex] ?? []) seen.add(next);
        expect(seen.size).toBe(vertices);
        expect(smallWorldEdges(key(seed), { vertices, neighbours, rewire })).toEqual(edges);
      }),
      settings,
    );
  });
});
