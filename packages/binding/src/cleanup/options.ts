// Options of queries and their checks.

/** Options of a cleanup query. */
export interface QueryOptions {
  /** At most so many matches per query, a whole number >= 1; more than there are items gives all. @defaultValue `1` */
  readonly topK?: number | undefined;
  /** Items less similar than this are no matches, in [-1, 1]. @defaultValue none: everything matches */
  readonly threshold?: number | undefined;
}

/**
 * Checks how many are wanted.
 *
 * @param where - Function that asks.
 * @param topK - Should be a whole number >= 1.
 * @throws RangeError when it is not.
 */
export function checkTopK(where: string, topK: number): void {
  if (!Number.isSafeInteger(topK) || topK < 1) {
    throw new RangeError(`${where}: expected topK to be a whole number >= 1, got ${topK}.`);
  }
}

/**
 * Checks a threshold.
 *
 * @param where - Function that asks.
 * @param threshold - Should be in [-1, 1] or undefined.
 * @throws RangeError when it is not.
 */
export function checkThreshold(where: string, threshold: number | undefined): void {
  if (threshold !== undefined && !(threshold >= -1 && threshold <= 1)) {
    throw new RangeError(`${where}: expected a threshold in [-1, 1], got ${threshold}.`);
  }
}
