// Two-valued samples: signs and coin tosses.

import type { Shape } from '../tensor.js';
import { checkedSize } from './internal/checks.js';
import { streamOf } from './internal/stream.js';
import type { RandomKey } from './key.js';

/**
 * Signs: -1 or +1, equally likely.
 *
 * @param key - Fixes the numbers.
 * @param shape - Sizes of the axes, such as `[n, D]`.
 * @returns The signs, row-major.
 * @throws TypeError when `key` is no key; RangeError for a wrong shape.
 */
export function bipolar(key: RandomKey, shape: Shape): Float32Array {
  const stream = streamOf(key, 'bipolar');
  const values = new Float32Array(checkedSize(shape, 'bipolar'));
  for (let index = 0; index < values.length; index += 1) values[index] = (stream.next() >> 31) | 1;
  return values;
}

/** Options of {@link bernoulli}. */
export interface BernoulliOptions {
  /** Probability of a one, in [0, 1], kept to 2^-32. @defaultValue `0.5` */
  readonly probability?: number | undefined;
}

/**
 * Coin tosses: 1 with the given probability, else 0.
 *
 * @param key - Fixes the numbers.
 * @param shape - Sizes of the axes.
 * @param options - See {@link BernoulliOptions}.
 * @returns Bytes 0 and 1, row-major, as a `bool` tensor holds them.
 * @throws TypeError when `key` is no key; RangeError for a wrong shape or probability.
 */
export function bernoulli(key: RandomKey, shape: Shape, options: BernoulliOptions = {}): Uint8Array {
  const stream = streamOf(key, 'bernoulli');
  const values = new Uint8Array(checkedSize(shape, 'bernoulli'));
  const { probability = 0.5 } = options;
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`random.bernoulli: expected probability in [0, 1], got ${probability}.`);
  }
  const threshold = probability * 2 ** 32;
  for (let index = 0; index < values.length; index += 1)
    values[index] = stream.next() >>> 0 < threshold ? 1 : 0;
  return values;
}
