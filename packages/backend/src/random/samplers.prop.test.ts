import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, integers, key, permutation, split, uniform } from './index.js';

const runs = { seed: 20, numRuns: 200 };

describe('laws of the samplers', () => {
  it('uniform stays in [low, high)', () => {
    const bound = fc.float({ min: -(2 ** 100), max: 2 ** 100, noNaN: true });
    fc.assert(
      fc.property(fc.integer(), bound, bound, (seed, a, b) => {
        fc.pre(a !== b);
        const [low, high] = a < b ? [a, b] : [b, a];
        const values = uniform(key(seed), [50], { low, high });
        expect(values.every((value) => value >= low && value < high)).toBe(true);
      }),
      runs,
    );
  });

  it('integers stay in [low, high)', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (seed, a, b) => {
        fc.pre(a !== b);
        const [low, high] = a < b ? [a, b] : [b, a];
        const values = integers(key(seed), [50], { low, high });
        expect(values.every((value) => value >= low && value < high)).toBe(true);
      }),
      runs,
    );
  });

  it('a permutation holds each number once, and a choice begins it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100), fc.nat(100), (seed, n, taken) => {
        const order = permutation(key(seed), n);
        expect([...order].sort((x, y) => x - y)).toEqual(Array.from({ length: n }, (_, index) => index));
        const count = Math.min(taken, n);
        expect(choice(key(seed), n, count)).toEqual(order.slice(0, count));
      }),
      runs,
    );
  });

  it('split gives a prefix of a longer split', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 8 }), (seed, count) => {
        expect(split(key(seed), 8).slice(0, count)).toEqual(split(key(seed), count));
      }),
      runs,
    );
  });
});
