// Choosing the best rows on the host. A device's top-k says nothing about the order of equal values; here the lower index wins, so that
// every backend and both ways of holding items give the same answer.

/** One row that passed. */
export interface Candidate {
  /** Its place. */
  readonly index: number;
  /** Its score. */
  readonly score: number;
}

/** A row of scores among many. */
export interface ScoreRow {
  /** Scores of all rows, flat. */
  readonly values: ArrayLike<number>;
  /** Where the row starts. */
  readonly from: number;
  /** How many scores it has. */
  readonly count: number;
  /** What scores are divided by, in float64. */
  readonly scale: number;
}

/**
 * The best entries of a row of scores, the highest first, equal ones by index.
 *
 * @param row - See {@link ScoreRow}.
 * @param topK - At most so many are returned.
 * @param threshold - Scores below it do not pass; neither does NaN.
 * @returns The best, possibly none; O(count + passing · topK) work.
 */
export function selectBest(row: ScoreRow, topK: number, threshold: number): Candidate[] {
  const best: Candidate[] = [];
  for (let index = 0; index < row.count; index++) {
    const score = (row.values[row.from + index] ?? Number.NaN) / row.scale;
    if (!(score >= threshold)) continue;
    if (best.length === topK && score <= (best[topK - 1]?.score ?? -Infinity)) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? Infinity) < score) place -= 1;
    best.splice(place, 0, { index, score });
    if (best.length > topK) best.pop();
  }
  return best;
}
