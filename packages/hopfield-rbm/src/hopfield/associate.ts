// The associative memory task of Smart and Zilman (2021, App D.3, Fig. D.2): which of the stored patterns does the network take an image
// to? Images run down all units at once; as soon as one overlaps enough with a pattern it counts for that pattern, also at the very start,
// as in the authors' code. What has come to rest elsewhere goes on at temperature 1/β, several times over.

import { runRows, type Backend, type RowRule, type Tensor } from '@vsa/backend';
import { checkFinite, checkPositive, checkWhole } from '@vsa/backend/check';
import { foldIn, uniform, type RandomKey } from '@vsa/backend/random';
import { checkNetwork } from '../internal/networks.js';
import { checkSigns } from '../internal/signs.js';
import type { SignRows } from '../patterns.js';
import type { HopfieldNetwork } from './network.js';
import { hopfieldTensors, parallelGlauberStep, parallelStep, type HopfieldTensors } from './parallel.js';

/** Options of {@link associate}. */
export interface AssociateOptions {
  /** Fixes the draws; an image's draws depend on its number and the step only. */
  readonly key: RandomKey;
  /** An image counts for a pattern above this overlap, in (0, 1). @defaultValue `0.7`, the paper's */
  readonly threshold?: number | undefined;
  /** β > 0 of the stochastic part. @defaultValue `2`, the paper's */
  readonly beta?: number | undefined;
  /** Stochastic runs of an image, each of which counts its part. @defaultValue `20`, the paper's */
  readonly trajectories?: number | undefined;
  /** Largest number of steps of either part. @defaultValue `100`, the code's */
  readonly maxSteps?: number | undefined;
  /** Called after each batch with images done and their number. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops the work: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link associate} gives. */
export interface Associations {
  /** Share of each image that counts for each pattern, `[images, p]`; what is left of 1 counts for none. */
  readonly shares: Float64Array;
  /** Images that counted at once, on the way down, or went on at temperature 1/β. */
  readonly settled: { readonly atOnce: number; readonly onTheWay: number; readonly stochastic: number };
}

/** Rows of one batch hold about this many numbers. */
const BATCH_NUMBERS = 2 ** 22;

/**
 * Runs images to stored patterns. Cost, with a factor, O(N p) a step and image, twenty times as much for those that go on.
 *
 * @param backend - Tensor backend.
 * @param network - A network; the paper's is that of the projection rule without its diagonal.
 * @param patterns - What counts, +1 and -1, `[p, N]`.
 * @param images - +1 and -1, `[images, N]`.
 * @param options - See {@link AssociateOptions}.
 * @returns Shares.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, another number of units or a wrong option.
 */
export async function associate(
  backend: Backend,
  network: HopfieldNetwork,
  patterns: SignRows,
  images: SignRows,
  options: AssociateOptions,
): Promise<Associations> {
  const where = 'hopfield-rbm.associate';
  const n = checkNetwork(where, network);
  const xi = checkSigns(where, 'pattern', patterns, n);
  const given = checkSigns(where, 'image', images, n);
  const threshold = checkFinite(where, 'threshold', options.threshold ?? 0.7);
  if (!(threshold > 0 && threshold < 1)) {
    throw new RangeError(`${where}: expected threshold in (0, 1), got ${threshold}.`);
  }
  const settings: Settings = {
    key: foldIn(options.key, 'associate'),
    beta: checkPositive(where, 'beta', options.beta ?? 2),
    trajectories: checkWhole(where, 'trajectories', options.trajectories ?? 20, 1),
    maxSteps: checkWhole(where, 'maxSteps', options.maxSteps ?? 100, 0),
    // Overlaps are whole numbers over N; half a unit keeps rounding out.
    least: Math.floor(threshold * n + 1e-9) + 0.5,
  };
  const [p] = xi.shape;
  const turned = new Float32Array(n * p);
  for (let unit = 0; unit < n; unit += 1) {
    for (let pattern = 0; pattern < p; pattern += 1)
      turned[unit * p + pattern] = xi.values[pattern * n + unit] ?? 0;
  }
  using tensors = hopfieldTensors(backend, network);
  using columns = backend.tensor(turned, [n, p]);
  const task: Task = { backend, tensors, columns, settings };
  const [total] = given.shape;
  const shares = new Float64Array(total * p);
  const settled = { atOnce: 0, onTheWay: 0, stochastic: 0 };
  const size = Math.max(1, Math.floor(BATCH_NUMBERS / (n * settings.trajectories)));
  for (let first = 0; first < total; first += size) {
    options.signal?.throwIfAborted();
    const count = Math.min(size, total - first);
    const batch = Float32Array.from(given.values.subarray(first * n, (first + count) * n));
    const numbers = Int32Array.from({ length: count }, (_, row) => first + row);
    const start = await hits(task, batch, count);
    const falling = numbers.filter((_, row) => start[row] === -1);
    const lower = await descend(task, pick(batch, start, n));
    const resting = falling.filter((_, row) => lower.found[row] === -1);
    const random = await wander(task, pick(lower.states, lower.found, n), resting);
    settled.atOnce += count - falling.length;
    settled.onTheWay += falling.length - resting.length;
    settled.stochastic += resting.length;
    credit(
      shares,
      p,
      numbers.filter((_, row) => start[row] !== -1),
      start.filter((hit) => hit !== -1),
      1,
    );
    credit(
      shares,
      p,
      falling.filter((_, row) => lower.found[row] !== -1),
      lower.found.filter((hit) => hit !== -1),
      1,
    );
    const each = Int32Array.from(random, (_, run) => resting[Math.floor(run / settings.trajectories)] ?? 0);
    credit(shares, p, each, random, 1 / settings.trajectories);
    options.onProgress?.(first + count, total);
  }
  return { shares, settled };
}

interface Settings {
  readonly key: RandomKey;
  readonly beta: number;
  readonly trajectories: number;
  readonly maxSteps: number;
  readonly least: number;
}

interface Task {
  readonly backend: Backend;
  readonly tensors: HopfieldTensors;
  readonly columns: Tensor;
  readonly settings: Settings;
}

/** Pattern of each state that overlaps enough, the most alike; -1 for none. */
async function hits(
  { backend, columns, settings }: Task,
  states: Float32Array,
  rows: number,
): Promise<Int32Array> {
  const [n = 1, p = 1] = columns.shape;
  if (rows === 0) return new Int32Array(0);
  using sums = backend.tidy(() => backend.matMul(backend.tensor(states, [rows, n]), columns));
  const values = await backend.read(sums);
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let k = 1; k < p; k += 1) if ((values[row * p + k] ?? 0) > (values[row * p + best] ?? 0)) best = k;
    return (values[row * p + best] ?? 0) > settings.least ? best : -1;
  });
}

