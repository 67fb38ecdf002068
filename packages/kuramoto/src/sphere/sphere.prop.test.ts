import type { Backend, OscillatorSystem, Tensor } from '@vsa/backend';
import { createWasmBackend } from '@vsa/backend/wasm';
import { rk4, solve, fixed, tsitouras5, pid } from '@vsa/backend/ode';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawProblem } from '../../test/sphere-oracle.js';
import { coherence } from './coherence.js';
import { energy } from './energy.js';
import { evolveSphere, sphereTrajectory } from './evolve.js';
import { couplingPull, normaliseStates, sphereField, tangentPart } from './field.js';
import { alignment, phasesOf, statesOf } from './phases.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const settings = { seed: 2025, numRuns: 25 } as const;
const problems = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  sizes: fc.record({
    batch: fc.integer({ min: 1, max: 4 }),
    objects: fc.constant(2),
    features: fc.integer({ min: 1, max: 6 }),
    dimension: fc.integer({ min: 2, max: 5 }),
    blocks: fc.boolean(),
  }),
});

type Drawn = { start: Tensor; system: { within: Tensor; between: Tensor; omega: Tensor; drive: Tensor } };

function drawn(
  seed: string,
  { batch, objects, features: d, dimension: n, blocks }: Parameters<typeof drawProblem>[1],
): Drawn {
  const arrays = drawProblem(seed, { batch, objects, features: d, dimension: n, blocks });
  const form = blocks ? [d, d, n, n] : [d, d];
  return {
    start: backend.tensor(arrays.start, [batch, objects, d, n]),
    system: {
      within: backend.tensor(arrays.within, form),
      between: backend.tensor(arrays.between, form),
      omega: backend.tensor(arrays.omega, [d, n, n]),
      drive: backend.tensor(arrays.drive, [batch, objects, d, n]),
    },
  };
}

function symmetric(x: Tensor): Tensor {
  const { add, mul, transpose } = backend;
  return mul(add(x, transpose(x, x.shape.length === 4 ? [1, 0, 3, 2] : [1, 0])), 0.5);
}

