// Cleanup without leaving the device, for code that goes on computing with what was found.

import type { Backend, Tensor } from '@vsa/backend';

import type { Algebra } from '../algebra.js';
import { checkRows } from '../internal/check.js';
import { checkTopK } from './options.js';

/** What of an algebra a cleanup needs. */
export type Comparing = Pick<Algebra, 'metric' | 'similarity'>;

/** The items most similar to each query, on the device. */
export interface Nearest {
  /** int32 `[q, k]`; the order of equally similar items is the backend's. */
  readonly indices: Tensor;
  /** float32 `[q, k]`, falling along each row. */
  readonly similarities: Tensor;
}

/**
 * Finds the k items most similar to each query. Pure; no gradient through the indices.
 *
 * @param backend - Tensor backend.
 * @param algebra - Whose similarity is used.
 * @param items - `[n, D]`.
 * @param vectors - Queries `[q, D]`.
 * @param topK - k, a whole number from 1 to n. @defaultValue `1`
 * @returns Indices and similarities `[q, k]`, which the caller owns; O(q n D) work.
 * @throws TypeError when a tensor is not float32; RangeError when shapes do not fit or `topK` is out of range.
 */
export function nearest(
  backend: Backend,
  algebra: Comparing,
  items: Tensor,
  vectors: Tensor,
  topK = 1,
): Nearest {
  checkRows('cleanup.nearest', vectors, items);
  checkTopK('cleanup.nearest', topK);
  const count = items.shape[0] ?? 0;
  if (topK > count) {
    throw new RangeError(
      `cleanup.nearest: expected topK of at most the number of items ${count}, got ${topK}.`,
    );
  }
  return backend.tidy(() => {
    const { values, indices } = backend.topK(algebra.similarity(backend, vectors, items), topK);
    return { indices, similarities: values };
  });
}

/**
 * Replaces each query by the item most similar to it. Pure; no gradient to the query.
 *
 * @param backend - Tensor backend.
 * @param algebra - Whose similarity is used.
 * @param items - `[n, D]`, n >= 1.
 * @param vectors - Queries `[q, D]`.
 * @returns Items `[q, D]`; O(q n D) work.
 * @throws TypeError when a tensor is not float32; RangeError when shapes do not fit.
 */
export function snap(backend: Backend, algebra: Comparing, items: Tensor, vectors: Tensor): Tensor {
  checkRows('cleanup.snap', vectors, items);
  return backend.tidy(() =>
    backend.gather(items, backend.argMax(algebra.similarity(backend, vectors, items), -1)),
  );
}
