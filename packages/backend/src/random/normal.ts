// Gaussian numbers by the polar method: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables",
// SIAM Review 6(3), 1964. Its logarithm is our own and its square root is the processor's, which IEEE 754 rounds exactly.

import type { Shape } from '../tensor.js';
import { checkedSize, checkFinite } from './internal/checks.js';
import { portableLog } from './internal/log.js';
import { streamOf, type Stream } from './internal/stream.js';
import type { RandomKey } from './key.js';

/** Options of {@link normal}. */
export interface NormalOptions {
  /** Mean. @defaultValue `0` */
  readonly mean?: number | undefined;
  /** Standard deviation, >= 0. @defaultValue `1` */
  readonly deviation?: number | undefined;
}

/**
 * Gaussian numbers, at most 9.3 deviations from the mean; the same on every engine with IEEE 754 square roots (all known ones).
 *
 * @param key - Fixes the numbers.
 * @param shape - Sizes of the axes.
 * @param options - See {@link NormalOptions}.
 * @returns The numbers, row-major.
 * @throws TypeError when `key` is no key; RangeError for a wrong shape, or a mean or deviation that is not finite, or deviation < 0.
 */
export function normal(key: RandomKey, shape: Shape, options: NormalOptions = {}): Float32Array {
  const stream = streamOf(key, 'normal');
  const values = new Float32Array(checkedSize(shape, 'normal'));
  const { mean = 0, deviation = 1 } = options;
  checkFinite(mean, 'mean', 'normal');
  if (!(deviation >= 0 && Number.isFinite(deviation))) {
    throw new RangeError(`random.normal: expected deviation to be finite and >= 0, got ${deviation}.`);
  }
  return fillNormal(values, stream, mean, deviation);
}

/**
 * Fills an array with normal numbers from a stream.
 *
 * @param values - Filled in place.
 * @param stream - Where words come from.
 * @param mean - Mean.
 * @param deviation - Standard deviation.
 * @returns `values`.
 */
export function fillNormal(
  values: Float32Array,
  stream: Stream,
  mean: number,
  deviation: number,
): Float32Array {
  for (let index = 0; index < values.length; index += 2) {
    let x: number;
    let y: number;
    let radius: number;
    do {
      // Half a step off the grid: symmetric about 0 and never 0.
      x = (stream.next() + 0.5) * 2 ** -31;
      y = (stream.next() + 0.5) * 2 ** -31;
      radius = x * x + y * y;
    } while (radius >= 1);
    const scale = deviation * Math.sqrt((-2 * portableLog(radius)) / radius);
    values[index] = mean + scale * x;
    // The second of a pair falls away past the end of an odd-sized array.
    values[index + 1] = mean + scale * y;
  }
  return values;
}
