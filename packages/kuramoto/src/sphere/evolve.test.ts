import type { Backend, OscillatorSystem, Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawProblem, evolveOracle, plainSystem, type Arrays, type Sizes } from '../../test/sphere-oracle.js';
import { evolveSphere, sphereTrajectory } from './evolve.js';

const backends = new Map<string, Backend>();
beforeAll(async () => {
  backends.set('cpu', await createCpuBackend());
  backends.set('wasm', await createWasmBackend());
});

function backendOf(name: string): Backend {
  const backend = backends.get(name);
  if (backend === undefined) throw new RangeError(`no backend ${name}`);
  return backend;
}

type Problem = {
  readonly start: Tensor;
  readonly system: { within: Tensor; between: Tensor | undefined; omega: Tensor; drive: Tensor };
};

function tensorsOf(backend: Backend, arrays: Arrays, sizes: Sizes): Problem {
  const { batch, objects, features: d, dimension: n, blocks } = sizes;
  const coupling = blocks ? [d, d, n, n] : [d, d];
  return {
    start: backend.tensor(arrays.start, [batch, objects, d, n]),
    system: {
      within: backend.tensor(arrays.within, coupling),
      between: objects === 2 ? backend.tensor(arrays.between, coupling) : undefined,
      omega: backend.tensor(arrays.omega, [d, n, n]),
      drive: backend.tensor(arrays.drive, [batch, objects, d, n]),
    },
  };
}

const CASES: readonly (readonly [string, Sizes])[] = [
  ['the poster, N = 2', { batch: 5, objects: 2, features: 7, dimension: 2, blocks: false }],
  ['N = 3', { batch: 2, objects: 2, features: 4, dimension: 3, blocks: false }],
  ['N = 4, a batch of the registers', { batch: 4, objects: 2, features: 8, dimension: 4, blocks: false }],
  ['N = 5, one object', { batch: 3, objects: 1, features: 3, dimension: 5, blocks: false }],
  ['blocks, N = 2', { batch: 6, objects: 2, features: 5, dimension: 2, blocks: true }],
  ['blocks, N = 3', { batch: 1, objects: 2, features: 3, dimension: 3, blocks: true }],
  ['blocks, one object', { batch: 9, objects: 1, features: 4, dimension: 2, blocks: true }],
  ['one oscillator', { batch: 1, objects: 2, features: 1, dimension: 2, blocks: false }],
  ['more rows than one tile', { batch: 33, objects: 2, features: 17, dimension: 2, blocks: false }],
];

const farthest = (got: ArrayLike<number>, want: ArrayLike<number>): number =>
  Math.max(...Array.from(want, (value, index) => Math.abs((got[index] ?? NaN) - value)));

