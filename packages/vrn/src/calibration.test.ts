import { describe, expect, it } from 'vitest';
import { draws } from '../test/problems.js';
import { calibrationError } from './calibration.js';

describe('calibrationError', () => {
  it('weighs the distance of each bin by its count', () => {
    const { error, bins } = calibrationError(
      [
        { confidence: 0.1, correct: false },
        { confidence: 0.3, correct: true },
        { confidence: 0.9, correct: true },
        { confidence: 1, correct: false },
      ],
      { bins: 2 },
    );
    // |1/2 - 0.2| and |1/2 - 0.95|, two choices each.
    expect(error).toBeCloseTo((2 * 0.3 + 2 * 0.45) / 4, 12);
    expect(bins.map(({ count, accuracy }) => [count, accuracy])).toEqual([
      [2, 0.5],
      [2, 0.5],
    ]);
    expect(bins[0]?.confidence).toBeCloseTo(0.2, 12);
    expect(bins[1]?.confidence).toBeCloseTo(0.95, 12);
  });

  it('is near zero for choices that are right as often as they say', () => {
    const { next } = draws(3);
    const honest = Array.from({ length: 20_000 }, () => {
      const confidence = next();
      return { confidence, correct: next() < confidence };
    });
    // Each of 10 bins holds 2,000 choices, so its accuracy has deviation 0.011 at most; the mean of |normal| is 0.8 of that.
    expect(calibrationError(honest).error).toBeLessThan(0.02);
    expect(calibrationError(honest.map((choice) => ({ ...choice, correct: true }))).error).toBeGreaterThan(
      0.4,
    );
  });

  it('names bad input', () => {
    expect(() => calibrationError([])).toThrow(
      'vrn.calibrationError: expected at least one prediction, got none',
    );
    expect(() => calibrationError([{ confidence: 1.1, correct: true }])).toThrow(
      'expected predictions[0].confidence in [0, 1], got 1.1',
    );
    expect(() => calibrationError([{ confidence: 1, correct: true }], { bins: 0 })).toThrow('expected bins');
  });
});
