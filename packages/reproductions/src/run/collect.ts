// From finished cells to results: rows in the plan's order, claims, figure, provenance.

import type { Claim } from '../claim.js';
import type { Experiment, FigureSpec, Row, Scale } from '../experiment.js';
import { planCells, type RunIdentity } from './plan.js';
import type { Machine } from './provenance.js';
import type { CellRecord } from './store.js';

/** Result of one experiment; what its JSON file holds. */
export interface ExperimentResult {
  /** Paper and figure. */
  readonly id: string;
  /** Short name of the paper. */
  readonly paper: string;
  /** One line for headings. */
  readonly title: string;
  /** Scale of the run. */
  readonly scale: Scale;
  /** What that scale covers. */
  readonly covers: string;
  /** What was chosen where the paper is silent. */
  readonly choices: readonly string[];
  /** Finished cells and all cells. */
  readonly cells: { readonly done: number; readonly total: number };
  /** Sum of the cells' times, s. */
  readonly seconds: number;
  /** The facts. */
  readonly rows: readonly Row[];
  /** The verdicts. */
  readonly claims: readonly Claim[];
  /** The figure; null when no cell has run. */
  readonly figure: FigureSpec | null;
}

/** Result of a run. */
export interface RunResults {
  /** Seed of the run. */
  readonly seed: number;
  /** Scale of the run. */
  readonly scale: Scale;
  /** Version of the code that computed the rows. */
  readonly code: string;
  /** What computed them; more than one where shards ran on different machines. */
  readonly machines: readonly Machine[];
  /** One entry an experiment. */
  readonly experiments: readonly ExperimentResult[];
}

/**
 * Puts finished cells together.
 *
 * @param experiments - The experiments of the run.
 * @param run - What its keys depend on.
 * @param records - Finished cells, in any order; cells of other runs are left out.
 * @returns Rows, claims and figures; claims that lack their cells say `not run`.
 */
export function collectResults(
  experiments: readonly Experiment[],
  run: RunIdentity,
  records: readonly CellRecord[],
): RunResults {
  const byKey = new Map(records.map((record) => [record.key, record]));
  const used: CellRecord[] = [];
  const results = experiments.map((experiment) => {
    const cells = planCells([experiment], run);
    const found = cells.map(({ key }) => byKey.get(key)).filter((record) => record !== undefined);
    used.push(...found);
    const rows = found.flatMap((record) => record.rows);
    return {
      id: experiment.id,
      paper: experiment.paper,
      title: experiment.title,
      scale: run.scale,
      covers: experiment.scales[run.scale],
      choices: experiment.choices,
      cells: { done: found.length, total: cells.length },
      seconds: found.reduce((sum, record) => sum + record.seconds, 0),
      rows,
      claims: experiment.claims(rows),
      figure: rows.length === 0 ? null : experiment.plot(rows),
    };
  });
  const machines = [
    ...new Map(used.map((record) => [JSON.stringify(record.machine), record.machine])).values(),
  ];
  return { seed: run.seed, scale: run.scale, code: run.code, machines, experiments: results };
}
