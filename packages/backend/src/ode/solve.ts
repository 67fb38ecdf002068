// The solver: checks, the loop of the house around single attempts, and what is handed back.

import type { Backend } from '../backend.js';
import { run } from '../driver/run.js';
import type { TensorTree } from '../tensor.js';
import { disposeTree } from '../tree.js';
import type { Tolerances } from './error-norm.js';
import type { DensePiece } from './interpolation.js';
import { attempt } from './internal/attempt.js';
import { checkOptions, checkSaveAt } from './internal/checks.js';
import type { Output, Problem, Running, TakenStep } from './internal/problem.js';
import { checkState, cloneTree, disposeUnless } from './internal/trees.js';
import { tsitouras5, type RungeKuttaMethod } from './methods.js';
import type { Field } from './runge-kutta.js';
import type { SolverState, SolveStatus } from './state.js';
import type { StepSize } from './step-size.js';

/** Where a solution stands. */
export interface SolveProgress {
  /** Time reached. */
  readonly t: number;
  /** Time to reach. */
  readonly t1: number;
  /** Steps taken since the start. */
  readonly accepted: number;
  /** Attempts that failed since the start. */
  readonly rejected: number;
}

/** Options of {@link resume}. */
export interface ResumeOptions<Y extends TensorTree> {
  /** Time to reach; before `t0` to go back. */
  readonly t1: number;
  /** How long the steps are: `fixed(size)` or `pid({ rtol, atol })`. */
  readonly stepSize: StepSize;
  /** @defaultValue `tsitouras5` */
  readonly method?: RungeKuttaMethod | undefined;
  /** Largest number of attempts, failed ones included, in this call. @defaultValue `10000` */
  readonly maxSteps?: number | undefined;
  /** Times to save at, in order, up to `t1`; they change no step. Those up to a resumed state's time are left out. @defaultValue the time reached */
  readonly saveAt?: readonly number[] | undefined;
  /** Keep every step's polynomial for `evaluateDense`: five states a step. @defaultValue `false` */
  readonly dense?: boolean | undefined;
  /** Applied to the state after each step, and to interpolated states; must be pure and synchronous. Costs methods with a shared stage that stage. */
  readonly project?: ((y: Y) => Y) | undefined;
  /** Stop once the root mean square of `f / (atol + rtol |y|)` is below 1. @defaultValue never */
  readonly steadyState?: Tolerances | undefined;
  /** With fixed steps, look for NaN and steady states every so many steps, as reading can cost more than a step. @defaultValue `1` */
  readonly checkEvery?: number | undefined;
  /** Ends the solution after the current attempt with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each attempt. */
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
}

/** Options of {@link solve}. */
export interface SolveOptions<Y extends TensorTree> extends ResumeOptions<Y> {
  /** Time of the initial state. @defaultValue `0` */
  readonly t0?: number | undefined;
}

/** What {@link solve} gives; `disposeTree` frees all of it. */
export type Solution<Y extends TensorTree> = {
  /** Times of `ys`: those of `saveAt` that were reached, or the time reached. */
  readonly ts: readonly number[];
  /** States at `ts`; the caller owns them. */
  readonly ys: readonly Y[];
  /** How it ended. */
  readonly status: SolveStatus;
  /** Time reached. */
  readonly t: number;
  /** Counts since the start of the solution, earlier parts included. */
  readonly stats: { readonly accepted: number; readonly rejected: number; readonly evaluations: number };
  /** Where the solver stands, for {@link resume}; the caller owns its tensors. */
  readonly state: SolverState<Y>;
  /** Polynomials of the steps in order; empty unless `dense` is set. */
  readonly dense: readonly DensePiece<Y>[];
};

/**
 * Solves `dy/dt = f(t, y)`, `y(t0) = y0`, by an explicit Runge-Kutta method.
 *
 * Float32: a step rounds the state to 6e-8 relative, so errors below about 1e-7 times the root of the number of steps cannot be had, and
 * tolerances below 1e-6 buy nothing. Cost: the method's stages per attempt, less a shared one, and one read of three numbers.
 *
 * @param backend - Holds the state.
 * @param field - Right-hand side; see {@link Field}.
 * @param y0 - Initial state, a tree of float32 tensors; stays the caller's.
 * @param options - See {@link SolveOptions}.
 * @returns States, status, time reached and counts; see {@link Solution}. Running out of steps, NaN and steps too small are statuses.
 * @throws RangeError when an option is out of range, or the field returns another form; TypeError for a state that is not float32.
 */
export async function solve<Y extends TensorTree>(
  backend: Backend,
  field: Field<Y>,
  y0: Y,
  options: SolveOptions<Y>,
): Promise<Solution<Y>> {
  return solveWatched(backend, field, y0, options, undefined);
}

