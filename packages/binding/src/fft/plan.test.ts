import { normal, key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';

import { cpu, distance, naiveDft, wasm } from '../../test/support.js';
import { hostFft, hostInverseFft, powerOfTwoFrom } from './host.js';
import { hostPlanOf } from './plan.js';
import { chooseRadices, MAX_RADIX } from './radices.js';

describe('chooseRadices', () => {
  it('multiplies out to the length, each radix small', () => {
    for (let length = 1; length <= 3000; length++) {
      const radices = chooseRadices(length);
      if (radices === undefined) {
        const primes = Array.from({ length: length + 1 }, (_, p) => p).filter(
          (p) => p > MAX_RADIX && length % p === 0 && isPrime(p),
        );
        expect(primes.length, `a large prime factor of ${length}`).toBeGreaterThan(0);
      } else {
        expect(radices.reduce((product, radix) => product * radix, 1)).toBe(length);
        expect(Math.max(...radices)).toBeLessThanOrEqual(MAX_RADIX);
      }
    }
  });

  it('balances the radices of common lengths', () => {
    expect(chooseRadices(64)).toEqual([64]);
    expect(chooseRadices(1024)).toEqual([32, 32]);
    expect(chooseRadices(4096)).toEqual([64, 64]);
    expect(chooseRadices(10_000)).toHaveLength(3);
  });

  it('keeps the work per number logarithmic', () => {
    // Σ radix of the best splitting is at most 64 per factor of 64, and at least two numbers need adding per doubling.
    for (const exponent of [6, 12, 18, 24]) {
      const radices = chooseRadices(2 ** exponent) ?? [];
      expect(radices.reduce((sum, radix) => sum + radix, 0)).toBeLessThanOrEqual((64 * exponent) / 6);
    }
  });
});

describe('hostFft', () => {
  it.each([1, 2, 8, 3, 12, 67, 100])('agrees with the definition at length %i', (length) => {
    const re = Float64Array.from(normal(key('re'), [length]));
    const im = Float64Array.from(normal(key('im'), [length]));
    const result = hostFft({ re, im });
    const expected = naiveDft(re, im);
    // float64 throughout: 1e-16 per operation, some hundreds of them.
    expect(distance(result.re, expected.re)).toBeLessThan(1e-12);
    expect(distance(result.im, expected.im)).toBeLessThan(1e-12);
    const back = hostInverseFft(result);
    expect(distance(back.re, re)).toBeLessThan(1e-13);
    expect(distance(back.im, im)).toBeLessThan(1e-13);
  });

  it('rounds lengths up to powers of two', () => {
    expect([1, 2, 3, 4, 5, 1000].map(powerOfTwoFrom)).toEqual([1, 2, 4, 4, 8, 1024]);
  });
});

describe('hostPlanOf', () => {
  it('computes a length once per backend', () => {
    expect(hostPlanOf(cpu, 48)).toBe(hostPlanOf(cpu, 48));
    expect(hostPlanOf(cpu, 48)).not.toBe(hostPlanOf(wasm, 48));
  });

  it('keeps at most sixteen lengths and drops the oldest', () => {
    const first = hostPlanOf(cpu, 1);
    for (let length = 2; length <= 16; length++) hostPlanOf(cpu, length);
    expect(hostPlanOf(cpu, 16)).toBe(hostPlanOf(cpu, 16));
    hostPlanOf(cpu, 17);
    hostPlanOf(cpu, 18);
    expect(hostPlanOf(cpu, 1)).not.toBe(first);
  });
});

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n > 1;
}
