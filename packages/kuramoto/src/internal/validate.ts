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
