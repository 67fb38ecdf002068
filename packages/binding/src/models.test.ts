// Each model against an oracle of its own: tables written out, outside vectors, and slow loops.

import { key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';

import { backends, cpu, distance, naiveDft, slopes, take } from '../test/support.js';
import vectors from '../test-vectors/numpy/vectors.json' with { type: 'json' };
import { bsc, createBsc } from './bsc.js';
import { createFft } from './fft/fft.js';
import { fhrr } from './fhrr.js';
import { createHrr, hrr } from './hrr.js';
import { createMapBipolar, mapBipolar } from './map-bipolar.js';
import { mapReal } from './map-real.js';

/** Largest distance on the circle, rad. */
function turn(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(
    ...actual.map((angle, i) => {
      const difference = angle - (expected[i] ?? NaN);
      return Math.abs(Math.atan2(Math.sin(difference), Math.cos(difference)));
    }),
  );
}

describe.each(backends.map((backend) => ({ name: backend.name, backend })))('on $name', ({ backend }) => {
  describe('mapBipolar', () => {
    it('multiplies, votes with ties to +1, and compares exactly', async () => {
      using a = backend.tensor([
        [1, 1, -1, -1],
        [1, -1, 1, -1],
      ]);
      using first = backend.slice(a, [0, 0], [1, -1]);
      using second = backend.slice(a, [1, 0], [1, -1]);
      expect(await take(backend, mapBipolar.bind(backend, first, second))).toEqual([1, -1, -1, 1]);
      expect(await take(backend, mapBipolar.bundle(backend, a))).toEqual([1, 1, 1, -1]);
      expect(await take(backend, mapBipolar.similarity(backend, a, a))).toEqual([1, 0, 0, 1]);
    });

    it('leans towards the identity when an even number ties, unless a key breaks ties', async () => {
      using two = mapBipolar.random(backend, key('two'), [2, 4096]);
      using identity = mapBipolar.identity(backend, 4096);
      using row = backend.reshape(identity, [1, 4096]);
      const lean = async (algebra: typeof mapBipolar): Promise<number> => {
        using bundle = backend.tidy(() => backend.reshape(algebra.bundle(backend, two), [1, 4096]));
        return (await take(backend, algebra.similarity(backend, bundle, row)))[0] ?? NaN;
      };
      // Half the components tie and all of those are +1; five deviations 1/√4096.
      expect(Math.abs((await lean(mapBipolar)) - 0.5)).toBeLessThan(5 / 64);
      expect(Math.abs(await lean(createMapBipolar({ tieKey: key('ties') })))).toBeLessThan(5 / 64);
    });

    it('breaks ties by the signs that a key fixes, and nothing but ties', async () => {
      const keyed = createMapBipolar({ tieKey: key('ties') });
      using plus = backend.ones([2, 200]);
      expect(await take(backend, keyed.bundle(backend, plus))).toEqual(Array(200).fill(1));
      using tied = backend.concat([backend.ones([1, 200]), backend.fill([1, 200], -1)], 0);
      const broken = await take(backend, keyed.bundle(backend, tied));
      expect(await take(backend, keyed.bundle(backend, tied))).toEqual(broken);
      // Fair signs: 200 of them sum to 0 within five deviations √200.
      expect(Math.abs(broken.reduce((sum, x) => sum + x))).toBeLessThan(5 * Math.sqrt(200));
      expect(new Set(broken)).toEqual(new Set([-1, 1]));
      const other = createMapBipolar({ tieKey: key('others') });
      expect(await take(backend, other.bundle(backend, tied))).not.toEqual(broken);
    });
  });

  describe('bsc', () => {
    it('agrees with NumPy bit for bit', async () => {
      const { a, b, exclusiveOr, majority, similarity } = vectors.bits;
      using left = backend.tensor(a);
      using right = backend.tensor(b);
      using three = backend.slice(right, [0, 0], [3, -1]);
      expect(await take(backend, bsc.bind(backend, left, three))).toEqual(exclusiveOr.flat());
      expect(await take(backend, bsc.bundle(backend, left))).toEqual(majority);
      // Quotients of whole numbers, rounded once to float32.
      expect(
        distance(await take(backend, bsc.similarity(backend, left, right)), similarity.flat()),
      ).toBeLessThan(1e-7);
    });

    it('gives 0 for a tie, or the bit that a key fixes', async () => {
      using tied = backend.tensor([
        [0, 0, 1, 1],
        [0, 1, 0, 1],
      ]);
      expect(await take(backend, bsc.bundle(backend, tied))).toEqual([0, 0, 0, 1]);
      const keyed = createBsc({ tieKey: key('ties') });
      using long = backend.tile(tied, [1, 50]);
      const bits = await take(backend, keyed.bundle(backend, long));
      expect(bits.filter((_, i) => i % 4 === 0)).toEqual(Array(50).fill(0));
      expect(bits.filter((_, i) => i % 4 === 3)).toEqual(Array(50).fill(1));
      expect(new Set(bits.filter((_, i) => i % 4 === 1))).toEqual(new Set([0, 1]));
    });

    it('is mapBipolar under bit b <-> 1 - 2b', async () => {
      using bits = bsc.random(backend, key('bits'), [4, 60]);
      using signs = backend.tidy(() => backend.sub(1, backend.mul(bits, 2)));
      const asSigns = (x: readonly number[]): number[] => x.map((bit) => 1 - 2 * bit);
      for (const operation of ['bundle', 'bindAll'] as const) {
        const fromBits = await take(backend, bsc[operation](backend, bits));
        expect(asSigns(fromBits)).toEqual(await take(backend, mapBipolar[operation](backend, signs)));
      }
      expect(await take(backend, bsc.similarity(backend, bits, bits))).toEqual(
        await take(backend, mapBipolar.similarity(backend, signs, signs)),
      );
    });
  });

  describe('mapReal and hrr', () => {
    it.each([mapReal, hrr])('$name compares as SciPy does', async (algebra) => {
      using a = backend.tensor(vectors.real.a);
      using b = backend.tensor(vectors.real.b);
      const actual = await take(backend, algebra.similarity(backend, a, b));
      // Twenty products of float32.
      expect(distance(actual, vectors.real.cosine.flat())).toBeLessThan(1e-6);
    });

    it.each([mapReal, hrr])('$name calls a zero vector similar to nothing', async (algebra) => {
      using zero = backend.zeros([1, 8]);
      using ones = backend.ones([1, 8]);
      expect(await take(backend, algebra.similarity(backend, zero, ones))).toEqual([0]);
    });

    it.each([mapReal, hrr])('$name bundles by adding', async (algebra) => {
      using x = backend.tensor([
        [1, 2, 3],
        [10, 20, 30],
      ]);
      expect(await take(backend, algebra.bundle(backend, x))).toEqual([11, 22, 33]);
    });

    it('hrr.inverse with exact inverse has the reciprocal spectrum', async () => {
      const exact = createHrr({ inverse: 'exact' });
      using x = backend.tensor([3, 1, 0, -1, 0.5, 0]);
      const inverse = await take(backend, exact.inverse(backend, x));
      const zeros = Array(6).fill(0) as number[];
      const spectrum = naiveDft([3, 1, 0, -1, 0.5, 0], zeros);
      const reciprocal = naiveDft(inverse, zeros);
      spectrum.re.forEach((re, k) => {
        const im = spectrum.im[k] ?? NaN;
        expect(reciprocal.re[k]).toBeCloseTo(re / (re * re + im * im), 5);
        expect(reciprocal.im[k]).toBeCloseTo(-im / (re * re + im * im), 5);
      });
    });
  });

  describe('fhrr', () => {
    it('agrees with NumPy', async () => {
      const { angles, bundle, bound, unbound, similarity } = vectors.phases;
      using x = backend.tensor(angles);
      using a = backend.tensor(angles[0] ?? []);
      using b = backend.tensor(angles[1] ?? []);
      // Angles of size π are rounded to 2.4e-7; a short sum of phasors amplifies that.
      expect(turn(await take(backend, fhrr.bind(backend, a, b)), bound)).toBeLessThan(1e-6);
      expect(turn(await take(backend, fhrr.unbind(backend, a, b)), unbound)).toBeLessThan(1e-6);
      expect(turn(await take(backend, fhrr.bundle(backend, x)), bundle)).toBeLessThan(1e-5);
      expect(distance(await take(backend, fhrr.similarity(backend, x, x)), similarity.flat())).toBeLessThan(
        1e-6,
      );
    });

    it('wraps into [-π, π] and leaves angles inside untouched', async () => {
      using a = backend.tensor([3, -3, 0.1, 1e-8, 100]);
      using b = backend.tensor([3, -3, 0, 0, 0]);
      const wrapped = await take(backend, fhrr.bind(backend, a, b));
      // 100 rad is 16 turns: their float32 rounding is 8e-6.
      const expected = [6 - 2 * Math.PI, 2 * Math.PI - 6, 0.1, 1e-8, 100 - 32 * Math.PI];
      expect(distance(wrapped, expected)).toBeLessThan(1e-5);
      expect(wrapped.slice(2, 4)).toEqual([Math.fround(0.1), Math.fround(1e-8)]);
    });

    it('bundles with the gradient of the angle of a sum', async () => {
      const start = [0.3, -1.2, 2.5];
      using x = backend.tensor(start.map((angle) => [angle]));
      const { value, gradient } = backend.valueAndGrad((p) => backend.sum(fhrr.bundle(backend, p)), x);
      value.dispose();
      const angleOfSum = (angles: readonly number[]): number =>
        Math.atan2(
          angles.reduce((sum, angle) => sum + Math.sin(angle), 0),
          angles.reduce((sum, angle) => sum + Math.cos(angle), 0),
        );
      // Differences in float64 are good to 1e-9, the gradient to a few float32 roundings of numbers of size 1.
      expect(distance(await take(backend, gradient), slopes(angleOfSum, start))).toBeLessThan(1e-6);
    });
  });
});

describe('createHrr', () => {
  it('draws Gaussian vectors of unit length, on the average', async () => {
    const values = await take(cpu, hrr.random(cpu, key('length'), [20, 512]));
    const power = values.reduce((sum, x) => sum + x * x, 0) / 20;
    // The mean of twenty lengths² with deviation √(2/512) each: five deviations are 0.07.
    expect(Math.abs(power - 1)).toBeLessThan(0.07);
  });

  it.each([1, 2, 7, 64, 67])('draws unitary vectors with a flat spectrum at D = %i', async (dimension) => {
    const unitary = createHrr({ vectors: 'unitary' });
    const values = await take(cpu, unitary.random(cpu, key('unitary'), [2, dimension]));
    for (const row of [values.slice(0, dimension), values.slice(dimension)]) {
      const { re, im } = naiveDft(
        row,
        row.map(() => 0),
      );
      // Components were rounded to float32.
      re.forEach((x, k) => {
        expect(Math.hypot(x, im[k] ?? NaN)).toBeCloseTo(1, 5);
      });
    }
  });

  it('uses the transforms that it is given, for their length only', async () => {
    using fft = createFft(cpu, 16);
    const owned = createHrr({ fft });
    using a = cpu.tensor(Array.from({ length: 16 }, (_, i) => Math.sin(i)));
    using short = cpu.ones([8]);
    expect(await take(cpu, owned.bind(cpu, a, a))).toEqual(await take(cpu, hrr.bind(cpu, a, a)));
    expect(() => owned.bind(cpu, short, short)).toThrow(/expected vectors \[\.\.\., 16\]/);
  });

  it('refuses unknown options and lists the known ones', () => {
    expect(() => createHrr({ inverse: 'fast' as 'exact' })).toThrow(
      'hrr.createHrr: expected inverse to be one of involution, exact, got fast.',
    );
    expect(() => createHrr({ vectors: 'sparse' as 'unitary' })).toThrow(
      /one of gaussian, unitary, got sparse/,
    );
  });
});
