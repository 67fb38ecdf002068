// Pieces that the algebras share.

import type { Backend, Tensor } from '@vsa/backend';

import { checkCollection, checkShift, checkVectors } from './check.js';

/**
 * Rotates the components of vectors.
 *
 * @param where - Function that asks, for messages.
 * @param backend - Tensor backend.
 * @param x - `[..., D]`.
 * @param shift - Places, a whole number of either sign.
 * @returns `[..., D]`.
 * @throws TypeError when `x` is not float32; RangeError when `shift` is no whole number.
 */
export function rotate(where: string, backend: Backend, x: Tensor, shift: number): Tensor {
  const dimension = checkVectors(where, 'x', x);
  checkShift(where, shift);
  return backend.roll(x, ((shift % dimension) + dimension) % dimension);
}

/**
 * Binds a collection pairwise, halving it each round: log2 n bindings of ever fewer vectors. Needs a commutative, associative binding.
 *
 * @param where - Function that asks, for messages.
 * @param backend - Tensor backend.
 * @param bind - Binds `[..., m, D]` with `[..., m, D]`.
 * @param vectors - `[..., n, D]`, n >= 1.
 * @returns `[..., D]`.
 * @throws TypeError when not float32; RangeError when n is 0 or the axis is missing.
 */
export function bindCollection(
  where: string,
  backend: Backend,
  bind: (backend: Backend, a: Tensor, b: Tensor) => Tensor,
  vectors: Tensor,
): Tensor {
  const { count, dimension } = checkCollection(where, vectors);
  return backend.tidy(() => {
    let rest = backend.reshape(vectors, [-1, count, dimension]);
    for (let n = count; n > 1; n = Math.ceil(n / 2)) {
      const half = Math.floor(n / 2);
      const take = (from: number, size: number): Tensor => backend.slice(rest, [0, from, 0], [-1, size, -1]);
      const bound = bind(backend, take(0, half), take(half, half));
      rest = n % 2 === 0 ? bound : backend.concat([bound, take(2 * half, 1)], 1);
    }
    return backend.reshape(rest, [...vectors.shape.slice(0, -2), dimension]);
  });
}
