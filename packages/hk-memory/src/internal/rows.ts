// Rows of a batch.

import type { Backend, Tensor } from '@vsa/backend';

/**
 * Sums over all axes but the first.
 *
 * @param backend - Tensor backend.
 * @param x - `[batch, ...sizes]`.
 * @returns `[batch]`.
 */
export function sumRows(backend: Backend, x: Tensor): Tensor {
  return x.shape.length === 1 ? x : backend.sum(x, { axis: x.shape.map((_, axis) => axis).slice(1) });
}