describe('laws of oscillators on spheres', () => {
  it('the flow is tangent to the sphere: x · dx = 0', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ seed, sizes }) => {
        const { start, system } = drawn(seed, sizes);
        const along = backend.tidy(() =>
          backend.sum(backend.mul(start, sphereField(backend, system)(0, start)), { axis: -1 }),
        );
        // Sums of some 30 float32 products of size about 3.
        for (const value of await backend.read(along)) expect(Math.abs(value)).toBeLessThan(1e-5);
      }),
      settings,
    );
  });

  it('with symmetric couplings, no rotation and short steps, the energy never rises', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ seed, sizes }) => {
        const { start, system } = drawn(seed, sizes);
        const flow: OscillatorSystem = {
          within: symmetric(system.within),
          between: symmetric(system.between),
          drive: system.drive,
        };
        const { features, dimension } = sizes;
        // |J| of such matrices stays below 2 + 2, |c| below 5 for up to 5 Gaussian numbers: 0.05 is well below the inverse.
        const states = sphereTrajectory(backend, start, flow, { steps: 25, stepSize: 0.05 });
        const values = await backend.read(energy(backend, states, flow));
        expect(values.length).toBe(26 * sizes.batch);
        // Rounding of a sum of 2 D N terms of size up to 5.
        const slack = 2 * features * dimension * 5 * 1.2e-7;
        for (let at = sizes.batch; at < values.length; at += 1) {
          expect(values[at] ?? NaN).toBeLessThanOrEqual((values[at - sizes.batch] ?? NaN) + slack);
        }
        for (let b = 0; b < sizes.batch; b += 1) {
          expect(values[25 * sizes.batch + b] ?? NaN).toBeLessThan((values[b] ?? NaN) + slack);
        }
      }),
      settings,
    );
  });

  it('the tangent field is minus the gradient of the energy', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ seed, sizes }) => {
        const { start, system } = drawn(seed, sizes);
        const flow: OscillatorSystem = {
          within: symmetric(system.within),
          between: symmetric(system.between),
          drive: system.drive,
        };
        const { gradient } = backend.valueAndGrad(
          (x: Tensor) => backend.sum(energy(backend, x, flow)),
          start,
        );
        const sum = backend.add(tangentPart(backend, start, gradient), sphereField(backend, flow)(0, start));
        // Two float32 sums of up to 60 terms of size 3.
        for (const value of await backend.read(sum)) expect(Math.abs(value)).toBeLessThan(2e-5);
      }),
      settings,
    );
  });

  it('coherence is in [0, 2], blind to a common rotation and to the order of the objects, and tied to the angle', async () => {
    await fc.assert(
      fc.asyncProperty(
        problems,
        fc.double({ min: -3, max: 3, noNaN: true }),
        async ({ seed, sizes }, angle) => {
          const { start } = drawn(seed, sizes);
          const { dimension } = sizes;
          const turn = Float32Array.from({ length: dimension * dimension }, (_, at) => {
            const [n, m] = [Math.floor(at / dimension), at % dimension];
            if (n > 1 || m > 1) return n === m ? 1 : 0;
            return n === m ? Math.cos(angle) : n < m ? -Math.sin(angle) : Math.sin(angle);
          });
          const rotation = backend.tensor(turn, [dimension, dimension]);
          const rotated = backend.reshape(
            backend.matMul(backend.reshape(start, [-1, dimension]), rotation),
            start.shape,
          );
          const rho = await backend.read(coherence(backend, start));
          const same = await backend.read(coherence(backend, rotated));
          const swapped = await backend.read(coherence(backend, backend.reverse(start, 1)));
          const cosine = await backend.read(alignment(backend, start));
          expect(rho.length).toBe(sizes.batch * sizes.features);
          rho.forEach((value, index) => {
            expect(value).toBeGreaterThanOrEqual(0);
            // The length of a unit vector errs by 2e-7, and near antiphase the root magnifies 1e-7 to 3e-4.
            expect(value).toBeLessThanOrEqual(2 + 1e-6);
            expect(Math.abs(value ** 2 - (same[index] ?? NaN) ** 2)).toBeLessThan(4e-6);
            expect(value).toBe(swapped[index]);
            expect(Math.abs(value ** 2 - 2 - 2 * (cosine[index] ?? NaN))).toBeLessThan(4e-6);
          });
        },
      ),
      settings,
    );
  });

  it('a common rotation of starts, with couplings by numbers and no drive, turns the whole solution', async () => {
    const { start, system } = drawn('turned', {
      batch: 3,
      objects: 2,
      features: 5,
      dimension: 2,
      blocks: false,
    });
    const flow = { within: system.within, between: system.between, omega: system.omega };
    const shift = (x: Tensor): Tensor => statesOf(backend, backend.add(phasesOf(backend, x), 0.7));
    const options = { steps: 20, stepSize: 0.1 };
    const one = await backend.read(shift(evolveSphere(backend, start, flow, options)));
    const two = await backend.read(evolveSphere(backend, shift(start), flow, options));
    // Twenty steps of rounding, and an arc tangent's.
    one.forEach((value, index) => {
      expect(Math.abs(value - (two[index] ?? NaN))).toBeLessThan(1e-5);
    });
  });
});

describe('N = 2', () => {
  it('is phase Kuramoto: dθ_i = ω_i + Σ J_ij sin(θ_j - θ_i) + c pull', async () => {
    const { start, system } = drawn('phases', {
      batch: 2,
      objects: 2,
      features: 6,
      dimension: 2,
      blocks: false,
    });
    const theta = await backend.read(phasesOf(backend, start));
    const dx = await backend.read(sphereField(backend, system)(0, start));
    const read = async (x: Tensor): Promise<ArrayLike<number>> => await backend.read(x);
    const [within, between, omega, drive] = await Promise.all([
      read(system.within),
      read(system.between),
      read(system.omega),
      read(system.drive),
    ]);
    const phase = (b: number, i: number, d: number): number => theta[(b * 2 + i) * 6 + d] ?? NaN;
    for (let b = 0; b < 2; b += 1) {
      for (let i = 0; i < 2; i += 1) {
        for (let d = 0; d < 6; d += 1) {
          const own = phase(b, i, d);
          const at = (b * 2 + i) * 6 + d;
          // Ω = [[0, -ω], [ω, 0]] turns by ω; (c_x, c_y) pulls towards its own direction.
          let rate = omega[d * 4 + 2] ?? NaN;
          rate += (drive[at * 2 + 1] ?? NaN) * Math.cos(own) - (drive[at * 2] ?? NaN) * Math.sin(own);
          for (let e = 0; e < 6; e += 1) {
            rate += (within[d * 6 + e] ?? NaN) * Math.sin(phase(b, i, e) - own);
            rate += (between[d * 6 + e] ?? NaN) * Math.sin(phase(b, 1 - i, e) - own);
          }
          // d(cos θ, sin θ)/dt = dθ/dt (-sin θ, cos θ); 14 float32 terms of size up to 3.
          expect(Math.abs((dx[at * 2] ?? NaN) + rate * Math.sin(own))).toBeLessThan(1e-5);
          expect(Math.abs((dx[at * 2 + 1] ?? NaN) - rate * Math.cos(own))).toBeLessThan(1e-5);
        }
      }
    }
  });
});

