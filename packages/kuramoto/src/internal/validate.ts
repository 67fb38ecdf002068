// Bad input is found here, before any kernel runs.

import { formatShape, isTensor, type Shape, type Tensor } from '@vsa/backend';

/** Throws TypeError unless `value` is a float32 tensor; returns it. */
export function checkFloat(where: string, what: string, value: unknown): Tensor {
  if (!isTensor(value)) {
    throw new TypeError(
      `${where}: expected ${what} to be a tensor, got ${typeof value}; make one with backend.tensor(...).`,
    );
  }
  if (value.dtype !== 'float32') {
    throw new TypeError(`${where}: expected ${what} to be float32, got ${value.dtype}; use backend.cast.`);
  }
  return value;
}

/** Throws unless `value` is a float32 tensor of this shape. */
export function checkShape(where: string, what: string, value: unknown, shape: Shape): void {
  const got = checkFloat(where, what, value).shape;
  if (got.length !== shape.length || shape.some((size, axis) => got[axis] !== size)) {
    throw new RangeError(
      `${where}: expected ${what} of shape ${formatShape(shape)}, got ${formatShape(got)}.`,
    );
  }
}

/** Throws RangeError unless `value` is a whole number of at least `least`, TypeError unless it is a number; returns it. */
export function checkWhole(where: string, what: string, value: unknown, least: number): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a whole number, got ${typeof value}.`);
  }
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${where}: expected ${what} to be a whole number >= ${least}, got ${value}.`);
  }
  return value;
}

/** Throws RangeError unless `value` is finite; returns it. */
export function checkFinite(where: string, what: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a number, got ${typeof value}.`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`${where}: expected ${what} to be finite, got ${value}.`);
  }
  return value;
}

/** Throws RangeError unless `value` is finite and > 0; returns it. */
export function checkPositive(where: string, what: string, value: unknown): number {
  const number = checkFinite(where, what, value);
  if (!(number > 0)) throw new RangeError(`${where}: expected ${what} > 0, got ${number}.`);
  return number;
}

/** Throws RangeError unless `value` is finite and >= 0; returns it. */
export function checkNotNegative(where: string, what: string, value: unknown): number {
  const number = checkFinite(where, what, value);
  if (number < 0) throw new RangeError(`${where}: expected ${what} >= 0, got ${number}.`);
  return number;
}
