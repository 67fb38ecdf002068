import { beforeAll, describe, expect, it } from 'vitest';

import { at, bipolar, dotOracle, packOracle, projectOracle, uniform } from '../../test/kernels-oracle.js';
import { createKernels } from './create-kernels.js';
import type { Kernels } from './types.js';

// Sizes around every boundary of the layouts: 8, 16, 32, 64, 128 components, and odd ones.
const DIMENSIONS = [1, 2, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200, 257, 1000, 1024];

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

describe('pack and unpack', () => {
  it.each(DIMENSIONS)('agree with the oracle and invert each other at D=%i', (d) => {
    const x = bipolar(uniform(d), 3, d);
    const words = kernels.pack(x, d);
    expect(words).toEqual(packOracle(x, d));
    expect(kernels.unpack(words, d)).toEqual(x);
  });

  it('takes 0, -0 and subnormals by sgn with sgn(0) = +1', () => {
    const x = Float32Array.of(0, -0, -1e-45, 1e-45, -Infinity, Infinity, -3, 0, -0, -1e-45);
    expect(kernels.pack(x, 10)).toEqual(Int32Array.of(0b1001010100));
  });

  it('refuses NaN wherever it stands, and wrong kinds and lengths', () => {
    for (const i of [0, 6, 8]) {
      const x = new Float32Array(9).fill(1);
      x[i] = NaN;
      expect(() => kernels.pack(x, 9)).toThrow(/kernels.pack: expected numbers, got NaN in row 0/);
    }
    expect(() => kernels.pack([1] as unknown as Float32Array, 1)).toThrow(TypeError);
    expect(() => kernels.pack(new Float32Array(5), 2)).toThrow(/multiple of 2 values, got 5/);
    expect(() => kernels.pack(new Float32Array(5), 0)).toThrow(RangeError);
    expect(() => kernels.unpack(new Float32Array(5) as unknown as Int32Array, 2)).toThrow(TypeError);
    expect(() => kernels.unpack(Int32Array.of(4), 2)).toThrow(/zero padding bits after component 1/);
  });
});

describe('bind', () => {
  it('is the product of signs, with one row repeated', () => {
    const random = uniform(5);
    const d = 77;
    const a = bipolar(random, 4, d);
    const b = bipolar(random, 1, d);
    const product = a.map((v, i) => v * at(b, i % d));
    expect(kernels.bind(kernels.pack(a, d), kernels.pack(b, d))).toEqual(packOracle(product, d));
  });

  it('refuses rows that do not divide', () => {
    expect(() => kernels.bind(new Int32Array(3), new Int32Array(2))).toThrow(/got 3 and 2 words/);
    expect(() => kernels.bind(new Int32Array(3), new Int32Array(0))).toThrow(RangeError);
    expect(() => kernels.bind(new Int32Array(3), [1] as unknown as Int32Array)).toThrow(TypeError);
  });
});

describe('similarity', () => {
  it.each(DIMENSIONS)('is the dot product at D=%i', (d) => {
    const random = uniform(100 + d);
    const a = bipolar(random, 3, d);
    const b = bipolar(random, 6, d);
    const expected = Array.from({ length: 18 }, (_, i) => dotOracle(a, Math.floor(i / 6), b, i % 6, d));
    expect([...kernels.similarity(kernels.pack(a, d), kernels.pack(b, d), d)]).toEqual(expected);
  });

  it('goes through large codebooks in chunks', () => {
    const random = uniform(3);
    const d = 10_000;
    const b = bipolar(random, 1000, d);
    const a = bipolar(random, 1, d);
    const got = kernels.similarity(kernels.pack(a, d), kernels.pack(b, d), d);
    for (const i of [0, 1, 500, 837, 838, 999]) expect(got[i]).toBe(dotOracle(a, 0, b, i, d));
  });

  it('refuses rows of another dimension', () => {
    expect(() => kernels.similarity(new Int32Array(3), new Int32Array(4), 64)).toThrow(
      /kernels.similarity: a: expected a multiple of 2 words, got 3/,
    );
  });
});

