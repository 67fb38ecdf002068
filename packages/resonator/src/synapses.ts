// How an estimate is compared with a codebook before it is projected back: y = X^T (P^T r), with one probe matrix P a codebook.
// Computed once at set-up, on the host in float64.

import { Matrix, pseudoInverse } from 'ml-matrix';

/** A codebook on the host. */
export interface HostCodebook {
  /** The vectors row after row, `count · dimension` numbers. */
  readonly values: Float32Array;
  /** Number of vectors n. */
  readonly count: number;
  /** Number of components D. */
  readonly dimension: number;
}

/** Gives the probe matrix `[D, n]`, row-major, whose product with an estimate are the weights of the vectors. */
export type Synapse = (codebook: HostCodebook) => Float32Array;

/** Names of {@link synapses}. */
export type SynapseName = 'outer-product' | 'pseudo-inverse';

/**
 * The known synapses by name.
 *
 * - `outer-product`: `P = X^T`, so a step applies `X^T X` (Eq 1; Frady and Kent's OP).
 * - `pseudo-inverse`: `P = X^+`, the Moore-Penrose inverse, so a step projects orthogonally onto the span of the codebook (Kent's OLS). O(n² D) at set-up.
 */
export const synapses: Readonly<Record<SynapseName, Synapse>> = {
  'outer-product': transpose,
  'pseudo-inverse': (codebook) => {
    const { values, count, dimension } = codebook;
    const row = (index: number): Float32Array => values.subarray(index * dimension, (index + 1) * dimension);
    // X^+ = X^T (X X^T)^+: the small matrix n x n is inverted, not the wide one; repeated or dependent vectors are no problem.
    const gram = Matrix.zeros(count, count);
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const product = dot(row(i), row(j));
        gram.set(i, j, product);
        gram.set(j, i, product);
      }
    }
    const inverse = pseudoInverse(gram);
    const probe = new Float32Array(dimension * count);
    const column = new Float64Array(dimension);
    for (let i = 0; i < count; i += 1) {
      column.fill(0);
      for (let j = 0; j < count; j += 1) addScaled(column, row(j), inverse.get(j, i));
      for (let d = 0; d < dimension; d += 1) probe[d * count + i] = column[d] ?? 0;
    }
    return probe;
  },
};

/**
 * Transposes a codebook.
 *
 * @param codebook - Vectors as rows, `[n, D]`.
 * @returns Vectors as columns, `[D, n]`, row-major.
 */
export function transpose({ values, count, dimension }: HostCodebook): Float32Array {
  const columns = new Float32Array(values.length);
  for (let i = 0; i < count; i += 1) {
    for (let d = 0; d < dimension; d += 1) columns[d * count + i] = values[i * dimension + d] ?? 0;
  }
  return columns;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d += 1) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, source: Float32Array, scale: number): void {
  for (let d = 0; d < target.length; d += 1) target[d] = (target[d] ?? 0) + scale * (source[d] ?? 0);
}
