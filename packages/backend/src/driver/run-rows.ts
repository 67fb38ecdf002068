// The loop for batches whose rows are independent problems. A row that has finished leaves the batch, so that it soon costs
// nothing more, and its answer is the one it would have had alone; the others go on.

import type { Backend } from '../backend.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { disposeTree, mapTree, treeTensors, zipTrees } from '../tree.js';
import type { RunStatus } from './run.js';

/** A condition that ends single rows. */
export interface RowRule<S> {
  /** Status of the rows for which the rule holds; a `diverged` row keeps the state before the step. */
  readonly status: Exclude<RunStatus, 'max-steps' | 'aborted'>;
  /** How many steps before `next` the state `past` lies. @defaultValue `1` */
  readonly lag?: number | undefined;
  /** Tells for each row whether it has finished: `bool [rows]`, owned by the driver. */
  holds(past: S, next: S): Tensor;
}

/** How one row ended. */
export interface RowOutcome {
  /** How the row ended. */
  readonly status: RunStatus;
  /** Steps done on this row. */
  readonly steps: number;
  /** Lag of the rule that ended it; `undefined` for `max-steps` and `aborted`. */
  readonly lag: number | undefined;
}

/** Where a run over rows stands. */
export interface RowsProgress {
  /** Steps done. */
  readonly step: number;
  /** Largest number of steps. */
  readonly maxSteps: number;
  /** Rows that are still running. */
  readonly active: number;
  /** All rows. */
  readonly rows: number;
}

/** Options of {@link runRows}. */
export interface RunRowsOptions<S> {
  /** Largest number of steps, a whole number >= 0. */
  readonly maxSteps: number;
  /** Checked after every step; for a row the first that holds counts. @defaultValue none */
  readonly stop?: readonly RowRule<S>[] | undefined;
  /** Called after each step. */
  readonly onProgress?: ((progress: RowsProgress) => void) | undefined;
  /** Ends the rows that still run after the current step with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link runRows} gives. */
export interface RunRowsResult<S> {
  /** The last state of every row, in the order of the initial rows; the caller owns its tensors. */
  readonly state: S;
  /** How each row ended. */
  readonly outcomes: readonly RowOutcome[];
}

/** The batch shrinks once this share of it, or less, still runs: finished rows cost at most a third more. */
const COMPACT_AT = 0.75;

/** Let timers, abort signals and the page breathe this often, ms. */
const BREATH = 40;

/**
 * Applies a step to a batch until each row's stop rule holds, the steps run out, or the signal aborts.
 *
 * All tensors of the state have the rows as first axis, constants of a row (its input) included. A row's answer does not depend on its
 * neighbours as long as the step's arithmetic does not: give it sums that are exact in float32 where bits must match.
 *
 * Cost: the steps of the rows that still run, one read of `rules × rows` bytes a step, and one gather whenever rows finish.
 *
 * @param backend - Where the state lives.
 * @param step - Pure: takes a state of the running rows, returns the next one and frees neither; it gets the number of steps done before it.
 * @param initial - Stays the caller's; it is never freed here.
 * @param options - See {@link RunRowsOptions}.
 * @returns The last state of every row, with its status and steps.
 * @throws RangeError when `maxSteps` or a rule's `lag` is not a whole number in range, or when the tensors differ in their first axis.
 */
export async function runRows<S extends TensorTree>(
  backend: Backend,
  step: (state: S, step: number) => S | Promise<S>,
  initial: S,
  options: RunRowsOptions<S>,
): Promise<RunRowsResult<S>> {
  const { maxSteps, stop = [], onProgress, signal } = options;
  check(maxSteps, stop);
  const rows = countRows(initial);
  const longest = stop.reduce((most, rule) => Math.max(most, rule.lag ?? 1), 1);
  const initialTensors = new Set(treeTensors(initial));
  const outcomes = new Array<RowOutcome>(rows);
  const finished: Finished<S> = { order: [], pieces: [] };
  // past[0] is the current state, past[k] the one k steps before it.
  let past: S[] = [initial];
  // The row at each place of the batch; undefined once it has finished.
  let rowAt: (number | undefined)[] = places(rows);
  let active = rows;
  let steps = 0;
  let breath = performance.now();
  try {
    while (steps < maxSteps && active > 0 && signal?.aborted !== true) {
      const next = await step(current(past), steps);
      past.unshift(next);
      steps += 1;
      const ended = await judge(backend, stop, past, rowAt);
      const retired = ended.filter((rule) => rule !== undefined).length;
      if (retired > 0) {
        retire(backend, finished, past, ended, rowAt);
        for (const [place, rule] of ended.entries()) {
          const row = rowAt[place];
          if (!rule || row === undefined) continue;
          outcomes[row] = { status: rule.status, steps, lag: rule.lag ?? 1 };
          rowAt[place] = undefined;
        }
        active -= retired;
      }
      free(past.splice(longest), past, initialTensors);
      // Finished rows leave in bulk: a gather costs about as much as a step.
      if (active > 0 && active <= COMPACT_AT * rowAt.length) {
        const running = places(rowAt.length).filter((place) => rowAt[place] !== undefined);
        past = compact(backend, past, running, initialTensors);
        rowAt = running.map((place) => rowAt[place]);
      }
      onProgress?.({ step: steps, maxSteps, active, rows });
      if (performance.now() - breath > BREATH) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        breath = performance.now();
      }
    }
    const status = steps < maxSteps ? 'aborted' : 'max-steps';
    const left = places(rowAt.length).filter((place) => rowAt[place] !== undefined);
    for (const place of left) outcomes[rowAt[place] ?? 0] = { status, steps, lag: undefined };
    collect(backend, finished, current(past), left, rowAt);
    return { state: assemble(backend, finished), outcomes };
  } finally {
    free(past, [], initialTensors);
    for (const piece of finished.pieces) disposeTree(piece);
  }
}

