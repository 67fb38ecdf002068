// The measurement behind most figures: the share of factors that methods find, on the same problems.

import type { Cell, RunContext } from '../experiment.js';
import { methodNamed } from './methods.js';
import { drawProblems, type ProblemParameters } from './problem.js';

/** Parameters of an accuracy cell. */
export type AccuracyCell = ProblemParameters & {
  /** Number of composites. */
  readonly trials: number;
  /** Draws of codebooks that they are spread over, evenly; divides `trials`. */
  readonly draws: number;
  /** Names of the methods. */
  readonly methods: readonly string[];
};

/** Result of one method in one cell. */
export type AccuracyRow = ProblemParameters & {
  /** Size of the search space n^K. */
  readonly space: number;
  /** Name of the method. */
  readonly method: string;
  /** Number of composites. */
  readonly trials: number;
  /** Mean share of factors found, c/K, in [0, 1]. */
  readonly accuracy: number;
  /** Standard error of `accuracy`, from the spread between draws of codebooks. */
  readonly standardError: number;
  /** Share of composites with all factors found. */
  readonly exact: number;
  /** Share of composites on which the method stood still before its steps ran out. */
  readonly converged: number;
};

/**
 * Makes an accuracy cell.
 *
 * @param parameters - What to measure.
 * @returns The cell with its expected cost: multiply-adds of its searches, in units of 10^9.
 */
export function accuracyCell(parameters: AccuracyCell): Cell<AccuracyCell> {
  const { factors, size, dimension, trials, methods } = parameters;
  const work = methods.reduce((sum, id) => sum + methodNamed(id).cost, 0);
  return { parameters, cost: (work * trials * factors * size * dimension * 200) / 1e9 };
}

/**
 * Measures an accuracy cell.
 *
 * @param context - Backend, seed, signal.
 * @param cell - See {@link AccuracyCell}.
 * @returns One row a method, in the cell's order.
 * @throws RangeError when `draws` does not divide `trials`.
 */
export async function measureAccuracy(context: RunContext, cell: AccuracyCell): Promise<AccuracyRow[]> {
  const { backend, seed, signal } = context;
  const { trials, draws, methods, ...problem } = cell;
  const count = trials / draws;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `reproductions.measureAccuracy: expected draws to divide trials, got ${draws} and ${trials}.`,
    );
  }
  const tallies = methods.map((id) => ({
    method: methodNamed(id),
    means: [] as number[],
    exact: 0,
    still: 0,
  }));
  for (let draw = 0; draw < draws; draw += 1) {
    using problems = drawProblems(backend, seed, problem, draw, count);
    for (const tally of tallies) {
      const found = await tally.method.run(backend, problems.composites, problems.codebooks, signal);
      let correct = 0;
      found.forEach(({ indices, status }, row) => {
        const answer = problems.answers[row] ?? [];
        const hits = indices.filter((index, k) => index === answer[k]).length;
        correct += hits;
        tally.exact += hits === problem.factors ? 1 : 0;
        tally.still += status === 'converged' ? 1 : 0;
      });
      tally.means.push(correct / (count * problem.factors));
    }
  }
  return tallies.map(({ method, means, exact, still }) => ({
    ...problem,
    space: problem.size ** problem.factors,
    method: method.id,
    trials,
    accuracy: rounded(mean(means)),
    standardError: rounded(standardErrorOf(means)),
    exact: exact / trials,
    converged: still / trials,
  }));
}

/** Mean of some numbers. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean of independent values; 0 for one value. */
function standardErrorOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

/** Sums of thirds end in digits that mean nothing. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
