import type { Backend, Tensor } from '@vsa/backend';
import { normal, key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { coherence } from './coherence.js';
import { evolveSphere } from './evolve.js';
import { initOscillators, oscillatorLayer, oscillatorSystem, type OscillatorParams } from './layer.js';
import { startStates } from './start.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const features = (seed: string, batch: number, count: number): Tensor =>
  backend.tensor(normal(key(seed), [batch, 2, count]), [batch, 2, count]);

describe('initOscillators', () => {
  it('draws by key, with the scales asked for', async () => {
    const options = { features: 40, dimension: 3, coupling: 'block', weightScale: 2 } as const;
    const one = initOscillators(backend, key(1), { ...options, couplingScale: 0.5, rotationScale: 3 });
    const two = initOscillators(backend, key(1), { ...options, couplingScale: 0.5, rotationScale: 3 });
    const deviation = async (x: Tensor): Promise<number> => {
      const values = Float32Array.from(await backend.read(x));
      return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    };
    expect(one.within.shape).toEqual([40, 40, 3, 3]);
    expect(one.rotation.shape).toEqual([40, 3, 3]);
    expect(await backend.read(one.between)).toEqual(await backend.read(two.between));
    expect(await backend.read(one.between)).not.toEqual(await backend.read(one.within));
    expect(await deviation(one.bias)).toBe(0);
    // Deviations of n Gaussian numbers scatter by 1 / sqrt(2 n): 120 of W, 14,400 of J, 360 of A; four of them.
    expect(Math.abs((await deviation(one.weight)) / 2 - 1)).toBeLessThan(0.26);
    expect(Math.abs(((await deviation(one.within)) * Math.sqrt(120)) / 0.5 - 1)).toBeLessThan(0.024);
    expect(Math.abs((await deviation(one.rotation)) / 3 - 1)).toBeLessThan(0.15);
  });

  it('refuses sizes, scales and names that cannot be', () => {
    const init = (options: object) => () => initOscillators(backend, key(1), { features: 2, ...options });
    expect(init({ dimension: 1 })).toThrow(/dimension to be a whole number >= 2, got 1/);
    expect(init({ features: 0 })).toThrow(RangeError);
    expect(init({ features: '2' })).toThrow(TypeError);
    expect(init({ coupling: 'dense' })).toThrow(/'scalar', 'block'/);
    expect(init({ weightScale: -1 })).toThrow(/weightScale >= 0/);
  });
});

describe('startStates', () => {
  it('shares what its name says', async () => {
    const sizes = { batch: 3, features: 4, dimension: 3 };
    const read = async (kind: 'fixed' | 'shared' | 'independent', batch = 3): Promise<number[][]> => {
      const values = await backend.read(startStates(backend, key(4), kind, { ...sizes, batch }));
      return Array.from({ length: batch * 2 }, (_, row) => [...values.slice(row * 12, row * 12 + 12)]);
    };
    const distinct = (rows: readonly number[][]): number => new Set(rows.map((row) => row.join())).size;
    const fixed = await read('fixed');
    const shared = await read('shared');
    expect([distinct(fixed), distinct(shared), distinct(await read('independent'))]).toEqual([1, 3, 6]);
    expect(shared[0]).toEqual(shared[1]);
    expect((await read('fixed', 7))[13]).toEqual(fixed[0]);
    for (const row of shared) {
      for (let at = 0; at < 12; at += 3) {
        expect(Math.abs(Math.hypot(...row.slice(at, at + 3)) - 1)).toBeLessThan(2e-7);
      }
    }
  });

  it('is uniform on the circle', async () => {
    const values = await backend.read(startStates(backend, key(5), 'fixed', { batch: 1, features: 4000 }));
    const quadrants = [0, 0, 0, 0];
    for (let at = 0; at < 8000; at += 2) {
      const index = ((values[at] ?? 0) > 0 ? 1 : 0) + ((values[at + 1] ?? 0) > 0 ? 2 : 0);
      quadrants[index] = (quadrants[index] ?? 0) + 1;
    }
    // 1000 each, deviation 27: five of them.
    for (const count of quadrants) expect(Math.abs(count - 1000)).toBeLessThan(137);
  });

  it('refuses bad input', () => {
    const start = (kind: string, sizes: object) => () =>
      startStates(backend, key(1), kind as 'fixed', { batch: 1, features: 1, ...sizes });
    expect(start('random', {})).toThrow(/'fixed', 'shared', 'independent'/);
    expect(start('fixed', { dimension: 1 })).toThrow(RangeError);
    expect(start('fixed', { batch: 0 })).toThrow(RangeError);
  });
});

describe('oscillatorSystem', () => {
  it('is W E + b, with skew Ω and, where asked for, symmetric couplings', async () => {
    for (const coupling of ['scalar', 'block'] as const) {
      const params = initOscillators(backend, key(2), {
        features: 3,
        dimension: 3,
        coupling,
        rotationScale: 1,
      });
      const bias = backend.tensor(normal(key(3), [3, 3]), [3, 3]);
      const e = features('e', 2, 3);
      const system = oscillatorSystem(backend, e, { ...params, bias }, { symmetry: 'symmetric' });
      const [drive, given, weight, offset] = await Promise.all(
        [system.drive, e, params.weight, bias].map(async (x) => await backend.read(x)),
      );
      for (let at = 0; at < 36; at += 1) {
        const want =
          (given?.[Math.floor(at / 3)] ?? NaN) * (weight?.[at % 9] ?? NaN) + (offset?.[at % 9] ?? NaN);
        expect(Math.abs((drive?.[at] ?? NaN) - want)).toBeLessThan(1e-6);
      }
      const { omega, between } = system;
      expect(await backend.read(backend.transpose(omega, [0, 2, 1]))).toEqual(
        (await backend.read(omega)).map((value) => 0 - value),
      );
      const turned = backend.transpose(between, coupling === 'block' ? [1, 0, 3, 2] : [1, 0]);
      expect(await backend.read(turned)).toEqual(await backend.read(between));
      const free = oscillatorSystem(backend, e, params);
      expect(await backend.read(free.within)).toEqual(await backend.read(params.within));
    }
  });

  it('makes couplings of learnt numbers in their unit, and attractive ones of L', async () => {
    const features = 4;
    const options = { features, symmetry: 'attractive', couplingUnit: 0.25, attraction: 0.36 } as const;
    const params = initOscillators(backend, key(2), options);
    const e = backend.zeros([1, 2, features]);
    const started = oscillatorSystem(backend, e, params, options);
    const identity = Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 0.36 : 0));
    (await backend.read(started.between)).forEach((value, at) => {
      expect(value).toBeCloseTo(identity[at] ?? NaN, 6);
    });
    // The same numbers drawn in units of one: the couplings at the start do not depend on the unit.
    const plain = initOscillators(backend, key(2), { features });
    const wanted = oscillatorSystem(backend, e, plain, { symmetry: 'symmetric' });
    const within = await backend.read(wanted.within);
    (await backend.read(started.within)).forEach((value, at) => {
      expect(value).toBeCloseTo(within[at] ?? NaN, 6);
    });
    const learnt = normal(key(8), [features, features]);
    const between = backend.tensor(learnt, [features, features]);
    const system = oscillatorSystem(backend, e, { ...params, between }, options);
    (await backend.read(system.between)).forEach((value, at) => {
      const [i, j] = [Math.floor(at / features), at % features];
      let sum = 0;
      for (let k = 0; k < features; k += 1) {
        sum += (learnt[i * features + k] ?? NaN) * (learnt[j * features + k] ?? NaN) * 0.0625;
      }
      expect(value).toBeCloseTo(sum, 5);
    });
  });

  it('refuses blocks that attract, and units that are not positive', () => {
    const blocks = { features: 3, coupling: 'block', symmetry: 'attractive' } as const;
    expect(() => initOscillators(backend, key(2), blocks)).toThrow(/'attractive', got blocks/);
    expect(() => initOscillators(backend, key(2), { features: 3, couplingUnit: 0 })).toThrow(/couplingUnit/);
    expect(() => initOscillators(backend, key(2), { features: 3, attraction: -1 })).toThrow(/attraction/);
    const params = initOscillators(backend, key(2), { features: 3, coupling: 'block' });
    const system = (options: object) => () => oscillatorSystem(backend, features('e', 2, 3), params, options);
    expect(system({ symmetry: 'attractive' })).toThrow(/got blocks/);
    expect(system({ couplingUnit: NaN })).toThrow(/couplingUnit/);
  });

  it('refuses features of another width and unknown names', () => {
    const params = initOscillators(backend, key(2), { features: 3 });
    expect(() => oscillatorSystem(backend, features('e', 2, 4), params)).toThrow(/\[batch, objects, 3\]/);
    expect(() =>
      oscillatorSystem(backend, features('e', 2, 3), params, { symmetry: 'even' as 'free' }),
    ).toThrow(/'symmetric'/);
  });
});

