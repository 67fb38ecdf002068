// Draws from finite distributions.

import type { Shape } from '../tensor.js';
import { checkCount, checkedSize } from './internal/checks.js';
import { portableLog } from './internal/log.js';
import { openUnit, streamOf } from './internal/stream.js';
import type { RandomKey } from './key.js';

const MAX_COUNT = 2 ** 31 - 1;

/**
 * Standard Gumbel numbers, `-log(-log u)`, between -3.2 and 22.9; the same on every engine.
 *
 * @param key - Fixes the numbers.
 * @param shape - Sizes of the axes.
 * @returns The numbers, row-major.
 * @throws TypeError when `key` is no key; RangeError for a wrong shape.
 */
export function gumbel(key: RandomKey, shape: Shape): Float32Array {
  const stream = streamOf(key, 'gumbel');
  const values = new Float32Array(checkedSize(shape, 'gumbel'));
  for (let index = 0; index < values.length; index += 1) {
    values[index] = -portableLog(-portableLog(openUnit(stream)));
  }
  return values;
}

/**
 * Draws indices with the given probabilities; O(n + count log n).
 *
 * @param key - Fixes the numbers.
 * @param probabilities - `[n]`, finite and >= 0, not all zero; they need not sum to 1.
 * @param count - How many draws, with replacement.
 * @returns `count` indices in [0, n).
 * @throws TypeError when `key` is no key; RangeError for wrong probabilities or a wrong count.
 */
export function categorical(key: RandomKey, probabilities: ArrayLike<number>, count: number): Int32Array {
  const stream = streamOf(key, 'categorical');
  checkCount(count, 'count', 0, MAX_COUNT, 'categorical');
  const sums = cumulated(probabilities);
  const total = sums[sums.length - 1] ?? 0;
  const drawn = new Int32Array(count);
  for (let index = 0; index < count; index += 1) drawn[index] = firstAbove(sums, openUnit(stream) * total);
  return drawn;
}

/**
 * Draws indices with probabilities softmax(logits), as the largest of logits plus Gumbel numbers; O(n count).
 *
 * @param key - Fixes the numbers.
 * @param logits - `[n]`, finite or -Infinity (never drawn), not all -Infinity.
 * @param count - How many draws, with replacement.
 * @returns `count` indices in [0, n).
 * @throws TypeError when `key` is no key; RangeError for wrong logits or a wrong count.
 */
export function categoricalFromLogits(key: RandomKey, logits: ArrayLike<number>, count: number): Int32Array {
  const stream = streamOf(key, 'categoricalFromLogits');
  checkCount(count, 'count', 0, MAX_COUNT, 'categoricalFromLogits');
  const values = Float64Array.from(logits);
  const wrong = values.findIndex((value) => !(value < Infinity));
  if (wrong >= 0) {
    throw new RangeError(
      `random.categoricalFromLogits: expected logits below Infinity, got ${values[wrong]} at ${wrong}.`,
    );
  }
  if (!values.some((value) => value > -Infinity)) {
    throw new RangeError('random.categoricalFromLogits: expected at least one finite logit, got none.');
  }
  const drawn = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    let largest = -Infinity;
    for (const [position, logit] of values.entries()) {
      const score = logit - portableLog(-portableLog(openUnit(stream)));
      if (score > largest) {
        largest = score;
        drawn[index] = position;
      }
    }
  }
  return drawn;
}

function cumulated(probabilities: ArrayLike<number>): Float64Array {
  const sums = Float64Array.from(probabilities);
  let total = 0;
  for (const [index, probability] of sums.entries()) {
    if (!(probability >= 0 && Number.isFinite(probability))) {
      throw new RangeError(
        `random.categorical: expected finite probabilities >= 0, got ${probability} at ${index}.`,
      );
    }
    total += probability;
    sums[index] = total;
  }
  if (!(total > 0 && Number.isFinite(total))) {
    throw new RangeError(
      `random.categorical: expected probabilities with a positive finite sum, got ${total}.`,
    );
  }
  return sums;
}

/** Least index whose sum lies above a threshold in (0, last sum), by halving; skips entries of probability zero. */
function firstAbove(sums: Float64Array, threshold: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sums[middle] ?? 0) > threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}
