// Laws of recall on random graphs and patterns.
import { createBackend, type Backend } from '@vsa/backend';
import { foldIn, key, permutation } from '@vsa/backend/random';
import { compareClose } from '@vsa/backend/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromEdges, permuteVertices, randomPatterns, recall, type Edge } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

const N = 64;
// A few float32 roundings of sums of 64 terms, through ten steps that contract at these β.
const CLOSE = { relative: 2e-4, absolute: 2e-4 };

/** A graph of 2 to 8 vertices with any edges, and a seed. */
const worlds = fc.integer({ min: 2, max: 8 }).chain((p) =>
  fc.record({
    p: fc.constant(p),
    type: fc.constantFrom('directed' as const, 'undirected' as const),
    edges: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: p - 1 }),
        fc.integer({ min: 0, max: p - 1 }),
        fc.float({ min: 0.125, max: 4, noNaN: true }),
      ),
      { maxLength: 20 },
    ),
    seed: fc.integer({ min: 0, max: 1e6 }),
    a: fc.float({ min: -2, max: 2, noNaN: true }),
    h: fc.float({ min: 0, max: 3, noNaN: true }),
  }),
);

describe('recall', () => {
  test('permuting the vertices permutes the result', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ p, type, edges, seed, a, h }) => {
        const graph = fromEdges(edges, { type, vertices: p });
        const order = permutation(foldIn(key(seed), 'order'), p);
        const values = randomPatterns(key(seed), p, N);
        const moved = new Float32Array(values.length);
        for (const [from, to] of order.entries())
          moved.set(values.subarray(from * N, (from + 1) * N), to * N);
        using patterns = backend.tensor(values, [p, N]);
        using permuted = backend.tensor(moved, [p, N]);
        const options = { a, h, beta: 0.2, maxSteps: 10, tolerance: 0 };
        const one = await recall(backend, patterns, graph, options);
        const two = await recall(backend, permuted, permuteVertices(graph, order), options);
        for (const [from, to] of order.entries()) {
          const result = compareClose(two.results[to]?.state ?? [], one.results[from]?.state ?? [], CLOSE);
          expect(result.pass, result.message).toBe(true);
          const there = Array.from(order, (place) => two.results[to]?.correlations[place] ?? NaN);
          expect(
            compareClose(there, one.results[from]?.correlations ?? [], { relative: 0, absolute: 5e-3 }).pass,
          ).toBe(true);
        }
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  test('all paths and both representations give one answer', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ p, type, edges, seed, a, h }) => {
        const graph = fromEdges(edges, { type, vertices: p });
        using patterns = backend.tensor(randomPatterns(key(seed), p, N), [p, N]);
        const options = { a, h, beta: 0.2, maxSteps: 10, tolerance: 0 };
        const first = await recall(backend, patterns, graph, { ...options, path: 'state' });
        for (const path of ['overlap', 'fused'] as const) {
          for (const representation of ['dense', 'sparse'] as const) {
            const other = await recall(backend, patterns, graph, { ...options, path, representation });
            const result = compareClose(other.states, first.states, CLOSE);
            expect(result.pass, result.message).toBe(true);
          }
        }
      }),
      { seed: 8, numRuns: 25 },
    );
  });

  test('with a = 0, h = 1, η = 1 and a large β one step gives the successor less the mean load', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        async (p, seed, draws) => {
          // Out-degree 1 throughout; unnormalised, as two vertices may share a successor.
          const next = Array.from({ length: p }, (_, i) => (draws[i] ?? 0) % p);
          const graph = fromEdges(
            next.map((to, from): Edge => [from, to]),
            { type: 'directed', vertices: p },
          );
          const n = 256;
          // Signed, so that a pattern overlaps most with itself: by n/12, against a deviation of sqrt(n)/12.
          const values = randomPatterns(key(seed), p, n).map((value) => value - 0.5);
          using patterns = backend.tensor(values, [p, n]);
          for (const normalisation of ['none', 'symmetric'] as const) {
            const { states } = await recall(backend, patterns, graph, {
              a: 0,
              h: 1,
              eta: 1,
              beta: 100,
              maxSteps: 1,
              normalisation,
            });
            for (const [from, to] of next.entries()) {
              for (let i = 0; i < n; i += 17) {
                let mean = 0;
                for (let mu = 0; mu < p; mu += 1) mean += (values[mu * n + i] ?? 0) / p;
                // Two float32 roundings of numbers below 1.
                expect(states[from * n + i]).toBeCloseTo((values[to * n + i] ?? 0) - mean, 6);
              }
            }
          }
        },
      ),
      { seed: 9, numRuns: 20 },
    );
  });
});
