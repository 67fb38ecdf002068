import { key, type RandomKey } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import {
  compose,
  composites,
  flipNoise,
  gaussian,
  gaussianNoise,
  randomBipolar,
  row,
  type Vectors,
} from './index.js';

const root = key('composites');
const books = [randomBipolar(key(1), 3, 64), randomBipolar(key(2), 5, 64), randomBipolar(key(3), 7, 64)];

describe('composites', () => {
  it('multiplies the vectors that its indices name', () => {
    const { values, shape, indices, factors } = composites(root, books, 10);
    expect(shape).toEqual([10, 64]);
    expect([factors, indices.length]).toEqual([3, 30]);
    for (let composite = 0; composite < 10; composite += 1) {
      const parts = books.map((book, factor) => row(book, indices[composite * 3 + factor] ?? NaN));
      const product = Array.from({ length: 64 }, (_, place) =>
        parts.reduce((result, part) => result * (part[place] ?? NaN), 1),
      );
      expect([...row({ values, shape }, composite)]).toEqual(product);
    }
  });

  it('draws each index of a codebook equally often', () => {
    const { indices } = composites(root, books, 7000);
    const counts = new Array<number>(7).fill(0);
    for (let place = 2; place < indices.length; place += 3) {
      const index = indices[place] ?? NaN;
      counts[index] = (counts[index] ?? NaN) + 1;
    }
    const statistic = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // Chi-square with 6 degrees of freedom exceeds this once in a million.
    expect(statistic).toBeLessThan(38.26);
  });

  it('keeps its indices from release to release', () => {
    expect(composites(key(0), books, 4).indices.join(' ')).toMatchInlineSnapshot(`"2 3 4 1 4 4 2 2 6 1 3 5"`);
  });

  it('disturbs the products only, not the indices', () => {
    const clean = composites(root, books, 5);
    const noisy = composites(root, books, 5, { noise: flipNoise(0.25) });
    expect(noisy.indices).toEqual(clean.indices);
    expect(noisy.values).toEqual(composites(root, books, 5, { noise: flipNoise(0.25) }).values);
    for (let composite = 0; composite < 5; composite += 1) {
      const before = row(clean, composite);
      const flipped = row(noisy, composite).filter((value, place) => value === -(before[place] ?? NaN));
      expect(flipped.length).toBe(16);
    }
  });

  it('refuses bad input', () => {
    expect(() => composites(root, [], 1)).toThrow(/at least one codebook/);
    expect(() => composites(root, books, 0)).toThrow(/count to be a whole number >= 1, got 0/);
    expect(() => composites(root, [...books, randomBipolar(root, 2, 32)], 1)).toThrow(
      /one dimension, got \[3, 64\] and \[2, 32\]/,
    );
    expect(() => composites('x' as RandomKey, books, 1)).toThrow(TypeError);
  });
});

describe('compose', () => {
  it('multiplies given rows', () => {
    const a: Vectors = { values: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
    const b: Vectors = { values: Float32Array.of(5, 6), shape: [1, 2] };
    expect(compose([a, b], [1, 0, 0, 0])).toEqual({ values: Float32Array.of(15, 24, 5, 12), shape: [2, 2] });
  });

  it('refuses indices that no codebook has', () => {
    expect(() => compose(books, [0, 5, 0])).toThrow(/indices from 0 to 4 for codebook 1, got 5/);
    expect(() => compose(books, [0, -1, 0])).toThrow(RangeError);
    expect(() => compose(books, [0, 0.5, 0])).toThrow(RangeError);
    expect(() => compose(books, [0, 0])).toThrow(RangeError);
    expect(() => compose(books, [])).toThrow(RangeError);
    expect(() => compose([], [0])).toThrow(RangeError);
  });
});

describe('flipNoise', () => {
  it.each([0, 0.1, 0.333, 1])('flips exactly round(%s D) components of each row', (fraction) => {
    const book = randomBipolar(root, 6, 101);
    const noisy = flipNoise(fraction)(key('noise'), book);
    for (let index = 0; index < 6; index += 1) {
      const before = row(book, index);
      const changed = row(noisy, index).filter((value, place) => value !== before[place]).length;
      expect(changed).toBe(Math.round(fraction * 101));
    }
  });

  it('flips other places in other rows', () => {
    const same: Vectors = { values: new Float32Array(200).fill(1), shape: [2, 100] };
    const noisy = flipNoise(0.5)(root, same);
    expect(row(noisy, 0)).not.toEqual(row(noisy, 1));
  });

  it('refuses bad input', () => {
    expect(() => flipNoise(1.5)).toThrow(/fraction in \[0, 1\], got 1.5/);
    expect(() => flipNoise(NaN)).toThrow(RangeError);
    expect(() => flipNoise(0.5)(root, { values: new Float32Array(3), shape: [2, 2] })).toThrow(
      /4 values for shape \[2, 2\], got 3/,
    );
  });
});

describe('gaussianNoise', () => {
  it('adds numbers of the stated deviation and leaves its argument alone', () => {
    const book = gaussian(root, 10, 1000);
    const copy = book.values.slice();
    const noisy = gaussianNoise(0.3)(key('noise'), book);
    expect(book.values).toEqual(copy);
    const power = noisy.values.reduce((sum, value, place) => sum + (value - (copy[place] ?? NaN)) ** 2, 0);
    // Five deviations of a mean of 10,000 squares.
    expect(Math.abs(power / (0.09 * 10_000) - 1)).toBeLessThan(5 * Math.sqrt(2 / 10_000));
  });

  it('refuses bad input', () => {
    expect(() => gaussianNoise(-1)).toThrow(RangeError);
    expect(() => gaussianNoise(Infinity)).toThrow(RangeError);
  });
});

describe('row', () => {
  it('copies a row', () => {
    const vectors: Vectors = { values: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
    const copy = row(vectors, 1);
    copy[0] = 9;
    expect([...vectors.values]).toEqual([1, 2, 3, 4]);
    expect(() => row(vectors, 2)).toThrow(/row from 0 to 1, got 2/);
    expect(() => row(vectors, 0.5)).toThrow(RangeError);
  });
});