/** States of rows that have finished, and which rows these are, in the same order. */
interface Finished<S> {
  readonly order: number[];
  readonly pieces: S[];
}

function check<S>(maxSteps: number, stop: readonly RowRule<S>[]): void {
  if (!Number.isInteger(maxSteps) || maxSteps < 0) {
    throw new RangeError(`driver.runRows: expected maxSteps to be a whole number >= 0, got ${maxSteps}.`);
  }
  for (const { lag = 1 } of stop) {
    if (!Number.isInteger(lag) || lag < 1) {
      throw new RangeError(`driver.runRows: expected a rule's lag to be a whole number >= 1, got ${lag}.`);
    }
  }
}

function countRows(state: TensorTree): number {
  const counts = treeTensors(state).map((tensor) => tensor.shape[0]);
  const rows = counts[0];
  if (rows === undefined || counts.some((count) => count !== rows)) {
    throw new RangeError(
      `driver.runRows: expected tensors with one and the same first axis, got sizes ${counts.join(', ')}.`,
    );
  }
  return rows;
}

function current<S>(past: readonly S[]): S {
  const [state] = past;
  if (state === undefined) throw new RangeError('driver.runRows: expected a state.');
  return state;
}

function places(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place);
}

/** The rule that ends each row, if one does. */
async function judge<S>(
  backend: Backend,
  rules: readonly RowRule<S>[],
  past: readonly S[],
  rowAt: readonly (number | undefined)[],
): Promise<(RowRule<S> | undefined)[]> {
  const rows = rowAt.length;
  const due = rules.filter((rule) => (rule.lag ?? 1) < past.length);
  const ended = new Array<RowRule<S> | undefined>(rows).fill(undefined);
  if (due.length === 0) return ended;
  const flags = backend.tidy(() =>
    backend.concat(
      due.map((rule) => {
        const before = past[rule.lag ?? 1];
        return rule.holds(before ?? current(past), current(past));
      }),
    ),
  );
  const values = await backend.read(flags).finally(() => {
    flags.dispose();
  });
  for (let place = 0; place < rows; place += 1) {
    if (rowAt[place] === undefined) continue;
    ended[place] = due.find((_, index) => values[index * rows + place] === 1);
  }
  return ended;
}

/** Copies the rows that ended to `finished`. */
function retire<S extends TensorTree>(
  backend: Backend,
  finished: Finished<S>,
  past: readonly S[],
  ended: readonly (RowRule<S> | undefined)[],
  rowAt: readonly (number | undefined)[],
): void {
  const matching = (diverged: boolean): number[] =>
    places(ended.length).filter((place) => {
      const rule = ended[place];
      return rule !== undefined && (rule.status === 'diverged') === diverged;
    });
  collect(backend, finished, current(past), matching(false), rowAt);
  collect(backend, finished, past[1] ?? current(past), matching(true), rowAt);
}

/** Keeps only the running rows of the states and frees the others. */
function compact<S extends TensorTree>(
  backend: Backend,
  past: readonly S[],
  running: readonly number[],
  initial: ReadonlySet<Tensor>,
): S[] {
  const indices = backend.tensor(Int32Array.from(running));
  // States share tensors (a row's input never changes), so each is gathered once.
  const moved = new Map<Tensor, Tensor>();
  const kept = past.map((state) =>
    mapTree(state, (tensor) => {
      const known = moved.get(tensor) ?? backend.gather(tensor, indices);
      moved.set(tensor, known);
      return known;
    }),
  );
  indices.dispose();
  free(past, [], initial);
  return kept;
}

function collect<S extends TensorTree>(
  backend: Backend,
  finished: Finished<S>,
  state: S,
  chosen: readonly number[],
  rowAt: readonly (number | undefined)[],
): void {
  if (chosen.length === 0) return;
  const indices = backend.tensor(Int32Array.from(chosen));
  finished.pieces.push(mapTree(state, (tensor) => backend.gather(tensor, indices)));
  finished.order.push(...chosen.map((place) => rowAt[place] ?? 0));
  indices.dispose();
}

/** Joins the finished pieces in the order of the initial rows. */
function assemble<S extends TensorTree>(backend: Backend, { order, pieces }: Finished<S>): S {
  const [first, ...rest] = pieces;
  if (first === undefined) throw new RangeError('driver.runRows: expected at least one row, got 0.');
  const inverse = new Int32Array(order.length);
  for (const [place, row] of order.entries()) inverse[row] = place;
  return backend.tidy(() => {
    const indices = backend.tensor(inverse);
    return zipTrees([first, ...rest], (...column) => backend.gather(backend.concat(column), indices));
  });
}

/** Frees the tensors of states that neither the states still `held` nor the caller's initial one have. */
function free<S extends TensorTree>(
  states: readonly S[],
  held: readonly S[],
  initial: ReadonlySet<Tensor>,
): void {
  const kept = new Set(held.flatMap((state) => treeTensors(state)));
  for (const state of states) {
    for (const tensor of treeTensors(state)) {
      if (!kept.has(tensor) && !initial.has(tensor)) tensor.dispose();
    }
  }
}
