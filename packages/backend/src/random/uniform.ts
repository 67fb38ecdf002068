// Continuous uniform numbers and the whole ones.

import type { Shape } from '../tensor.js';
import { checkedSize, checkFinite } from './internal/checks.js';
import { below, streamOf } from './internal/stream.js';
import type { RandomKey } from './key.js';

/** Options of {@link uniform}. */
export interface UniformOptions {
  /** Least value, included. @defaultValue `0` */
  readonly low?: number | undefined;
  /** Upper bound, excluded. @defaultValue `1` */
  readonly high?: number | undefined;
}

/**
 * Uniform numbers in [low, high): one of 2^24 equally spaced values, rounded to float32. The same on every engine.
 *
 * @param key - Fixes the numbers.
 * @param shape - Sizes of the axes.
 * @param options - See {@link UniformOptions}; both bounds are rounded to float32 first.
 * @returns The numbers, row-major.
 * @throws TypeError when `key` is no key; RangeError for a wrong shape or when low < high does not hold in float32.
 */
export function uniform(key: RandomKey, shape: Shape, options: UniformOptions = {}): Float32Array {
  const stream = streamOf(key, 'uniform');
  const values = new Float32Array(checkedSize(shape, 'uniform'));
  const low = Math.fround(options.low ?? 0);
  const high = Math.fround(options.high ?? 1);
  checkFinite(low, 'low', 'uniform');
  checkFinite(high, 'high', 'uniform');
  if (!(low < high)) throw new RangeError(`random.uniform: expected low < high, got [${low}, ${high}).`);
  const step = (high - low) * 2 ** -24;
  for (let index = 0; index < values.length; index += 1) {
    let value = Math.fround(low + step * (stream.next() >>> 8));
    // Rounding can reach the excluded bound; such a value is drawn again.
    while (value >= high) value = Math.fround(low + step * (stream.next() >>> 8));
    values[index] = value;
  }
  return values;
}

/** Options of {@link integers}. */
export interface IntegersOptions {
  /** Least value, included. @defaultValue `0` */
  readonly low?: number | undefined;
  /** Upper bound, excluded. */
  readonly high: number;
}

/**
 * Whole numbers in [low, high), all equally likely (no modulo bias).
 *
 * @param key - Fixes the numbers.
 * @param shape - Sizes of the axes.
 * @param options - See {@link IntegersOptions}; bounds from -2^31 to 2^31.
 * @returns The numbers, row-major.
 * @throws TypeError when `key` is no key; RangeError for a wrong shape or bounds.
 */
export function integers(key: RandomKey, shape: Shape, options: IntegersOptions): Int32Array {
  const stream = streamOf(key, 'integers');
  const values = new Int32Array(checkedSize(shape, 'integers'));
  const { low = 0, high } = options;
  const whole = Number.isInteger(low) && Number.isInteger(high);
  if (!whole || low < -(2 ** 31) || high > 2 ** 31 || low >= high) {
    throw new RangeError(
      `random.integers: expected whole bounds with -2^31 <= low < high <= 2^31, got [${low}, ${high}).`,
    );
  }
  const bound = high - low;
  for (let index = 0; index < values.length; index += 1) values[index] = low + below(stream, bound);
  return values;
}
