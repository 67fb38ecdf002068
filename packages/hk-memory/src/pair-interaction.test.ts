import type { Backend, Tensor } from '@vsa/backend';
import { countLeaks } from '@vsa/backend/testing';
import { createWasmBackend } from '@vsa/backend/wasm';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, normals, unitVectors } from '../test/draw.js';
import { pairDrive, pairEnergy, pairField, pairProducts, type PairWeights } from './pair-interaction.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

// Vertex 4 has no edge, vertex 0 has three, and (2, 1) is written backwards.
const edges = Int32Array.of(0, 1, 0, 2, 2, 1, 0, 3);
const [batch, count, length, pairs] = [3, 5, 4, 4];

/** Random data, once as numbers and once as tensors. */
function draw(seed: number) {
  const mu = unitVectors(seed, batch, count, length);
  const linear = normals(seed + 1, pairs);
  const rectified = normals(seed + 2, batch * pairs);
  const activations = normals(seed + 3, batch * count);
  const weights: PairWeights = {
    linear: backend.tensor(linear),
    rectified: backend.tensor(rectified, [batch, pairs]),
    coupling: { activations: backend.tensor(activations, [batch, count]), strength: 0.7 },
  };
  return { mu, linear, rectified, activations, weights, vectors: backend.tensor(mu, [batch, count, length]) };
}

/** The sums as they are written, in float64. */
function oracle({ mu, linear, rectified, activations }: ReturnType<typeof draw>) {
  const field = new Float64Array(batch * count * length);
  const drive = new Float64Array(batch * count);
  const energy = new Float64Array(batch);
  const products = new Float64Array(batch * pairs);
  for (let row = 0; row < batch; row += 1) {
    for (let edge = 0; edge < pairs; edge += 1) {
      const [i = 0, j = 0] = [edges[2 * edge], edges[2 * edge + 1]];
      const [at, to] = [(row * count + i) * length, (row * count + j) * length];
      let s = 0;
      for (let d = 0; d < length; d += 1) s += (mu[at + d] ?? 0) * (mu[to + d] ?? 0);
      const [gi = 0, gj = 0] = [activations[row * count + i], activations[row * count + j]];
      const [a = 0, b = 0] = [linear[edge], rectified[row * pairs + edge]];
      const weight = a + b * Math.max(s, 0) + 0.7 * gi * gj;
      for (let d = 0; d < length; d += 1) {
        field[at + d] = (field[at + d] ?? 0) + weight * (mu[to + d] ?? 0);
        field[to + d] = (field[to + d] ?? 0) + weight * (mu[at + d] ?? 0);
      }
      drive[row * count + i] = (drive[row * count + i] ?? 0) + s * gj;
      drive[row * count + j] = (drive[row * count + j] ?? 0) + s * gi;
      energy[row] = (energy[row] ?? 0) + a * s + (b * Math.max(s, 0) ** 2) / 2 + 0.7 * gi * gj * s;
      products[row * pairs + edge] = s;
    }
  }
  return { field, drive, energy, products };
}

// Sums of at most some 15 float32 products of size about 3.
const TOLERANCE = 3e-6;

describe('against the sums as they are written', () => {
  it.each([1, 2, 3])('draw %d', async (seed) => {
    const drawn = draw(10 * seed);
    const { vectors, weights } = drawn;
    const wanted = oracle(drawn);
    const activations = weights.coupling?.activations ?? vectors;
    await expectClose(backend, pairField(backend, vectors, edges, weights), wanted.field, TOLERANCE);
    await expectClose(backend, pairEnergy(backend, vectors, edges, weights), wanted.energy, TOLERANCE);
    await expectClose(backend, pairProducts(backend, vectors, edges), wanted.products, TOLERANCE);
    await expectClose(backend, pairDrive(backend, vectors, edges, activations), wanted.drive, TOLERANCE);
  });

  it.each([1, 2, 3])('one set of weights for all rows, and one part at a time, draw %d', async (seed) => {
    const drawn = draw(10 * seed);
    const { vectors } = drawn;
    const same = Float32Array.from(
      { length: batch * pairs },
      (_, place) => drawn.rectified[place % pairs] ?? 0,
    );
    const wanted = oracle({ ...drawn, rectified: same });
    const parts: readonly PairWeights[] = [
      { linear: drawn.weights.linear },
      { rectified: backend.tensor(same.slice(0, pairs)) },
      { coupling: drawn.weights.coupling },
    ];
    const whole = Object.assign({}, ...parts) as PairWeights;
    await expectClose(backend, pairField(backend, vectors, edges, whole), wanted.field, TOLERANCE);
    await expectClose(backend, pairEnergy(backend, vectors, edges, whole), wanted.energy, TOLERANCE);
    const sum = parts
      .map((part) => pairField(backend, vectors, edges, part))
      .reduce((a, b) => backend.add(a, b));
    await expectClose(backend, sum, wanted.field, TOLERANCE);
  });

  it('without weights nothing pulls', async () => {
    const { vectors } = draw(1);
    const zeros = new Float64Array(batch * count * length);
    await expectClose(backend, pairField(backend, vectors, edges, {}), zeros, 0);
  });
});