/**
 * {@link solve}, telling of every step that it takes.
 *
 * @param backend - See {@link solve}.
 * @param field - See {@link solve}.
 * @param y0 - See {@link solve}.
 * @param options - See {@link solve}.
 * @param onTaken - Called after each step that is taken.
 * @returns See {@link solve}.
 * @internal
 */
export async function solveWatched<Y extends TensorTree>(
  backend: Backend,
  field: Field<Y>,
  y0: Y,
  options: SolveOptions<Y>,
  onTaken: ((step: TakenStep<Y>) => void) | undefined,
): Promise<Solution<Y>> {
  const { t0 = 0 } = options;
  const where = 'ode.solve';
  checkState(where, y0);
  checkOptions(where, t0, options);
  const times = checkSaveAt(where, t0, options.t1, options.saveAt, 'refuse');
  const state: SolverState<Y> = {
    t: t0,
    y: y0,
    derivative: y0,
    derivativeKnown: false,
    stepSize: 0,
    memory: [1, 1],
    failure: 'none',
    anchor: t0,
    count: 0,
    accepted: 0,
    rejected: 0,
    evaluations: 0,
  };
  return advance(backend, field, state, options, times, onTaken);
}

/**
 * Goes on from where a solution stopped: N steps and N steps more give the bits of 2N steps.
 *
 * @param backend - Holds the state.
 * @param field - The same right-hand side.
 * @param state - `state` of a {@link Solution}; stays the caller's.
 * @param options - See {@link ResumeOptions}; times of `saveAt` up to the state's own were saved before and are left out.
 * @returns As {@link solve}.
 * @throws RangeError when an option is out of range; TypeError for a state that is not float32.
 */
export async function resume<Y extends TensorTree>(
  backend: Backend,
  field: Field<Y>,
  state: SolverState<Y>,
  options: ResumeOptions<Y>,
): Promise<Solution<Y>> {
  const where = 'ode.resume';
  checkState(where, state.y);
  checkOptions(where, state.t, options);
  const times = checkSaveAt(where, state.t, options.t1, options.saveAt, 'skip');
  const { stepSize } = options;
  // Steps of another length than before are counted from here.
  const steady = stepSize.kind === 'fixed' && state.stepSize === stepSize.size;
  const from = steady ? state : { ...state, anchor: state.t, count: 0 };
  return advance(backend, field, from, options, times, undefined);
}

async function advance<Y extends TensorTree>(
  backend: Backend,
  field: Field<Y>,
  from: SolverState<Y>,
  options: ResumeOptions<Y>,
  times: readonly number[],
  onTaken: ((step: TakenStep<Y>) => void) | undefined,
): Promise<Solution<Y>> {
  const { t1, stepSize, method = tsitouras5, maxSteps = 10_000, checkEvery = 1 } = options;
  const { project, steadyState, signal, onProgress, saveAt, dense = false } = options;
  const direction = t1 < from.t ? -1 : 1;
  const problem: Problem<Y> = {
    backend,
    method,
    field,
    t1,
    direction,
    stepSize,
    checkEvery,
    project,
    steadyState,
    onTaken,
  };
  const output: Output<Y> = { times, ts: [], ys: [], pieces: dense ? [] : undefined };
  const arrived = from.t === t1;
  const initial: Running<Y> = { solver: cloneTree(backend, from), halt: arrived ? 'finished' : null };
  let previous = initial;
  let latest = initial;
  try {
    while (times[output.ts.length] === from.t) {
      output.ts.push(from.t);
      output.ys.push(cloneTree(backend, from.y));
    }
    const { status } = await run<Running<Y>>(
      async (running) => {
        previous = running;
        latest = await attempt(problem, running, output);
        return latest;
      },
      initial,
      {
        maxSteps: arrived ? 0 : maxSteps,
        stop: [
          { status: 'converged', holds: (_, { halt }) => halt === 'finished' || halt === 'steady-state' },
          { status: 'diverged', holds: (_, { halt }) => halt !== null },
        ],
        onProgress:
          onProgress &&
          (() => {
            const { t, accepted, rejected } = latest.solver;
            onProgress({ t, t1, accepted, rejected });
          }),
        signal,
      },
    );
    const { solver, halt } = latest;
    if (saveAt === undefined) {
      output.ts.push(solver.t);
      output.ys.push(cloneTree(backend, solver.y));
    }
    disposeUnless(initial, latest);
    const { accepted, rejected, evaluations } = solver;
    return {
      ts: output.ts,
      ys: output.ys,
      status: halt ?? (status === 'aborted' ? 'aborted' : 'max-steps'),
      t: solver.t,
      stats: { accepted, rejected, evaluations },
      state: solver,
      dense: output.pieces ?? [],
    };
  } catch (error) {
    disposeUnless(initial, latest);
    disposeTree([previous, latest, output.ys, output.pieces]);
    throw error;
  }
}
