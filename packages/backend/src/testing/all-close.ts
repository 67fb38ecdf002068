// Comparing arrays of numbers, with a message that says where and by how much.

import type { Tolerance } from './tolerances.js';

/** Verdict of {@link compareClose}. */
export interface Comparison {
  /** True when every pair agrees. */
  readonly pass: boolean;
  /** What differs most, in words. */
  readonly message: string;
}

/**
 * Compares arrays number by number; NaN agrees with NaN and infinities with themselves.
 *
 * @param actual - Numbers to judge.
 * @param expected - Numbers to agree with.
 * @param tolerance - `|a - b| <= absolute + relative |b|`.
 * @returns The verdict.
 */
export function compareClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): Comparison {
  if (actual.length !== expected.length) {
    return { pass: false, message: `expected ${expected.length} numbers, got ${actual.length}` };
  }
  let worst = 0;
  let at = -1;
  for (let i = 0; i < expected.length; i += 1) {
    const a = actual[i] ?? NaN;
    const b = expected[i] ?? NaN;
    if (Object.is(a, b) || a === b) continue;
    const excess = Math.abs(a - b) / (tolerance.absolute + tolerance.relative * Math.abs(b));
    if (!(excess <= worst)) {
      worst = Number.isNaN(excess) ? Infinity : excess;
      at = i;
    }
  }
  const pass = worst <= 1;
  const where =
    at < 0
      ? 'all equal'
      : `index ${at}: expected ${expected[at] ?? NaN}, got ${actual[at] ?? NaN} (${worst.toPrecision(3)} of the tolerance)`;
  return { pass, message: where };
}

/** The part of vitest's `expect` that is used here. */
interface Extendable {
  extend(
    matchers: Record<
      string,
      (
        received: ArrayLike<number>,
        expected: ArrayLike<number>,
        tolerance?: Tolerance,
      ) => { pass: boolean; message: () => string }
    >,
  ): void;
}

/** Default of the matcher: a handful of float32 roundings. */
const DEFAULT: Tolerance = { relative: 1e-5, absolute: 1e-6 };

/**
 * Adds `toBeAllClose(expected, tolerance?)` to a test runner's `expect`.
 *
 * @param expect - Vitest's or Jest's `expect`.
 */
export function installMatchers(expect: Extendable): void {
  expect.extend({
    toBeAllClose(received, expected, tolerance = DEFAULT) {
      const { pass, message } = compareClose(received, expected, tolerance);
      return { pass, message: () => message };
    },
  });
}

declare module 'vitest' {
  interface Matchers<T> {
    /** Every number agrees within the tolerance. */
    toBeAllClose(expected: ArrayLike<number>, tolerance?: Tolerance): T;
  }
}
