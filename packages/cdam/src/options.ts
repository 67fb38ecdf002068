// Options of a recall and their resolution: everything is checked before the first step.

import type { Tensor } from '@vsa/backend';
import { checkFinite, checkPositive, checkWhole, choose } from '@vsa/backend/check';
import { meanCoefficient, paperSettings, type MeanLoad } from './model.js';
import type { Noise } from './patterns.js';

/** Where recall starts: at every pattern, at patterns by index, or at states `[batch, n]`. */
export type Starts = 'all' | readonly number[] | Tensor;

/** What is kept of every step. */
export type HistoryName = 'none' | 'correlations';

/**
 * How to compute: in n numbers a start, in p (see `stepOverlaps`), or in p with the fused kernel that CPU-like backends have;
 * `auto` takes the cheapest that can do the recall.
 */
export type PathName = 'auto' | 'state' | 'overlap' | 'fused';

/** Where a recall stands. */
export interface RecallProgress {
  /** Starts that are done. */
  readonly done: number;
  /** All starts. */
  readonly starts: number;
  /** Steps done on the starts under way. */
  readonly step: number;
  /** Largest number of steps. */
  readonly maxSteps: number;
}

/** Options of a recall. */
export interface RecallOptions {
  /** Where to start. @defaultValue `'all'` */
  readonly starts?: Starts | undefined;
  /** Noise on the starts. @defaultValue none */
  readonly noise?: Noise | undefined;
  /** a, strength of auto-association: one number, or one a start. @defaultValue `1` */
  readonly a?: number | readonly number[] | undefined;
  /** h, strength of hetero-association: one number, or one a start. @defaultValue `0` */
  readonly h?: number | readonly number[] | undefined;
  /** β, inverse temperature, > 0. @defaultValue `1` */
  readonly beta?: number | undefined;
  /** η, size of an update, > 0. @defaultValue `0.1` */
  readonly eta?: number | undefined;
  /** Coefficient of the mean memory load: `'full'` is 1, `'per-neuron'` the printed 1/n. @defaultValue `'full'` */
  readonly meanLoad?: MeanLoad | undefined;
  /** Largest number of steps, a whole number >= 0. @defaultValue `100`, the paper's */
  readonly maxSteps?: number | undefined;
  /**
   * A start stands still once a step moves it by no more than this share of its size, both as sums of absolute values. `0` does not look
   * and runs all of `maxSteps`, which is faster for small memories; with `limitCycles` it asks for equality.
   * @defaultValue `1e-5`: with η = 0.1 the state is then within 1e-4 of its limit
   */
  readonly tolerance?: number | undefined;
  /** Look for limit cycles of up to `longest` steps, 2 to 1024; that many past states are kept. @defaultValue they are not looked for */
  readonly limitCycles?: { readonly longest: number } | undefined;
  /** What is kept of every step. @defaultValue `'none'` */
  readonly history?: HistoryName | undefined;
  /** A pattern is active at the end when its correlation is above this. @defaultValue `0.1`: three deviations at n = 1000 */
  readonly activeAbove?: number | undefined;
  /** How to compute; the answers agree to rounding. @defaultValue `'auto'` */
  readonly path?: PathName | undefined;
  /** Threads of the fused path, >= 1; they change no bit. @defaultValue those of the machine where the work is worth it, else one */
  readonly threads?: number | undefined;
  /** Called after each step. */
  readonly onProgress?: ((progress: RecallProgress) => void) | undefined;
  /** Ends the recall after the current step with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Options with every default filled in and checked. */
export interface ResolvedOptions {
  /** a, one a start. */
  readonly a: number | Float32Array;
  /** h, one a start. */
  readonly h: number | Float32Array;
  /** β. */
  readonly beta: number;
  /** η. */
  readonly eta: number;
  /** c. */
  readonly meanLoad: number;
  /** Largest number of steps. */
  readonly maxSteps: number;
  /** Tolerance. */
  readonly tolerance: number;
  /** Longest limit cycle, 0 when none is looked for. */
  readonly longest: number;
  /** What is kept. */
  readonly history: HistoryName;
  /** Threshold. */
  readonly activeAbove: number;
  /** Path. */
  readonly path: PathName;
  /** Threads. */
  readonly threads: number | undefined;
}

const HISTORIES: Readonly<Record<HistoryName, HistoryName>> = { none: 'none', correlations: 'correlations' };
const MEAN_LOADS = { full: 1, 'per-neuron': 0 };
const PATHS: Readonly<Record<PathName, PathName>> = {
  auto: 'auto',
  state: 'state',
  overlap: 'overlap',
  fused: 'fused',
};

/**
 * Fills in defaults and checks every option.
 *
 * @param where - `module.fn` for messages.
 * @param options - As the caller gave them.
 * @param starts - Number of starts.
 * @param neurons - n.
 * @returns Resolved options.
 * @throws TypeError or RangeError for an option that is wrong.
 */
export function resolveOptions(
  where: string,
  options: RecallOptions,
  starts: number,
  neurons: number,
): ResolvedOptions {
  const { beta = paperSettings.beta, eta = paperSettings.eta, maxSteps = paperSettings.steps } = options;
  const { tolerance = 1e-5, activeAbove = 0.1, limitCycles, meanLoad = 'full' } = options;
  if (typeof meanLoad !== 'number') choose(MEAN_LOADS, meanLoad, where, 'meanLoad');
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`${where}: expected tolerance in [0, 1), got ${tolerance}.`);
  }
  const longest =
    limitCycles === undefined ? 0 : checkWhole(where, 'limitCycles.longest', limitCycles.longest, 2);
  if (longest > 1024) throw new RangeError(`${where}: expected limitCycles.longest <= 1024, got ${longest}.`);
  return {
    a: strengths(where, 'a', options.a ?? 1, starts),
    h: strengths(where, 'h', options.h ?? 0, starts),
    beta: checkPositive(where, 'beta', beta),
    eta: checkPositive(where, 'eta', eta),
    meanLoad: checkFinite(where, 'meanLoad', meanCoefficient(meanLoad, neurons)),
    maxSteps: checkWhole(where, 'maxSteps', maxSteps, 0),
    tolerance,
    longest,
    history: choose(HISTORIES, options.history ?? 'none', where, 'history'),
    activeAbove: checkFinite(where, 'activeAbove', activeAbove),
    path: choose(PATHS, options.path ?? 'auto', where, 'path'),
    threads: options.threads === undefined ? undefined : checkThreads(where, options.threads),
  };
}

function checkThreads(where: string, threads: number): number {
  if (checkWhole(where, 'threads', threads, 1) <= 256) return threads;
  throw new RangeError(`${where}: expected threads <= 256, got ${threads}.`);
}

function strengths(
  where: string,
  what: string,
  given: number | readonly number[],
  starts: number,
): number | Float32Array {
  if (!Array.isArray(given)) return checkFinite(where, what, given);
  if (given.length !== starts) {
    throw new RangeError(
      `${where}: expected one number or ${starts} numbers, one a start, as ${what}, got ${given.length}.`,
    );
  }
  return Float32Array.from(given, (value, index) => checkFinite(where, `${what}[${index}]`, value));
}
