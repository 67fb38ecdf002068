// The generator behind every sampler: xoroshiro128+ of pure-rand, started from the 128 bits of a key.
// Of its words the high bits are the good ones (the lowest bit is a linear recurrence), so everything here uses those.

import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { assertKey, type RandomKey } from '../key.js';

/** A source of 32-bit words; it changes with each draw and never leaves the sampler that made it. */
export interface Stream {
  /** The next word, a whole number in [-2^31, 2^31). */
  next(): number;
}

/**
 * Starts the stream of a key.
 *
 * @param key - The generator's initial state.
 * @param caller - Name of the function in messages.
 * @returns A fresh stream.
 * @throws TypeError when `key` is no key.
 */
export function streamOf(key: RandomKey, caller: string): Stream {
  assertKey(key, caller);
  const words = [0, 8, 16, 24].map((start) => Number.parseInt(key.slice(start, start + 8), 16) | 0);
  // The zero state is the generator's only fixed point; no seed is known to lead there.
  return xoroshiro128plusFromState(words.some((word) => word !== 0) ? words : [0, 0, 0, 1]);
}

/**
 * Draws an unbiased whole number: high bits, drawn again until they fit, below two draws on average.
 *
 * @param stream - Where words come from.
 * @param bound - A whole number in [1, 2^32].
 * @returns A whole number in [0, bound).
 */
export function below(stream: Stream, bound: number): number {
  if (bound === 1) return 0;
  const shift = Math.clz32(bound - 1);
  let value = stream.next() >>> shift;
  while (value >= bound) value = stream.next() >>> shift;
  return value;
}

/**
 * Draws one of 2^32 equally spaced numbers, symmetric about 1/2.
 *
 * @param stream - Where words come from.
 * @returns A number in (0, 1).
 */
export function openUnit(stream: Stream): number {
  return ((stream.next() >>> 0) + 0.5) * 2 ** -32;
}
