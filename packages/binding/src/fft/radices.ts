// Which small transforms a length is taken apart into.

/** Largest transform that is done as one matrix product. */
export const MAX_RADIX = 64;

/** What one more stage costs, in multiples of one row of a small matrix: its twiddle factors, transpositions and calls. */
const STAGE_COST = 160;

/**
 * Splits a length into radices of at most {@link MAX_RADIX}, so that the work `N Σ radix` plus the cost of stages is least.
 *
 * @param length - N, a whole number >= 1.
 * @returns Radices whose product is N, the largest first; undefined when a prime factor exceeds {@link MAX_RADIX}.
 */
export function chooseRadices(length: number): readonly number[] | undefined {
  const best = search(length, new Map());
  return best === undefined ? undefined : [...best.radices].sort((a, b) => b - a);
}

interface Choice {
  readonly cost: number;
  readonly radices: readonly number[];
}

function search(length: number, known: Map<number, Choice | undefined>): Choice | undefined {
  if (known.has(length)) return known.get(length);
  let best: Choice | undefined = length <= MAX_RADIX ? { cost: length, radices: [length] } : undefined;
  for (let radix = 2; radix <= Math.min(MAX_RADIX, length / 2); radix++) {
    if (length % radix !== 0) continue;
    const rest = search(length / radix, known);
    if (rest === undefined) continue;
    const cost = radix + STAGE_COST + rest.cost;
    if (best === undefined || cost < best.cost) best = { cost, radices: [radix, ...rest.radices] };
  }
  known.set(length, best);
  return best;
}
