// Random patterns, states and symmetries for the property tests.

import { bipolar, foldIn, key, permutation } from '@vsa/backend/random';
import fc from 'fast-check';
import type { SignRows } from '../src/index.js';
import { determinant, randomPatterns, rowsOf, times, transpose } from './oracle.js';

/** Patterns of one world, with a seed for all else. */
export interface World {
  readonly seed: number;
  readonly patterns: SignRows;
  readonly n: number;
  readonly p: number;
}

/** Fixed, so that a failure comes back. */
export const settings = (numRuns: number): fc.Parameters<unknown> => ({
  numRuns,
  seed: 23,
  endOnFailure: true,
});

/** 2 to `most` units and 1 to half as many patterns that do not depend on one another: their Gram matrix, of whole numbers, is regular. */
export const worlds = (most = 24): fc.Arbitrary<World> =>
  fc
    .record({
      n: fc.integer({ min: 2, max: most }),
      share: fc.double({ min: 0, max: 0.5, noNaN: true }),
      seed: fc.nat(1e6),
    })
    .map(({ n, share, seed }) => {
      const p = Math.max(1, Math.floor(share * n));
      return { seed, n, p, patterns: randomPatterns(seed, p, n) };
    })
    .filter(({ patterns }) => {
      const rows = rowsOf(patterns);
      return Math.abs(determinant(times(rows, transpose(rows)))) > 0.5;
    });

/** Signs, `[rows, n]`. */
export function signs(
  seed: number,
  name: string,
  rows: number,
  n: number,
): SignRows & { readonly values: Int8Array } {
  return { values: Int8Array.from(bipolar(foldIn(key(seed), name), [rows, n])), shape: [rows, n] };
}

/** A symmetry of all networks: what becomes of states, and of couplings. */
export interface Symmetry {
  readonly states: (states: SignRows) => SignRows & { readonly values: Int8Array };
  readonly couplings: (couplings: Float64Array) => Float64Array;
  readonly field: (field: Float64Array) => Float64Array;
}

/** Turns some units over and gives all other numbers: a gauge change and a permutation. */
export function symmetry(seed: number, n: number): Symmetry {
  const gauge = signs(seed, 'gauge', 1, n).values;
  const order = permutation(foldIn(key(seed), 'order'), n);
  const from = (unit: number): number => order[unit] ?? 0;
  const turn = (unit: number): number => gauge[unit] ?? 1;
  return {
    states: ({ values, shape }) => ({
      values: Int8Array.from(values, (_, index) => {
        const [row, unit] = [Math.floor(index / n), index % n];
        return turn(unit) * (values[row * n + from(unit)] ?? 0);
      }),
      shape,
    }),
    couplings: (values) =>
      values.map((_, index) => {
        const [i, j] = [Math.floor(index / n), index % n];
        return turn(i) * turn(j) * (values[from(i) * n + from(j)] ?? 0);
      }),
    field: (values) => values.map((_, unit) => turn(unit) * (values[from(unit)] ?? 0)),
  };
}

/** Symmetric couplings and a field of whole numbers from -`most` to `most`, which float32 adds exactly: no field is nearly 0. */
export function wholeNetwork(
  seed: number,
  n: number,
  diagonal: 'zero' | 'positive' | 'any',
  most = 3,
): { readonly values: Float64Array; readonly field: Float64Array } {
  const draw = (name: string): Float64Array =>
    Float64Array.from(
      { length: n * n },
      (_, index) => (permutation(foldIn(foldIn(key(seed), name), index), 2 * most + 1)[0] ?? 0) - most,
    );
  const drawn = draw('couplings');
  const values = drawn.map((_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    const value = drawn[Math.max(i, j) * n + Math.min(i, j)] ?? 0;
    if (i !== j || diagonal === 'any') return value;
    return diagonal === 'zero' ? 0 : Math.abs(value);
  });
  return { values, field: draw('field').slice(0, n) };
}
