import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createPairGraph } from '../oscillators/graph.js';
import { key, normal } from '../random/index.js';
import { disposeTree } from '../tree.js';
import { createWasmBackend } from '../wasm.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const SEED = { seed: 20_261_122, numRuns: 40 };

const problem = fc.record({
  batch: fc.integer({ min: 1, max: 6 }),
  count: fc.integer({ min: 2, max: 12 }),
  dimension: fc.integer({ min: 2, max: 9 }),
  ends: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 }),
  seed: fc.string(),
});

/** Edges of drawn ends, without those from an oscillator to itself. */
function edgesOf(ends: readonly (readonly [number, number])[], count: number): (readonly [number, number])[] {
  return ends.flatMap(([i, j]) => (i % count === j % count ? [] : [[i % count, j % count] as const]));
}

const total = (values: Iterable<number>, weights: ArrayLike<number>): number => {
  let sum = 0;
  let at = 0;
  for (const value of values) {
    sum += value * (weights[at] ?? NaN);
    at += 1;
  }
  return sum;
};

describe('sums over edges', () => {
  it('are those of the graph with its edges turned and in another order', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ batch, count, dimension, ends, seed }) => {
        const edges = edgesOf(ends, count);
        const shape = [batch, count, dimension];
        const [a, b] = [normal(key(`a ${seed}`), [edges.length]), normal(key(`b ${seed}`), [edges.length])];
        const x = backend.tensor(normal(key(`x ${seed}`), shape), shape);
        const weights = { constant: backend.tensor(a), slope: backend.tensor(b) };
        const turned = {
          constant: backend.tensor(a.slice().reverse()),
          slope: backend.tensor(b.slice().reverse()),
        };
        const graph = createPairGraph(edges, count);
        const other = createPairGraph(edges.map(([i, j]) => [j, i] as const).reverse(), count);
        const { neighbourSum, pairField } = backend.oscillators;
        const pairs = [
          [pairField(x, graph, weights), pairField(x, other, turned)],
          [neighbourSum(x, graph), neighbourSum(x, other)],
        ] as const;
        for (const [one, two] of pairs) {
          const wanted = await backend.read(two);
          (await backend.read(one)).forEach((value, at) => {
            // An edge that is there twice is summed in another order: some roundings of sums below 100.
            expect(Math.abs(value - (wanted[at] ?? NaN))).toBeLessThan(1e-4);
          });
        }
        disposeTree([x, weights, turned, pairs]);
      }),
      SEED,
    );
  });

  it('have a symmetric adjacency, and fields that turn with the states', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ batch, count, dimension, ends, seed }) => {
        const edges = edgesOf(ends, count);
        const shape = [batch, count, dimension];
        const draw = (name: string): Float32Array => normal(key(`${name} ${seed}`), shape);
        const [x, y] = [draw('x'), draw('y')];
        const [tx, ty] = [backend.tensor(x, shape), backend.tensor(y, shape)];
        const graph = createPairGraph(edges, count);
        const weights = {
          constant: backend.tensor(normal(key(`a ${seed}`), [edges.length])),
          slope: backend.tensor(normal(key(`b ${seed}`), [edges.length])),
        };
        const { neighbourSum, pairField } = backend.oscillators;
        const [sx, sy] = [neighbourSum(tx, graph), neighbourSum(ty, graph)];
        // y . A x = x . A y: at most some 700 products of order 10 each.
        const across = Math.abs(total(await backend.read(sx), y) - total(await backend.read(sy), x));
        expect(across).toBeLessThan(1e-2);
        // Turned by one orthogonal matrix (here: the components' order reversed), the field turns along.
        const back = backend.reverse(pairField(backend.reverse(tx, -1), graph, weights), -1);
        const field = pairField(tx, graph, weights);
        const wanted = await backend.read(field);
        (await backend.read(back)).forEach((value, at) => {
          expect(Math.abs(value - (wanted[at] ?? NaN))).toBeLessThan(
            2e-4 * (1 + Math.abs(wanted[at] ?? NaN)),
          );
        });
        disposeTree([tx, ty, weights, sx, sy, back, field]);
      }),
      SEED,
    );
  });
});
