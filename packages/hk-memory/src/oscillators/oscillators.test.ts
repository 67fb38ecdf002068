// What is known of oscillators on spheres: section 2, Theorem 3.2 and App B of Fanaskov and Oseledets, 2025.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { fixed } from '@vsa/backend/ode';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, normals, unitVectors } from '../../test/draw.js';
import {
  functionPotential,
  kuramotoMemory,
  normalised,
  operatorPotential,
  pairFunction,
  reluCrossPotential,
  reluPotential,
  attentionPotential,
  simulate,
  sparseOperator,
  sumPotentials,
  symmetrised,
  tangent,
} from '../index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const [rows, N, D] = [20, 6, 4];
const tight = { stepSize: fixed(0.01), samples: 8 };

const gram = (mu: Tensor): Tensor => backend.matMul(mu, mu, { transposeB: true });
const couplings = (seed: number): Tensor =>
  symmetrised(backend, backend.tensor(normals(seed, N * N), [N, N]));

describe('kuramotoMemory', () => {
  it('keeps every vector on the sphere to 1e-5', async () => {
    const potential = reluPotential(backend, { linear: couplings(1), rectified: couplings(2) });
    const omega = backend.tensor(normals(3, D * D, 3), [D, D]);
    const start = backend.tensor(unitVectors(4, rows, N, D), [rows, N, D]);
    // The paper's tolerances, which are the coarsest that it uses.
    const { states, status } = await simulate(backend, kuramotoMemory(backend, { potential, omega }), start, {
      duration: 5,
    });
    expect(status).toBe('finished');
    for (const state of states) {
      const lengths = backend.sqrt(backend.sum(backend.square(state), { axis: -1 }));
      await expectClose(backend, lengths, new Float32Array(rows * N).fill(1), 1e-5);
    }
    disposeTree(states);
  });

  it('the flow is at right angles to the vectors', async () => {
    const potential = attentionPotential(backend, { weights: couplings(1), linear: couplings(2) });
    const omega = backend.tensor(normals(3, D * D), [D, D]);
    const start = backend.tensor(unitVectors(4, rows, N, D), [rows, N, D]);
    const flow = kuramotoMemory(backend, { potential, omega }).field(0, start);
    const along = backend.sum(backend.mul(start, flow), { axis: -1 });
    // Sums of four float32 products of size about 3.
    await expectClose(backend, along, new Float32Array(rows * N), 3e-6);
  });

  it('a common rotation changes no scalar product, and turns the vectors', async () => {
    const potential = reluPotential(backend, { linear: couplings(1), rectified: couplings(2) });
    const omega = backend.tensor(normals(3, D * D), [D, D]);
    const start = backend.tensor(unitVectors(4, rows, N, D), [rows, N, D]);
    const turned = await simulate(backend, kuramotoMemory(backend, { potential, omega }), start, tight);
    const still = await simulate(backend, kuramotoMemory(backend, { potential }), start, tight);
    for (const [index, state] of turned.states.entries()) {
      const other = still.states[index];
      // Float32 rounding over 100 steps; 3e-6 was seen.
      if (other !== undefined) await expectClose(backend, gram(state), await backend.read(gram(other)), 2e-5);
    }
    const [last, otherLast] = [turned.states.at(-1), still.states.at(-1)];
    expect(last && otherLast).toBeDefined();
    if (last === undefined || otherLast === undefined) return;
    const apart = backend.max(backend.abs(backend.sub(last, otherLast)));
    expect((await backend.read(apart))[0]).toBeGreaterThan(0.3);
    disposeTree([turned.states, still.states]);
  });

  it('vectors of length 2 are phases: dφ_i/dt = ω + Σ_j w_ij sin(φ_j - φ_i), Eq 2', async () => {
    const weights = normals(5, N * N);
    const phases = normals(6, N, 2);
    const omega = 0.7;
    const linear = symmetrised(backend, backend.tensor(weights, [N, N]));
    const mu = backend.tensor(Array.from(phases, (phase) => [Math.cos(phase), Math.sin(phase)]).flat(), [
      1,
      N,
      2,
    ]);
    const memory = kuramotoMemory(backend, {
      // Attraction is a negative coefficient of the energy.
      potential: reluPotential(backend, { linear: backend.neg(linear) }),
      omega: backend.tensor([
        [0, -omega],
        [omega, 0],
      ]),
    });
    const flow = await backend.read(memory.field(0, mu));
    for (const [i, phase] of phases.entries()) {
      const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
      const speed = cos * (flow[2 * i + 1] ?? NaN) - sin * (flow[2 * i] ?? NaN);
      const wanted = phases.reduce((sum, other, j) => {
        const w = ((weights[i * N + j] ?? NaN) + (weights[j * N + i] ?? NaN)) / 2;
        return j === i ? sum : sum + w * Math.sin(other - phase);
      }, omega);
      expect(Math.abs(speed - wanted)).toBeLessThan(1e-5);
    }
  });

  it('with different rotations the energy rises, and a warning says why', async () => {
    const potential = reluPotential(backend, { linear: couplings(1) });
    const omega = backend.tensor(normals(3, N * D * D, 3), [N, D, D]);
    const start = backend.tensor(unitVectors(4, rows, N, D), [rows, N, D]);
    const { largestRise, warnings } = await simulate(
      backend,
      kuramotoMemory(backend, { potential, omega }),
      start,
      { ...tight, duration: 3 },
    );
    expect(largestRise).toBeGreaterThan(0.1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^common-rotation: the rotations of the oscillators differ by up to /);
  });

  it('equal rotations given one by one are one rotation', async () => {
    const potential = reluPotential(backend, { linear: couplings(1) });
    const omega = normals(3, D * D);
    const start = backend.tensor(unitVectors(4, rows, N, D), [rows, N, D]);
    const one = kuramotoMemory(backend, { potential, omega: backend.tensor(omega, [D, D]) });
    const each = kuramotoMemory(backend, {
      potential,
      omega: backend.tile(backend.tensor(omega, [1, D, D]), [N, 1, 1]),
    });
    await expectClose(backend, each.field(0, start), await backend.read(one.field(0, start)), 1e-5);
    expect((await each.conditions(start)).every(({ holds }) => holds)).toBe(true);
  });

  it('warns of interactions that are not symmetric', async () => {
    const linear = backend.tensor(normals(1, N * N), [N, N]);
    const memory = kuramotoMemory(backend, { potential: reluPotential(backend, { linear }) });
    const start = backend.tensor(unitVectors(4, rows, N, D), [rows, N, D]);
    const conditions = await memory.conditions(start);
    expect(conditions.filter(({ holds }) => !holds).map(({ name }) => name)).toEqual([
      'symmetric-interactions',
    ]);
  });

  it('refuses what does not fit', () => {
    const potential = reluPotential(backend, { linear: couplings(1) });
    expect(() => kuramotoMemory(backend, { potential, omega: backend.zeros([2, 3]) })).toThrow(RangeError);
    expect(() => kuramotoMemory(backend, { potential, omega: backend.zeros([1, 1]) })).toThrow(RangeError);
    expect(() => kuramotoMemory(backend, { potential, omega: backend.zeros([2, 2], 'int32') })).toThrow(
      TypeError,
    );
    const memory = kuramotoMemory(backend, { potential, omega: backend.zeros([3, 3]) });
    expect(() => memory.field(0, backend.zeros([1, N, 4]))).toThrow(RangeError);
    expect(() => memory.energy(backend.zeros([N, 3]))).toThrow(RangeError);
    const own = kuramotoMemory(backend, { potential, omega: backend.zeros([4, 3, 3]) });
    expect(() => own.energyGradient(backend.zeros([1, N, 3]))).toThrow(RangeError);
  });
});

