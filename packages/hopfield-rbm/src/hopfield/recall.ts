// Recall: states run down to attractors at temperature 0, many at once.

import { runRows, type Backend, type RowRule, type Tensor } from '@vsa/backend';
import { checkWhole, choose } from '@vsa/backend/check';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { checkNetwork } from '../internal/networks.js';
import { checkSigns } from '../internal/signs.js';
import type { Patterns, SignRows } from '../patterns.js';
import { energies, type HopfieldNetwork } from './network.js';
import { hopfieldTensors, parallelStep } from './parallel.js';
import { sweepsOf, type Sweeps } from './sweeps.js';

/** One unit after another, or all at once. */
export type UpdateOrder = 'asynchronous' | 'synchronous';

/** How a recall ended: nothing changes any more, two states alternate, or the steps ran out. */
export type RecallStatus = 'fixed-point' | 'two-cycle' | 'max-steps' | 'aborted';

/** Options of {@link recall}. */
export interface HopfieldRecallOptions {
  /**
   * One unit after another, on the host in float64, or all at once, on the backend in float32. @defaultValue `'asynchronous'`, which ends
   * in a fixed point unless a self-coupling is negative; synchronous recall of symmetric couplings ends there or in a two-cycle
   */
  readonly updates?: UpdateOrder | undefined;
  /** Fixes a random order of the units, asynchronous only. @defaultValue from the first unit to the last */
  readonly order?: RandomKey | undefined;
  /** Largest number of sweeps over all units, a whole number >= 0. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
  /** Ends the recall after the current step with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What one state led to. */
export interface HopfieldRecall {
  /** How it ended. */
  readonly status: RecallStatus;
  /** Sweeps done, the last of which changed nothing at a fixed point. */
  readonly steps: number;
  /** H of the final state. */
  readonly energy: number;
}

/** What {@link recall} gives. */
export interface HopfieldRecallResult {
  /** Final states, `[rows, N]`; of a two-cycle one of both. */
  readonly states: Patterns;
  /** One entry a state, in order. */
  readonly results: readonly HopfieldRecall[];
}

/** Rows of one batch hold about this many numbers, 16 MiB of float32. */
const BATCH_NUMBERS = 2 ** 22;

/**
 * Runs states down to attractors: s_i <- sgn(Σ_j J_ij s_j + b_i). A unit whose field float32 cannot tell from 0 stays as it is, so that all
 * backends agree.
 *
 * Cost a sweep and state: O(N) and O(N) a flip when asynchronous; O(N²), or O(N p) with a factor, when synchronous.
 *
 * @param backend - Tensor backend of synchronous updates.
 * @param network - A network.
 * @param states - +1 and -1, `[rows, N]`.
 * @param options - See {@link HopfieldRecallOptions}.
 * @returns Final states, with a status each; running out of steps is one, not an error.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, another number of units, or a wrong option.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { projectionNetwork, recall } from '@vsa/hopfield-rbm';
 *
 * const backend = await createBackend('auto');
 * const patterns = { values: [1, 1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1], shape: [2, 6] as const };
 * const start = { values: [1, 1, 1, 1, -1, 1], shape: [1, 6] as const }; // one unit of the first pattern flipped
 * const { states, results } = await recall(backend, projectionNetwork(patterns, { selfCoupling: 'removed' }), start);
 * console.log([...states.values].join(' '), results[0]?.status); // => 1 1 1 1 -1 -1 fixed-point
 * ```
 */
export async function recall(
  backend: Backend,
  network: HopfieldNetwork,
  states: SignRows,
  options: HopfieldRecallOptions = {},
): Promise<HopfieldRecallResult> {
  const where = 'hopfield-rbm.recall';
  const n = checkNetwork(where, network);
  const starts = checkSigns(where, 'state', states, n);
  const maxSteps = checkWhole(where, 'maxSteps', options.maxSteps ?? 100, 0);
  const run = choose(RUNS, options.updates ?? 'asynchronous', where, 'updates');
  const values = Int8Array.from(starts.values);
  const endings = await run(backend, network, values, { ...options, maxSteps });
  const finals = { values, shape: starts.shape };
  const energy = energies(network, finals);
  return {
    states: finals,
    results: endings.map((ending, row) => ({ ...ending, energy: energy[row] ?? NaN })),
  };
}

type Ending = Omit<HopfieldRecall, 'energy'>;
type Run = (
  backend: Backend,
  network: HopfieldNetwork,
  values: Int8Array,
  options: HopfieldRecallOptions & { readonly maxSteps: number },
) => Promise<readonly Ending[]>;

const RUNS: Readonly<Record<UpdateOrder, Run>> = { asynchronous: oneByOne, synchronous: allAtOnce };

async function oneByOne(
  _backend: Backend,
  network: HopfieldNetwork,
  values: Int8Array,
  { maxSteps, order, signal }: Parameters<Run>[3],
): Promise<readonly Ending[]> {
  const n = network.field.length;
  const { descent } = sweepsOf(network);
  const endings: Ending[] = [];
  let breath = performance.now();
  for (let row = 0; row * n < values.length; row += 1) {
    const state = values.subarray(row * n, (row + 1) * n);
    endings.push(descend(descent, state, order && foldIn(order, row), maxSteps, signal));
    // Timers and abort signals get their turn.
    if (performance.now() - breath > 40) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = performance.now();
    }
  }
  return endings;
}

