// Checks of options, before any work.

import type { TensorTree } from '../../tensor.js';
import { dormandPrince5, tsitouras5 } from '../methods.js';
import type { ResumeOptions } from '../solve.js';

/** Throws unless the options of a solution are in range. */
export function checkOptions<Y extends TensorTree>(
  where: string,
  t0: number,
  options: ResumeOptions<Y>,
): void {
  const { t1, stepSize, method = tsitouras5, maxSteps = 1, checkEvery = 1, steadyState } = options;
  for (const [name, time] of Object.entries({ t0, t1 })) {
    if (typeof time !== 'number')
      throw new TypeError(`${where}: expected ${name} to be a number, got ${typeof time}.`);
    if (!Number.isFinite(time)) throw new RangeError(`${where}: expected ${name} to be finite, got ${time}.`);
  }
  const given: unknown = stepSize;
  if (typeof given !== 'object' || given === null || !('kind' in given)) {
    throw new TypeError(
      `${where}: expected stepSize to be fixed(size) or pid(options), got ${typeof given}.`,
    );
  }
  if (stepSize.kind === 'pid' && method.errorWeights === undefined) {
    throw new RangeError(
      `${where}: expected a method with an error estimate for pid steps, got ${method.name}; ` +
        `take ${tsitouras5.name}, ${dormandPrince5.name} or heun, or fixed steps.`,
    );
  }
  checkWhole(where, 'maxSteps', maxSteps, 0);
  checkWhole(where, 'checkEvery', checkEvery, 1);
  if (steadyState !== undefined) {
    const { rtol, atol } = steadyState;
    if (!(rtol >= 0 && atol >= 0 && rtol + atol > 0 && Number.isFinite(rtol + atol))) {
      throw new RangeError(
        `${where}: expected steadyState's rtol and atol to be >= 0 and one of them above 0, got ${rtol} and ${atol}.`,
      );
    }
  }
}

function checkWhole(where: string, name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${where}: expected ${name} to be a whole number >= ${least}, got ${value}.`);
}

/** The times to save at that are still to come; throws unless they go from `t0` to `t1` in order. */
export function checkSaveAt(
  where: string,
  t0: number,
  t1: number,
  saveAt: readonly number[] = [],
  early: 'refuse' | 'skip',
): number[] {
  const direction = t1 < t0 ? -1 : 1;
  let previous = -Infinity;
  for (const time of saveAt) {
    const place = direction * time;
    const low = early === 'refuse' ? direction * t0 : -Infinity;
    if (!Number.isFinite(time) || place < low || place > direction * t1 || place <= previous) {
      throw new RangeError(
        `${where}: expected saveAt to go from ${t0} to ${t1} without repeats, got ${saveAt.join(', ')}.`,
      );
    }
    previous = place;
  }
  return early === 'skip' ? saveAt.filter((time) => direction * time > direction * t0) : [...saveAt];
}
