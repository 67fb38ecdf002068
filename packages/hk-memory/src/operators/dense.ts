// A matrix of weights, one for all rows of a batch or one a row.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkFloat } from '../internal/validate.js';
import type { LayerOperator } from './operator.js';

/**
 * Every unit with every other by a matrix. Theorems 3.1 and 4.1 want it symmetric; see {@link symmetrised}.
 *
 * @param backend - Tensor backend.
 * @param weights - W, float32 `[N, N]`, or `[batch, N, N]` for a system of its own in each row. Stays the caller's.
 * @returns The operator on `[batch, N]`.
 * @throws TypeError for a tensor that is not float32; RangeError for another shape.
 */
export function denseOperator(backend: Backend, weights: Tensor): LayerOperator {
  const { shape } = checkFloat(backend, 'hk-memory.denseOperator', 'weights', weights);
  if ((shape.length !== 2 && shape.length !== 3) || shape.at(-1) !== shape.at(-2) || shape.at(-1) === 0) {
    throw new RangeError(
      `hk-memory.denseOperator: expected weights of shape [N, N] or [batch, N, N], got ${formatShape(shape)}.`,
    );
  }
  return {
    name: 'dense',
    apply: (b, g) => multiply(b, weights, g, 'plain'),
    applyVectors: (b, vectors) => b.matMul(weights, vectors),
    asymmetry: (b) => matrixAsymmetry(b, weights),
  };
}

/**
 * `W g` or `Wᵀ g` for each row of a batch.
 *
 * @param backend - Tensor backend.
 * @param weights - `[rows, columns]`, or `[batch, rows, columns]`.
 * @param g - `[batch, columns]`, or `[batch, rows]` when transposed.
 * @param side - Which of the two.
 * @returns `[batch, rows]`, or `[batch, columns]` when transposed.
 */
export function multiply(backend: Backend, weights: Tensor, g: Tensor, side: 'plain' | 'transposed'): Tensor {
  const { expandDims, matMul, squeeze, tidy } = backend;
  if (weights.shape.length === 2) return matMul(g, weights, { transposeB: side === 'plain' });
  return tidy(() => squeeze(matMul(weights, expandDims(g, 2), { transposeA: side === 'transposed' }), [2]));
}

/**
 * `(W + Wᵀ) / 2`, as the authors' programs use W. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param weights - W, float32 `[N, N]` or `[batch, N, N]`.
 * @returns A symmetric tensor of the same shape.
 * @throws TypeError for a tensor that is not float32; RangeError for another shape.
 */
export function symmetrised(backend: Backend, weights: Tensor): Tensor {
  const { shape } = checkFloat(backend, 'hk-memory.symmetrised', 'weights', weights);
  if ((shape.length !== 2 && shape.length !== 3) || shape.at(-1) !== shape.at(-2)) {
    throw new RangeError(
      `hk-memory.symmetrised: expected weights of shape [N, N] or [batch, N, N], got ${formatShape(shape)}.`,
    );
  }
  const { add, mul, tidy, transpose } = backend;
  return tidy(() => mul(add(weights, transpose(weights, swapLast(shape.length))), 0.5));
}

/**
 * Largest difference of a matrix from its transpose.
 *
 * @param backend - Tensor backend.
 * @param weights - `[N, N]` or `[batch, N, N]`.
 * @returns `max |W - Wᵀ|`.
 */
export async function matrixAsymmetry(backend: Backend, weights: Tensor): Promise<number> {
  const { abs, max, sub, tidy, transpose } = backend;
  const largest = tidy(() => max(abs(sub(weights, transpose(weights, swapLast(weights.shape.length))))));
  try {
    const [value = NaN] = await backend.read(largest);
    return value;
  } finally {
    largest.dispose();
  }
}

function swapLast(rank: number): number[] {
  return rank === 2 ? [1, 0] : [0, 2, 1];
}
