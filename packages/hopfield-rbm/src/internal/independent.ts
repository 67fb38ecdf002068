// Decompositions that several maps share, and the check that patterns are linearly independent.

import { EigenvalueDecomposition, QrDecomposition } from 'ml-matrix';
import type { Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';
import { fromMl, toMl } from './linear.js';
import { checkPatterns, columns } from './signs.js';

/** Share of √N below which a pattern is no longer told from the span of those before it: rounding is at about 1e-14 of it. */
const DEPENDENT = 1e-9;

/** A^power of a symmetric positive definite matrix. */
export function symmetricPower(a: Matrix, power: number): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMl(a), {
    assumeSymmetric: true,
  });
  const vectors = fromMl(eigenvectorMatrix);
  const [p] = a.shape;
  // V diag(λ^power) Vᵀ as a sum over eigenvectors, symmetric to the bit.
  const values = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (const [k, eigenvalue] of realEigenvalues.entries()) {
        sum += (vectors.values[i * p + k] ?? 0) * eigenvalue ** power * (vectors.values[j * p + k] ?? 0);
      }
      values[i * p + j] = sum;
      values[j * p + i] = sum;
    }
  }
  return { values, shape: [p, p] };
}

/** ξ `[N, p]` of checked, independent patterns. */
export function independentColumns(where: string, patterns: SignRows): Matrix {
  decomposed(where, patterns);
  return columns(checkPatterns(where, patterns));
}

/** Q and R of ξ = Q R; throws where a pattern lies in the span of those before it. */
export function decomposed(
  where: string,
  given: SignRows,
): { readonly weights: Matrix; readonly transform: Matrix } {
  const xi = columns(checkPatterns(where, given));
  const [n, p] = xi.shape;
  const qr = new QrDecomposition(toMl(xi));
  const transform = fromMl(qr.upperTriangularMatrix);
  for (let pattern = 0; pattern < p; pattern += 1) {
    const rest = Math.abs(transform.values[pattern * p + pattern] ?? 0);
    if (rest > DEPENDENT * Math.sqrt(n)) continue;
    throw new RangeError(
      `${where}: expected linearly independent patterns, got pattern ${pattern} as a combination of those before it; leave it out.`,
    );
  }
  return { weights: fromMl(qr.orthogonalMatrix), transform };
}
