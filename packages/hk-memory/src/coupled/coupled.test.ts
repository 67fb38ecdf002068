// The coupling of Eq 12 to 18 and the hierarchies of App E of Fanaskov and Oseledets, 2025.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { pid } from '@vsa/backend/ode';
import { key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, normals, unitVectors } from '../../test/draw.js';
import { rankOf } from '../../test/rank.js';
import {
  coupledMemory,
  denseLink,
  denseOperator,
  functionCoupling,
  gatedCoupling,
  gramCoupling,
  hierarchicalMemory,
  reluCrossPotential,
  reluLagrange,
  reluPotential,
  scaledPairs,
  simulate,
  smallWorldEdges,
  symmetrised,
  type Coupling,
  type CoupledState,
} from '../index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const [rows, N, D] = [50, 8, 3];
const symmetric = (seed: number, scale: number): Tensor =>
  symmetrised(backend, backend.tensor(normals(seed, N * N, scale), [N, N]));
const start = (seed: number): CoupledState => ({
  x: backend.tensor(normals(seed, rows * N), [rows, N]),
  mu: backend.tensor(unitVectors(seed + 1, rows, N, D), [rows, N, D]),
});

describe('the sign of the coupling energy', () => {
  it('as printed in Eq 46 the energy rises along Eq 45, with minus one half of the plain sum it falls', async () => {
    const s = symmetric(1, 1.5);
    const memory = coupledMemory(backend, {
      threshold: { lagrange: reluLagrange() },
      coupling: gatedCoupling(denseOperator(backend, s)),
    });
    const { states, energies, largestRise } = await simulate(backend, memory, start(2), {
      stepSize: pid({ rtol: 1e-5, atol: 1e-7 }),
    });
    expect(largestRise).toBe(0);
    const { add, matMul, mul, relu, square, sum, expandDims } = backend;
    const printed = await Promise.all(
      states.map(async ({ x, mu }, index) => {
        const g = expandDims(relu(x), 2);
        const inner = mul(matMul(g, g, { transposeB: true }), mul(s, matMul(mu, mu, { transposeB: true })));
        const half = mul(sum(inner, { axis: [1, 2] }), 0.5);
        // From the right energy, take its coupling and put the printed one: + 1/2 of the squared Frobenius norm.
        const swapped = add(
          add(backend.tensor(energies[index] ?? new Float32Array(0)), half),
          mul(sum(square(inner), { axis: [1, 2] }), 0.5),
        );
        return backend.read(swapped);
      }),
    );
    const rising = Array.from({ length: rows }, (_, row) =>
      printed.some((values, time) => (values[row] ?? 0) - (printed[time - 1]?.[row] ?? Infinity) > 1e-2),
    );
    // 35 do; the coupling of the others is too weak at first against their decay.
    expect(rising.filter(Boolean).length).toBeGreaterThan(rows / 2);
    disposeTree(states);
  });
});

describe('couplings', () => {
  const agree = async (one: Coupling, other: Coupling): Promise<void> => {
    const { x, mu } = start(3);
    const g = backend.relu(x);
    const read = (tensor: Tensor): Promise<ArrayLike<number>> => backend.read(tensor);
    // Sums of up to 64 float32 products of size about 4.
    await expectClose(backend, one.energy(backend, g, mu), await read(other.energy(backend, g, mu)), 5e-5);
    await expectClose(backend, one.drive(backend, g, mu), await read(other.drive(backend, g, mu)), 2e-5);
    await expectClose(backend, one.pull(backend, g, mu), await read(other.pull(backend, g, mu)), 2e-5);
  };

  it('Eq 16 is Eq 13 with G(a) = κ a and χ(s) = s', () =>
    agree(gramCoupling(backend, 0.3), functionCoupling(scaledPairs(0.3), scaledPairs())));

  it('and so it is on a graph', () => {
    const edges = smallWorldEdges(key(1), { vertices: N, neighbours: 4 });
    return agree(gramCoupling(backend, 0.3, edges), functionCoupling(scaledPairs(0.3), scaledPairs(), edges));
  });

  it('Eq 15 is Eq 13 with G_ij(a) = S_ij a and χ(s) = s', () => {
    const s = symmetric(4, 1);
    return agree(gatedCoupling(denseOperator(backend, s)), functionCoupling(scaledPairs(s), scaledPairs()));
  });

  /** The matrix C of `Δx = C g`. */
  const correction = async (coupling: Coupling): Promise<Float64Array> => {
    const mu = backend.tile(backend.slice(start(5).mu, [0, 0, 0], [1, -1, -1]), [N, 1, 1]);
    return Float64Array.from(await backend.read(coupling.drive(backend, backend.eye(N), mu)));
  };

  it('Eq 17: the dense correction has the rank of the vectors, at most D', async () => {
    const matrix = await correction(gramCoupling(backend, 0.3));
    expect(rankOf(matrix, N)).toBe(D);
    for (let i = 0; i < N; i += 1) expect(Math.abs((matrix[i * N + i] ?? 0) - 0.3)).toBeLessThan(1e-6);
  });

  it('on a graph the correction is the Gram matrix masked, and its rank is larger', async () => {
    const edges = smallWorldEdges(key(1), { vertices: N, neighbours: 2 });
    const matrix = await correction(gramCoupling(backend, 0.3, edges));
    expect(rankOf(matrix, N)).toBeGreaterThan(D);
    expect(matrix.filter((value) => value !== 0).length).toBe(edges.length);
  });

  it('the oscillators see the rank-one matrix g gᵀ of Eq 17', async () => {
    const { x, mu } = start(6);
    const g = backend.relu(x);
    const products = backend.matMul(backend.expandDims(g, 2), backend.expandDims(g, 1));
    const wanted = await backend.read(backend.matMul(products, mu));
    await expectClose(backend, gramCoupling(backend, 1).pull(backend, g, mu), wanted, 1e-5);
  });

  it('strength can be learnt', async () => {
    const { x, mu } = start(7);
    const edges = smallWorldEdges(key(1), { vertices: N, neighbours: 4 });
    for (const graph of [undefined, edges]) {
      const { gradient } = backend.valueAndGrad(
        (kappa) => backend.sum(gramCoupling(backend, kappa, graph).energy(backend, x, mu)),
        backend.scalar(0.3),
      );
      // The energy is κ times that of strength 1. Sums of some thousand float32 products.
      const [one = NaN] = await backend.read(
        backend.sum(gramCoupling(backend, 1, graph).energy(backend, x, mu)),
      );
      await expectClose(backend, gradient, [one], 1e-2);
      expect(Math.abs(one)).toBeGreaterThan(1);
    }
  });
});

