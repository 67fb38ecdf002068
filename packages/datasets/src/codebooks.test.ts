import { key, type RandomKey } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import {
  correlatedBipolar,
  correlatedGaussian,
  gaussian,
  randomBipolar,
  row,
  type Vectors,
} from './index.js';

const root = key('codebooks');
const n = 20;
const dimension = 4000;

/** Mean over all pairs of different rows of their inner product over D, by plain loops. */
function meanPair(vectors: Vectors): number {
  const [rows, size] = vectors.shape;
  let sum = 0;
  for (let a = 0; a < rows; a += 1) {
    for (let b = 0; b < a; b += 1) {
      const left = row(vectors, a);
      const right = row(vectors, b);
      sum += left.reduce((dot, value, place) => dot + value * (right[place] ?? NaN), 0) / size;
    }
  }
  return sum / ((rows * (rows - 1)) / 2);
}

/**
 * Exact deviation of one component's share in {@link meanPair}: with m of n signs kept, ((2m - n)^2 - n) / (n (n - 1)), and m
 * binomial with (1 + rho) / 2. Components are independent, so that the mean over D has this deviation over sqrt(D).
 */
function bipolarDeviation(rho: number): number {
  const p = (1 + rho) / 2;
  let first = 0;
  let second = 0;
  let ways = 1;
  for (let m = 0; m <= n; m += 1) {
    const probability = ways * p ** m * (1 - p) ** (n - m);
    const share = ((2 * m - n) ** 2 - n) / (n * (n - 1));
    first += probability * share;
    second += probability * share * share;
    ways = (ways * (n - m)) / (m + 1);
  }
  return Math.sqrt(Math.max(0, second - first * first));
}

/**
 * The same for Gaussian components: a quadratic form x'Ax with A = (J - I) / (n (n - 1)) and covariance (1 - r^2) I + r^2 J has
 * variance 2 tr((A C)^2), from the eigenvalues on the constant vector and on its complement.
 */
function gaussianDeviation(rho: number): number {
  const constant = (1 + (n - 1) * rho * rho) / n;
  const other = (1 - rho * rho) / (n * (n - 1));
  return Math.sqrt(2 * (constant ** 2 + (n - 1) * other ** 2));
}

/** Five deviations: a false alarm in 1.7 million; float32 rounding of Gaussians adds less than 1e-6. */
function bound(deviation: number): number {
  return (5 * deviation) / Math.sqrt(dimension) + 1e-6;
}

describe('randomBipolar', () => {
  it('gives signs of the shape asked for, the same for the same key', () => {
    const book = randomBipolar(root, 3, 5);
    expect(book.shape).toEqual([3, 5]);
    expect(book.values.every((value) => Math.abs(value) === 1)).toBe(true);
    expect(randomBipolar(root, 3, 5)).toEqual(book);
    expect(randomBipolar(key('other'), 3, 50)).not.toEqual(randomBipolar(root, 3, 50));
  });

  it('keeps its numbers from release to release', () => {
    expect(randomBipolar(key(0), 2, 8).values).toEqual(
      Float32Array.of(-1, -1, 1, 1, 1, 1, -1, 1, -1, -1, 1, -1, -1, 1, -1, -1),
    );
  });

  it('gives vectors without correlation', () => {
    expect(Math.abs(meanPair(randomBipolar(root, n, dimension)))).toBeLessThan(bound(bipolarDeviation(0)));
  });

  it('refuses bad input', () => {
    expect(() => randomBipolar(root, 0, 5)).toThrow(
      /randomBipolar: expected n to be a whole number >= 1, got 0/,
    );
    expect(() => randomBipolar(root, 2, 1.5)).toThrow(/dimension/);
    expect(() => randomBipolar('x' as RandomKey, 2, 2)).toThrow(TypeError);
  });
});

