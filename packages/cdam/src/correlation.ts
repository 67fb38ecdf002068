// How states and patterns resemble each other, each as one matrix product.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkMatrix } from '@vsa/backend/check';
import type { CdamParams } from './model.js';

/**
 * Overlaps `m = σ·ξ / n` of states with all patterns (CDAM paper, section 2.2). O(batch · n p).
 *
 * @param backend - Tensor backend.
 * @param activity - σ, float32 `[batch, n]`.
 * @param params - See {@link CdamParams}.
 * @returns Float32 `[batch, p]`.
 * @throws TypeError or RangeError when `activity` does not fit.
 */
export function overlaps(backend: Backend, activity: Tensor, params: CdamParams): Tensor {
  const n = params.patterns.shape[1] ?? 1;
  checkMatrix(backend, 'cdam.overlaps', 'activity', activity, n);
  return backend.tidy(() => backend.div(backend.matMul(activity, params.transposed), n));
}

/**
 * Pearson correlations of the rows of two matrices. O(r q n).
 *
 * @param backend - Tensor backend.
 * @param x - Float32 `[r, n]`.
 * @param y - Float32 `[q, n]`.
 * @returns Float32 `[r, q]`, in [-1, 1] but for rounding; 0 where a row is constant.
 * @throws TypeError when an argument is no tensor; RangeError when the widths differ.
 */
export function pearson(backend: Backend, x: Tensor, y: Tensor): Tensor {
  const [, n] = checkMatrix(backend, 'cdam.pearson', 'x', x);
  const [, width] = checkMatrix(backend, 'cdam.pearson', 'y', y);
  if (width !== n) {
    throw new RangeError(
      `cdam.pearson: expected rows of one length, got ${formatShape(x.shape)} and ${formatShape(y.shape)}.`,
    );
  }
  return backend.tidy(() => {
    const left = standardise(backend, x);
    const right = x === y ? left : standardise(backend, y);
    return backend.matMul(left, right, { transposeB: true });
  });
}

/**
 * Correlations of attractors with each other: of all pairs of rows. O(r^2 n).
 *
 * @param backend - Tensor backend.
 * @param activity - Final states, float32 `[r, n]`.
 * @returns Float32 `[r, r]`, symmetric, with 1 on the diagonal but for rounding.
 * @throws TypeError or RangeError when `activity` is no matrix.
 */
export function attractorCorrelations(backend: Backend, activity: Tensor): Tensor {
  return pearson(backend, activity, activity);
}

/**
 * Rows with mean 0 and length 1; constant rows become 0.
 *
 * @param backend - Tensor backend.
 * @param x - Float32 `[r, n]`.
 * @returns Float32 `[r, n]`.
 */
export function standardise(backend: Backend, x: Tensor): Tensor {
  const { abs, div, greater, maximum, max, mean, mul, sqrt, square, sub, sum, where } = backend;
  return backend.tidy(() => {
    const rows = { axis: -1, keepDims: true };
    const centred = sub(x, mean(x, rows));
    // Scaled first: squares of states that have outgrown 1e19 would overflow.
    const scale = max(abs(centred), rows);
    const scaled = div(centred, maximum(scale, 1e-30));
    const inverse = div(1, sqrt(maximum(sum(square(scaled), rows), 1e-30)));
    // Centring a constant row leaves rounding of its mean, some 1e-7 of its size, which is no shape.
    const constant = mul(maximum(max(abs(x), rows), 1e-30), 1e-6);
    return where(greater(scale, constant), mul(scaled, inverse), 0);
  });
}
