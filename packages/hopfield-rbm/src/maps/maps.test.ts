import { describe, expect, it } from 'vitest';
import {
  at,
  inverse,
  largestDifference,
  projectionRule,
  randomPatterns,
  rowsOf,
  times,
  transpose,
} from '../../test/oracle.js';
import { bipolar, key, normal } from '@vsa/backend/random';
import {
  binarisePatterns,
  hebbianMap,
  hopfieldToRbm,
  lowdin,
  matrix,
  overlaps,
  projections,
  qrMap,
  rbmParams,
  rbmToHopfield,
  squareRootMap,
  svdMap,
  type MapName,
  type SignRows,
} from '../index.js';

// Correlated patterns: 12 of 40 units are the same in all.
const patterns: SignRows = (() => {
  const { values, shape } = randomPatterns(3, 6, 40);
  return { values: Int8Array.from(values, (value, index) => (index % 40 < 12 ? 1 : value)), shape };
})();
const exact = [
  ['qr', qrMap],
  ['svd', svdMap],
  ['square root', squareRootMap],
] as const;
const identity = (p: number): number[][] =>
  Array.from({ length: p }, (_, i) => Array.from({ length: p }, (__, j) => (i === j ? 1 : 0)));

describe.each(exact)('%s map', (_, map) => {
  const { weights, transform } = map(patterns);
  const w = rowsOf(weights);

  // 1e-10 is asked for; rounding is at about 1e-15 per number.
  it('gives the projection rule as W Wᵀ', () => {
    expect(weights.shape).toEqual([40, 6]);
    expect(largestDifference(times(w, transpose(w)), projectionRule(patterns))).toBeLessThan(1e-10);
  });

  it('has orthonormal columns, and W X is the patterns', () => {
    expect(largestDifference(times(transpose(w), w), identity(6))).toBeLessThan(1e-12);
    const xi = transpose(rowsOf(patterns));
    expect(largestDifference(times(w, rowsOf(transform)), xi)).toBeLessThan(1e-12);
  });

  it('refuses patterns that cannot be stored', () => {
    const dependent = Int8Array.from([1, 1, -1, 1, -1, -1, 1, -1]);
    expect(() => map({ values: dependent, shape: [2, 4] })).toThrow(
      /expected linearly independent patterns, got pattern 1 as a combination/,
    );
    expect(() => map({ values: Int8Array.from([1, -1, 1, 1, 1, -1]), shape: [3, 2] })).toThrow(
      /at most as many patterns as units, 2, got 3/,
    );
    expect(() => map({ values: [1, 0, 1, 1], shape: [1, 4] })).toThrow(/got 0 in pattern 0, unit 1/);
    expect(() => map({ values: [1, 1], shape: [1, 4] })).toThrow(/expected 4 values/);
    expect(() => map({} as SignRows)).toThrow(TypeError);
  });
});

describe('qrMap', () => {
  it('has an upper triangular R, with a positive diagonal where asked for', () => {
    const plain = qrMap(patterns);
    const positive = qrMap(patterns, { diagonal: 'positive' });
    for (let row = 0; row < 6; row += 1) {
      for (let column = 0; column < row; column += 1)
        expect(plain.transform.values[row * 6 + column]).toBe(0);
      const entry = plain.transform.values[row * 7] ?? 0;
      expect(positive.transform.values[row * 7]).toBe(Math.abs(entry));
    }
    expect(plain.transform.values.some((value, index) => index % 7 === 0 && value < 0)).toBe(true);
    const product = times(rowsOf(positive.weights), rowsOf(positive.transform));
    expect(largestDifference(product, transpose(rowsOf(patterns)))).toBeLessThan(1e-12);
  });

  it('refuses unknown signs', () => {
    expect(() => qrMap(patterns, { diagonal: 'negative' as 'positive' })).toThrow(
      /'as-computed', 'positive'/,
    );
  });
});

