// A memory let run: states and energies on the way, and whether the theorem speaks for what is seen.

import { disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { checkFinite, checkPositive, checkWhole } from '@vsa/backend/check';
import {
  pid,
  solve,
  tsitouras5,
  type RungeKuttaMethod,
  type SolveStatus,
  type StepSize,
} from '@vsa/backend/ode';
import type { Condition, Memory } from './memory.js';

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /** Time to run for, > 0. @defaultValue `1` */
  readonly duration?: number | undefined;
  /** Number of states saved after the first, evenly spaced. @defaultValue `20` */
  readonly samples?: number | undefined;
  /** How long the steps are. @defaultValue the paper's, `pid({ rtol: 1e-3, atol: 1e-6, firstStep: 1e-2 })` */
  readonly stepSize?: StepSize | undefined;
  /** @defaultValue the paper's, `tsitouras5` */
  readonly method?: RungeKuttaMethod | undefined;
  /** Largest number of attempted steps. @defaultValue the paper's, `5000` */
  readonly maxSteps?: number | undefined;
  /** Ends the run early with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link simulate} gives; `disposeTree(result.states)` frees it. */
export interface Simulation<Y extends TensorTree> {
  /** Times of the states, the start's first. */
  readonly times: readonly number[];
  /** States at these times; the caller owns them. */
  readonly states: readonly Y[];
  /** Energies at these times, one number a row of the batch. */
  readonly energies: readonly Float32Array[];
  /** Largest rise of an energy from one time to the next, over all rows; 0 when none rose. */
  readonly largestRise: number;
  /** How the solution ended. */
  readonly status: SolveStatus;
  /** Counts of the solver. */
  readonly stats: { readonly accepted: number; readonly rejected: number; readonly evaluations: number };
  /** Conditions of the theorem, at the first and the last state. */
  readonly conditions: readonly Condition[];
  /** One line for each condition that fails; empty where the theorem holds. */
  readonly warnings: readonly string[];
}

/**
 * Follows a memory from a start. Where a condition of its theorem fails, the run goes on and says so.
 *
 * @param backend - Tensor backend.
 * @param memory - Any memory of this package.
 * @param start - State at time 0; stays the caller's.
 * @param options - See {@link SimulateOptions}.
 * @returns States, energies, how it ended, and conditions.
 * @throws TypeError or RangeError for a start or options that do not fit.
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { denseOperator, hopfieldMemory, simulate, tanhLagrange } from '@vsa/hk-memory';
 *
 * const backend = await createBackend('auto');
 * const lateral = denseOperator(backend, backend.tensor([[0, 2], [1, 0]]));
 * const memory = hopfieldMemory(backend, { lagrange: tanhLagrange(), lateral });
 * const { warnings } = await simulate(backend, memory, backend.tensor([[0.1, 0.2]]));
 * console.log(warnings); // => [ 'symmetric-weights: W and its transpose differ by up to 1.00' ]
 * ```
 */
export async function simulate<Y extends TensorTree>(
  backend: Backend,
  memory: Memory<Y>,
  start: Y,
  options: SimulateOptions = {},
): Promise<Simulation<Y>> {
  const { duration = 1, samples = 20, method = tsitouras5, maxSteps = 5000, signal } = options;
  const { stepSize = pid({ rtol: 1e-3, atol: 1e-6, firstStep: Math.min(1e-2, duration) }) } = options;
  checkPositive('hk-memory.simulate', 'duration', duration);
  checkWhole('hk-memory.simulate', 'samples', samples, 1);
  checkFinite('hk-memory.simulate', 'maxSteps', maxSteps);
  const before = await memory.conditions(start);
  const saveAt = Array.from({ length: samples + 1 }, (_, sample) => (duration * sample) / samples);
  const solution = await solve(backend, memory.field, start, {
    t1: duration,
    stepSize,
    method,
    maxSteps,
    saveAt,
    project: memory.project,
    signal,
  });
  disposeTree(solution.state);
  const { ts: times, ys: states, status, stats } = solution;
  const energies: Float32Array[] = [];
  for (const state of states) energies.push(await readEnergies(backend, memory.energy(state)));
  const last = states.at(-1);
  const after = last === undefined ? before : await memory.conditions(last);
  const conditions = before.map((condition, index) =>
    condition.holds ? (after[index] ?? condition) : condition,
  );
  return {
    times,
    states,
    energies,
    largestRise: largestRise(energies),
    status,
    stats,
    conditions,
    warnings: conditions.filter(({ holds }) => !holds).map(({ name, detail }) => `${name}: ${detail}`),
  };
}

async function readEnergies(backend: Backend, energy: Tensor): Promise<Float32Array> {
  try {
    return Float32Array.from(await backend.read(energy));
  } finally {
    energy.dispose();
  }
}

function largestRise(energies: readonly Float32Array[]): number {
  return energies.reduce((most, row, time) => {
    const previous = energies[time - 1];
    if (previous === undefined) return most;
    return row.reduce((worst, value, index) => Math.max(worst, value - (previous[index] ?? NaN)), most);
  }, 0);
}
