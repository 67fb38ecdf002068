// One chunk of starts through the driver, in states or in coordinates.

import { disposeTree, runRows, type Backend, type Operand, type RowRule, type Tensor } from '@vsa/backend';
import { standardise } from '../correlation.js';
import { step, type CdamParams } from '../model.js';
import type { ResolvedOptions } from '../options.js';
import { expand, initOverlaps, stepOverlaps } from '../overlap-space.js';

/** What a chunk of starts needs besides its numbers. */
export interface Engine {
  readonly backend: Backend;
  readonly params: CdamParams;
  /** Standardised patterns, float32 `[n, p]`. */
  readonly shapes: Tensor;
  /** G where the path is `overlap`, else undefined. */
  readonly gram: Tensor | undefined;
  readonly options: ResolvedOptions;
}

/** What one step leaves behind in the history. */
export interface HistoryEntry {
  /** Correlation with each pattern, p numbers. */
  readonly correlations: Float32Array;
  /** Mean of the activity over neurons. */
  readonly meanActivity: number;
  /** Its standard deviation over neurons. */
  readonly deviation: number;
}

/** How a start's run ended. */
export interface Ending {
  readonly status: 'converged' | 'limit-cycle' | 'diverged' | 'max-steps' | 'aborted';
  readonly steps: number;
  readonly cycleLength?: number;
}

/** What a chunk gives, by row. */
export interface ChunkResult {
  /** Final states, row-major `[rows, n]`. */
  readonly states: Float32Array;
  /** Their correlations with the patterns, `[rows, p]`. */
  readonly correlations: Float32Array;
  readonly endings: readonly Ending[];
  readonly histories: readonly (readonly HistoryEntry[])[];
}

/** The numbers of a chunk. */
export interface ChunkJob {
  /** σ(0), row-major `[rows, n]`. */
  readonly starts: Float32Array;
  readonly rows: number;
  /** Strengths of these rows. */
  readonly a: number | Float32Array;
  readonly h: number | Float32Array;
  readonly signal: AbortSignal | undefined;
  /** Called after each step, where somebody listens. */
  readonly onStep: ((step: number, active: number) => void) | undefined;
}

/** A batch under way: either form of state, with the strengths and the number of each row. */
type Batch = {
  /** σ, or u. */
  readonly moving: Tensor;
  /** d; undefined in states. */
  readonly remainder: Tensor | undefined;
  /** z(0); undefined in states. */
  readonly startOverlaps: Tensor | undefined;
  readonly a: Operand;
  readonly h: Operand;
  /** Which start each row is, int32 `[rows]`: rows leave the batch. */
  readonly row: Tensor;
};

/** Runs a chunk of starts to their ends. */
export async function runChunk(engine: Engine, job: ChunkJob): Promise<ChunkResult> {
  const { backend, options, params } = engine;
  const n = params.patterns.shape[1] ?? 0;
  const start = backend.tensor(job.starts, [job.rows, n]);
  const initial = begin(engine, start, job);
  const histories: HistoryEntry[][] = Array.from({ length: job.rows }, () => []);
  const record = options.history !== 'none';
  try {
    if (record) await remember(engine, initial, start, histories);
    const advance = async (batch: Batch): Promise<Batch> => {
      const next = stepBatch(engine, batch);
      if (record) await remember(engine, next, start, histories);
      return next;
    };
    const { state, outcomes } = await runRows(
      backend,
      record ? advance : (batch: Batch) => stepBatch(engine, batch),
      initial,
      {
        maxSteps: options.maxSteps,
        stop: stopRules(engine),
        signal: job.signal,
        onProgress: ({ step: steps, active }) => {
          job.onStep?.(steps, active);
        },
      },
    );
    const finals = backend.tidy(() => {
      const activity = activityOf(engine, state, start);
      return { activity, correlations: correlate(engine, activity) };
    });
    disposeTree(state);
    try {
      const states = new Float32Array(await backend.read(finals.activity));
      const correlations = new Float32Array(await backend.read(finals.correlations));
      const endings = outcomes.map(({ status, steps, lag }): Ending => {
        return status === 'limit-cycle' && lag !== undefined
          ? { status, steps, cycleLength: lag }
          : { status, steps };
      });
      // Finished rows stay in the batch for a while, and a diverged one keeps the state before its last step: what came later is dropped.
      for (const [row, { status, steps }] of endings.entries()) {
        histories[row]?.splice(status === 'diverged' ? steps : steps + 1);
      }
      return { states, correlations, endings, histories };
    } finally {
      disposeTree(finals);
    }
  } finally {
    disposeTree([start, initial]);
  }
}

