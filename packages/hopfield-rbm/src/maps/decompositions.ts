// Ways to write the patterns as ξ = W X with X invertible, so that J = W Wᵀ is the projection rule: W becomes the weights of a Boltzmann
// machine that is the Hopfield network exactly. Smart and Zilman (ICLR 2021), Eq 2, 3 and App B.

import { SingularValueDecomposition } from 'ml-matrix';
import { choose } from '@vsa/backend/check';
import { decomposed, independentColumns, symmetricPower } from '../internal/independent.js';
import { fromMl, gram, product, scaled, toMl } from '../internal/linear.js';
import { checkPatterns, columns } from '../internal/signs.js';
import type { Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';

/** Patterns as a product, ξ = W X. */
export interface PatternMap {
  /** W, `[N, p]`: the weights. Its columns are orthonormal, except with {@link hebbianMap}. */
  readonly weights: Matrix;
  /** X, `[p, p]`, invertible: R of QR, Σ Vᵀ of SVD, (ξᵀξ)^1/2, or √N. */
  readonly transform: Matrix;
}

/** What signs R's diagonal has: as Householder reflections leave them (those of LAPACK too), or all positive, which makes QR unique. */
export type DiagonalSigns = 'as-computed' | 'positive';

/** Options of {@link qrMap}. */
export interface QrMapOptions {
  /** Signs of R's diagonal; a sign flips a hidden unit, which changes nothing visible. @defaultValue `'as-computed'` */
  readonly diagonal?: DiagonalSigns | undefined;
}

const SIGNS = { 'as-computed': (): number => 1, positive: (entry: number): number => (entry < 0 ? -1 : 1) };

/**
 * QR: ξ = Q R (Eq 2). Cost O(N p²).
 *
 * @param patterns - +1 and -1, `[p, N]`, a pattern a row, p <= N, linearly independent.
 * @param options - See {@link QrMapOptions}.
 * @returns W = Q and X = R, upper triangular.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, more patterns than units, or patterns that depend on
 * one another.
 */
export function qrMap(patterns: SignRows, options: QrMapOptions = {}): PatternMap {
  const where = 'hopfield-rbm.qrMap';
  const sign = choose(SIGNS, options.diagonal ?? 'as-computed', where, 'diagonal');
  const { weights, transform } = decomposed(where, patterns);
  const [n, p] = weights.shape;
  for (let column = 0; column < p; column += 1) {
    if (sign(transform.values[column * p + column] ?? 0) > 0) continue;
    for (let row = 0; row < n; row += 1) flip(weights.values, row * p + column);
    for (let other = 0; other < p; other += 1) flip(transform.values, column * p + other);
  }
  return { weights, transform };
}

/**
 * Singular values: ξ = U Σ Vᵀ (B.2), so that J = U Uᵀ (B.3). Cost O(N p²).
 *
 * @param patterns - As for {@link qrMap}.
 * @returns W = U, by falling singular values, and X = Σ Vᵀ.
 * @throws As {@link qrMap}.
 */
export function svdMap(patterns: SignRows): PatternMap {
  const xi = independentColumns('hopfield-rbm.svdMap', patterns);
  const svd = new SingularValueDecomposition(toMl(xi));
  const weights = fromMl(svd.leftSingularVectors);
  const transform = fromMl(svd.diagonalMatrix.mmul(svd.rightSingularVectors.transpose()));
  return { weights, transform };
}

/**
 * Square root: K = ξ (ξᵀξ)^-1/2 (App B), of all such maps the one whose columns are nearest to the patterns. Cost O(N p² + p³).
 *
 * @param patterns - As for {@link qrMap}.
 * @returns W = K and X = (ξᵀξ)^1/2, symmetric.
 * @throws As {@link qrMap}.
 */
export function squareRootMap(patterns: SignRows): PatternMap {
  const xi = independentColumns('hopfield-rbm.squareRootMap', patterns);
  const overlaps = gram(xi);
  return {
    weights: product(xi, symmetricPower(overlaps, -0.5)),
    transform: symmetricPower(overlaps, 0.5),
  };
}

/**
 * The map of earlier work, for orthogonal patterns: W = ξ / √N, so that W Wᵀ is the Hebbian rule, not the projection rule.
 *
 * @param patterns - +1 and -1, `[p, N]`, a pattern a row, p <= N; they may depend on one another.
 * @returns W = ξ / √N and X = √N times the identity.
 * @throws As {@link qrMap}, but for dependent patterns.
 */
export function hebbianMap(patterns: SignRows): PatternMap {
  const xi = columns(checkPatterns('hopfield-rbm.hebbianMap', patterns));
  const [n, p] = xi.shape;
  const transform = new Float64Array(p * p);
  for (let k = 0; k < p; k += 1) transform[k * p + k] = Math.sqrt(n);
  return { weights: scaled(xi, 1 / Math.sqrt(n)), transform: { values: transform, shape: [p, p] } };
}

function flip(values: Float64Array, index: number): void {
  const value = values[index] ?? 0;
  // Not -0, which would show in files.
  values[index] = value === 0 ? 0 : -value;
}
