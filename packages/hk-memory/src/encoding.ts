// Numbers in the scalar products of unit vectors, App C of Fanaskov and Oseledets, 2025. Eq 36 prints 1 - v² where a unit vector has its root.

import type { Backend, Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { checkVectors } from './internal/validate.js';

/** Options of {@link encodeProducts}. */
export interface EncodeOptions {
  /** Length D >= 2 of the vectors. @defaultValue `2` */
  readonly length?: number | undefined;
  /** Number of vectors in all, the first included; those past the values are the first one again. @defaultValue one more than values */
  readonly vertices?: number | undefined;
}

/**
 * Encodes rows of numbers: `μ_1 = e_1`, `μ_(j+1) = v_j e_1 + sqrt(1 - v_j²) e_2`, so that `μ_1 · μ_(j+1) = v_j`.
 *
 * @param backend - Tensor backend.
 * @param rows - Rows of equally many numbers in [-1, 1].
 * @param options - See {@link EncodeOptions}.
 * @returns Unit vectors, float32 `[rows, vertices, D]`.
 * @throws RangeError for rows of different length, a number outside [-1, 1], or sizes that do not fit.
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { decodeProducts, encodeProducts } from '@vsa/hk-memory';
 *
 * const backend = await createBackend('auto');
 * const mu = encodeProducts(backend, [[0.5, -1]], { length: 5 });
 * console.log([...(await backend.read(decodeProducts(backend, mu)))]); // => [ 0.5, -1 ]
 * ```
 */
export function encodeProducts(
  backend: Backend,
  rows: readonly ArrayLike<number>[],
  options: EncodeOptions = {},
): Tensor {
  const where = 'hk-memory.encodeProducts';
  const count = rows[0]?.length ?? 0;
  const { length = 2, vertices = count + 1 } = options;
  checkWhole(where, 'length', length, 2);
  checkWhole(where, 'vertices', vertices, count + 1);
  if (rows.length === 0 || count === 0) {
    throw new RangeError(`${where}: expected at least one row of at least one number.`);
  }
  const vectors = new Float32Array(rows.length * vertices * length);
  for (const [index, row] of rows.entries()) {
    if (row.length !== count) {
      throw new RangeError(`${where}: expected rows of ${count} numbers, got ${row.length} in row ${index}.`);
    }
    for (let vertex = 0; vertex < vertices; vertex += 1) {
      const value = vertex === 0 || vertex > count ? 1 : (row[vertex - 1] ?? NaN);
      if (!(Math.abs(value) <= 1)) {
        throw new RangeError(
          `${where}: expected numbers in [-1, 1], got ${value} at row ${index}, column ${vertex - 1}.`,
        );
      }
      const place = (index * vertices + vertex) * length;
      vectors[place] = value;
      vectors[place + 1] = Math.sqrt(1 - value * value);
    }
  }
  return backend.tensor(vectors, [rows.length, vertices, length]);
}

/**
 * Reads the numbers back: `v_j = μ_1 · μ_(j+1)`. A rotation of all vectors changes nothing. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - Unit vectors, float32 `[batch, N >= 2, D >= 2]`.
 * @returns Float32 `[batch, N - 1]`.
 * @throws TypeError for a tensor that is not float32; RangeError for another shape.
 */
export function decodeProducts(backend: Backend, mu: Tensor): Tensor {
  const where = 'hk-memory.decodeProducts';
  const [, count] = checkVectors(backend, where, mu);
  if (count < 2) throw new RangeError(`${where}: expected at least two vectors, got ${count}.`);
  const { mul, slice, sum, tidy } = backend;
  return tidy(() =>
    sum(mul(slice(mu, [0, 1, 0], [-1, -1, -1]), slice(mu, [0, 0, 0], [-1, 1, -1])), { axis: -1 }),
  );
}
