import { describe, expect, it } from 'vitest';
import vectors from '../../test-vectors/optim/optim.json' with { type: 'json' };
import { constant, cosineDecay, exponentialDecay, piecewise, warmUp, type Schedule } from './index.js';

/** PyTorch multiplies step by step, we compute each rate afresh: twelve roundings of doubles. */
function expectRates(schedule: Schedule, expected: readonly number[]): void {
  expect(expected.length).toBe(12);
  for (const [step, rate] of expected.entries()) {
    expect(Math.abs(schedule(step) - rate)).toBeLessThan(1e-14);
  }
}

describe('schedules', () => {
  it('cosineDecay follows PyTorch and stays at its end', () => {
    const schedule = cosineDecay(0.5, 11, { end: 0.1 });
    expectRates(schedule, vectors.rates.cosine);
    expect(schedule(1000)).toBe(0.1);
    expect(cosineDecay(1, 10)(10)).toBe(0);
  });

  it('exponentialDecay follows PyTorch', () => {
    expectRates(exponentialDecay(0.5, { factor: 0.9 }), vectors.rates.exponential);
    expect(exponentialDecay(2, { factor: 0.25, every: 4 })(2)).toBe(1);
  });

  it('piecewise follows PyTorch', () => {
    expectRates(
      piecewise([
        [0, 0.5],
        [3, 0.05],
        [7, 0.005],
      ]),
      vectors.rates.multiStep,
    );
  });

  it('warmUp follows PyTorch, then its schedule from the start', () => {
    expectRates(warmUp(4, 0.5), vectors.rates.warmUp);
    const schedule = warmUp(2, cosineDecay(1, 10));
    expect([schedule(0), schedule(1), schedule(2)]).toEqual([0, 0.5, 1]);
    expect(schedule(7)).toBe(cosineDecay(1, 10)(5));
  });

  it('constant is constant', () => {
    expect([constant(0.3)(0), constant(0.3)(1e6)]).toEqual([0.3, 0.3]);
  });

  it('refuse bad input', () => {
    expect(() => constant(-0.1)).toThrow(RangeError);
    expect(() => cosineDecay(1, 0)).toThrow(/steps to be a whole number >= 1, got 0/);
    expect(() => cosineDecay(NaN, 10)).toThrow(RangeError);
    expect(() => cosineDecay(1, 10, { end: -1 })).toThrow(RangeError);
    expect(() => warmUp(0.5, 1)).toThrow(RangeError);
    expect(() => warmUp(5, -1)).toThrow(RangeError);
    expect(() => exponentialDecay(1, { factor: 0 })).toThrow(/factor/);
    expect(() => exponentialDecay(1, { factor: 0.5, every: 0 })).toThrow(RangeError);
    expect(() => piecewise([])).toThrow(/at least one rate/);
    expect(() => piecewise([[1, 0.1]])).toThrow(/rise from 0, got 1/);
    expect(() =>
      piecewise([
        [0, 0.1],
        [0, 0.2],
      ]),
    ).toThrow(RangeError);
    expect(() => piecewise([[0, -1]])).toThrow(RangeError);
  });
});
