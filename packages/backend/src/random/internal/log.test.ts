import { describe, expect, it } from 'vitest';
import { uniform, key } from '../index.js';
import { portableLog } from './log.js';

describe('portableLog', () => {
  it('agrees with Math.log within a few units in the last place', () => {
    const exponents = uniform(key('exponents'), [20_000], { low: -300, high: 300 });
    for (const exponent of exponents) {
      const x = 10 ** exponent;
      const want = Math.log(x);
      // Both are within 2 ulp of the true value.
      expect(Math.abs(portableLog(x) - want)).toBeLessThanOrEqual(4 * 2 ** -52 * Math.abs(want));
    }
  });

  it('is accurate near 1, where the result is small', () => {
    for (const step of [1e-3, 1e-6, 1e-9, 1e-12, 2 ** -52]) {
      expect(Math.abs(portableLog(1 + step) / Math.log(1 + step) - 1)).toBeLessThan(4 * 2 ** -52);
      expect(Math.abs(portableLog(1 - step) / Math.log(1 - step) - 1)).toBeLessThan(4 * 2 ** -52);
    }
    expect(portableLog(1)).toBe(0);
  });

  it('is exact to rounding at powers of two', () => {
    for (let power = -1022; power <= 1023; power += 1) {
      const want = power * Math.LN2;
      expect(Math.abs(portableLog(2 ** power) - want)).toBeLessThanOrEqual(2 * 2 ** -52 * Math.abs(want));
    }
  });
});
