// Random patterns and noisy starts, as the CDAM paper draws them (sections 2.1 and 3).

import { uniform, type RandomKey } from '@vsa/backend/random';
import { checkFinite, checkWhole } from '@vsa/backend/check';

/** Noise on starts. */
export interface Noise {
  /** Fixes the noise. */
  readonly key: RandomKey;
  /** c >= 0: each component gets c times a number from [-0.5, 0.5). @defaultValue `1`, the paper's */
  readonly amplitude?: number | undefined;
}

/**
 * Random patterns, each component uniform in [0, 1).
 *
 * @param key - Fixes the patterns.
 * @param count - p >= 1.
 * @param neurons - n >= 1.
 * @returns `[p, n]`, row-major, a pattern a row; make a tensor with `backend.tensor(values, [p, n])`.
 * @throws TypeError when `key` is no key; RangeError for wrong sizes.
 */
export function randomPatterns(key: RandomKey, count: number, neurons: number): Float32Array {
  checkWhole('cdam.randomPatterns', 'the number of patterns', count, 1);
  checkWhole('cdam.randomPatterns', 'the number of neurons', neurons, 1);
  return uniform(key, [count, neurons]);
}

/**
 * Adds noise: `σ(0) = ξ + c ζ` with ζ uniform in [-0.5, 0.5) (section 3).
 *
 * @param values - Starts, row-major; left as they are.
 * @param noise - See {@link Noise}.
 * @returns Noisy starts of the same size.
 * @throws TypeError when the key is no key; RangeError for a wrong amplitude.
 */
export function withNoise(values: ArrayLike<number>, noise: Noise): Float32Array {
  const { key, amplitude = 1 } = noise;
  if (checkFinite('cdam.withNoise', 'amplitude', amplitude) < 0) {
    throw new RangeError(`cdam.withNoise: expected amplitude >= 0, got ${amplitude}.`);
  }
  const draws = uniform(key, [values.length], { low: -0.5, high: 0.5 });
  return draws.map((draw, index) => (values[index] ?? 0) + amplitude * draw);
}
