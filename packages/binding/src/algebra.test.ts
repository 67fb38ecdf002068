// What every algebra does alike: draws, shapes, broadcasting, similarities, gradients, memory and errors.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';

import { cases } from '../test/cases.js';
import { backends, cpu, distance, leftBehind, take, wasm } from '../test/support.js';
import { bsc } from './bsc.js';
import { fhrr } from './fhrr.js';
import { hrr } from './hrr.js';
import { mapBipolar } from './map-bipolar.js';
import { createMapReal, mapReal } from './map-real.js';

const both = backends.flatMap((backend) =>
  cases.map((testCase) => ({ ...testCase, name: backend.name, backend })),
);
const algebras = [mapBipolar, mapReal, bsc, hrr, fhrr];

describe.each(both)('$title on $name', ({ algebra, backend, spread, tolerance }) => {
  it('draws vectors that the key fixes', async () => {
    const x = algebra.random(backend, key(1), [2, 3, 20]);
    expect(x.shape).toEqual([2, 3, 20]);
    expect(x.dtype).toBe('float32');
    const values = await take(backend, x);
    expect(await take(backend, algebra.random(backend, key(1), [2, 3, 20]))).toEqual(values);
    expect(await take(backend, algebra.random(backend, key(2), [2, 3, 20]))).not.toEqual(values);
  });

  it('draws quasi-orthogonal vectors, and binds to vectors dissimilar to both', async () => {
    const count = 40;
    const dimension = 1024;
    using x = algebra.random(backend, key('pairs'), [count, dimension]);
    const similarities = await take(backend, algebra.similarity(backend, x, x));
    const pairs = similarities.filter((_, i) => i % count > Math.floor(i / count));
    const deviation = spread / Math.sqrt(dimension);
    // Five deviations: passed by chance once in two thousand times for 780 pairs.
    for (const pair of pairs) expect(Math.abs(pair)).toBeLessThan(5 * deviation);
    // The mean square of 780 numbers has a relative deviation of √(2/780).
    const meanSquare = pairs.reduce((sum, value) => sum + value * value, 0) / pairs.length;
    expect(Math.abs(meanSquare / deviation ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / pairs.length));
    for (let i = 0; i < count; i++) expect(similarities[i * (count + 1)]).toBeCloseTo(1, 5);

    using other = algebra.random(backend, key('other'), [dimension]);
    using bound = algebra.bind(backend, x, other);
    const toFactors = await take(backend, algebra.similarity(backend, bound, x));
    // Spectra of HRR vectors vary, which widens these similarities by √2; eight deviations of the widest.
    for (let i = 0; i < count; i++) {
      expect(Math.abs(toFactors[i * (count + 1)] ?? NaN)).toBeLessThan(8 * deviation);
    }
  });

  it('broadcasts leading axes of every binary operation', async () => {
    using a = algebra.random(backend, key('a'), [2, 1, 12]);
    using b = algebra.random(backend, key('b'), [3, 12]);
    for (const f of [algebra.bind, algebra.unbind]) {
      const whole = f(backend, a, b);
      expect(whole.shape).toEqual([2, 3, 12]);
      const values = await take(backend, whole);
      for (const [i, j] of [
        [0, 2],
        [1, 0],
      ] as const) {
        using left = backend.slice(a, [i, 0, 0], [1, 1, -1]);
        using right = backend.slice(b, [j, 0], [1, -1]);
        const one = await take(backend, f(backend, left, right));
        const from = (3 * i + j) * 12;
        // Exact but for the order of additions; quotients of near-zero spectra amplify that.
        expect(distance(values.slice(from, from + 12), one)).toBeLessThanOrEqual(100 * tolerance);
      }
    }
  });

  it('bundles and binds collections along the second-last axis', async () => {
    using x = algebra.random(backend, key('x'), [2, 5, 12]);
    using bundled = algebra.bundle(backend, x);
    using bound = algebra.bindAll(backend, x);
    expect(bundled.shape).toEqual([2, 12]);
    expect(bound.shape).toEqual([2, 12]);
    // One after the other, for the second collection.
    const vectors = Array.from({ length: 5 }, (_, i) =>
      backend.reshape(backend.slice(x, [1, i, 0], [1, 1, -1]), [12]),
    );
    const folded = vectors.reduce((product, vector) => algebra.bind(backend, product, vector));
    using last = backend.slice(bound, [1, 0], [1, -1]);
    using row = backend.reshape(folded, [1, 12]);
    const [alike = NaN] = await take(backend, algebra.similarity(backend, last, row));
    // Equal vectors have similarity 1; five roundings of 1e-6 change its square.
    expect(alike).toBeCloseTo(1, 5);
    using single = backend.slice(x, [0, 0, 0], [2, 1, -1]);
    expect(await take(backend, algebra.bindAll(backend, single))).toEqual(
      await take(backend, backend.clone(single)),
    );
  });

  it('rotates components', async () => {
    using x = algebra.random(backend, key('x'), [2, 5]);
    const values = await backend.read(x);
    const rotated = await take(backend, algebra.permute(backend, x, 2));
    expect(rotated.slice(0, 5)).toEqual([3, 4, 0, 1, 2].map((i) => values[i]));
    expect(await take(backend, algebra.permute(backend, x, -3))).toEqual(rotated);
    expect(await take(backend, algebra.permute(backend, x, 12))).toEqual(rotated);
    using back = algebra.permute(backend, x, 2);
    expect(await take(backend, algebra.permute(backend, back, -2))).toEqual(Array.from(values));
  });

  it('leaves nothing behind', () => {
    using a = algebra.random(backend, key('a'), [3, 2, 12]);
    using rows = algebra.random(backend, key('rows'), [4, 12]);
    const calls: readonly (() => Tensor)[] = [
      () => algebra.random(backend, key(1), [3, 12]),
      () => algebra.identity(backend, 12),
      () => algebra.bind(backend, a, a),
      () => algebra.unbind(backend, a, a),
      () => algebra.inverse(backend, a),
      () => algebra.bundle(backend, a),
      () => algebra.bindAll(backend, a),
      () => algebra.permute(backend, a, 1),
      () => algebra.similarity(backend, rows, rows),
      () => algebra.metric.features(backend, a),
    ];
    for (const call of calls) expect(leftBehind(backend, call)).toBe(0);
    expect(a.disposed).toBe(false);
  });
});

