// Which symbols a model is trained on and which it first sees in the test.

import { permutation, type RandomKey } from '@vsa/backend/random';
import { checkSize } from '../internal/checks.js';

/** Symbols of either side; none is on both. */
export interface SymbolSplit {
  /** To train on. */
  readonly train: Int32Array;
  /** To test on. */
  readonly test: Int32Array;
}

/**
 * Splits symbols at random. The poster trains on m of 100, m = 95, 50 or 15, and tests on the other 5, 50 or 85.
 *
 * @param key - Fixes the choice.
 * @param count - How many symbols there are, >= 2.
 * @param train - m, how many to train on, from 1 to `count - 1`.
 * @returns Two disjoint sets that hold all symbols.
 * @throws RangeError for a wrong number; TypeError when `key` is no key.
 */
export function splitSymbols(key: RandomKey, count: number, train: number): SymbolSplit {
  checkSize(count, 'count', 'splitSymbols');
  checkSize(train, 'train', 'splitSymbols');
  if (train >= count) {
    throw new RangeError(
      `datasets.splitSymbols: expected train to leave one of ${count} symbols or more to the test, got ${train}.`,
    );
  }
  const order = permutation(key, count);
  return { train: order.slice(0, train), test: order.slice(train) };
}