describe('coupledMemory', () => {
  const parts = () => ({
    threshold: { lagrange: reluLagrange(), lateral: denseOperator(backend, symmetric(8, 0.3)) },
    potential: reluPotential(backend, { linear: symmetric(9, 1) }),
  });

  it('with large constants each half goes its own way', async () => {
    const coupling = gramCoupling(backend, 1);
    const apart = coupledMemory(backend, parts()).field(0, start(10));
    const free = coupledMemory(backend, { ...parts(), coupling }, { kappaH: 1e9, kappaK: 1e9 });
    const together = free.field(0, start(10));
    await expectClose(backend, together.x, await backend.read(apart.x), 1e-5);
    await expectClose(backend, together.mu, await backend.read(apart.mu), 1e-5);
  });

  it('warns of couplings and weights that are not symmetric', async () => {
    const skew = denseOperator(backend, backend.tensor(normals(1, N * N), [N, N]));
    const memory = coupledMemory(backend, {
      threshold: { lagrange: reluLagrange(), lateral: skew },
      coupling: gatedCoupling(skew),
    });
    const { warnings } = await simulate(backend, memory, start(11), { duration: 0.1, samples: 1 });
    expect(warnings.map((line) => line.split(':')[0])).toEqual(['symmetric-weights', 'symmetric-coupling']);
  });

  it('refuses what does not fit', () => {
    expect(() => coupledMemory(backend, parts(), { kappaH: 0 })).toThrow(RangeError);
    expect(() => coupledMemory(backend, parts(), { kappaK: -1 })).toThrow(RangeError);
    expect(() => coupledMemory(backend, parts(), { omega: backend.zeros([2, 3]) })).toThrow(RangeError);
    const memory = coupledMemory(backend, parts());
    const { x, mu } = start(1);
    expect(() => memory.field(0, { x, mu: backend.zeros([rows, N - 1, D]) })).toThrow(RangeError);
    expect(() => memory.field(0, { x: backend.zeros([rows]), mu })).toThrow(RangeError);
    expect(() => gramCoupling(backend, backend.zeros([2]))).toThrow(RangeError);
    expect(() => gramCoupling(backend, 1, Int32Array.of(1, 1))).toThrow(RangeError);
    expect(() => functionCoupling(scaledPairs(), scaledPairs(), Int32Array.of(1))).toThrow(RangeError);
  });
});

describe('hierarchicalMemory', () => {
  it('refuses what does not fit', () => {
    const layer = { threshold: { lagrange: reluLagrange() } };
    const link = denseLink(backend, { from: 0, to: 2 }, backend.zeros([3, 3]));
    const potential = reluCrossPotential(backend, backend.zeros([3, 3]));
    expect(() => hierarchicalMemory(backend, { layers: [] })).toThrow(RangeError);
    expect(() => hierarchicalMemory(backend, { layers: [layer, layer], links: [link] })).toThrow(RangeError);
    expect(() =>
      hierarchicalMemory(backend, { layers: [layer], crossings: [{ first: 0, second: 1, potential }] }),
    ).toThrow(RangeError);
    const memory = hierarchicalMemory(backend, { layers: [layer, layer] });
    const [x, mu] = [backend.zeros([1, 3]), backend.ones([1, 3, 2])];
    expect(() => memory.energy({ x: [x], mu: [mu] })).toThrow(RangeError);
    expect(() => memory.energy({ x: [x, x], mu: [mu] })).toThrow(RangeError);
    expect(() => memory.energy({ x: [x, backend.zeros([2, 3])], mu: [mu, mu] })).toThrow(RangeError);
  });
});