describe.each(cases)('$title', ({ algebra }) => {
  it('draws the same numbers on every backend', async () => {
    const draw = (backend: Backend): Promise<number[]> =>
      take(backend, algebra.random(backend, key('same'), [3, 50]));
    expect(await draw(wasm)).toEqual(await draw(cpu));
  });

  it('draws no vectors when asked for none', async () => {
    expect(await take(cpu, algebra.random(cpu, key(1), [0, 8]))).toEqual([]);
  });

  it('refuses shapes that do not fit, and prints them', () => {
    using a = cpu.ones([3, 8]);
    using b = cpu.ones([3, 9]);
    using c = cpu.ones([2, 8]);
    using flat = cpu.ones([8]);
    using none = cpu.ones([0, 8]);
    for (const f of [algebra.bind, algebra.unbind]) {
      expect(() => f(cpu, a, b)).toThrow(RangeError);
      expect(() => f(cpu, a, b)).toThrow(/expected vectors of one dimension .* got \[3, 8\] and \[3, 9\]\.$/);
      expect(() => f(cpu, a, c)).toThrow(/got \[3, 8\] and \[2, 8\]/);
    }
    expect(() => algebra.similarity(cpu, a, b)).toThrow(/expected shapes .* got \[3, 8\] and \[3, 9\]/);
    expect(() => algebra.similarity(cpu, flat, a)).toThrow(RangeError);
    for (const f of [algebra.bundle, algebra.bindAll]) {
      expect(() => f(cpu, flat)).toThrow(/expected vectors of shape \[\.\.\., n, D\] .* got \[8\]/);
      expect(() => f(cpu, none)).toThrow(/expected at least one vector .* got \[0, 8\]/);
    }
  });

  it('refuses other kinds and wrong numbers', () => {
    using whole = cpu.ones([3, 8], 'int32');
    using scalar = cpu.scalar(1);
    using a = cpu.ones([3, 8]);
    expect(() => algebra.bind(cpu, whole, a)).toThrow(
      /to be float32, got int32\. Convert it with backend\.cast/,
    );
    expect(() => algebra.bundle(cpu, whole)).toThrow(TypeError);
    expect(() => algebra.inverse(cpu, whole)).toThrow(TypeError);
    expect(() => algebra.bind(cpu, a, 2 as unknown as Tensor)).toThrow(/to be a tensor, got number/);
    expect(() => algebra.inverse(cpu, scalar)).toThrow(RangeError);
    expect(() => algebra.permute(cpu, a, 0.5)).toThrow(/a shift that is a whole number, got 0\.5/);
    expect(() => algebra.identity(cpu, 0)).toThrow(/a dimension that is a whole number >= 1, got 0/);
    for (const shape of [[], [0], [3, -1], [2.5]]) {
      expect(() => algebra.random(cpu, key(1), shape)).toThrow(RangeError);
    }
    expect(() => algebra.random(cpu, 'seed' as ReturnType<typeof key>, [8])).toThrow(TypeError);
  });
});

