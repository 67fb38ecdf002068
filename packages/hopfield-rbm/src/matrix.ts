// Matrices on the host, in float64: what the maps are computed in, before anything becomes a tensor.

import { formatShape } from '@vsa/backend';

/** A matrix on the host. */
export interface Matrix {
  /** Row-major values. */
  readonly values: Float64Array;
  /** Rows and columns. */
  readonly shape: readonly [rows: number, columns: number];
}

/**
 * Makes a matrix of numbers, in float64.
 *
 * @param values - Row-major, finite; copied.
 * @param shape - Rows and columns, each >= 1.
 * @returns The matrix.
 * @throws RangeError for a wrong shape or length, or a number that is not finite.
 */
export function matrix(values: ArrayLike<number>, shape: readonly [number, number]): Matrix {
  return checkMatrix('hopfield-rbm.matrix', 'values', { values: Float64Array.from(values), shape });
}

/**
 * Throws RangeError unless a matrix has a shape that fits its values, all finite; returns it.
 *
 * @param where - `module.fn` for messages.
 * @param what - Name of the matrix for messages.
 * @param given - The matrix.
 * @returns The matrix.
 * @throws TypeError when it is no matrix; RangeError for a wrong shape or value.
 */
export function checkMatrix(where: string, what: string, given: Matrix): Matrix {
  const { values, shape } = given;
  if (!(values instanceof Float64Array) || !Array.isArray(shape)) {
    throw new TypeError(`${where}: expected ${what} to be a matrix of float64; make one with matrix(...).`);
  }
  const [rows, columns] = shape;
  if (![rows, columns].every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new RangeError(
      `${where}: expected ${what} of shape [rows >= 1, columns >= 1], got ${formatShape(shape)}.`,
    );
  }
  if (values.length !== rows * columns) {
    throw new RangeError(
      `${where}: expected ${rows * columns} ${what} for shape ${formatShape(shape)}, got ${values.length}.`,
    );
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `${where}: expected finite numbers in ${what}, got ${values[wrong]} at row ${Math.floor(wrong / columns)}, column ${wrong % columns}.`,
    );
  }
  return given;
}