describe('potentials', () => {
  const edges = Int32Array.of(0, 1, 1, 2, 4, 2, 3, 5);
  const pairs = edges.length / 2;
  const mu = (): Tensor => backend.tensor(unitVectors(8, 3, N, D), [3, N, D]);

  /** A matrix that holds the edges' numbers on both sides and zeros elsewhere. */
  const spread = (values: Float32Array): Tensor => {
    const matrix = new Float32Array(N * N);
    for (const [edge, value] of values.entries()) {
      const [i = 0, j = 0] = [edges[2 * edge], edges[2 * edge + 1]];
      matrix[i * N + j] = value;
      matrix[j * N + i] = value;
    }
    return backend.tensor(matrix, [N, N]);
  };

  it('on a graph they are those on all pairs with zeros elsewhere', async () => {
    const [a, b] = [normals(1, pairs), normals(2, pairs)];
    const sparse = reluPotential(backend, { linear: backend.tensor(a), rectified: backend.tensor(b) }, edges);
    const dense = reluPotential(backend, { linear: spread(a), rectified: spread(b) });
    const wanted = await backend.read(dense.gradient(backend, mu()));
    await expectClose(backend, sparse.gradient(backend, mu()), wanted, 2e-6);
    const energies = await backend.read(dense.energy(backend, mu()));
    await expectClose(backend, sparse.energy(backend, mu()), energies, 2e-6);
    const operator = operatorPotential(sparseOperator(backend, edges, backend.tensor(a)));
    const linear = reluPotential(backend, { linear: backend.tensor(a) }, edges);
    const straight = await backend.read(linear.gradient(backend, mu()));
    await expectClose(backend, operator.gradient(backend, mu()), straight, 2e-6);
    const own = functionPotential(
      {
        value: (f, s) => f.mul(s, backend.tensor(a)),
        derivative: (f, s) => f.mul(f.ones(s.shape), backend.tensor(a)),
      },
      edges,
    );
    await expectClose(backend, own.gradient(backend, mu()), straight, 2e-6);
    await expectClose(
      backend,
      own.energy(backend, mu()),
      await backend.read(linear.energy(backend, mu())),
      2e-6,
    );
  });

  it('their sum adds up, and a function by reverse accumulation is the one with its derivative', async () => {
    const cube = pairFunction(({ mul, square }, s) => mul(square(s), s));
    const given = { ...cube, derivative: (f: Backend, s: Tensor): Tensor => f.mul(f.square(s), 3) };
    const twice = sumPotentials(functionPotential(cube), functionPotential(given));
    const wanted = await backend.read(backend.mul(functionPotential(given).gradient(backend, mu()), 2));
    await expectClose(backend, twice.gradient(backend, mu()), wanted, 5e-6);
    const energies = await backend.read(backend.mul(functionPotential(given).energy(backend, mu()), 2));
    await expectClose(backend, twice.energy(backend, mu()), energies, 5e-6);
  });

  it('refuse what does not fit', () => {
    expect(() => reluPotential(backend, { linear: backend.zeros([2, 3]) })).toThrow(RangeError);
    expect(() => reluPotential(backend, { rectified: backend.zeros([3]) }, edges)).toThrow(RangeError);
    expect(() => reluPotential(backend, { linear: backend.zeros([4], 'int32') }, edges)).toThrow(TypeError);
    expect(() => attentionPotential(backend, { weights: backend.zeros([3]) })).toThrow(RangeError);
    expect(() =>
      functionPotential(
        pairFunction((_, s) => s),
        Int32Array.of(1),
      ),
    ).toThrow(RangeError);
    expect(() => sumPotentials()).toThrow(RangeError);
    expect(() => reluCrossPotential(backend, backend.zeros([3]))).toThrow(RangeError);
    expect(() => sparseOperator(backend, edges, backend.zeros([3]))).toThrow(RangeError);
    const operator = sparseOperator(backend, edges, backend.zeros([4]));
    expect(() => operator.apply(backend, backend.zeros([1, 5]))).toThrow(RangeError);
  });
});

describe('tangent and normalised', () => {
  it('project and bring to length 1', async () => {
    const mu = backend.tensor([[0, 2]]);
    await expectClose(backend, normalised(backend, mu), [0, 1], 1e-7);
    await expectClose(
      backend,
      tangent(backend, normalised(backend, mu), backend.tensor([[3, 4]])),
      [3, 0],
      1e-6,
    );
  });
});
