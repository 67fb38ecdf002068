// Checks of `factorize`'s options, and their defaults.

import type { RandomKey } from '@vsa/backend/random';
import type { VrnOptimizer } from '../optimizers.js';
import type { VrnOptions } from '../options.js';
import { constant, type GammaSchedule } from '../schedule.js';
import { checkFinite, checkPositive, checkWhole } from './check.js';
import { resolveOptimizer } from './resolve-optimizer.js';

/** Options with defaults filled in. */
export interface Settings {
  readonly optimizer: VrnOptimizer;
  readonly steps: number;
  readonly tolerance: number;
  readonly annealing: GammaSchedule;
  readonly restarts: {
    readonly count: number;
    readonly key?: RandomKey | undefined;
    readonly deviation: number;
  };
  readonly traced: boolean;
  readonly threads: number | undefined;
  readonly signal: AbortSignal | undefined;
}

const DEVIATION = 0.3;

/** Checks options against the problem's γ and fills in defaults. */
export function settingsOf(where: string, options: VrnOptions, gamma: number): Settings {
  const { annealing = constant(), optimizer: choice = 'adam', restarts, signal, trace = 'none' } = options;
  const optimizer = resolveOptimizer(where, choice, { learningRate: options.learningRate });
  optimizer.check(where, gamma);
  const steps = checkWhole(where, 'steps', options.steps ?? 100, 0);
  const tolerance = checkFinite(where, 'tolerance', options.tolerance ?? optimizer.tolerance);
  if (tolerance < 0) throw new RangeError(`${where}: expected tolerance >= 0, got ${tolerance}.`);
  if (!['none', 'free-energy'].includes(trace)) {
    throw new RangeError(`${where}: expected trace to be one of none, free-energy, got ${trace}.`);
  }
  for (let step = 0; step < steps; step += 1) {
    optimizer.check(where, checkFinite(where, 'annealed gamma', annealing(step, steps, gamma)));
  }
  return {
    optimizer,
    steps,
    tolerance,
    annealing,
    restarts: {
      count: checkWhole(where, 'restarts.count', restarts?.count ?? 0, 0),
      key: restarts?.key,
      deviation: checkPositive(where, 'restarts.deviation', restarts?.deviation ?? DEVIATION),
    },
    traced: trace === 'free-energy',
    threads: options.threads === undefined ? undefined : checkWhole(where, 'threads', options.threads, 1),
    signal,
  };
}

/** γ of one step. */
export function gammaAt({ annealing, steps }: Settings, step: number, gamma: number): number {
  return annealing(step, steps, gamma);
}