/** Rows that have found nothing yet. */
function pick(states: Float32Array, found: Int32Array, n: number): Float32Array {
  const rows = Array.from(found.keys()).filter((row) => found[row] === -1);
  const kept = new Float32Array(rows.length * n);
  for (const [place, row] of rows.entries()) kept.set(states.subarray(row * n, (row + 1) * n), place * n);
  return kept;
}

async function descend(
  task: Task,
  states: Float32Array,
): Promise<{ readonly states: Float32Array; readonly found: Int32Array }> {
  const { backend, tensors, settings } = task;
  const n = task.columns.shape[0] ?? 1;
  const rows = states.length / n;
  if (rows === 0) return { states, found: new Int32Array(0) };
  const same = (past: Tensor, next: Tensor): Tensor =>
    backend.tidy(() => backend.all(backend.equal(past, next), { axis: 1 }));
  const hit = (_: Tensor, next: Tensor): Tensor => overlapping(task, next);
  using initial = backend.tensor(states, [rows, n]);
  const { state } = await runRows<Tensor>(backend, (now) => parallelStep(backend, tensors, now), initial, {
    maxSteps: settings.maxSteps,
    stop: [
      { status: 'converged', holds: hit },
      { status: 'converged', holds: same },
      { status: 'limit-cycle', lag: 2, holds: same },
    ],
  });
  using finals = state;
  const values = Float32Array.from(await backend.read(finals));
  return { states: values, found: await hits(task, values, rows) };
}

/** Each state several times at temperature 1/β; patterns found, `[states, trajectories]`. */
async function wander(task: Task, states: Float32Array, numbers: Int32Array): Promise<Int32Array> {
  const { backend, tensors, settings } = task;
  const { key, beta, trajectories, maxSteps } = settings;
  const n = task.columns.shape[0] ?? 1;
  const rows = numbers.length * trajectories;
  if (rows === 0) return new Int32Array(0);
  const copies = new Float32Array(rows * n);
  for (let row = 0; row < rows; row += 1) {
    const from = Math.floor(row / trajectories) * n;
    copies.set(states.subarray(from, from + n), row * n);
  }
  using starts = backend.tensor(copies, [rows, n]);
  using order = backend.range(0, rows, 1, 'int32');
  type Chains = { readonly states: Tensor; readonly row: Tensor };
  const rule: RowRule<Chains> = { status: 'converged', holds: (_, next) => overlapping(task, next.states) };
  const step = async (now: Chains, number: number): Promise<Chains> => {
    const active = await backend.read(now.row);
    const draws = new Float32Array(active.length * n);
    let image = -1;
    let drawn = new Float32Array(0);
    for (const [place, row] of active.entries()) {
      const which = Math.floor(row / trajectories);
      if (which !== image) {
        image = which;
        // One stream for all runs of an image: what other images do changes nothing.
        drawn = Float32Array.from(
          uniform(foldIn(foldIn(key, numbers[which] ?? 0), number), [trajectories, n]),
        );
      }
      const run = row % trajectories;
      draws.set(drawn.subarray(run * n, (run + 1) * n), place * n);
    }
    using uniforms = backend.tensor(draws, [active.length, n]);
    return {
      states: parallelGlauberStep(backend, tensors, now.states, beta, uniforms),
      row: backend.clone(now.row),
    };
  };
  const { state } = await runRows<Chains>(
    backend,
    step,
    { states: starts, row: order },
    { maxSteps, stop: [rule] },
  );
  using finals = state.states;
  state.row.dispose();
  return await hits(task, Float32Array.from(await backend.read(finals)), rows);
}

function overlapping({ backend, columns, settings }: Task, states: Tensor): Tensor {
  return backend.tidy(() =>
    backend.greater(backend.max(backend.matMul(states, columns), { axis: 1 }), settings.least),
  );
}

function credit(shares: Float64Array, p: number, images: Int32Array, found: Int32Array, part: number): void {
  for (const [place, image] of images.entries()) {
    const pattern = found[place] ?? -1;
    if (pattern !== -1) shares[image * p + pattern] = (shares[image * p + pattern] ?? 0) + part;
  }
}
