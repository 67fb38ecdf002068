// The way to ml-matrix, which does the decompositions in float64, and the products that it would do more slowly.

import { Matrix as MlMatrix } from 'ml-matrix';
import type { Matrix } from '../matrix.js';

/** A copy for ml-matrix. */
export function toMl({ values, shape: [rows, columns] }: Matrix): MlMatrix {
  return MlMatrix.from1DArray(rows, columns, Array.from(values));
}

/** A copy of a result of ml-matrix. */
export function fromMl(given: {
  readonly rows: number;
  readonly columns: number;
  to1DArray(): number[];
}): Matrix {
  return { values: Float64Array.from(given.to1DArray()), shape: [given.rows, given.columns] };
}

/** Aᵀ. */
export function transposed({ values, shape: [rows, columns] }: Matrix): Matrix {
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      result[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return { values: result, shape: [columns, rows] };
}

/** A B. */
export function product(a: Matrix, b: Matrix): Matrix {
  const [rows, inner] = a.shape;
  const [, columns] = b.shape;
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const line = result.subarray(row * columns, (row + 1) * columns);
    for (let k = 0; k < inner; k += 1) {
      const factor = a.values[row * inner + k] ?? 0;
      if (factor !== 0) addScaled(line, b.values, k * columns, factor);
    }
  }
  return { values: result, shape: [rows, columns] };
}

/** A Aᵀ, exactly symmetric. */
export function outerGram({ values, shape: [rows, columns] }: Matrix): Matrix {
  const result = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < columns; k += 1)
        sum += (values[i * columns + k] ?? 0) * (values[j * columns + k] ?? 0);
      result[i * rows + j] = sum;
      result[j * rows + i] = sum;
    }
  }
  return { values: result, shape: [rows, rows] };
}

/** Aᵀ A, exactly symmetric. */
export function gram(a: Matrix): Matrix {
  return outerGram(transposed(a));
}

/** A with every number multiplied. */
export function scaled({ values, shape }: Matrix, factor: number): Matrix {
  return { values: values.map((value) => value * factor), shape };
}

function addScaled(line: Float64Array, source: Float64Array, start: number, factor: number): void {
  for (let column = 0; column < line.length; column += 1) {
    line[column] = (line[column] ?? 0) + factor * (source[start + column] ?? 0);
  }
}
