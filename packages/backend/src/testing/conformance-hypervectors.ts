import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';

/** Small whole numbers without a generator: a fixed linear congruence. */
function scramble(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % 7;
  });
}

/** Values from -3 to 3, zeros among them, so that sgn(0) = +1 is seen. */
function matrix(rows: number, columns: number, seed: number): number[][] {
  const flat = scramble(rows * columns, seed).map((value) => value - 3);
  return Array.from({ length: rows }, (_, row) => flat.slice(row * columns, (row + 1) * columns));
}

const signs = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((row) => row.map((value) => (value < 0 ? -1 : 1)));

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/**
 * Declares tests of packed bipolar vectors against loops, at sizes on, below and above whole words and SIMD lanes.
 *
 * @param backend - Gives the backend under test.
 */
export function describeHypervectors(backend: () => Backend): void {
  describe.each([1, 31, 32, 33, 128, 200])('hypervectors of D = %i', (dimension) => {
    test('pack, unpack, words and back', async () => {
      const b = backend();
      const values = matrix(3, dimension, 1);
      using x = b.tensor(values);
      using packed = b.hypervectors.pack(x);
      expect(packed.shape).toEqual([3, dimension]);
      using unpacked = b.hypervectors.unpack(packed);
      expect([...(await b.read(unpacked))]).toEqual(signs(values).flat());
      const words = await b.hypervectors.words(packed);
      expect(words).toHaveLength(3 * Math.ceil(dimension / 32));
      signs(values).forEach((row, index) => {
        row.forEach((value, i) => {
          const word = words[index * Math.ceil(dimension / 32) + Math.floor(i / 32)] ?? 0;
          expect((word >>> (i % 32)) & 1).toBe(value < 0 ? 1 : 0);
        });
      });
      using again = b.hypervectors.fromWords(words, [3, dimension]);
      using second = b.hypervectors.unpack(again);
      expect([...(await b.read(second))]).toEqual(signs(values).flat());
    });
    test('bind, similarity and projectSign agree with loops', async () => {
      const b = backend();
      const [left, right] = [matrix(3, dimension, 2), matrix(4, dimension, 3)];
      using x = b.tensor(left);
      using y = b.tensor(right);
      using first = b.hypervectors.pack(x);
      using second = b.hypervectors.pack(y);
      using similar = b.hypervectors.similarity(first, second);
      const expected = signs(left).map((row) => signs(right).map((column) => dot(row, column)));
      expect(similar.dtype).toBe('int32');
      expect([...(await b.read(similar))]).toEqual(expected.flat());

      using factor = b.tensor([signs(right)[0] ?? []]);
      using packedFactor = b.hypervectors.pack(factor);
      using bound = b.hypervectors.bind(first, packedFactor);
      using product = b.hypervectors.unpack(bound);
      expect([...(await b.read(product))]).toEqual(
        signs(left).flatMap((row) => row.map((value, i) => value * (signs(right)[0]?.[i] ?? 0))),
      );

      const weights = matrix(2, 4, 4);
      using w = b.tensor(weights, undefined, 'int32');
      using projected = b.hypervectors.projectSign(w, second);
      using back = b.hypervectors.unpack(projected);
      const sums = weights.map((row) =>
        Array.from({ length: dimension }, (_, i) =>
          dot(
            row,
            signs(right).map((column) => column[i] ?? 0),
          ),
        ),
      );
      expect([...(await b.read(back))]).toEqual(signs(sums).flat());
    });
  });
  test('hypervectors of unlike dimensions', () => {
    const b = backend();
    using x = b.ones([1, 8]);
    using y = b.ones([1, 9]);
    using first = b.hypervectors.pack(x);
    using second = b.hypervectors.pack(y);
    expect(() => b.hypervectors.similarity(first, second)).toThrow(/\[1, 8\] and \[1, 9\]/);
  });
}