describe.each(['cpu', 'wasm'])('evolveSphere on %s', (name) => {
  it.each(CASES)('follows the equation: %s', async (_, sizes) => {
    const backend = backendOf(name);
    const arrays = drawProblem('evolve', sizes);
    const { start, system } = tensorsOf(backend, arrays, sizes);
    const want = evolveOracle(arrays.start, plainSystem(arrays, sizes), 6, 0.1);
    const got = evolveSphere(backend, start, system, { steps: 6, stepSize: 0.1 });
    expect(got.shape).toEqual(start.shape);
    // Six steps of float32 sums of up to 40 terms of size 1: rounding of 6e-8 a term, hardly magnified in 0.6 units of time.
    expect(farthest(await backend.read(got), want)).toBeLessThan(5e-6);
  });

  it.each(CASES)('has the gradient of differences: %s', async (_, sizes) => {
    const backend = backendOf(name);
    const arrays = drawProblem('gradient', sizes);
    const { batch, objects, features, dimension } = sizes;
    const shape = [batch, objects, features, dimension];
    const problem = tensorsOf(backend, arrays, sizes);
    const weights = drawProblem('weights', sizes).drive;
    const weigh = backend.tensor(weights, shape);
    const steps = 4;
    const { value, gradient } = backend.valueAndGrad(
      ({ start, system }: Problem) =>
        backend.sum(backend.mul(evolveSphere(backend, start, system, { steps, stepSize: 0.2 }), weigh)),
      problem,
    );
    const loss = (changed: Arrays): number =>
      evolveOracle(changed.start, plainSystem(changed, sizes), steps, 0.2).reduce(
        (sum, x, index) => sum + x * (weights[index] ?? NaN),
        0,
      );
    const scale = Math.sqrt(weights.length);
    expect(Math.abs(((await backend.read(value))[0] ?? NaN) - loss(arrays))).toBeLessThan(1e-5 * scale);
    const got = {
      start: await backend.read(gradient.start),
      within: await backend.read(gradient.system.within),
      between: gradient.system.between && (await backend.read(gradient.system.between)),
      omega: await backend.read(gradient.system.omega),
      drive: await backend.read(gradient.system.drive),
    };
    for (const [what, gradients] of Object.entries(got) as [keyof Arrays, Float32Array | undefined][]) {
      if (gradients === undefined) continue;
      const base = arrays[what];
      expect(gradients.length).toBe(base.length);
      for (let index = 0; index < base.length; index += Math.ceil(base.length / 5)) {
        const moved = (by: number): number => {
          const copy = Float64Array.from(base);
          copy[index] = (base[index] ?? NaN) + by;
          // The oracle reads numbers only; float64 keeps the difference exact.
          return loss({ ...arrays, [what]: copy });
        };
        const want = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        // Gradients sum over the batch in float32; differences of 1e-5 in float64 err by 1e-9.
        expect(Math.abs((gradients[index] ?? NaN) - want), `${what}[${index}]`).toBeLessThan(2e-5 * scale);
      }
    }
  });

  it('keeps unit length and leaks nothing', async () => {
    const backend = backendOf(name);
    const sizes = { batch: 4, objects: 2, features: 9, dimension: 3, blocks: false };
    const problem = tensorsOf(backend, drawProblem('length', sizes), sizes);
    const before = backend.memory().tensors;
    const end = evolveSphere(backend, problem.start, problem.system, { steps: 40, stepSize: 1 });
    const { gradient, value } = backend.valueAndGrad(
      ({ start, system }: Problem) =>
        backend.sum(evolveSphere(backend, start, system, { steps: 3, stepSize: 1 })),
      problem,
    );
    const values = await backend.read(end);
    for (let row = 0; row < values.length; row += 3) {
      // A division by a rounded length: three roundings of 6e-8.
      expect(Math.abs(Math.hypot(...values.subarray(row, row + 3)) - 1)).toBeLessThan(3e-7);
    }
    for (const tensor of [end, value, gradient.start, ...Object.values(gradient.system)]) tensor?.dispose();
    expect(backend.memory().tensors).toBe(before);
  });

  it('keeps equal objects equal to the bit, with or without couplings between them', async () => {
    const backend = backendOf(name);
    const sizes = { batch: 3, objects: 2, features: 8, dimension: 2, blocks: false };
    const { start, system } = tensorsOf(backend, drawProblem('twins', sizes), sizes);
    const twin = (x: Tensor): Tensor => {
      const first = backend.slice(x, [0, 0, 0, 0], [3, 1, 8, 2]);
      return backend.concat([first, first], 1);
    };
    const twins = { ...system, drive: twin(system.drive) };
    for (const between of [system.between, undefined]) {
      const end = evolveSphere(backend, twin(start), { ...twins, between }, { steps: 25, stepSize: 0.5 });
      const [one, two] = backend.unstack(end, 1);
      if (one === undefined || two === undefined) throw new RangeError('expected two objects');
      expect(await backend.read(one)).toEqual(await backend.read(two));
    }
  });

  it('does without rotation, drive and coupling between objects', async () => {
    const backend = backendOf(name);
    const sizes = { batch: 2, objects: 2, features: 3, dimension: 2, blocks: false };
    const arrays = drawProblem('bare', sizes);
    const { start, system } = tensorsOf(backend, arrays, sizes);
    const plain = plainSystem(arrays, sizes);
    const want = evolveOracle(
      arrays.start,
      { ...plain, between: () => 0, omega: () => 0, drive: () => 0 },
      5,
      0.3,
    );
    const bare: OscillatorSystem = { within: system.within };
    const got = evolveSphere(backend, start, bare, { steps: 5, stepSize: 0.3 });
    expect(farthest(await backend.read(got), want)).toBeLessThan(2e-6);
  });
});

