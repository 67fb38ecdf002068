// The one loop of the house. A model gives a pure step; this owns the number of steps, stop rules, history, progress and abort,
// and frees the states that it leaves behind.

import type { TensorTree } from '../tensor.js';
import { treeTensors } from '../tree.js';

/** How a run ended. None of these is an error. */
export type RunStatus = 'converged' | 'limit-cycle' | 'diverged' | 'max-steps' | 'aborted';

/** A condition that ends a run. */
export interface StopRule<S> {
  /** Status of the result when the rule holds. */
  readonly status: Exclude<RunStatus, 'max-steps' | 'aborted'>;
  /** Tells whether to stop after `step` steps; must keep neither state. */
  holds(previous: S, next: S, step: number): boolean | Promise<boolean>;
}

/** Where a run stands. */
export interface Progress {
  /** Steps done. */
  readonly step: number;
  /** Largest number of steps. */
  readonly maxSteps: number;
}

/** Options of {@link run}. */
export interface RunOptions<S, H> {
  /** Largest number of steps, a whole number >= 0. */
  readonly maxSteps: number;
  /** Checked in order after steps. @defaultValue none */
  readonly stop?: readonly StopRule<S>[] | undefined;
  /** Check the stop rules every so many steps: reading values can cost more than a step. @defaultValue `1` */
  readonly checkEvery?: number | undefined;
  /** Called with the initial state (step 0) and after each step; what it returns becomes the history. */
  readonly record?: ((state: S, step: number) => H | Promise<H>) | undefined;
  /** Called after each step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the run after the current step with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link run} gives. */
export interface RunResult<S, H> {
  /** The last state; the caller owns its tensors. */
  readonly state: S;
  /** How the run ended. */
  readonly status: RunStatus;
  /** Steps done. */
  readonly steps: number;
  /** What `record` returned, in order; empty without `record`. */
  readonly history: readonly H[];
}

/** Let timers, abort signals and the page breathe this often, ms. */
const BREATH = 40;

/**
 * Applies a step until a stop rule holds, the steps run out, or the signal aborts.
 *
 * @param step - Pure: takes a state, returns the next one and frees neither; it gets the number of steps done before it.
 * @param initial - Stays the caller's; it is never freed here.
 * @param options - See {@link RunOptions}.
 * @returns The last state with status, steps and history.
 * @throws RangeError when `maxSteps` or `checkEvery` is not a whole number in range.
 */
export async function run<S extends TensorTree, H = never>(
  step: (state: S, step: number) => S | Promise<S>,
  initial: S,
  options: RunOptions<S, H>,
): Promise<RunResult<S, H>> {
  const { maxSteps, stop = [], checkEvery = 1, record, onProgress, signal } = options;
  if (!Number.isInteger(maxSteps) || maxSteps < 0) {
    throw new RangeError(`driver.run: expected maxSteps to be a whole number >= 0, got ${maxSteps}.`);
  }
  if (!Number.isInteger(checkEvery) || checkEvery < 1) {
    throw new RangeError(`driver.run: expected checkEvery to be a whole number >= 1, got ${checkEvery}.`);
  }
  const history: H[] = [];
  let state = initial;
  let status: RunStatus = 'max-steps';
  let steps = 0;
  let breath = performance.now();
  if (record) history.push(await record(state, 0));
  while (steps < maxSteps) {
    if (signal?.aborted) {
      status = 'aborted';
      break;
    }
    const next = await step(state, steps);
    steps += 1;
    if (record) history.push(await record(next, steps));
    onProgress?.({ step: steps, maxSteps });
    const due = steps % checkEvery === 0 || steps === maxSteps;
    const rule = due ? await firstThatHolds(stop, state, next, steps) : undefined;
    release(state, next, initial);
    state = next;
    if (rule) {
      status = rule.status;
      break;
    }
    if (performance.now() - breath > BREATH) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = performance.now();
    }
  }
  return { state, status, steps, history };
}

async function firstThatHolds<S>(
  rules: readonly StopRule<S>[],
  previous: S,
  next: S,
  step: number,
): Promise<StopRule<S> | undefined> {
  for (const rule of rules) {
    if (await rule.holds(previous, next, step)) return rule;
  }
  return undefined;
}

/** Frees the tensors of a state that neither its successor nor the caller's initial state still holds. */
function release(state: TensorTree, next: TensorTree, initial: TensorTree): void {
  if (state === initial) return;
  const held = new Set([...treeTensors(next), ...treeTensors(initial)]);
  for (const tensor of treeTensors(state)) {
    if (!held.has(tensor)) tensor.dispose();
  }
}
