import { describe, expect, it } from 'vitest';
import vectors from '../../../test-vectors/statistics/vectors.json' with { type: 'json' };
import { anova, deviation, incompleteBeta, mean, squaredCorrelation } from './statistics.js';

describe('anova', () => {
  it.each(vectors.anova)('equals that of SciPy, F = $f', ({ groups, f, p }) => {
    const found = anova(groups);
    // Both are some hundred float64 operations from the same means and variances.
    expect(found.f / f).toBeCloseTo(1, 9);
    expect(found.p / p).toBeCloseTo(1, 8);
  });
});

describe('incompleteBeta', () => {
  it.each(vectors.beta)('equals that of SciPy, I_$x($a, $b)', ({ x, a, b, value }) => {
    // log Γ of 660 is 3600: its last digit is 1e-12 of the result.
    expect(incompleteBeta(x, a, b) / value).toBeCloseTo(1, 10);
  });

  it('is 0 and 1 at the ends', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });
});

describe('moments', () => {
  it('divides by the number of values', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(deviation([1, 2, 6])).toBeCloseTo(Math.sqrt(14 / 3), 12);
  });

  it('squares the correlation of curves', () => {
    expect(squaredCorrelation([1, 2, 3], [-2, -4, -6])).toBeCloseTo(1, 12);
    expect(squaredCorrelation([1, 2, 3, 4], [1, -1, -1, 1])).toBeCloseTo(0, 12);
    // The null curve against Miyashita's table: numpy.corrcoef gives .91793.
    const table = [1, 0.3381, 0.197, 0.1194, 0.08806, 0.07015, 0.06493];
    expect(squaredCorrelation([1, 0, 0, 0, 0, 0, 0], table)).toBeCloseTo(0.918, 3);
  });
});
