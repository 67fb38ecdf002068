// What the makers of trials share.

import { permutation, type RandomKey } from '@vsa/backend/random';

/** Trials of a task: which symbols each shows, and its answer. */
export interface Trials {
  /** Symbols, `[count, images]`, trial after trial. */
  readonly symbols: Int32Array;
  /** Right answers, `[count]`, 0 or 1, as often the one as the other. */
  readonly labels: Int32Array;
  /** Number of trials and of images in each. */
  readonly shape: readonly [count: number, images: number];
}

/** Checks a set of symbols; throws RangeError unless all are different whole numbers >= 0 and there are enough. */
export function checkSymbols(symbols: ArrayLike<number>, least: number, caller: string): readonly number[] {
  const all = Array.from(symbols);
  const wrong = all.find((symbol) => !Number.isSafeInteger(symbol) || symbol < 0);
  if (wrong !== undefined) {
    throw new RangeError(`datasets.${caller}: expected symbols to be whole numbers >= 0, got ${wrong}.`);
  }
  if (new Set(all).size !== all.length) {
    throw new RangeError(`datasets.${caller}: expected different symbols, got one twice.`);
  }
  if (all.length < least) {
    throw new RangeError(`datasets.${caller}: expected at least ${least} symbols, got ${all.length}.`);
  }
  return all;
}

/** Throws RangeError unless a limit is a whole number >= `parts` that `parts` divides. */
export function checkLimit(limit: number, parts: number, caller: string): void {
  if (Number.isSafeInteger(limit) && limit >= parts && limit % parts === 0) return;
  throw new RangeError(
    `datasets.${caller}: expected limit to be a multiple of ${parts}, so that answers balance, got ${limit}.`,
  );
}

/** Puts trials into random order. */
export function shuffledTrials(
  key: RandomKey,
  rows: readonly { readonly symbols: readonly number[]; readonly label: 0 | 1 }[],
): Trials {
  const images = rows[0]?.symbols.length ?? 0;
  const symbols = new Int32Array(rows.length * images);
  const labels = new Int32Array(rows.length);
  for (const [place, index] of permutation(key, rows.length).entries()) {
    const row = rows[index];
    if (row === undefined) continue;
    symbols.set(row.symbols, place * images);
    labels[place] = row.label;
  }
  return { symbols, labels, shape: [rows.length, images] };
}