describe('oscillatorLayer', () => {
  it('is T steps of its system, differentiable in everything, and leaks nothing', async () => {
    const params = initOscillators(backend, key(6), { features: 5 });
    const start = startStates(backend, key(7), 'fixed', { batch: 4, features: 5 });
    const e = features('layer', 4, 5);
    const end = oscillatorLayer(backend, e, start, params, { steps: 3, stepSize: 0.2 });
    const system = oscillatorSystem(backend, e, params);
    const want = evolveSphere(backend, start, system, { steps: 3, stepSize: 0.2 });
    expect(await backend.read(end)).toEqual(await backend.read(want));
    const before = backend.memory().tensors;
    const { value, gradient } = backend.valueAndGrad(
      ({ e, params }: { e: Tensor; params: OscillatorParams }) =>
        backend.mean(coherence(backend, oscillatorLayer(backend, e, start, params))),
      { e, params },
    );
    for (const [name, tensor] of Object.entries({ e: gradient.e, ...gradient.params })) {
      const size = Float32Array.from(await backend.read(tensor)).reduce((sum, g) => sum + Math.abs(g), 0);
      expect(size, name).toBeGreaterThan(0);
      tensor.dispose();
    }
    value.dispose();
    expect(backend.memory().tensors).toBe(before);
  });

  it('takes one object alone', async () => {
    const params = initOscillators(backend, key(8), { features: 3 });
    const start = startStates(backend, key(9), 'shared', { batch: 2, features: 3, objects: 1 });
    const e = backend.zeros([2, 1, 3]);
    const end = await backend.read(oscillatorLayer(backend, e, start, params, { steps: 2 }));
    expect(end.length).toBe(12);
    expect(end).not.toEqual(await backend.read(start));
  });
});
