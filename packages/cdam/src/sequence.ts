import { checkPositive } from '@vsa/backend/check';
// Did a recall play a sequence in order? (CDAM paper, section 3.3: directed cycles, a < 0.)

/** One stay at a pattern. */
export interface Visit {
  /** The pattern of the largest correlation. */
  readonly pattern: number;
  /** Step at which it took the lead. */
  readonly from: number;
  /** Steps for which it kept it. */
  readonly dwell: number;
}

/** Options of {@link scoreSequence}. */
export interface SequenceOptions {
  /** The patterns in the order in which they should come round. @defaultValue 0, 1, ..., p - 1 */
  readonly order?: readonly number[] | undefined;
  /** A visit lags when it lasts more than this many times the median visit. @defaultValue `2` */
  readonly patience?: number | undefined;
}

/** Verdict of {@link scoreSequence}. */
export interface SequenceScore {
  /** The visits in time. */
  readonly visits: readonly Visit[];
  /** Share of moves that went to the next pattern, in [0, 1]; NaN when nothing moved. */
  readonly order: number;
  /** Patterns jumped over by moves forward. */
  readonly skips: number;
  /** Moves backward: more than half round the cycle. */
  readonly returns: number;
  /** Visits that lasted too long, a stuck last one included. */
  readonly lags: number;
  /** Median length of a visit, steps. */
  readonly medianDwell: number;
  /** Share of the sequence that was visited, in (0, 1]. */
  readonly coverage: number;
}

/**
 * Scores the order, the skips and the lags of a recalled sequence that closes to a cycle. O(T p).
 *
 * @param correlations - One list of p correlations a step, T >= 1 of them, such as the `correlations` of a recall's history.
 * @param options - See {@link SequenceOptions}.
 * @returns The score.
 * @throws RangeError without steps, for steps of different lengths or with NaN, for an order with other than p different patterns, or a
 * wrong `patience`.
 */
export function scoreSequence(
  correlations: readonly ArrayLike<number>[],
  options: SequenceOptions = {},
): SequenceScore {
  const where = 'cdam.scoreSequence';
  const p = correlations[0]?.length ?? 0;
  if (p === 0 || correlations.some((step) => step.length !== p)) {
    throw new RangeError(`${where}: expected at least one step, each with the same number of correlations.`);
  }
  const { order = Array.from({ length: p }, (_, i) => i), patience = 2 } = options;
  checkPositive(where, 'patience', patience);
  const places = new Map(order.map((pattern, place) => [pattern, place]));
  if (order.length !== p || places.size !== p || order.some((i) => !Number.isInteger(i) || i < 0 || i >= p)) {
    throw new RangeError(`${where}: expected an order of the ${p} patterns 0 to ${p - 1}, each once.`);
  }
  const visits = visitsOf(where, correlations);
  const moves = visits.slice(1).map(({ pattern }, index) => {
    const ahead = (places.get(pattern) ?? 0) - (places.get(visits[index]?.pattern ?? 0) ?? 0);
    return (ahead + p) % p;
  });
  const forward = moves.filter((ahead) => ahead <= p / 2);
  const medianDwell = median(visits.map(({ dwell }) => dwell));
  return {
    visits,
    order: moves.filter((ahead) => ahead === 1).length / moves.length,
    skips: forward.reduce((sum, ahead) => sum + ahead - 1, 0),
    returns: moves.length - forward.length,
    lags: visits.filter(({ dwell }) => dwell > patience * medianDwell).length,
    medianDwell,
    coverage: new Set(visits.map(({ pattern }) => pattern)).size / p,
  };
}

function visitsOf(where: string, correlations: readonly ArrayLike<number>[]): Visit[] {
  const visits: Visit[] = [];
  for (const [step, values] of correlations.entries()) {
    let leader = 0;
    for (let pattern = 0; pattern < values.length; pattern += 1) {
      const value = values[pattern] ?? NaN;
      if (Number.isNaN(value)) {
        throw new RangeError(`${where}: expected numbers, got NaN at step ${step}, pattern ${pattern}.`);
      }
      if (value > (values[leader] ?? -Infinity)) leader = pattern;
    }
    const last = visits.at(-1);
    if (last?.pattern === leader) visits[visits.length - 1] = { ...last, dwell: last.dwell + 1 };
    else visits.push({ pattern: leader, from: step, dwell: 1 });
  }
  return visits;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
