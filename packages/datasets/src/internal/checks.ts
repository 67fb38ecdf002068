// Checks that the generators share; messages are built only when something is wrong.

import { formatShape } from '@vsa/backend';
import type { Vectors } from '../vectors.js';

/** Throws RangeError unless a size is a whole number >= 1. */
export function checkSize(value: number, name: string, caller: string): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`datasets.${caller}: expected ${name} to be a whole number >= 1, got ${value}.`);
}

/** Throws RangeError unless a number lies in [0, 1]. */
export function checkUnit(value: number, name: string, caller: string): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`datasets.${caller}: expected ${name} in [0, 1], got ${value}.`);
}

/** Throws RangeError unless a number is finite and >= 0. */
export function checkDeviation(value: number, name: string, caller: string): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new RangeError(`datasets.${caller}: expected ${name} to be finite and >= 0, got ${value}.`);
}

/** Shape of vectors from outside; throws RangeError when it does not fit the values. */
export function checkedShape(vectors: Vectors, caller: string): readonly [number, number] {
  const { shape, values } = vectors;
  const [n, dimension] = shape;
  checkSize(n, 'the number of vectors', caller);
  checkSize(dimension, 'their dimension', caller);
  if (values.length !== n * dimension) {
    throw new RangeError(
      `datasets.${caller}: expected ${n * dimension} values for shape ${formatShape(shape)}, got ${values.length}.`,
    );
  }
  return shape;
}
