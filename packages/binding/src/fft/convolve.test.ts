import type { Backend, Tensor } from '@vsa/backend';
import { key, normal } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';

import {
  backends,
  cpu,
  distance,
  leftBehind,
  naiveConvolution,
  naiveDeconvolution,
  norm,
  slopes,
  take,
} from '../../test/support.js';
import vectors from '../../test-vectors/numpy/vectors.json' with { type: 'json' };
import { circularConvolve, circularCorrelate, circularDeconvolve, involution } from './convolve.js';
import { createFft } from './fft.js';

// Two transforms and a squaring: roundings of some 1e-6 of |a| |b|, which bounds every component.
const RELATIVE = 4e-6;

const dot = (a: readonly number[], b: ArrayLike<number>): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

describe.each(backends.map((backend) => ({ name: backend.name, backend })))('on $name', ({ backend }) => {
  describe.each(vectors.convolution)('length $length', (vector) => {
    const bound = RELATIVE * norm(vector.a) * norm(vector.b);
    const apply = (f: (backend: Backend, a: Tensor, b: Tensor) => Tensor): Promise<number[]> => {
      using a = backend.tensor(vector.a);
      using b = backend.tensor(vector.b);
      return take(backend, f(backend, a, b));
    };

    it('convolves as SciPy does', async () => {
      expect(distance(await apply(circularConvolve), vector.convolved)).toBeLessThan(bound);
    });

    it('correlates as SciPy does', async () => {
      expect(distance(await apply(circularCorrelate), vector.correlated)).toBeLessThan(bound);
    });

    it('deconvolves as NumPy solves', async () => {
      // The condition number says by how much a division may amplify roundings.
      const limit = RELATIVE * vector.condition * norm(vector.deconvolved);
      expect(distance(await apply(circularDeconvolve), vector.deconvolved)).toBeLessThan(limit);
    });
  });

  it('keeps the accuracy of a small vector beside a large one', async () => {
    const large = normal(key('large'), [256]).map((x) => x * 1e6);
    const small = normal(key('small'), [256]).map((x) => x * 1e-6);
    using a = backend.tensor(large);
    using b = backend.tensor(small);
    const bound = RELATIVE * norm(large) * norm(small);
    expect(bound).toBeLessThan(1e-2);
    const expected = naiveConvolution(large, small);
    expect(distance(await take(backend, circularConvolve(backend, a, b)), expected)).toBeLessThan(bound);
    expect(distance(await take(backend, circularConvolve(backend, b, a)), expected)).toBeLessThan(bound);
  });

  it('gives zero, within rounding, for a zero vector', async () => {
    using zero = backend.zeros([30]);
    using b = backend.tensor(normal(key('b'), [30]));
    // The transform of b alone still rounds: the imaginary part of its square is not exactly zero.
    const result = await take(backend, circularConvolve(backend, zero, b));
    expect(distance(result, new Float32Array(30))).toBeLessThan(1e-5);
  });

  it('broadcasts leading axes', async () => {
    const left = normal(key('left'), [2, 1, 10]);
    const right = normal(key('right'), [3, 10]);
    using a = backend.tensor(left, [2, 1, 10]);
    using b = backend.tensor(right, [3, 10]);
    const result = circularConvolve(backend, a, b);
    expect(result.shape).toEqual([2, 3, 10]);
    const expected = [0, 1].flatMap((i) =>
      [0, 1, 2].flatMap((j) =>
        naiveConvolution(left.slice(10 * i, 10 * i + 10), right.slice(10 * j, 10 * j + 10)),
      ),
    );
    expect(distance(await take(backend, result), expected)).toBeLessThan(2e-5);
  });

  it.each([
    { name: 'circularConvolve', f: circularConvolve, oracle: naiveConvolution },
    { name: 'circularDeconvolve', f: circularDeconvolve, oracle: naiveDeconvolution },
  ])('$name has the gradients that differences of a float64 oracle give', async ({ f, oracle }) => {
    const [x, y, w] = ['x', 'y', 'w'].map((name) => Array.from(normal(key(name), [14])));
    if (x === undefined || y === undefined || w === undefined) throw new Error('unreachable');
    y[0] = (y[0] ?? 0) + 8; // keeps the spectrum away from zero, where division has no slope
    using weight = backend.tensor(w);
    using a = backend.tensor(x);
    using b = backend.tensor(y);
    const { value, gradient } = backend.valueAndGrad(
      (p) => backend.tidy(() => backend.sum(backend.mul(weight, f(backend, p.a, p.b)))),
      { a, b },
    );
    value.dispose();
    const expectedA = slopes((v) => dot(oracle(v, y), w), x);
    const expectedB = slopes((v) => dot(oracle(x, v), w), y);
    // Differences with step 1e-5 in float64 are good to 1e-9; what remains is float32 rounding of sums of 14 products.
    expect(distance(await take(backend, gradient.a), expectedA)).toBeLessThan(3e-5);
    expect(distance(await take(backend, gradient.b), expectedB)).toBeLessThan(3e-5);
    expect(norm(expectedA)).toBeGreaterThan(0.1);
  });

  it('gives the same with constants that are on the device already', async () => {
    using fft = createFft(backend, 60);
    using a = backend.tensor(normal(key('a'), [2, 60]), [2, 60]);
    using b = backend.tensor(normal(key('b'), [60]));
    for (const f of [circularConvolve, circularCorrelate, circularDeconvolve]) {
      const owned = await take(backend, f(backend, a, b, { fft }));
      expect(owned).toEqual(await take(backend, f(backend, a, b)));
    }
  });

  it('leaves nothing behind', () => {
    using a = backend.ones([2, 67]);
    for (const f of [circularConvolve, circularCorrelate, circularDeconvolve]) {
      expect(leftBehind(backend, () => f(backend, a, a))).toBe(0);
    }
    expect(leftBehind(backend, () => involution(backend, a))).toBe(0);
  });

  it('involution keeps the first component and turns the others round', async () => {
    using x = backend.tensor([1, 2, 3, 4, 5]);
    expect(await take(backend, involution(backend, x))).toEqual([1, 5, 4, 3, 2]);
  });
});

describe('bad input', () => {
  it('prints both shapes', () => {
    using a = cpu.ones([3, 8]);
    using b = cpu.ones([3, 9]);
    using c = cpu.ones([2, 8]);
    for (const f of [circularConvolve, circularCorrelate, circularDeconvolve]) {
      expect(() => f(cpu, a, b)).toThrow(
        /^fft\.circular\w+: expected vectors of one dimension .* got \[3, 8\] and \[3, 9\]\.$/,
      );
      expect(() => f(cpu, a, c)).toThrow(RangeError);
    }
  });

  it('refuses transforms of another length', () => {
    using fft = createFft(cpu, 4);
    using a = cpu.ones([8]);
    expect(() => circularConvolve(cpu, a, a, { fft })).toThrow(
      'fft.circularConvolve: expected vectors [..., 4] as options.fft has that length, got [8].',
    );
  });

  it('refuses whole numbers and scalars', () => {
    using whole = cpu.ones([4], 'int32');
    using scalar = cpu.scalar(1);
    expect(() => involution(cpu, whole)).toThrow(TypeError);
    expect(() => involution(cpu, scalar)).toThrow(RangeError);
  });
});