describe('gaussian', () => {
  it('gives independent components of the deviation asked for', () => {
    const book = gaussian(root, n, dimension, { deviation: 0.5 });
    const power = book.values.reduce((sum, value) => sum + value * value, 0) / book.values.length;
    // The square of a normal number has deviation sqrt(2).
    expect(Math.abs(power / 0.25 - 1)).toBeLessThan(5 * Math.sqrt(2 / book.values.length));
    expect(Math.abs(meanPair(gaussian(root, n, dimension)))).toBeLessThan(bound(gaussianDeviation(0)));
  });

  it('refuses bad input', () => {
    expect(() => gaussian(root, -1, 5)).toThrow(RangeError);
    expect(() => gaussian(root, 1, 0)).toThrow(RangeError);
    expect(() => gaussian(root, 1, 1, { deviation: NaN })).toThrow(/deviation to be finite and >= 0/);
  });
});

describe('correlatedBipolar', () => {
  it.each([0, 0.2, 0.4, 0.6, 0.8])('gives pairs that correlate with rho^2 at rho = %s', (rho) => {
    const mean = meanPair(correlatedBipolar(root, n, dimension, { rho }));
    expect(Math.abs(mean - rho * rho)).toBeLessThan(bound(bipolarDeviation(rho)));
  });

  it('gives the base vector n times at rho = 1, and signs only', () => {
    const book = correlatedBipolar(root, 4, 100, { rho: 1 });
    expect(row(book, 3)).toEqual(row(book, 0));
    expect(new Set(book.values)).toEqual(new Set([-1, 1]));
  });

  it('keeps its numbers from release to release', () => {
    expect(correlatedBipolar(key(0), 2, 8, { rho: 0.5 }).values.join(' ')).toMatchInlineSnapshot(
      `"1 1 -1 1 -1 -1 -1 1 1 1 -1 -1 -1 1 -1 1"`,
    );
  });

  it('refuses bad input', () => {
    expect(() => correlatedBipolar(root, 2, 5, { rho: -0.1 })).toThrow(/expected rho in \[0, 1\], got -0.1/);
    expect(() => correlatedBipolar(root, 2, 5, { rho: 1.01 })).toThrow(RangeError);
    expect(() => correlatedBipolar(root, 2, 5, { rho: NaN })).toThrow(RangeError);
    expect(() => correlatedBipolar(root, 0, 5, { rho: 0 })).toThrow(RangeError);
    expect(() => correlatedBipolar(root, 2, 0, { rho: 0 })).toThrow(RangeError);
  });
});

describe('correlatedGaussian', () => {
  it.each([0, 0.2, 0.4, 0.6, 0.8])('gives pairs that correlate with rho^2 at rho = %s', (rho) => {
    const mean = meanPair(correlatedGaussian(root, n, dimension, { rho }));
    expect(Math.abs(mean - rho * rho)).toBeLessThan(bound(gaussianDeviation(rho)));
  });

  it('keeps the deviation asked for', () => {
    const book = correlatedGaussian(root, 1, 100_000, { rho: 0.6, deviation: 2 });
    const power = book.values.reduce((sum, value) => sum + value * value, 0) / book.values.length;
    expect(Math.abs(power / 4 - 1)).toBeLessThan(5 * Math.sqrt(2 / book.values.length));
  });

  it('gives the base vector n times at rho = 1', () => {
    const book = correlatedGaussian(root, 3, 50, { rho: 1 });
    expect(row(book, 2)).toEqual(row(book, 0));
  });

  it('keeps its numbers from release to release', () => {
    expect(correlatedGaussian(key(0), 2, 3, { rho: 0.5 }).values.join(' ')).toMatchInlineSnapshot(
      `"-0.6133688688278198 -0.5668428540229797 -1.3964518308639526 1.8355997800827026 -1.2886031866073608 0.22300216555595398"`,
    );
  });

  it('refuses bad input', () => {
    expect(() => correlatedGaussian(root, 2, 5, { rho: 2 })).toThrow(RangeError);
    expect(() => correlatedGaussian(root, 2, 5, { rho: 0.5, deviation: -1 })).toThrow(RangeError);
    expect(() => correlatedGaussian(root, 1.5, 5, { rho: 0.5 })).toThrow(RangeError);
    expect(() => correlatedGaussian(root, 1, -5, { rho: 0.5 })).toThrow(RangeError);
  });
});
