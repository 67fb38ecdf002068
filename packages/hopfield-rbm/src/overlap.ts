// How a state relates to patterns: overlaps m = ξᵀ s / N and projections a = (ξᵀξ)^-1 ξᵀ s (Smart and Zilman 2021, App A).

import { CholeskyDecomposition } from 'ml-matrix';
import { fromMl, gram, toMl, transposed } from './internal/linear.js';
import { independentColumns } from './internal/independent.js';
import type { Matrix } from './matrix.js';
import { checkSigns } from './internal/signs.js';
import type { SignRows } from './patterns.js';

/**
 * Overlaps m = ξᵀ s / N of states with patterns: 1 for the same, -1 for the opposite. Cost O(N) a pair.
 *
 * @param states - +1 and -1, `[rows, N]`.
 * @param patterns - +1 and -1, `[p, N]`.
 * @returns `[rows, p]`, in [-1, 1], exact.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or another number of units.
 */
export function overlaps(states: SignRows, patterns: SignRows): Matrix {
  const where = 'hopfield-rbm.overlaps';
  const xi = checkSigns(where, 'pattern', patterns);
  const [p, n] = xi.shape;
  const rows = checkSigns(where, 'state', states, n);
  const values = new Float64Array(rows.shape[0] * p);
  for (let row = 0; row < rows.shape[0]; row += 1) {
    const state = rows.values.subarray(row * n, (row + 1) * n);
    for (let pattern = 0; pattern < p; pattern += 1) {
      const start = pattern * n;
      let sum = 0;
      for (let unit = 0; unit < n; unit += 1) sum += (state[unit] ?? 0) * (xi.values[start + unit] ?? 0);
      values[row * p + pattern] = sum / n;
    }
  }
  return { values, shape: [rows.shape[0], p] };
}

/**
 * Projections a = (ξᵀξ)^-1 ξᵀ s: coefficients of the patterns in what the projection rule makes of a state, J s = ξ a.
 *
 * @param states - +1 and -1, `[rows, N]`.
 * @param patterns - +1 and -1, `[p, N]`, p <= N, linearly independent.
 * @returns `[rows, p]`.
 * @throws TypeError for a wrong kind; RangeError for states or patterns that do not fit.
 */
export function projections(states: SignRows, patterns: SignRows): Matrix {
  const where = 'hopfield-rbm.projections';
  const xi = independentColumns(where, patterns);
  const [n] = xi.shape;
  const sums = overlaps(states, patterns);
  const right = transposed({ values: sums.values.map((m) => m * n), shape: sums.shape });
  return transposed(fromMl(new CholeskyDecomposition(toMl(gram(xi))).solve(toMl(right))));
}
