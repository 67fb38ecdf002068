// Checks of arguments; each throws before any kernel runs.

import type { Words } from './types.js';
import { wordsPerRow } from './layout.js';

/** Largest number of components: dot products then stay exact in 32 bits with any codebook of up to 127 rows of weight D. */
const MAX_DIMENSION = 2 ** 24;

/**
 * Checks an integer within bounds.
 *
 * @param where - Function and argument, for the message.
 * @param value - The value.
 * @param least - Smallest allowed.
 * @param most - Largest allowed.
 * @returns The value.
 */
export function integer(where: string, value: number, least: number, most: number): number {
  if (typeof value !== 'number') throw new TypeError(`${where}: expected an integer, got ${typeof value}.`);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${where}: expected an integer from ${least} to ${most}, got ${value}.`);
  }
  return value;
}

/**
 * Checks a dimension D.
 *
 * @param where - Function, for the message.
 * @param value - The value.
 * @returns The value.
 */
export function dimensionOf(where: string, value: number): number {
  return integer(`${where}: dimension`, value, 1, MAX_DIMENSION);
}

/**
 * Checks a finite number.
 *
 * @param where - Function and argument, for the message.
 * @param value - The value.
 * @returns The value.
 */
export function finite(where: string, value: number): number {
  if (typeof value !== 'number') throw new TypeError(`${where}: expected a number, got ${typeof value}.`);
  if (!Number.isFinite(value)) throw new RangeError(`${where}: expected a finite number, got ${value}.`);
  return value;
}

/**
 * Checks one of several names.
 *
 * @param where - Function and argument, for the message.
 * @param value - The value.
 * @param names - What is allowed.
 * @returns The value.
 */
export function oneOf<T extends string>(where: string, value: T, names: readonly T[]): T {
  if (!names.includes(value)) {
    throw new RangeError(
      `${where}: expected one of ${names.map((n) => `'${n}'`).join(', ')}, got '${value}'.`,
    );
  }
  return value;
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function rowsOf(where: string, length: number, width: number, unit: string): number {
  const rows = length / width;
  if (!Number.isInteger(rows)) {
    throw new RangeError(
      `${where}: expected a multiple of ${width} ${unit}, got ${length}: check the dimension.`,
    );
  }
  return rows;
}

/**
 * Checks packed rows: kind, length, and padding bits, which must be zero.
 *
 * @param where - Function and argument, for the message.
 * @param words - The rows, `[rows, ceil(D / 32)]`.
 * @param dimension - Number of components D.
 * @returns Number of rows.
 */
export function packedRows(where: string, words: Words, dimension: number): number {
  if (!(words instanceof Int32Array || words instanceof Uint32Array)) {
    throw new TypeError(
      `${where}: expected an Int32Array or Uint32Array of packed signs, got ${kindOf(words)}.`,
    );
  }
  const width = wordsPerRow(dimension);
  const rows = rowsOf(where, words.length, width, 'words');
  const used = dimension % 32;
  if (used !== 0) {
    const padding = -1 << used;
    for (let at = width - 1; at < words.length; at += width) {
      if (((words[at] ?? 0) & padding) !== 0) {
        throw new RangeError(
          `${where}: expected zero padding bits after component ${dimension - 1}, got some set in row ${(at - width + 1) / width}: check the dimension.`,
        );
      }
    }
  }
  return rows;
}

/**
 * Checks a float array: kind and, by default, that all values are finite.
 *
 * @param where - Function and argument, for the message.
 * @param values - The array.
 * @param width - Length of a row.
 * @returns Number of rows.
 */
export function floatRows(where: string, values: Float32Array, width: number): number {
  if (!(values instanceof Float32Array)) {
    throw new TypeError(`${where}: expected a Float32Array, got ${kindOf(values)}.`);
  }
  const rows = rowsOf(where, values.length, width, 'values');
  // x * 0 is 0 for finite x and NaN for the rest: one pass without branches, four sums so that they do not wait for
  // one another.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += (values[i] ?? 0) * 0;
    b += (values[i + 1] ?? 0) * 0;
    c += (values[i + 2] ?? 0) * 0;
    d += (values[i + 3] ?? 0) * 0;
  }
  for (let i = whole; i < values.length; i++) a += (values[i] ?? 0) * 0;
  const sum = a + b + c + d;
  if (sum !== 0) {
    const at = values.findIndex((v) => !Number.isFinite(v));
    throw new RangeError(`${where}: expected finite values, got ${values[at] ?? NaN} at index ${at}.`);
  }
  return rows;
}

/**
 * Checks a list of arrays.
 *
 * @param where - Function and argument, for the message.
 * @param list - The list.
 * @param least - Fewest entries.
 * @param most - Most entries.
 */
export function listOf(where: string, list: readonly unknown[], least: number, most: number): void {
  if (!Array.isArray(list))
    throw new TypeError(`${where}: expected an array of typed arrays, got ${kindOf(list)}.`);
  if (list.length < least || list.length > most) {
    throw new RangeError(`${where}: expected ${least} to ${most} codebooks, got ${list.length}.`);
  }
}