function begin({ backend, params, gram }: Engine, start: Tensor, job: ChunkJob): Batch {
  const column = (given: number | Float32Array): Operand =>
    typeof given === 'number' ? given : backend.tensor(given, [job.rows, 1]);
  const common = { a: column(job.a), h: column(job.h), row: backend.range(0, job.rows, 1, 'int32') };
  if (gram === undefined) {
    return { ...common, moving: backend.clone(start), remainder: undefined, startOverlaps: undefined };
  }
  const { coordinates, remainder, startOverlaps } = initOverlaps(backend, start, params);
  return { ...common, moving: coordinates, remainder, startOverlaps };
}

function stepBatch({ backend, params, gram, options }: Engine, batch: Batch): Batch {
  const { moving, remainder, startOverlaps, a, h } = batch;
  const { beta, eta, meanLoad } = options;
  const settings = { a, h, beta, eta, meanLoad };
  if (gram === undefined || remainder === undefined || startOverlaps === undefined) {
    return { ...batch, moving: step(backend, { activity: moving }, params, settings).activity };
  }
  const state = { coordinates: moving, remainder, startOverlaps };
  const next = stepOverlaps(backend, state, params, gram, settings);
  return { ...batch, moving: next.coordinates, remainder: next.remainder };
}

/** σ of the rows still in a batch; `start` holds σ(0) of all rows. */
function activityOf({ backend, params }: Engine, batch: Batch, start: Tensor): Tensor {
  const { moving, remainder, startOverlaps, row } = batch;
  if (remainder === undefined || startOverlaps === undefined) return backend.clone(moving);
  return backend.tidy(
    () =>
      expand(backend, { coordinates: moving, remainder, startOverlaps }, params, backend.gather(start, row))
        .activity,
  );
}

function correlate({ backend, shapes }: Engine, activity: Tensor): Tensor {
  return backend.tidy(() => backend.matMul(standardise(backend, activity), shapes));
}

async function remember(
  engine: Engine,
  batch: Batch,
  start: Tensor,
  histories: readonly HistoryEntry[][],
): Promise<void> {
  const { backend } = engine;
  const { mean, sqrt, square, stack, sub } = backend;
  const seen = backend.tidy(() => {
    const activity = activityOf(engine, batch, start);
    const means = mean(activity, { axis: -1, keepDims: true });
    const deviations = sqrt(mean(square(sub(activity, means)), { axis: -1 }));
    return {
      correlations: correlate(engine, activity),
      moments: stack([backend.squeeze(means, [1]), deviations], 1),
    };
  });
  try {
    const rows = await backend.read(batch.row);
    const correlations = new Float32Array(await backend.read(seen.correlations));
    const moments = await backend.read(seen.moments);
    const p = correlations.length / rows.length;
    for (const [place, row] of rows.entries()) {
      histories[row]?.push({
        correlations: correlations.slice(place * p, (place + 1) * p),
        meanActivity: moments[2 * place] ?? NaN,
        deviation: moments[2 * place + 1] ?? NaN,
      });
    }
  } finally {
    disposeTree(seen);
  }
}

/** Largest sum that still counts as finite: just below the largest float32, so that overflow and NaN are above it. */
const FINITE = 3e38;

/** Fixed points first, then cycles from the shortest: a start's cycle is then its true period. */
function stopRules({ backend, options }: Engine): RowRule<Batch>[] {
  const { lessEqual, logicalNot } = backend;
  const rules: RowRule<Batch>[] = [
    { status: 'diverged', holds: (_past, next) => logicalNot(lessEqual(size(backend, next.moving), FINITE)) },
  ];
  // Looking costs as much as a step of a small memory, so it is left out where it was not asked for.
  const longest = options.tolerance === 0 && options.longest === 0 ? 0 : Math.max(1, options.longest);
  for (let lag = 1; lag <= longest; lag += 1) {
    rules.push({
      status: lag === 1 ? 'converged' : 'limit-cycle',
      lag,
      holds: (past, next) => standsStill(backend, past, next, options.tolerance),
    });
  }
  return rules;
}

/** Per row: the sum of absolute values. On wasm a third of the time of the largest, and unlike it never blind to NaN. */
function size(backend: Backend, x: Tensor): Tensor {
  return backend.sum(backend.abs(x), { axis: -1 });
}

/** Per row: whether two states agree; in coordinates, what is left of the start must have gone as well. */
function standsStill(backend: Backend, past: Batch, next: Batch, tolerance: number): Tensor {
  const { abs, lessEqual, logicalAnd, mul, squeeze, sub } = backend;
  const moved = size(backend, sub(next.moving, past.moving));
  const still = lessEqual(moved, mul(size(backend, next.moving), tolerance));
  if (next.remainder === undefined || past.remainder === undefined) return still;
  return logicalAnd(still, squeeze(lessEqual(abs(sub(next.remainder, past.remainder)), tolerance), [1]));
}
