// Argument checks that all samplers share; messages are built only when something is wrong.

import { formatShape, sizeOf, type Shape } from '../../tensor.js';

/** Largest number of elements a typed array can be expected to hold. */
const MAX_SIZE = 2 ** 31 - 1;

/**
 * Number of elements of a shape.
 *
 * @param shape - Sizes of the axes.
 * @param caller - Name of the function in messages.
 * @returns Their product.
 * @throws TypeError when it is no list; RangeError when a size is not a whole number >= 0 or there are too many.
 */
export function checkedSize(shape: Shape, caller: string): number {
  if (!Array.isArray(shape)) {
    throw new TypeError(
      `random.${caller}: expected shape to be a list of sizes such as [2, 512], got ${typeof shape}.`,
    );
  }
  const size = sizeOf(shape);
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0) || size > MAX_SIZE) {
    throw new RangeError(
      `random.${caller}: expected whole sizes >= 0 with a product below 2^31, got ${formatShape(shape)}.`,
    );
  }
  return size;
}

/**
 * Throws RangeError unless a count is a whole number in [min, max].
 *
 * @param value - The count.
 * @param name - Its name in messages.
 * @param min - Least value.
 * @param max - Largest value.
 * @param caller - Name of the function in messages.
 */
export function checkCount(value: number, name: string, min: number, max: number, caller: string): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new RangeError(
    `random.${caller}: expected ${name} to be a whole number from ${min} to ${max}, got ${value}.`,
  );
}

/**
 * Throws RangeError unless a number is finite.
 *
 * @param value - The number.
 * @param name - Its name in messages.
 * @param caller - Name of the function in messages.
 */
export function checkFinite(value: number, name: string, caller: string): void {
  if (Number.isFinite(value)) return;
  throw new RangeError(`random.${caller}: expected ${name} to be a finite number, got ${value}.`);
}
