// Orders and choices without replacement: R. Durstenfeld's form of the Fisher-Yates shuffle (CACM 7(7), 1964).

import { checkCount } from './internal/checks.js';
import { below, streamOf } from './internal/stream.js';
import type { RandomKey } from './key.js';

const MAX_COUNT = 2 ** 31 - 1;

/**
 * A random order of 0 ... n - 1.
 *
 * @param key - Fixes the order.
 * @param n - How many, a whole number >= 0.
 * @returns Each of 0 ... n - 1 once.
 * @throws TypeError when `key` is no key; RangeError for a wrong `n`.
 */
export function permutation(key: RandomKey, n: number): Int32Array {
  checkCount(n, 'n', 0, MAX_COUNT, 'permutation');
  return shuffled(key, n, n, 'permutation');
}

/**
 * Different numbers out of 0 ... n - 1, in random order; all ordered choices are equally likely. O(n) memory.
 *
 * @param key - Fixes the choice.
 * @param n - How many there are, a whole number >= 0.
 * @param count - How many to take, at most `n`.
 * @returns `count` different numbers.
 * @throws TypeError when `key` is no key; RangeError for a wrong `n` or `count`.
 */
export function choice(key: RandomKey, n: number, count: number): Int32Array {
  checkCount(n, 'n', 0, MAX_COUNT, 'choice');
  checkCount(count, 'count', 0, n, 'choice');
  return shuffled(key, n, count, 'choice').slice(0, count);
}

/** Shuffles the first `count` places of 0 ... n - 1. */
function shuffled(key: RandomKey, n: number, count: number, caller: string): Int32Array {
  const stream = streamOf(key, caller);
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let index = 0; index < Math.min(count, n - 1); index += 1) {
    const other = index + below(stream, n - index);
    const held = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}