describe('evolveSphere', () => {
  const sizes = { batch: 2, objects: 2, features: 3, dimension: 2, blocks: false };

  it('refuses bad input before it starts', () => {
    const backend = backendOf('cpu');
    const { start, system } = tensorsOf(backend, drawProblem('bad', sizes), sizes);
    const options = { steps: 1, stepSize: 0.1 };
    const attempt = (from: Tensor, of: OscillatorSystem, how = options) => {
      return () => evolveSphere(backend, from, of, how);
    };
    const flat = backend.zeros([2, 2, 3]);
    expect(attempt(flat, system)).toThrow(/expected start of shape .* got \[2, 2, 3\]/);
    expect(attempt(backend.zeros([2, 2, 3, 1]), system)).toThrow(RangeError);
    expect(attempt(backend.zeros([0, 2, 3, 2]), { within: system.within })).toThrow(/batch >= 1/);
    expect(attempt(backend.zeros([2, 3, 3, 2]), system)).toThrow(RangeError);
    expect(attempt(backend.zeros([2, 2, 3, 2], 'int32'), system)).toThrow(TypeError);
    expect(attempt(start, { ...system, within: flat })).toThrow(/expected within of shape \[3, 3\]/);
    expect(attempt(start, { ...system, between: flat })).toThrow(/expected between/);
    expect(attempt(start, { ...system, omega: flat })).toThrow(/expected omega of shape \[3, 2, 2\]/);
    expect(attempt(start, { ...system, drive: flat })).toThrow(/expected drive/);
    expect(attempt(backend.zeros([2, 1, 3, 2]), { ...system, drive: undefined })).toThrow(/two objects/);
    expect(attempt(start, system, { steps: -1, stepSize: 0.1 })).toThrow(/steps/);
    expect(attempt(start, system, { steps: 1.5, stepSize: 0.1 })).toThrow(RangeError);
    expect(attempt(start, system, { steps: 1, stepSize: 0 })).toThrow(/stepSize/);
  });

  it('goes nowhere in no step', async () => {
    const backend = backendOf('wasm');
    const { start, system } = tensorsOf(backend, drawProblem('still', sizes), sizes);
    const got = evolveSphere(backend, start, system, { steps: 0, stepSize: 1 });
    expect(got).not.toBe(start);
    expect(await backend.read(got)).toEqual(await backend.read(start));
  });
});

describe('sphereTrajectory', () => {
  const sizes = { batch: 2, objects: 2, features: 3, dimension: 2, blocks: false };

  it('holds the start, states on the way and the end of the same steps', async () => {
    const backend = backendOf('wasm');
    const { start, system } = tensorsOf(backend, drawProblem('way', sizes), sizes);
    const all = sphereTrajectory(backend, start, system, { steps: 7, stepSize: 0.1 });
    const some = sphereTrajectory(backend, start, system, { steps: 7, stepSize: 0.1, every: 3 });
    expect(all.shape).toEqual([8, 2, 2, 3, 2]);
    expect(some.shape).toEqual([4, 2, 2, 3, 2]);
    const kept = await backend.read(backend.gather(all, backend.tensor([0, 3, 6, 7], [4], 'int32')));
    expect(await backend.read(some)).toEqual(kept);
    const end = await backend.read(evolveSphere(backend, start, system, { steps: 7, stepSize: 0.1 }));
    expect(kept.slice(-24)).toEqual(end);
    expect(kept.slice(0, 24)).toEqual(await backend.read(start));
  });

  it('refuses a stride below one', () => {
    const backend = backendOf('wasm');
    const { start, system } = tensorsOf(backend, drawProblem('way', sizes), sizes);
    expect(() => sphereTrajectory(backend, start, system, { steps: 1, stepSize: 0.1, every: 0 })).toThrow(
      RangeError,
    );
  });
});
