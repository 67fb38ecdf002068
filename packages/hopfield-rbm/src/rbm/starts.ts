// Weights to start training from, beside those of a Hopfield network (`hopfieldToRbm`).

import { EigenvalueDecomposition } from 'ml-matrix';
import type { Backend } from '@vsa/backend';
import { checkNonNegative, checkWhole } from '@vsa/backend/check';
import { normal, type RandomKey } from '@vsa/backend/random';
import { toMl } from '../internal/linear.js';
import { tensorOfRows } from '../internal/project.js';
import { checkSigns } from '../internal/signs.js';
import type { Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';

/** Deviation of the paper's random weights: their variance is 0.01 (Sec. 3.1). */
const PAPER_DEVIATION = 0.1;
/** States a block of the covariance. */
const BLOCK = 2000;

/**
 * Random weights, N(0, deviation²).
 *
 * @param key - Random key.
 * @param shape - N and p.
 * @param deviation - Standard deviation, >= 0. @defaultValue `0.1`, the paper's
 * @returns W, `[N, p]`.
 * @throws TypeError or RangeError for a wrong size or deviation.
 */
export function randomWeights(
  key: RandomKey,
  shape: readonly [visible: number, hidden: number],
  deviation: number = PAPER_DEVIATION,
): Matrix {
  const where = 'hopfield-rbm.randomWeights';
  for (const size of shape) checkWhole(where, 'a size', size, 1);
  checkNonNegative(where, 'deviation', deviation);
  return { values: Float64Array.from(normal(key, shape, { deviation })), shape };
}

/**
 * The first principal components of data as weights: unit vectors along which the data, less their mean, vary most, in falling order. The
 * largest entry of each is positive. Cost O(rows N² + N³).
 *
 * @param backend - Tensor backend, for the covariance.
 * @param data - +1 and -1, `[rows >= 2, N]`.
 * @param hidden - p, 1 to N.
 * @returns W, `[N, p]`, with orthonormal columns.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, too few rows or a wrong p.
 */
export async function principalWeights(backend: Backend, data: SignRows, hidden: number): Promise<Matrix> {
  const where = 'hopfield-rbm.principalWeights';
  const rows = checkSigns(where, 'state', data);
  const [count, n] = rows.shape;
  checkWhole(where, 'hidden', hidden, 1);
  if (hidden > n) throw new RangeError(`${where}: expected hidden <= ${n}, the units, got ${hidden}.`);
  if (count < 2) throw new RangeError(`${where}: expected at least 2 states, got ${count}.`);
  const covariance = await covarianceOf(backend, rows);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    toMl({ values: covariance, shape: [n, n] }),
    { assumeSymmetric: true },
  );
  const order = realEigenvalues.map((_, index) => index);
  order.sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const values = new Float64Array(n * hidden);
  order.slice(0, hidden).forEach((column, mu) => {
    const vector = eigenvectorMatrix.getColumn(column);
    const peak = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    vector.forEach((value, unit) => {
      values[unit * hidden + mu] = value * Math.sign(peak);
    });
  });
  return { values, shape: [n, hidden] };
}

/** Covariance of rows of ±1, float64: the sums of products are whole numbers, exact in float32 for blocks of 2,000. */
async function covarianceOf(backend: Backend, rows: ReturnType<typeof checkSigns>): Promise<Float64Array> {
  const [count, n] = rows.shape;
  const products = new Float64Array(n * n);
  const sums = new Float64Array(n);
  for (let begin = 0; begin < count; begin += BLOCK) {
    const size = Math.min(BLOCK, count - begin);
    using block = tensorOfRows(backend, rows, begin, size);
    using total = backend.sum(block, { axis: 0 });
    using square = backend.matMul(block, block, { transposeA: true });
    (await backend.read(total)).forEach((value, unit) => {
      sums[unit] = (sums[unit] ?? 0) + value;
    });
    (await backend.read(square)).forEach((value, index) => {
      products[index] = (products[index] ?? 0) + value;
    });
  }
  return products.map((value, index) => {
    const mean = (sums[Math.floor(index / n)] ?? 0) * ((sums[index % n] ?? 0) / count);
    return (value - mean) / (count - 1);
  });
}
