// Deterministic annealing: how the entropy weight falls to its target during a search.

import { checkPositive } from './internal/check.js';

/** Weight of step `step` (from 0) of `steps`, on the way to `gamma`; must reach `gamma` at the last step. */
export type GammaSchedule = (step: number, steps: number, gamma: number) => number;

/**
 * No annealing: γ at every step.
 *
 * @returns A schedule for the option `annealing`.
 */
export function constant(): GammaSchedule {
  return (_step, _steps, gamma) => gamma;
}

/**
 * Geometric annealing: `from` at the first step, γ at the last, equal ratios between.
 *
 * @param from - First weight, above zero; in units of δ.
 * @returns A schedule for the option `annealing`; γ must be above zero.
 * @throws RangeError when `from` is not a finite number above zero.
 */
export function geometric(from: number): GammaSchedule {
  checkPositive('vrn.geometric', 'from', from);
  return (step, steps, gamma) => {
    if (!(gamma > 0)) {
      throw new RangeError(`vrn.geometric: expected gamma > 0 as the schedule's end, got ${gamma}.`);
    }
    return step >= steps - 1 ? gamma : from * (gamma / from) ** (step / (steps - 1));
  };
}