describe('squareRootMap', () => {
  it('is the Löwdin orthogonalisation of the patterns', () => {
    const xi = matrix(transpose(rowsOf(patterns)).flat(), [40, 6]);
    expect(largestDifference(rowsOf(lowdin(xi)), rowsOf(squareRootMap(patterns).weights))).toBeLessThan(
      1e-12,
    );
  });
});

describe('hebbianMap', () => {
  it('gives the Hebbian rule, which orthogonal patterns share with the projection rule', () => {
    const w = rowsOf(hebbianMap(patterns).weights);
    const xi = transpose(rowsOf(patterns));
    const hebb = times(xi, rowsOf(patterns)).map((row) => row.map((value) => value / 40));
    expect(largestDifference(times(w, transpose(w)), hebb)).toBeLessThan(1e-12);
    expect(largestDifference(hebb, projectionRule(patterns))).toBeGreaterThan(0.1);
    const orthogonal = { values: [1, 1, 1, 1, 1, -1, 1, -1], shape: [2, 4] } as const;
    expect(hebbianMap(orthogonal).transform.values[0]).toBe(2);
    const u = rowsOf(hebbianMap(orthogonal).weights);
    expect(largestDifference(times(u, transpose(u)), projectionRule(orthogonal))).toBeLessThan(1e-12);
  });
});

describe('hopfieldToRbm and rbmToHopfield', () => {
  it.each<MapName>(['qr', 'svd', 'square-root'])('go there and back by %s', (map) => {
    const visibleField = Array.from({ length: 40 }, (_, unit) => unit / 40);
    const { params } = hopfieldToRbm(patterns, { map, beta: 3, visibleField });
    expect(params.beta).toBe(3);
    const { couplings, field } = rbmToHopfield(params);
    expect(largestDifference(rowsOf(couplings), projectionRule(patterns))).toBeLessThan(1e-10);
    expect([...field]).toEqual(visibleField);
  });

  it('add W c to the field of the visible units', () => {
    const params = rbmParams(matrix([1, 2, 3, 4], [2, 2]), {
      visibleField: [0.5, 0],
      hiddenField: [10, 100],
    });
    expect([...rbmToHopfield(params).field]).toEqual([210.5, 430]);
    expect([...rbmToHopfield(params).couplings.values]).toEqual([5, 11, 11, 25]);
  });

  it('refuses an unknown map', () => {
    expect(() => hopfieldToRbm(patterns, { map: 'lu' as MapName })).toThrow(
      /'qr', 'svd', 'square-root', 'hebbian'/,
    );
  });
});

describe('lowdin', () => {
  it('has orthonormal columns and is nearest: no small rotation comes nearer', () => {
    const w = matrix(normal(key(5), [20, 3]), [20, 3]);
    const l = rowsOf(lowdin(w));
    expect(largestDifference(times(transpose(l), l), identity(3))).toBeLessThan(1e-12);
    // Lᵀ W is symmetric positive definite exactly at the nearest orthonormal columns.
    const polar = times(transpose(l), rowsOf(w));
    expect(largestDifference(polar, transpose(polar))).toBeLessThan(1e-12);
    expect(at(polar, 0, 0)).toBeGreaterThan(0);
  });

  it('refuses wide and dependent weights', () => {
    expect(() => lowdin(matrix([1, 2], [1, 2]))).toThrow(/at most 1 columns/);
    expect(() => lowdin(matrix([1, 2, 1, 2], [2, 2]))).toThrow(/rank 2, got 1/);
  });
});

