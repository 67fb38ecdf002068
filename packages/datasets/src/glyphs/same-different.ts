// Same or different: does a pair of images show one symbol? Counts as in the code beside T. W. Webb, I. Sinha, J. D. Cohen, "Emergent
// symbols through binding in external memory", ICLR 2021: every ordered pair of different symbols, and as many pairs of one symbol.

import { choice, foldIn, integers, type RandomKey } from '@vsa/backend/random';
import { checkLimit, checkSymbols, shuffledTrials, type Trials } from '../internal/trials.js';

/** Options of {@link sameDifferentTrials}. */
export interface SameDifferentOptions {
  /** Most trials, an even number >= 2. @defaultValue `10000` */
  readonly limit?: number | undefined;
}

/**
 * Balanced trials of two images, in random order: label 0 is same, 1 is different.
 *
 * With n symbols there are n (n - 1) different pairs, each once; beyond half of `limit` a random part of them is taken. As many pairs
 * show one symbol, drawn with replacement: 40 trials for 5 symbols, 4,900 for 50, 10,000 of 17,860 for 95.
 *
 * @param key - Fixes choice and order.
 * @param symbols - At least two different symbols.
 * @param options - See {@link SameDifferentOptions}.
 * @returns Trials of 2 images.
 * @throws RangeError for fewer than two symbols, repeated ones, or a limit that is not even; TypeError when `key` is no key.
 */
export function sameDifferentTrials(
  key: RandomKey,
  symbols: ArrayLike<number>,
  options: SameDifferentOptions = {},
): Trials {
  const { limit = 10_000 } = options;
  const all = checkSymbols(symbols, 2, 'sameDifferentTrials');
  checkLimit(limit, 2, 'sameDifferentTrials');
  const others = all.length - 1;
  const pairs = all.length * others;
  const half = Math.min(limit / 2, pairs);
  const symbol = (index: number): number => all[index] ?? 0;
  const different = Array.from(choice(foldIn(key, 'different'), pairs, half), (pair) => {
    const first = Math.floor(pair / others);
    const second = pair % others;
    return { symbols: [symbol(first), symbol(second < first ? second : second + 1)], label: 1 as const };
  });
  const same = Array.from(integers(foldIn(key, 'same'), [half], { high: all.length }), (index) => ({
    symbols: [symbol(index), symbol(index)],
    label: 0 as const,
  }));
  return shuffledTrials(foldIn(key, 'order'), [...same, ...different]);
}