describe('sphereField', () => {
  it.each([
    ['rk4', { method: rk4, stepSize: fixed(0.05) }],
    ['tsitouras5', { method: tsitouras5, stepSize: pid({ rtol: 1e-5, atol: 1e-6 }) }],
  ])('gives %s what short Euler steps give, on the sphere', async (_, how) => {
    const { start, system } = drawn('solved', {
      batch: 2,
      objects: 2,
      features: 4,
      dimension: 3,
      blocks: true,
    });
    const { ys, status } = await solve(backend, sphereField(backend, system), start, {
      t1: 1,
      ...how,
      project: (x: Tensor) => normaliseStates(backend, x),
    });
    expect(status).toBe('finished');
    const [end] = ys;
    if (end === undefined) throw new RangeError('expected an end');
    const solved = await backend.read(end);
    const euler = await backend.read(
      evolveSphere(backend, start, system, { steps: 2000, stepSize: 1 / 2000 }),
    );
    solved.forEach((value, index) => {
      // Euler errs by about h times second derivatives of size 10.
      expect(Math.abs(value - (euler[index] ?? NaN))).toBeLessThan(1e-2);
    });
    for (let row = 0; row < solved.length; row += 3) {
      expect(Math.abs(Math.hypot(...solved.subarray(row, row + 3)) - 1)).toBeLessThan(3e-7);
    }
  });

  it('refuses wrong shapes', () => {
    const { start, system } = drawn('wrong', {
      batch: 2,
      objects: 2,
      features: 4,
      dimension: 2,
      blocks: false,
    });
    const field = sphereField(backend, { ...system, omega: backend.zeros([4, 3, 3]) });
    expect(() => field(0, start)).toThrow(/expected omega of shape \[4, 2, 2\]/);
    expect(() => couplingPull(backend, backend.zeros([2, 4, 2]), system)).toThrow(/expected states of shape/);
    expect(() => couplingPull(backend, start, { within: backend.zeros([3, 3]) })).toThrow(/expected within/);
    expect(() => energy(backend, backend.zeros([4, 2]), system)).toThrow(/kuramoto.energy: expected states/);
    expect(() => coherence(backend, backend.zeros([3, 4, 2]))).toThrow(
      /expected states of shape \[..., 2, D, N\]/,
    );
    expect(() => alignment(backend, backend.zeros([3, 4, 2]))).toThrow(RangeError);
    expect(() => phasesOf(backend, backend.zeros([2, 3]))).toThrow(/expected states of shape \[..., 2\]/);
    expect(() => statesOf(backend, backend.zeros([2], 'int32'))).toThrow(TypeError);
  });
});

describe('coherence', () => {
  it('is 2 in phase, 0 in antiphase and root 2 at right angles, with a finite gradient', async () => {
    const states = backend.tensor([1, 0, 0, 1, 1, 0, 1, 0, 0, -1, 0, 1], [1, 2, 3, 2]);
    const rho = await backend.read(coherence(backend, states));
    // 1e-6 is the softening at antiphase.
    [2, 0, Math.SQRT2].forEach((want, index) => {
      expect(Math.abs((rho[index] ?? NaN) - want)).toBeLessThan(1.01e-6);
    });
    const { gradient } = backend.valueAndGrad((x: Tensor) => backend.sum(coherence(backend, x)), states);
    const want = [1, 0, 0, 0, Math.SQRT1_2, Math.SQRT1_2];
    const got = await backend.read(gradient);
    [...want, ...want].forEach((value, index) => {
      expect(Math.abs((got[index] ?? NaN) - value)).toBeLessThan(1e-6);
    });
  });
});
