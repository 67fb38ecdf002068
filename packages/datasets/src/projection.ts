// Random projections of real vectors to another dimension. Signs of projections keep angles: two vectors at cosine c get bipolar
// images that correlate with (2 / pi) asin(c): M. X. Goemans, D. P. Williamson, J. ACM 42(6), 1995, section 3.

import { normal, type RandomKey } from '@vsa/backend/random';
import { checkedShape, checkSize } from './internal/checks.js';
import type { Vectors } from './vectors.js';

/**
 * Projects to random directions and keeps the signs (`sgn(0) = +1`). O(n d D).
 *
 * @param key - Fixes the directions; vectors projected with one key can be compared.
 * @param vectors - `[n, d]`.
 * @param dimension - Number of components D of the images, >= 1.
 * @returns `[n, D]` of -1 and +1; two rows correlate with (2/π) asin(cosine of the originals) on average.
 * @throws RangeError when a size is not a whole number >= 1; TypeError when `key` is no key.
 */
export function projectBipolar(key: RandomKey, vectors: Vectors, dimension: number): Vectors {
  const values = projected(key, vectors, dimension, 'projectBipolar').map((value) => (value < 0 ? -1 : 1));
  return { values, shape: [vectors.shape[0], dimension] };
}

/**
 * Projects to random directions; inner products are kept on average, with deviation of order 1 / sqrt(D). O(n d D).
 *
 * @param key - Fixes the directions; vectors projected with one key can be compared.
 * @param vectors - `[n, d]`.
 * @param dimension - Number of components D of the images, >= 1.
 * @returns `[n, D]`.
 * @throws RangeError when a size is not a whole number >= 1; TypeError when `key` is no key.
 */
export function projectReal(key: RandomKey, vectors: Vectors, dimension: number): Vectors {
  const scale = 1 / Math.sqrt(dimension);
  const values = projected(key, vectors, dimension, 'projectReal').map((value) => value * scale);
  return { values, shape: [vectors.shape[0], dimension] };
}

/** Products with a standard normal matrix `[d, D]`, summed in double precision in a fixed order. */
function projected(key: RandomKey, vectors: Vectors, dimension: number, caller: string): Float32Array {
  checkSize(dimension, 'dimension', caller);
  const [n, inputs] = checkedShape(vectors, caller);
  const directions = normal(key, [inputs, dimension]);
  const values = new Float32Array(n * dimension);
  for (let index = 0; index < n; index += 1) {
    const sums = new Float64Array(dimension);
    for (let input = 0; input < inputs; input += 1) {
      const weight = vectors.values[index * inputs + input] ?? 0;
      const start = input * dimension;
      for (let place = 0; place < dimension; place += 1) {
        sums[place] = (sums[place] ?? 0) + weight * (directions[start + place] ?? 0);
      }
    }
    values.set(sums, index * dimension);
  }
  return values;
}
