// Runs the cells that are not done yet, over the lanes, and keeps each as soon as it is finished.

import { join } from 'node:path';
import type { Experiment, Scale } from '../experiment.js';
import type { CellOutcome, Lane } from './lane.js';
import { planCells, takeShard, type PlannedCell, type Shard } from './plan.js';
import type { CellRecord, CellStore } from './store.js';

/** Where a run stands. */
export interface RunProgress {
  /** Cells done, those of earlier runs included. */
  readonly done: number;
  /** Cells of this run (of this shard). */
  readonly total: number;
  /** Cells of earlier runs among those done. */
  readonly reused: number;
  /** Expected time left, s; undefined before the first cell is done. */
  readonly secondsLeft: number | undefined;
}

/** What to run. */
export interface RunRequest {
  /** The experiments. */
  readonly experiments: readonly Experiment[];
  /** How large. */
  readonly scale: Scale;
  /** Every random number follows from it; a whole number. */
  readonly seed: number;
  /** Version of the code, see `codeVersion`. */
  readonly code: string;
  /** Where finished cells are kept and looked for. */
  readonly store: CellStore;
  /** At least one; all on the same backend. */
  readonly lanes: readonly Lane[];
  /** Part of the cells. @defaultValue all */
  readonly shard?: Shard | undefined;
  /** Ends the run; finished cells stay. */
  readonly signal?: AbortSignal | undefined;
  /** Called at the start and after each cell. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** What a run gives. */
export interface RunOutcome {
  /** Whether all cells of the shard are done, or the signal came first. */
  readonly status: 'done' | 'aborted';
  /** The shard's finished cells. */
  readonly records: readonly CellRecord[];
  /** Number of the shard's cells. */
  readonly total: number;
  /** Cells taken from earlier runs. */
  readonly reused: number;
  /** Wall-clock time of this run, s. */
  readonly seconds: number;
}

/**
 * Computes the cells of a run that its store lacks.
 *
 * @param request - See {@link RunRequest}.
 * @returns The finished cells; the same request gives the same rows, whatever the number of lanes.
 * @throws RangeError without lanes or for a bad shard; the first error of a cell, with the cell's name, after all lanes have stopped.
 */
export async function runCells(request: RunRequest): Promise<RunOutcome> {
  const { experiments, scale, seed, code, store, lanes, shard, signal, onProgress } = request;
  const machine = lanes[0]?.machine;
  if (machine === undefined)
    throw new RangeError('reproductions.runCells: expected at least one lane, got none.');
  const start = performance.now();
  const plan = planCells(experiments, { scale, seed, backend: machine.backend, code });
  const cells = takeShard(plan, shard);
  const records: CellRecord[] = [];
  const waiting: PlannedCell[] = [];
  for (const cell of cells) {
    const kept = await store.read(cell.key);
    if (kept === undefined) waiting.push(cell);
    else records.push(kept);
  }
  const reused = records.length;
  const costs = { done: 0, all: waiting.reduce((sum, cell) => sum + cell.cost, 0) };
  const report = (): void => {
    const elapsed = (performance.now() - start) / 1000;
    const secondsLeft = costs.done > 0 ? (elapsed * (costs.all - costs.done)) / costs.done : undefined;
    onProgress?.({ done: records.length, total: cells.length, reused, secondsLeft });
  };
  report();

  // By what the rows depend on, as the cells' keys are: files of other code are not found.
  const files = store.files && join(store.files, `${code}-${machine.backend}-${seed}`);
  const failures: Error[] = [];
  const work = async (lane: Lane): Promise<void> => {
    while (failures.length === 0 && !isAborted(signal)) {
      const cell = waiting.shift();
      if (cell === undefined) return;
      let outcome: CellOutcome | undefined;
      try {
        outcome = await untilAborted(
          lane.run(
            { experiment: cell.identity.experiment, parameters: cell.parameters, seed, files },
            signal,
          ),
          signal,
        );
      } catch (error) {
        failures.push(named(error, cell));
        return;
      }
      if (outcome === undefined || isAborted(signal)) return;
      const { rows, seconds } = outcome;
      const record = {
        format: 1 as const,
        key: cell.key,
        identity: cell.identity,
        machine: lane.machine,
        seconds,
        rows,
      };
      await store.write(record);
      records.push(record);
      costs.done += cell.cost;
      report();
    }
  };
  await Promise.all(lanes.map(work));
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  const status = records.length === cells.length ? 'done' : 'aborted';
  return { status, records, total: cells.length, reused, seconds: (performance.now() - start) / 1000 };
}

// A function, because the compiler would otherwise take the flag for constant after its first check.
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** The promise's value, or undefined as soon as the signal comes; what then becomes of the promise is of no interest. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (signal === undefined) return promise;
  let stop = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => {
      resolve(undefined);
    };
    // A signal that has come already tells nobody again.
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    promise.catch(() => undefined);
  }
}

function named(error: unknown, cell: PlannedCell): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${cell.identity.experiment} ${JSON.stringify(cell.parameters)}: ${message}`, {
    cause: error,
  });
}
