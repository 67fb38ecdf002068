// Bad input is found here, before any kernel runs.

import type { EvolveOptions, OscillatorSystem } from '../oscillators.js';
import { formatShape, isTensor, type Shape, type Tensor } from '../tensor.js';

/** Sizes of a checked problem. */
export interface Sizes {
  /** B. */
  readonly batch: number;
  /** One or two. */
  readonly objects: number;
  /** D. */
  readonly features: number;
  /** N. */
  readonly dimension: number;
  /** True when couplings are blocks `[D, D, N, N]`. */
  readonly blocks: boolean;
}

const WHERE = 'oscillators.evolve';

/**
 * Checks start, system and options.
 *
 * @param start - See `OscillatorOps.evolve`.
 * @param system - See {@link OscillatorSystem}.
 * @param options - See {@link EvolveOptions}.
 * @returns The sizes.
 * @throws RangeError for a wrong shape or option; TypeError for a tensor that is not float32.
 */
export function checkEvolve(start: Tensor, system: OscillatorSystem, options: EvolveOptions): Sizes {
  const { steps, stepSize } = options;
  checkFloat('start', start);
  const [batch = 0, objects = 0, features = 0, dimension = 0] = start.shape;
  const fits =
    start.shape.length === 4 &&
    batch > 0 &&
    (objects === 1 || objects === 2) &&
    features > 0 &&
    dimension >= 2;
  if (!fits) {
    throw new RangeError(
      `${WHERE}: expected start of shape [batch >= 1, 1 or 2 objects, D >= 1, N >= 2], got ${formatShape(start.shape)}.`,
    );
  }
  checkFloat('within', system.within);
  const blocks = system.within.shape.length === 4;
  const square = [features, features];
  const coupling = blocks ? [...square, dimension, dimension] : square;
  checkShape('within', system.within, coupling);
  if (system.between !== undefined) {
    if (objects !== 2) {
      throw new RangeError(`${WHERE}: expected two objects where between is given, got ${objects}.`);
    }
    checkShape('between', system.between, coupling);
  }
  if (system.omega !== undefined) checkShape('omega', system.omega, [features, dimension, dimension]);
  if (system.drive !== undefined) checkShape('drive', system.drive, start.shape);
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw new RangeError(`${WHERE}: expected steps to be a whole number >= 0, got ${steps}.`);
  }
  if (!(stepSize > 0 && Number.isFinite(stepSize))) {
    throw new RangeError(`${WHERE}: expected stepSize > 0, got ${stepSize}.`);
  }
  return { batch, objects, features, dimension, blocks };
}

function checkFloat(what: string, tensor: unknown): void {
  if (!isTensor(tensor))
    throw new TypeError(`${WHERE}: expected ${what} to be a tensor, got ${typeof tensor}.`);
  if (tensor.dtype !== 'float32') {
    throw new TypeError(`${WHERE}: expected ${what} to be float32, got ${tensor.dtype}.`);
  }
}

function checkShape(what: string, tensor: Tensor, shape: Shape): void {
  checkFloat(what, tensor);
  const { length } = shape;
  if (tensor.shape.length !== length || shape.some((size, axis) => tensor.shape[axis] !== size)) {
    throw new RangeError(
      `${WHERE}: expected ${what} of shape ${formatShape(shape)}, got ${formatShape(tensor.shape)}.`,
    );
  }
}
