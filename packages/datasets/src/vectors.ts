// What every generator here returns: plain typed arrays that any backend takes as they are.

import { checkedShape } from './internal/checks.js';

/** Row vectors as one typed array; hand `values` and `shape` to `backend.tensor`. */
export interface Vectors {
  /** The rows one after another, `[n, D]`. */
  readonly values: Float32Array;
  /** Number of rows n and of components D. */
  readonly shape: readonly [n: number, dimension: number];
}

/**
 * Copies one row out.
 *
 * @param vectors - `[n, D]`.
 * @param index - Which row, from 0.
 * @returns `[D]`.
 * @throws RangeError when there is no such row.
 */
export function row(vectors: Vectors, index: number): Float32Array {
  const [n, dimension] = checkedShape(vectors, 'row');
  if (!Number.isInteger(index) || index < 0 || index >= n) {
    throw new RangeError(`datasets.row: expected a row from 0 to ${n - 1}, got ${index}.`);
  }
  return vectors.values.slice(index * dimension, (index + 1) * dimension);
}