describe('laws', () => {
  const seeds = fc.integer({ min: 0, max: 1_000_000 });
  const settings = { seed: 6, numRuns: 20 };

  it('pairField is the gradient of pairEnergy, and pairDrive that of its coupling', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { vectors, weights } = draw(seed);
        const activations = weights.coupling?.activations ?? vectors;
        const total = (mu: Tensor, g: Tensor, rest: PairWeights): Tensor =>
          backend.sum(
            pairEnergy(backend, mu, edges, { ...rest, coupling: { activations: g, strength: 0.7 } }),
          );
        const byVectors = backend.valueAndGrad((mu) => total(mu, activations, weights), vectors).gradient;
        const byActivations = backend.valueAndGrad((g) => total(vectors, g, {}), activations).gradient;
        const field = await backend.read(pairField(backend, vectors, edges, weights));
        await expectClose(backend, byVectors, field, TOLERANCE);
        const drive = backend.mul(pairDrive(backend, vectors, edges, activations), 0.7);
        await expectClose(backend, byActivations, await backend.read(drive), TOLERANCE);
      }),
      settings,
    );
  });

  it('the direction in which an edge is written does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { vectors, weights } = draw(seed);
        const forth = await backend.read(pairField(backend, vectors, edges, weights));
        const back = pairField(backend, vectors, edges.slice().reverse(), {
          ...weights,
          linear: weights.linear && backend.reverse(weights.linear),
          rectified: weights.rectified && backend.reverse(weights.rectified, 1),
        });
        await expectClose(backend, back, forth, TOLERANCE);
      }),
      settings,
    );
  });
});

describe('care', () => {
  it('keeps no temporaries', async () => {
    const { vectors, weights } = draw(5);
    const activations = weights.coupling?.activations ?? vectors;
    const leaks = await countLeaks(backend, () => {
      pairField(backend, vectors, edges, weights).dispose();
      pairEnergy(backend, vectors, edges, weights).dispose();
      pairProducts(backend, vectors, edges).dispose();
      pairDrive(backend, vectors, edges, activations).dispose();
    });
    expect(leaks).toBe(0);
  });

  it('refuses what does not fit', () => {
    const { vectors, weights } = draw(5);
    const refuse = (mu: Tensor, ends: Int32Array, given: PairWeights, error: typeof Error): void => {
      expect(() => pairField(backend, mu, ends, given)).toThrow(error);
      expect(() => pairEnergy(backend, mu, ends, given)).toThrow(error);
    };
    refuse(vectors, Int32Array.of(0, 5), {}, RangeError);
    refuse(vectors, Int32Array.of(1, 1), {}, RangeError);
    refuse(vectors, Int32Array.of(0, 1, 2), {}, RangeError);
    refuse(vectors, new Int32Array(0), {}, RangeError);
    refuse(backend.zeros([2, 3]), edges, {}, RangeError);
    refuse(backend.zeros([3, 5, 1]), edges, {}, RangeError);
    refuse(backend.zeros([3, 5, 4], 'int32'), edges, {}, TypeError);
    refuse(vectors, edges, { ...weights, linear: backend.zeros([3]) }, RangeError);
    refuse(vectors, edges, { ...weights, rectified: backend.zeros([2, 4]) }, RangeError);
    refuse(vectors, edges, { coupling: { activations: backend.zeros([3, 4]), strength: 1 } }, RangeError);
    const activations = backend.zeros([3, 5]);
    refuse(vectors, edges, { coupling: { activations, strength: backend.zeros([2]) } }, RangeError);
    expect(() => pairDrive(backend, vectors, edges, backend.zeros([3, 4]))).toThrow(RangeError);
    expect(() => pairProducts(backend, vectors, Int32Array.of(0))).toThrow(RangeError);
  });
});
