// The layout of logits: all factors in one tensor [K, B, max n]. Rows of smaller codebooks are padded with a logit so low that
// its probability, and with it every gradient, is exactly zero: one code path for equal and unequal sizes.

import type { Backend, Tensor } from '@vsa/backend';
import type { VrnProblem } from '../problem.js';
import { at } from './lists.js';

/** Logit of padding: far below any real one, and finite so that zero times it is zero. */
export const PADDING = -1e9;

/** Logits that are the same for every composite; `value(k, i)` gives those outside padding. */
export function initFrom(
  backend: Backend,
  problem: VrnProblem,
  value: (factor: number, index: number) => number,
): Tensor {
  const { sizes } = problem;
  const widest = Math.max(...sizes);
  const values = new Float32Array(sizes.length * widest).fill(PADDING);
  sizes.forEach((size, k) => {
    for (let i = 0; i < size; i += 1) values[k * widest + i] = value(k, i);
  });
  const batch = at(problem.composites.shape, 0);
  return backend.tidy(() =>
    backend.broadcastTo(backend.tensor(values, [sizes.length, 1, widest]), [sizes.length, batch, widest]),
  );
}

/** `[K, B, max n]` to one `[B, n_k]` a factor, padding dropped. */
export function split(backend: Backend, stacked: Tensor, problem: VrnProblem): Tensor[] {
  const widest = at(stacked.shape, 2);
  return backend
    .unstack(stacked, 0)
    .map((part, k) =>
      at(problem.sizes, k) === widest ? part : backend.slice(part, [0, 0], [-1, at(problem.sizes, k)]),
    );
}

/** One `[B, n_k]` a factor to `[K, B, max n]`, padded with `fill`. */
export function join(backend: Backend, parts: readonly Tensor[], problem: VrnProblem, fill: number): Tensor {
  const widest = Math.max(...problem.sizes);
  const padded = parts.map((part, k) => {
    const missing = widest - at(problem.sizes, k);
    return missing === 0
      ? part
      : backend.pad(
          part,
          [
            [0, 0],
            [0, missing],
          ],
          fill,
        );
  });
  return backend.stack(padded, 0);
}

/** One at the largest value of each row, the first of equals, zero elsewhere; any shape. */
export function oneHotRows(backend: Backend, x: Tensor): Tensor {
  const size = at(x.shape, x.shape.length - 1);
  // TensorFlow.js has no one-hot vectors of length 1.
  return size === 1 ? backend.ones(x.shape) : backend.oneHot(backend.argMax(x), size);
}
