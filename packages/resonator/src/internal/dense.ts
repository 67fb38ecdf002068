// The dense path: float32 tensors, on any backend.

import { disposeTree, runRows, type Backend, type RowRule, type Tensor } from '@vsa/backend';
import { activations } from '../activations.js';
import { init, step, type ResonatorParams, type ResonatorState } from '../model.js';
import type { ResolvedOptions } from '../options.js';
import { decode, type Reading } from '../readout.js';

/** How a composite's run ended, without what was found. */
export interface Ending {
  /** How the run ended. */
  readonly status: 'converged' | 'limit-cycle' | 'diverged' | 'max-steps' | 'aborted';
  /** Steps done. */
  readonly steps: number;
  /** Length of the limit cycle, in steps. */
  readonly cycleLength?: number;
}

/** What is found for one composite. */
export type Found = Reading & Ending;

/** Called after steps with the number of rows still running. */
export type OnStep = (step: number, active: number) => void;

/** What a chunk's run takes besides the numbers. */
export interface DenseJob {
  /** Rule. */
  readonly options: ResolvedOptions;
  /** First estimates of this chunk. */
  readonly start: ResolvedOptions['start'];
  /** Ends the run after the current step. */
  readonly signal: AbortSignal | undefined;
  /** Called after each step. */
  readonly onStep: OnStep;
}

/**
 * Runs a chunk of composites.
 *
 * @param backend - Tensor backend.
 * @param composites - Float32 `[rows, D]`; stays the caller's.
 * @param params - See {@link ResonatorParams}.
 * @param job - See {@link DenseJob}.
 * @returns What was found, by row.
 */
export async function factorDense(
  backend: Backend,
  composites: Tensor,
  params: ResonatorParams,
  job: DenseJob,
): Promise<Found[]> {
  const { options, start, signal, onStep } = job;
  const initial = init(backend, composites, params, start);
  try {
    const { state, outcomes } = await runRows(backend, (s) => step(backend, s, params, options), initial, {
      maxSteps: options.maxSteps,
      stop: stopRules(backend, options),
      signal,
      onProgress: (progress) => {
        onStep(progress.step, progress.active);
      },
    });
    try {
      const readings = await decode(backend, state, params, options.decode);
      return readings.map((reading, row) => {
        const { status = 'aborted', steps = 0, lag } = outcomes[row] ?? {};
        const cycle = status === 'limit-cycle' && lag !== undefined ? { cycleLength: lag } : {};
        return { ...reading, status, steps, ...cycle };
      });
    } finally {
      disposeTree(state);
    }
  } finally {
    disposeTree(initial);
  }
}

/** Fixed points first, then cycles from the shortest: a row's cycle is then its true period. */
function stopRules(backend: Backend, options: ResolvedOptions): RowRule<ResonatorState>[] {
  const rules: RowRule<ResonatorState>[] = [];
  if (options.activation !== activations.sign) {
    rules.push({ status: 'diverged', holds: (_past, next) => hasOverflow(backend, next) });
  }
  for (let lag = 1; lag <= Math.max(1, options.longest); lag += 1) {
    rules.push({
      status: lag === 1 ? 'converged' : 'limit-cycle',
      lag,
      holds: (past, next) => standsStill(backend, past, next, options.tolerance),
    });
  }
  return rules;
}

/** Per row: whether all estimates of two states agree. */
function standsStill(
  backend: Backend,
  past: ResonatorState,
  next: ResonatorState,
  tolerance: number,
): Tensor {
  const { abs, sub, max, mul, lessEqual } = backend;
  return every(backend, next, (estimate, k) => {
    const before = past.estimates[k] ?? estimate;
    // On wasm a third of the time of all(equal(...)).
    const moved = max(abs(sub(estimate, before)), { axis: -1 });
    return lessEqual(moved, tolerance === 0 ? 0 : mul(max(abs(estimate), { axis: -1 }), tolerance));
  });
}

/** Per row: whether some estimate is no longer finite. */
function hasOverflow(backend: Backend, state: ResonatorState): Tensor {
  return backend.logicalNot(
    every(backend, state, (estimate) => backend.all(backend.isFinite(estimate), { axis: -1 })),
  );
}

function every(
  backend: Backend,
  state: ResonatorState,
  test: (estimate: Tensor, k: number) => Tensor,
): Tensor {
  return state.estimates.map(test).reduce((a, b) => backend.logicalAnd(a, b));
}