describe('similarity after unbinding', () => {
  // E over ten draws; a similarity of D = 1024 numbers deviates by less than 1/√D, the mean of ten by 0.01: five of those.
  it.each([
    { algebra: mapReal, expected: Math.sqrt(5) / 3, why: 'E[x²] / √E[x⁴] of a uniform x' },
    { algebra: hrr, expected: Math.SQRT1_2, why: 'E[p] / √E[p²] of an exponential power spectrum p' },
  ])('$algebra.name keeps $expected: $why', async ({ algebra, expected }) => {
    using a = algebra.random(cpu, key('a'), [10, 1024]);
    using b = algebra.random(cpu, key('b'), [10, 1024]);
    using bound = algebra.bind(cpu, a, b);
    using found = algebra.unbind(cpu, bound, b);
    const similarities = await take(cpu, algebra.similarity(cpu, found, a));
    const own = Array.from({ length: 10 }, (_, i) => similarities[11 * i] ?? NaN);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    expect(Math.abs(mean - expected)).toBeLessThan(0.05);
  });
});

describe('capacity of a bundle', () => {
  const members = 15;
  // Similarity of a bundle of n with a member. Majority: C(n - 1, (n - 1)/2) / 2^(n - 1) = 3432 / 2^14. Sums: 1/√n. Phasors: the mean
  // resultant of a walk of n - 1 steps seen from one more, √π / (2√n) for large n. Limited sums lose little.
  const expected: Readonly<Record<string, number>> = {
    'map-bipolar': 3432 / 2 ** 14,
    bsc: 3432 / 2 ** 14,
    'map-real': 1 / Math.sqrt(members),
    hrr: 1 / Math.sqrt(members),
    fhrr: Math.sqrt(Math.PI) / (2 * Math.sqrt(members)),
  };

  it.each(algebras)(
    '$name: fifteen members are found among a hundred, as similar as theory says',
    async (algebra) => {
      const dimension = 2048;
      using items = algebra.random(cpu, key('items'), [100, dimension]);
      using some = cpu.slice(items, [0, 0], [members, -1]);
      using bundle = algebra.bundle(cpu, some);
      using row = cpu.reshape(bundle, [1, dimension]);
      const similarities = await take(cpu, algebra.similarity(cpu, row, items));
      const inside = similarities.slice(0, members);
      const outside = similarities.slice(members);
      expect(Math.min(...inside)).toBeGreaterThan(Math.max(...outside));
      const mean = inside.reduce((sum, value) => sum + value, 0) / members;
      // One similarity deviates by 1/√D, the mean of fifteen by less than 0.006 but for terms that they share: five of those, and the
      // formula for phasors is an approximation to a few percent at n = 15.
      expect(Math.abs(mean - (expected[algebra.name] ?? NaN))).toBeLessThan(0.03);
    },
  );

  it('a limit of 1 costs a sum of fifteen little', async () => {
    const limited = createMapReal({ limit: 1 });
    using items = limited.random(cpu, key('items'), [members, 2048]);
    const bundle = await take(cpu, limited.bundle(cpu, items));
    expect(Math.max(...bundle.map(Math.abs))).toBe(1);
    expect(() => createMapReal({ limit: 0 })).toThrow(RangeError);
    expect(() => createMapReal({ limit: Infinity })).toThrow(/a finite limit > 0, got Infinity/);
  });
});

describe('gradients', () => {
  // Bilinear bindings: a central difference is exact in the step, so a step of 1 leaves only float32 rounding of some 1e-6 · 12.
  it.each(
    backends.flatMap((backend) =>
      [mapReal, hrr, bsc].map((algebra) => ({ backend, algebra, name: backend.name })),
    ),
  )('of $algebra.name.bind and unbind on $name agree with differences', async ({ backend, algebra }) => {
    const root = key('gradient');
    const draw = (name: string): Float32Array => normal(foldIn(root, name), [12]);
    using weight = backend.tensor(draw('weight'));
    using a = backend.tensor(draw('a'));
    using b = backend.tensor(draw('b'));
    for (const f of [algebra.bind, algebra.unbind]) {
      const value = (x: Tensor, y: Tensor): Tensor =>
        backend.tidy(() => backend.sum(backend.mul(weight, f(backend, x, y))));
      const { value: at, gradient } = backend.valueAndGrad((p) => value(p.a, p.b), { a, b });
      at.dispose();
      const actualA = await take(backend, gradient.a);
      const actualB = await take(backend, gradient.b);
      for (let i = 0; i < 12; i++) {
        const unit = Array.from({ length: 12 }, (_, j) => (j === i ? 1 : 0));
        using step = backend.tensor(unit);
        const half = async (x: Tensor, y: Tensor): Promise<number> =>
          (await take(backend, value(x, y)))[0] ?? NaN;
        using aUp = backend.add(a, step);
        using aDown = backend.sub(a, step);
        using bUp = backend.add(b, step);
        using bDown = backend.sub(b, step);
        expect(actualA[i]).toBeCloseTo(((await half(aUp, b)) - (await half(aDown, b))) / 2, 4);
        expect(actualB[i]).toBeCloseTo(((await half(a, bUp)) - (await half(a, bDown))) / 2, 4);
      }
    }
  });
});