function descend(
  descent: Sweeps['descent'],
  state: Int8Array,
  order: RandomKey | undefined,
  maxSteps: number,
  signal: AbortSignal | undefined,
): Ending {
  if (signal?.aborted === true) return { status: 'aborted', steps: 0 };
  const sweep = descent(state, order);
  let before = state.slice();
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    const last = state.slice();
    if (sweep(steps) === 0) return { status: 'fixed-point', steps };
    // Sweeps in one order are a map of states, so a return to the last but one repeats for ever; with a random order it need not.
    if (order === undefined && steps > 1 && equal(before, state)) return { status: 'two-cycle', steps };
    before = last;
  }
  return { status: 'max-steps', steps: maxSteps };
}

async function allAtOnce(
  backend: Backend,
  network: HopfieldNetwork,
  values: Int8Array,
  { maxSteps, signal }: Parameters<Run>[3],
): Promise<readonly Ending[]> {
  const n = network.field.length;
  const rows = values.length / n;
  const size = Math.max(1, Math.floor(BATCH_NUMBERS / n));
  using tensors = hopfieldTensors(backend, network);
  const endings: Ending[] = [];
  for (let first = 0; first < rows; first += size) {
    const part = values.subarray(first * n, Math.min(rows, first + size) * n);
    using initial = backend.tensor(Float32Array.from(part), [part.length / n, n]);
    const { state, outcomes } = await runRows<Tensor>(
      backend,
      (current) => parallelStep(backend, tensors, current),
      initial,
      { maxSteps, signal, stop: stopRules(backend) },
    );
    using finals = state;
    part.set(await backend.read(finals));
    for (const { status, steps } of outcomes) endings.push({ status: STATUSES[status], steps });
  }
  return endings;
}

const STATUSES = {
  converged: 'fixed-point',
  'limit-cycle': 'two-cycle',
  'max-steps': 'max-steps',
  aborted: 'aborted',
  diverged: 'max-steps',
} as const;

function stopRules(backend: Backend): readonly RowRule<Tensor>[] {
  const holds = (past: Tensor, next: Tensor): Tensor =>
    backend.tidy(() => backend.all(backend.equal(past, next), { axis: 1 }));
  return [
    { status: 'converged', holds },
    { status: 'limit-cycle', lag: 2, holds },
  ];
}

function equal(a: Int8Array, b: Int8Array): boolean {
  return a.every((value, unit) => value === b[unit]);
}
