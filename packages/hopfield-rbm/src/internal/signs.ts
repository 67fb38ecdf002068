// Checks of rows of +1 and -1, and the paper's way to lay them out.

import { formatShape } from '@vsa/backend';
import type { Matrix } from '../matrix.js';
import type { Patterns, SignRows } from '../patterns.js';

/** Checks rows of +1 and -1, which `what` names in the singular; gives them as bytes, in the same memory when they were bytes. */
export function checkSigns(where: string, what: string, given: SignRows, units?: number): Patterns {
  const { values, shape } = given;
  if (typeof values !== 'object' || typeof values.length !== 'number' || !Array.isArray(shape)) {
    throw new TypeError(`${where}: expected ${what}s as { values, shape }, got no values or no shape.`);
  }
  const [rows, n] = shape;
  const whole = [rows, n].every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!whole || (units !== undefined && n !== units)) {
    throw new RangeError(
      `${where}: expected ${what}s of shape [rows >= 1, ${units ?? 'N >= 1'}], got ${formatShape(shape)}.`,
    );
  }
  if (values.length !== rows * n) {
    throw new RangeError(
      `${where}: expected ${rows * n} values for ${what}s of shape ${formatShape(shape)}, got ${values.length}.`,
    );
  }
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value !== 1 && value !== -1) {
      throw new RangeError(
        `${where}: expected ${what}s of +1 and -1, got ${value} in ${what} ${Math.floor(index / n)}, unit ${index % n}.`,
      );
    }
  }
  return { values: values instanceof Int8Array ? values : Int8Array.from(values), shape };
}

/** Checks patterns to be stored: +1 and -1, no more than units. */
export function checkPatterns(where: string, given: SignRows): Patterns {
  const patterns = checkSigns(where, 'pattern', given);
  const [p, n] = patterns.shape;
  if (p > n) {
    throw new RangeError(
      `${where}: expected at most as many patterns as units, ${n}, got ${p}; store fewer.`,
    );
  }
  return patterns;
}

/** ξ of the paper, `[N, p]`. */
export function columns({ values, shape: [p, n] }: Patterns): Matrix {
  const xi = new Float64Array(n * p);
  for (let unit = 0; unit < n; unit += 1) {
    for (let pattern = 0; pattern < p; pattern += 1) xi[unit * p + pattern] = values[pattern * n + unit] ?? 0;
  }
  return { values: xi, shape: [n, p] };
}
