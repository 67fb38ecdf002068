// Nested lists of numbers as JSON, alone or as the values of one object.

import { InputError } from '../input-error.js';
import { shapeText, type NamedArrays, type NumberArray } from './array.js';

/**
 * Reads a JSON file.
 *
 * @param bytes - The whole file, UTF-8.
 * @param name - Name of the file in messages.
 * @returns The list under the empty name, or an object's lists by their names.
 * @throws InputError for bad JSON, ragged lists, or anything but numbers in them.
 */
export function parseJson(bytes: Uint8Array, name: string): NamedArrays {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: expected JSON, got a file that is none (${reason}).`, { cause: error });
  }
  if (Array.isArray(value)) return new Map([['', () => arrayFromLists(value, name)]]);
  if (typeof value === 'object' && value !== null) {
    return new Map(
      Object.entries(value).map(([key, list]) => [key, () => arrayFromLists(list, `${name}:${key}`)]),
    );
  }
  throw new InputError(
    `${name}: expected nested lists of numbers, got ${value === null ? 'null' : typeof value}.`,
  );
}

/**
 * An array from nested lists of numbers.
 *
 * @param value - The lists.
 * @param name - What messages call them.
 * @returns The array.
 * @throws InputError for ragged lists, or anything but numbers in them.
 */
export function arrayFromLists(value: unknown, name: string): NumberArray {
  if (!Array.isArray(value)) {
    throw new InputError(
      `${name}: expected nested lists of numbers, got ${value === null ? 'null' : typeof value}.`,
    );
  }
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = (level as readonly unknown[])[0])
    shape.push(level.length);
  const numbers: number[] = [];
  collect(value, 0, shape, numbers, name);
  return { shape, values: Float32Array.from(numbers) };
}

function collect(
  value: unknown,
  depth: number,
  shape: readonly number[],
  numbers: number[],
  name: string,
): void {
  if (depth === shape.length) {
    if (typeof value !== 'number') {
      throw new InputError(
        `${name}: expected only numbers in lists of shape ${shapeText(shape)}, got ${kindOf(value)}.`,
      );
    }
    numbers.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[depth]) {
    const got = Array.isArray(value) ? `one of ${value.length}` : kindOf(value);
    throw new InputError(
      `${name}: expected lists of ${shape[depth] ?? 0} at depth ${depth + 1}, got ${got}.`,
    );
  }
  for (const item of value as readonly unknown[]) collect(item, depth + 1, shape, numbers, name);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
