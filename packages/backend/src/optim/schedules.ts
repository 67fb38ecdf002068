// Learning rates as functions of the number of steps done.

import { checkPositive, checkRate, checkSteps } from './internal/checks.js';

/** Learning rate for the step after `step` done ones; pure, `step` = 0, 1, 2, ... */
export type Schedule = (step: number) => number;

/**
 * One rate for ever.
 *
 * @param value - The rate, >= 0.
 * @returns The schedule.
 * @throws RangeError when it is negative or not finite.
 */
export function constant(value: number): Schedule {
  checkRate(value, 'constant');
  return () => value;
}

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Rate at and after the end, >= 0. @defaultValue `0` */
  readonly end?: number | undefined;
}

/**
 * Half a cosine from a rate down to another: I. Loshchilov, F. Hutter, SGDR, ICLR 2017, equation 5 without restarts.
 *
 * @param start - Rate of the first step, >= 0.
 * @param steps - After how many steps the end is reached, >= 1.
 * @param options - See {@link CosineDecayOptions}.
 * @returns The schedule; constant after `steps`.
 * @throws RangeError when an argument is out of range.
 */
export function cosineDecay(start: number, steps: number, options: CosineDecayOptions = {}): Schedule {
  const { end = 0 } = options;
  checkRate(start, 'cosineDecay');
  checkRate(end, 'cosineDecay');
  checkSteps(steps, 'cosineDecay');
  return (step) => end + ((start - end) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps))) / 2;
}

/**
 * Rises in a straight line from 0 to another schedule's first rate, then follows that schedule.
 *
 * @param steps - Length of the rise, >= 1; step `steps` is the first of the other schedule.
 * @param then - A rate >= 0, or a schedule that starts from 0 after the rise.
 * @returns The schedule.
 * @throws RangeError when an argument is out of range.
 */
export function warmUp(steps: number, then: number | Schedule): Schedule {
  checkSteps(steps, 'warmUp');
  const after = typeof then === 'number' ? constant(then) : then;
  return (step) => (step < steps ? (after(0) * step) / steps : after(step - steps));
}

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** Factor for every `every` steps, > 0. */
  readonly factor: number;
  /** Steps that one factor stands for, >= 1. @defaultValue `1` */
  readonly every?: number | undefined;
}

/**
 * `start * factor^(step / every)`.
 *
 * @param start - Rate of the first step, >= 0.
 * @param options - See {@link ExponentialDecayOptions}.
 * @returns The schedule.
 * @throws RangeError when an argument is out of range.
 */
export function exponentialDecay(start: number, options: ExponentialDecayOptions): Schedule {
  const { factor, every = 1 } = options;
  checkRate(start, 'exponentialDecay');
  checkPositive(factor, 'factor', 'exponentialDecay');
  checkSteps(every, 'exponentialDecay');
  return (step) => start * factor ** (step / every);
}

/**
 * Constant rates between given steps.
 *
 * @param rates - Pairs of a first step and its rate, steps rising from 0, rates >= 0.
 * @returns The schedule.
 * @throws RangeError when the list is empty, does not start at step 0, does not rise, or has a wrong rate.
 */
export function piecewise(rates: readonly (readonly [from: number, rate: number])[]): Schedule {
  let previous = -1;
  for (const [from, rate] of rates) {
    checkRate(rate, 'piecewise');
    if (!Number.isSafeInteger(from) || from <= previous || (previous === -1 && from !== 0)) {
      throw new RangeError(
        `optim.piecewise: expected whole steps that rise from 0, got ${rates.map(([each]) => each).join(', ')}.`,
      );
    }
    previous = from;
  }
  if (previous === -1) throw new RangeError('optim.piecewise: expected at least one rate, got none.');
  return (step) => rates.findLast(([from]) => from <= step)?.[1] ?? 0;
}
