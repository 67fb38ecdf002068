// Slow, plain versions of what the package computes, on arrays of arrays, written after the formulas.

import { bipolar, key } from '@vsa/backend/random';
import type { Matrix, SignRows } from '../src/index.js';

export type Rows = readonly (readonly number[])[];

export function randomPatterns(seed: number, p: number, n: number): SignRows {
  return { values: Int8Array.from(bipolar(key(seed), [p, n])), shape: [p, n] };
}

export function rowsOf({ values, shape: [rows, columns] }: Matrix | SignRows): Rows {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => values[i * columns + j] ?? 0),
  );
}

export function at(a: Rows, i: number, j: number): number {
  return a[i]?.[j] ?? 0;
}

export function transpose(a: Rows): Rows {
  return Array.from({ length: a[0]?.length ?? 0 }, (_, j) => a.map((row) => row[j] ?? 0));
}

export function times(a: Rows, b: Rows): Rows {
  const columns = b[0]?.length ?? 0;
  return a.map((row) =>
    Array.from({ length: columns }, (_, j) => row.reduce((sum, value, k) => sum + value * at(b, k, j), 0)),
  );
}

/** Inverse by Gauss-Jordan elimination with pivots. */
export function inverse(a: Rows): Rows {
  const n = a.length;
  const work = a.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column += 1) {
    let best = column;
    for (let row = column; row < n; row += 1) {
      if (Math.abs(at(work, row, column)) > Math.abs(at(work, best, column))) best = row;
    }
    const top = work[best] ?? [];
    work[best] = work[column] ?? [];
    work[column] = top.map((value) => value / (top[column] ?? 1));
    const pivot = work[column] ?? [];
    for (let row = 0; row < n; row += 1) {
      const factor = at(work, row, column);
      if (row !== column) work[row] = (work[row] ?? []).map((value, j) => value - factor * (pivot[j] ?? 0));
    }
  }
  return work.map((row) => row.slice(n));
}

/** J = ξ (ξᵀξ)^-1 ξᵀ (Eq 1), from patterns a row. */
export function projectionRule(patterns: SignRows): Rows {
  const rows = rowsOf(patterns);
  const xi = transpose(rows);
  return times(times(xi, inverse(times(rows, xi))), rows);
}

/** All states of n units. */
export function allStates(n: number): number[][] {
  return Array.from({ length: 2 ** n }, (_, code) =>
    Array.from({ length: n }, (__, unit) => ((code >> unit) & 1 ? 1 : -1)),
  );
}

/** H(s) = -1/2 sᵀ J s - b·s. */
export function energyOf(couplings: Rows, field: ArrayLike<number>, state: readonly number[]): number {
  let energy = 0;
  for (const [i, si] of state.entries()) {
    energy -= (field[i] ?? 0) * si;
    for (const [j, sj] of state.entries()) energy -= (at(couplings, i, j) * si * sj) / 2;
  }
  return energy;
}

/** ln Σ exp(x). */
export function logSum(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

export function largestDifference(a: Rows, b: Rows): number {
  let most = 0;
  for (const [i, row] of a.entries()) {
    for (const [j, value] of row.entries()) most = Math.max(most, Math.abs(value - at(b, i, j)));
  }
  return most;
}

/** Determinant by elimination. */
export function determinant(a: Rows): number {
  const work = a.map((row) => [...row]);
  let result = 1;
  for (let column = 0; column < work.length; column += 1) {
    let best = column;
    for (let row = column; row < work.length; row += 1) {
      if (Math.abs(at(work, row, column)) > Math.abs(at(work, best, column))) best = row;
    }
    if (best !== column) {
      const swapped = work[best] ?? [];
      work[best] = work[column] ?? [];
      work[column] = swapped;
      result = -result;
    }
    const pivot = at(work, column, column);
    result *= pivot;
    for (let row = column + 1; row < work.length; row += 1) {
      const factor = at(work, row, column) / pivot;
      work[row] = (work[row] ?? []).map((value, j) => value - factor * at(work, column, j));
    }
  }
  return result;
}