describe('binarisePatterns', () => {
  const { weights, transform } = qrMap(patterns);

  it('stays at the patterns of untrained weights', () => {
    const found = binarisePatterns(weights, { start: transform });
    // Rounding of 40 x 6 numbers; the paper's notes give 1e-12 for 784 x 10.
    expect(found.error).toBeLessThan(1e-12);
    expect(found.status).toBe('converged');
    expect([...found.patterns.values]).toEqual(Array.from(patterns.values));
  });

  it('lessens the error from a start nearby, clips nothing and reports the steps', () => {
    const noise = normal(key(8), [40 * 6]);
    const trained = matrix(
      weights.values.map((value, index) => value + 0.03 * (noise[index] ?? 0)),
      [40, 6],
    );
    const none = binarisePatterns(trained, { start: transform, maxSteps: 0 });
    const some = binarisePatterns(trained, { start: transform, maxSteps: 200 });
    expect(none.steps).toBe(0);
    expect(some.error).toBeLessThan(none.error);
    const again = times(rowsOf(trained), rowsOf(some.transform));
    expect(largestDifference(rowsOf(some.approximate), again)).toBeLessThan(1e-12);
    const orthogonal = binarisePatterns(trained, {
      start: transform,
      orthogonalisation: 'lowdin',
      maxSteps: 0,
    });
    const l = times(rowsOf(lowdin(trained)), rowsOf(transform));
    expect(largestDifference(rowsOf(orthogonal.approximate), l)).toBeLessThan(1e-12);
  });

  it('takes the step of D.7 along the derivative, found by differences', () => {
    // A soft α, so that differences see the curvature.
    const alpha = 1.5;
    const w = matrix(normal(key(9), [5, 2]), [5, 2]);
    const start = matrix([0.9, 0.2, -0.3, 1.1], [2, 2]);
    const loss = (x: readonly number[]): number =>
      times(rowsOf(w), [x.slice(0, 2), x.slice(2)])
        .flat()
        .reduce((sum, u) => sum + (u - Math.tanh(alpha * u)) ** 2, 0);
    const { transform: x } = binarisePatterns(w, { start, alpha, rate: 0.01, maxSteps: 1 });
    const h = 1e-5;
    for (let entry = 0; entry < 4; entry += 1) {
      const moved = (sign: number): number[] =>
        Array.from(start.values, (value, index) => value + (index === entry ? sign * h : 0));
      const slope = (loss(moved(1)) - loss(moved(-1))) / (2 * h);
      // Central differences err by h², about 1e-10.
      expect(((start.values[entry] ?? 0) - (x.values[entry] ?? 0)) / 0.01).toBeCloseTo(slope, 6);
    }
  });

  it('ends as diverged, not with an error, when the steps are too large', () => {
    const found = binarisePatterns(weights, { start: transform, rate: 1e308, alpha: 1 });
    expect(found.status).toBe('diverged');
    expect(found.approximate.values.every(Number.isFinite)).toBe(true);
  });

  it('refuses what does not fit', () => {
    expect(() => binarisePatterns(weights, { start: matrix([1], [1, 1]) })).toThrow(
      /start of shape \[6, 6\]/,
    );
    expect(() => binarisePatterns(weights, { start: transform, alpha: 0 })).toThrow(RangeError);
    expect(() => binarisePatterns(weights, { start: transform, maxSteps: 1.5 })).toThrow(RangeError);
    expect(() => binarisePatterns(weights, { start: transform, orthogonalisation: 'qr' as 'none' })).toThrow(
      /'none', 'lowdin'/,
    );
  });
});

describe('overlaps and projections', () => {
  const states = { values: Int8Array.from(bipolar(key(4), [7, 40])), shape: [7, 40] } as const;

  it('are ξᵀ s / N and (ξᵀξ)^-1 ξᵀ s', () => {
    const rows = rowsOf(patterns);
    const sums = times(rowsOf(states), transpose(rows));
    const m = sums.map((row) => row.map((value) => value / 40));
    expect(largestDifference(rowsOf(overlaps(states, patterns)), m)).toBe(0);
    const a = times(sums, inverse(times(rows, transpose(rows))));
    expect(largestDifference(rowsOf(projections(states, patterns)), a)).toBeLessThan(1e-12);
  });

  it('refuse states of another size', () => {
    expect(() => overlaps({ values: [1, 1], shape: [1, 2] }, patterns)).toThrow(
      /states of shape \[rows >= 1, 40\]/,
    );
    expect(() => projections({ values: [1, 1], shape: [1, 2] }, patterns)).toThrow(RangeError);
  });
});