describe('project and projectSign', () => {
  const check = (weights: Int32Array, book: Float32Array, d: number): void => {
    const n = book.length / d;
    const sums: number[] = [];
    for (let q = 0; q < weights.length; q += n)
      sums.push(...projectOracle(weights.subarray(q, q + n), book, d));
    const packed = kernels.pack(book, d);
    expect([...kernels.project(weights, packed, d)]).toEqual(sums);
    expect(kernels.projectSign(weights, packed, d)).toEqual(packOracle(sums, d));
  };

  it.each(DIMENSIONS)('agree with the oracle at D=%i for all sizes of weights', (d) => {
    const random = uniform(7 * d);
    // Each range reaches another branch: one segment, many, 32-bit totals, weights too large for tables.
    for (const range of [1, 3, 40, 600, 9000, 40_000, 3_000_000]) {
      for (const n of [1, 2, 3, 4, 5, 17]) {
        const book = bipolar(random, n, d);
        const weights = Int32Array.from({ length: 2 * n }, () => Math.round((2 * random() - 1) * range));
        check(weights, book, d);
      }
    }
  });

  it('is exact for many equal rows, where sums are largest', () => {
    const d = 70;
    for (const n of [64, 255, 600]) {
      const row = bipolar(uniform(n), 1, d);
      const book = Float32Array.from({ length: n * d }, (_, i) => at(row, i % d));
      for (const w of [1, 2, 255, 256, 257, 4096, 65_535]) check(new Int32Array(n).fill(w), book, d);
    }
  });

  it('is exact where high digits saturate and where a few weights outweigh all others', () => {
    const d = 1024;
    const random = uniform(31);
    for (const n of [4, 33, 64, 100]) {
      const book = bipolar(random, n, d);
      for (const w of [63, 64, 100, 127, 500]) {
        check(
          Int32Array.from({ length: 2 * n }, () => w - Math.floor(random() * 3)),
          book,
          d,
        );
        const one = Int32Array.from({ length: n }, () => Math.round((2 * random() - 1) * w));
        one[n >> 1] = -w * n;
        check(one, book, d);
      }
    }
  });

  it('calls ties positive: opposite rows cancel to 0, and 0 is +1', () => {
    const d = 130;
    const row = bipolar(uniform(1), 1, d);
    const book = Float32Array.from([...row, ...row.map((v) => -v)]);
    expect(kernels.project(Int32Array.of(5, 5), kernels.pack(book, d), d)).toEqual(new Int32Array(d));
    expect(kernels.projectSign(Int32Array.of(5, 5), kernels.pack(book, d), d)).toEqual(new Int32Array(5));
    check(Int32Array.of(0, 0, 5, 4), book, d);
  });

  it('takes the extreme weights', () => {
    const book = bipolar(uniform(2), 2, 40);
    check(Int32Array.of(2 ** 30, -(2 ** 30) + 1), book, 40);
    check(Int32Array.of(2 ** 31 - 1, 0), book, 40);
  });

  it('refuses weights whose sum could overflow, and wrong shapes', () => {
    const book = new Int32Array(2);
    expect(() => kernels.project(Int32Array.of(2 ** 30, 2 ** 30), book, 32)).toThrow(/sum \|w\| < 2\^31/);
    expect(() => kernels.projectSign(Int32Array.of(-(2 ** 31), 0), book, 32)).toThrow(/sum \|w\| < 2\^31/);
    expect(() => kernels.projectSign(Int32Array.of(1, 2, 3), book, 32)).toThrow(/weights \[q, 2\], got 3/);
    expect(() => kernels.projectSign(new Int32Array(0), new Int32Array(0), 32)).toThrow(/at least one row/);
    expect(() => kernels.project(new Float32Array(2) as unknown as Int32Array, book, 32)).toThrow(TypeError);
  });
});
