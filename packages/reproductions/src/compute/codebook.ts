// Codebooks of the VRN paper: bipolar or Gaussian entries, quasi-orthogonal or correlated.

import type { RandomKey } from '@vsa/backend/random';
import { correlatedBipolar, correlatedGaussian, gaussian, randomBipolar, type Vectors } from '@vsa/datasets';

/** Entries of a codebook: ±1, or Gaussian numbers. */
export type CodebookKind = 'bipolar' | 'real';

/** What fixes a codebook besides its key. */
export interface CodebookParameters {
  /** Entries. */
  readonly kind: CodebookKind;
  /** Number of vectors n. */
  readonly size: number;
  /** Components D. */
  readonly dimension: number;
  /** Correlation parameter ρ in [0, 1); vectors of one codebook correlate by ρ². */
  readonly correlation: number;
}

/**
 * Draws a codebook.
 *
 * @param key - Fixes the numbers.
 * @param parameters - See {@link CodebookParameters}.
 * @returns The vectors, `[n, D]`.
 */
export function codebookOf(key: RandomKey, parameters: CodebookParameters): Vectors {
  const { kind, size, dimension, correlation: rho } = parameters;
  switch (kind) {
    case 'bipolar':
      return rho === 0
        ? randomBipolar(key, size, dimension)
        : correlatedBipolar(key, size, dimension, { rho });
    case 'real':
      return rho === 0 ? gaussian(key, size, dimension) : correlatedGaussian(key, size, dimension, { rho });
    default:
      return kind satisfies never;
  }
}
