// Codebooks: sets of vectors that composites are made of, either independent or correlated through one base vector.
// The correlated bipolar construction is the one of variational resonator networks (experiments on correlated codebooks);
// the real one is its Gaussian analogue with the same pairwise correlation.

import { bernoulli, bipolar, normal, split, type RandomKey } from '@vsa/backend/random';
import { checkDeviation, checkSize, checkUnit } from './internal/checks.js';
import type { Vectors } from './vectors.js';

/** Options of {@link gaussian} and {@link correlatedGaussian}. */
export interface GaussianOptions {
  /** Standard deviation of each component, >= 0. @defaultValue `1` */
  readonly deviation?: number | undefined;
}

/** How strongly the vectors of a codebook follow its base vector. */
export interface CorrelationOptions {
  /** Correlation ρ of each vector with the base vector, in [0, 1]; two vectors then correlate with ρ². */
  readonly rho: number;
}

/**
 * Independent vectors of fair signs.
 *
 * @param key - Fixes the vectors.
 * @param n - How many, >= 1.
 * @param dimension - Number of components D, >= 1.
 * @returns `[n, D]` of -1 and +1.
 * @throws RangeError when `n` or `dimension` is not a whole number >= 1; TypeError when `key` is no key.
 */
export function randomBipolar(key: RandomKey, n: number, dimension: number): Vectors {
  checkSize(n, 'n', 'randomBipolar');
  checkSize(dimension, 'dimension', 'randomBipolar');
  return { values: bipolar(key, [n, dimension]), shape: [n, dimension] };
}

/**
 * Independent Gaussian vectors.
 *
 * @param key - Fixes the vectors.
 * @param n - How many, >= 1.
 * @param dimension - Number of components D, >= 1.
 * @param options - See {@link GaussianOptions}.
 * @returns `[n, D]` with mean 0.
 * @throws RangeError when a size is not a whole number >= 1 or the deviation is wrong; TypeError when `key` is no key.
 */
export function gaussian(
  key: RandomKey,
  n: number,
  dimension: number,
  options: GaussianOptions = {},
): Vectors {
  const { deviation = 1 } = options;
  checkSize(n, 'n', 'gaussian');
  checkSize(dimension, 'dimension', 'gaussian');
  checkDeviation(deviation, 'deviation', 'gaussian');
  return { values: normal(key, [n, dimension], { deviation }), shape: [n, dimension] };
}

/**
 * Correlated signs: one random base vector, each of whose components is flipped with probability (1 - ρ) / 2 in each vector.
 *
 * Two vectors correlate with ρ² on average (not ρ). ρ = 0 gives independent vectors, ρ = 1 gives n times the same.
 *
 * @param key - Fixes the vectors.
 * @param n - How many, >= 1.
 * @param dimension - Number of components D, >= 1.
 * @param options - See {@link CorrelationOptions}.
 * @returns `[n, D]` of -1 and +1.
 * @throws RangeError when a size is not a whole number >= 1 or ρ lies outside [0, 1]; TypeError when `key` is no key.
 */
export function correlatedBipolar(
  key: RandomKey,
  n: number,
  dimension: number,
  options: CorrelationOptions,
): Vectors {
  const { rho } = options;
  checkSize(n, 'n', 'correlatedBipolar');
  checkSize(dimension, 'dimension', 'correlatedBipolar');
  checkUnit(rho, 'rho', 'correlatedBipolar');
  const [baseKey, flipKey] = split(key) as [RandomKey, RandomKey];
  const base = bipolar(baseKey, [dimension]);
  const flips = bernoulli(flipKey, [n, dimension], { probability: (1 - rho) / 2 });
  const values = Float32Array.from(flips, (flip, index) => {
    const sign = base[index % dimension] ?? 1;
    return flip === 1 ? -sign : sign;
  });
  return { values, shape: [n, dimension] };
}

/**
 * Correlated Gaussian vectors `x = ρ b + sqrt(1 - ρ²) e` with one base vector b and fresh e, all standard normal.
 *
 * Two vectors correlate with ρ² on average, as those of {@link correlatedBipolar} do; each component has the given deviation.
 *
 * @param key - Fixes the vectors.
 * @param n - How many, >= 1.
 * @param dimension - Number of components D, >= 1.
 * @param options - See {@link CorrelationOptions} and {@link GaussianOptions}.
 * @returns `[n, D]` with mean 0.
 * @throws RangeError when a size is not a whole number >= 1 or an option is out of range; TypeError when `key` is no key.
 */
export function correlatedGaussian(
  key: RandomKey,
  n: number,
  dimension: number,
  options: CorrelationOptions & GaussianOptions,
): Vectors {
  const { rho, deviation = 1 } = options;
  checkSize(n, 'n', 'correlatedGaussian');
  checkSize(dimension, 'dimension', 'correlatedGaussian');
  checkUnit(rho, 'rho', 'correlatedGaussian');
  checkDeviation(deviation, 'deviation', 'correlatedGaussian');
  const [baseKey, ownKey] = split(key) as [RandomKey, RandomKey];
  const base = normal(baseKey, [dimension], { deviation });
  const own = Math.sqrt(1 - rho * rho);
  const values = normal(ownKey, [n, dimension], { deviation }).map(
    (value, index) => rho * (base[index % dimension] ?? 0) + own * value,
  );
  return { values, shape: [n, dimension] };
}
