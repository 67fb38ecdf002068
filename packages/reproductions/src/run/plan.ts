// Which cells a run has, and which of them a shard takes.

import type { CellParameters, Experiment, Scale } from '../experiment.js';
import { cellKey, type CellIdentity } from './identity.js';

/** Part of a run: shard `index` (from 1) of `count`. */
export interface Shard {
  /** Which part, from 1 to `count`. */
  readonly index: number;
  /** Number of parts. */
  readonly count: number;
}

/** A cell with its place in a run. */
export interface PlannedCell {
  /** Its key. */
  readonly key: string;
  /** Everything that it depends on. */
  readonly identity: CellIdentity;
  /** Parameters of the cell. */
  readonly parameters: CellParameters;
  /** Expected work, arbitrary units. */
  readonly cost: number;
}

/** What the keys of a run depend on. */
export interface RunIdentity {
  /** Scale of the run. */
  readonly scale: Scale;
  /** Seed of the run. */
  readonly seed: number;
  /** Name of the backend. */
  readonly backend: string;
  /** Version of the code, see `codeVersion`. */
  readonly code: string;
}

/**
 * Lists the cells of some experiments, in the order of their rows.
 *
 * @param experiments - What to run.
 * @param run - What the keys depend on.
 * @returns One entry a cell.
 */
export function planCells(experiments: readonly Experiment[], run: RunIdentity): readonly PlannedCell[] {
  return experiments.flatMap((experiment) =>
    experiment.cells(run.scale).map(({ parameters, cost }) => {
      const identity = {
        experiment: experiment.id,
        revision: experiment.revision,
        scale: run.scale,
        seed: run.seed,
        backend: run.backend,
        code: run.code,
        parameters,
      };
      return { key: cellKey(identity), identity, parameters, cost };
    }),
  );
}

/**
 * Orders cells by falling cost, which spreads them evenly over workers and shards, and takes one shard.
 *
 * @param cells - All cells of a run.
 * @param shard - Part to take. Default: everything.
 * @returns The shard's cells, dearest first; the shards of one run share no cell and together hold all.
 * @throws RangeError when the shard's numbers are no whole numbers with 1 <= index <= count.
 */
export function takeShard(
  cells: readonly PlannedCell[],
  shard: Shard = { index: 1, count: 1 },
): readonly PlannedCell[] {
  const { index, count } = shard;
  const whole = Number.isInteger(index) && Number.isInteger(count);
  if (!whole || index < 1 || index > count) {
    throw new RangeError(
      `reproductions.takeShard: expected a shard i/n with 1 <= i <= n, got ${index}/${count}.`,
    );
  }
  const ordered = [...cells].sort((a, b) => b.cost - a.cost || (a.key < b.key ? -1 : 1));
  return ordered.filter((_, place) => place % count === index - 1);
}
