// Laws of the transform at any length, also prime ones.

import { key, normal } from '@vsa/backend/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cpu, distance, naiveConvolution, naiveDft, norm, take } from '../../test/support.js';
import { circularConvolve, circularDeconvolve } from './convolve.js';
import { createFft } from './fft.js';

const parameters = { seed: 20_240_229, numRuns: 60 };
const lengths = fc.integer({ min: 1, max: 200 });
// As in fft.test.ts and convolve.test.ts.
const RELATIVE = 4e-6;

const power = (re: readonly number[], im: readonly number[]): number => norm(re) ** 2 + norm(im) ** 2;

describe('createFft', () => {
  it('agrees with the definition, keeps power (Parseval) and is undone by its inverse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), lengths, async (seed, length) => {
        const values = { re: normal(key(seed), [length]), im: normal(key(`${seed}`), [length]) };
        const size = norm([...values.re, ...values.im]);
        using fft = createFft(cpu, length);
        using re = cpu.tensor(values.re);
        using im = cpu.tensor(values.im);
        const spectrum = fft.forward({ re, im });
        const back = fft.inverse(spectrum);
        const top = await take(cpu, spectrum.re);
        const bottom = await take(cpu, spectrum.im);
        const expected = naiveDft(values.re, values.im);
        expect(distance(top, expected.re)).toBeLessThan(RELATIVE * size);
        expect(distance(bottom, expected.im)).toBeLessThan(RELATIVE * size);
        expect(Math.abs(power(top, bottom) / (length * size ** 2) - 1)).toBeLessThan(RELATIVE);
        expect(distance(await take(cpu, back.re), values.re)).toBeLessThan(RELATIVE * size);
        expect(distance(await take(cpu, back.im), values.im)).toBeLessThan(RELATIVE * size);
      }),
      parameters,
    );
  });
});

describe('circularConvolve', () => {
  it('agrees with the definition, and turns with its argument', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), lengths, fc.nat({ max: 199 }), async (seed, length, places) => {
        const shift = places % length;
        const left = normal(key(seed), [length]);
        const right = normal(key(`${seed}`), [length]);
        const bound = RELATIVE * norm(left) * norm(right);
        using a = cpu.tensor(left);
        using b = cpu.tensor(right);
        using turned = cpu.roll(a, shift);
        const expected = naiveConvolution(left, right);
        expect(distance(await take(cpu, circularConvolve(cpu, a, b)), expected)).toBeLessThan(bound);
        const rolled = expected.map((_, n) => expected[(n - shift + length) % length] ?? NaN);
        expect(distance(await take(cpu, circularConvolve(cpu, turned, b)), rolled)).toBeLessThan(bound);
      }),
      parameters,
    );
  });

  it('is undone by circularDeconvolve where no part of the spectrum is small', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), lengths, async (seed, length) => {
        const left = normal(key(seed), [length]);
        // An impulse and half as much noise in the spectrum, at most: every |B[k]| is at least 1/2.
        const noise = normal(key(`${seed}`), [length]);
        const total = noise.reduce((sum, x) => sum + Math.abs(x), 0);
        const right = noise.map((x, n) => x / (2 * total) + (n === 0 ? 1 : 0));
        using a = cpu.tensor(left);
        using b = cpu.tensor(right);
        using bound = circularConvolve(cpu, a, b);
        const found = await take(cpu, circularDeconvolve(cpu, bound, b));
        // Two steps, the second divides by at least 1/2.
        expect(distance(found, left)).toBeLessThan(4 * RELATIVE * norm(left));
      }),
      parameters,
    );
  });
});
