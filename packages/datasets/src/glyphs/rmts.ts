// Relational match to sample: which of two target pairs stands in the relation of the source pair? Trials as in the code beside
// T. W. Webb, I. Sinha, J. D. Cohen, "Emergent symbols through binding in external memory", ICLR 2021.

import { choice, foldIn, integers, type RandomKey } from '@vsa/backend/random';
import { checkLimit, checkSymbols, shuffledTrials, type Trials } from '../internal/trials.js';

/** Options of {@link rmtsTrials}. */
export interface RmtsOptions {
  /** Most trials, a multiple of 4. @defaultValue `10000` */
  readonly limit?: number | undefined;
}

/** Different symbols in a trial whose source pair is one symbol twice: [a, a], [b, b], [c, d]. */
const OF_SAME = 4;
/** And whose source pair is two symbols: [a, b], [c, d], [e, e]. */
const OF_DIFFERENT = 5;

/**
 * Balanced trials of six images, source pair, first target pair, second target pair, in random order: label 0 says that the first target
 * pair has the source's relation, 1 that the second has.
 *
 * All symbols of a trial are different but for those that are the same by its relation. A quarter of the trials each has the source same
 * or different and the answer 0 or 1; no trial comes twice. Few symbols make fewer trials: 5 make 480.
 *
 * @param key - Fixes choice and order.
 * @param symbols - At least five different symbols.
 * @param options - See {@link RmtsOptions}.
 * @returns Trials of 6 images.
 * @throws RangeError for fewer than five symbols, repeated ones, or a limit that is no multiple of 4; TypeError when `key` is no key.
 */
export function rmtsTrials(key: RandomKey, symbols: ArrayLike<number>, options: RmtsOptions = {}): Trials {
  const { limit = 10_000 } = options;
  const all = checkSymbols(symbols, OF_DIFFERENT, 'rmtsTrials');
  checkLimit(limit, 4, 'rmtsTrials');
  const count = Math.min(limit / 4, arrangements(all.length, OF_SAME));
  const rows = ([0, 1] as const).flatMap((label) =>
    [OF_SAME, OF_DIFFERENT].flatMap((length) =>
      sequences(foldIn(foldIn(key, label), length), all, length, count).map((drawn) => {
        const [source, match, other] = length === OF_SAME ? ofSame(drawn) : ofDifferent(drawn);
        return {
          symbols: [...source, ...(label === 0 ? [...match, ...other] : [...other, ...match])],
          label,
        };
      }),
    ),
  );
  return shuffledTrials(foldIn(key, 'order'), rows);
}

type Pairs = readonly [source: readonly number[], match: readonly number[], other: readonly number[]];

function ofSame([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Pairs {
  return [
    [a, a],
    [b, b],
    [c, d],
  ];
}

function ofDifferent([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]): Pairs {
  return [
    [a, b],
    [c, d],
    [e, e],
  ];
}

/** Number of ordered choices of `length` out of n. */
function arrangements(n: number, length: number): number {
  let product = 1;
  for (let taken = 0; taken < length; taken += 1) product *= n - taken;
  return product;
}

/** Different sequences of different symbols, all equally likely. */
function sequences(key: RandomKey, all: readonly number[], length: number, count: number): number[][] {
  const space = arrangements(all.length, length);
  // Where few are left out, a choice among all is quicker than drawing until enough have come; where many are, the other way round.
  if (space <= 4 * count) return Array.from(choice(key, space, count), (rank) => unranked(all, rank, length));
  const found = new Map<number, number[]>();
  for (let round = 0; found.size < count; round += 1) {
    for (const rank of ranks(foldIn(key, round), all.length, length, count)) {
      if (found.size < count && !found.has(rank)) found.set(rank, unranked(all, rank, length));
    }
  }
  return [...found.values()];
}

/** Numbers of arrangements, built digit by digit because there can be more than 2^32 of them. */
function ranks(key: RandomKey, n: number, length: number, count: number): Float64Array {
  const drawn = new Float64Array(count);
  for (let taken = 0; taken < length; taken += 1) {
    for (const [index, digit] of integers(foldIn(key, taken), [count], { high: n - taken }).entries()) {
      drawn[index] = (drawn[index] ?? 0) * (n - taken) + digit;
    }
  }
  return drawn;
}

/** The arrangement with a number: its digits, of bases n - length + 1 to n, say which of the remaining symbols comes next. */
function unranked(all: readonly number[], rank: number, length: number): number[] {
  const digits: number[] = [];
  let rest = rank;
  for (let base = all.length - length + 1; base <= all.length; base += 1) {
    digits.unshift(rest % base);
    rest = Math.floor(rest / base);
  }
  const left = [...all];
  return digits.flatMap((digit) => left.splice(digit, 1));
}
