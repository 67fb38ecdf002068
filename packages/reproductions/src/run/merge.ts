// Puts the cells of several output folders (shards of one run) into one.

import { findExperiments } from '../registry.js';
import type { Experiment } from '../experiment.js';
import type { RunIdentity } from './plan.js';
import type { CellRecord, CellStore } from './store.js';

/** What {@link mergeStores} gives. */
export interface Merged {
  /** What all cells have in common. */
  readonly run: RunIdentity;
  /** Experiments that have at least one cell. */
  readonly experiments: readonly Experiment[];
  /** All cells. */
  readonly records: readonly CellRecord[];
}

/**
 * Copies the cells of several folders into one and says what run they belong to.
 *
 * @param sources - Folders of finished cells.
 * @param target - Where the cells go; its own cells count too.
 * @returns The run, its experiments and all cells.
 * @throws RangeError when there are no cells, or when they are of different runs (the message says what differs).
 */
export async function mergeStores(sources: readonly CellStore[], target: CellStore): Promise<Merged> {
  const lists = await Promise.all([target, ...sources].map((store) => store.readAll()));
  const records = [...new Map(lists.flat().map((record) => [record.key, record])).values()];
  const [first] = records;
  if (first === undefined) {
    throw new RangeError('reproductions.mergeStores: expected finished cells, got folders without any.');
  }
  const run = {
    scale: first.identity.scale,
    seed: first.identity.seed,
    backend: first.identity.backend,
    code: first.identity.code,
  };
  for (const field of ['scale', 'seed', 'backend', 'code'] as const) {
    const values = [...new Set(records.map((record) => String(record.identity[field])))].sort();
    if (values.length > 1) {
      throw new RangeError(
        `reproductions.mergeStores: expected cells of one run, got ${field} ${values.join(' and ')}; merge each run by itself.`,
      );
    }
  }
  for (const record of records) await target.write(record);
  const ids = new Set(records.map((record) => record.identity.experiment));
  return { run, experiments: findExperiments([...ids]), records };
}
