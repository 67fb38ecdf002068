// Bad input of oscillators on a torus is found here, before any shader or kernel runs.

import { checkFinite, checkPositive, checkWhole, choose } from '../check/index.js';
import type { PhaseMethod } from '../kernels/types.js';
import type { TorusOptions, TorusSystem } from '../oscillators.js';
import { formatShape, isTensor, type Tensor } from '../tensor.js';

const METHODS: Readonly<Record<PhaseMethod, PhaseMethod>> = { euler: 'euler', heun: 'heun', rk4: 'rk4' };

/** Most oscillators: their numbers fit float32 and a GPU's buffer. */
const MOST = 2 ** 24;

/**
 * Checks phases and lag.
 *
 * @param where - Who asks.
 * @param phases - See `TorusOps`.
 * @param lag - α, rad.
 * @returns Rows and columns.
 * @throws RangeError for a wrong shape or number; TypeError for a tensor that is not float32.
 */
export function checkTorus(
  where: string,
  phases: Tensor,
  lag: number,
): { readonly rows: number; readonly columns: number } {
  checkFloat(where, 'phases', phases);
  const [rows = 0, columns = 0] = phases.shape;
  if (phases.shape.length !== 2 || rows < 3 || columns < 3 || rows * columns > MOST) {
    throw new RangeError(
      `${where}: expected phases of shape [rows, columns], both at least 3 and 2^24 oscillators at most, got ${formatShape(phases.shape)}.`,
    );
  }
  checkFinite(where, 'lag', lag);
  return { rows, columns };
}

/** A checked run. */
export interface TorusRun {
  readonly rows: number;
  readonly columns: number;
  readonly coupling: number;
  readonly lag: number;
  readonly steps: number;
  readonly stepSize: number;
  readonly method: PhaseMethod;
}

/**
 * Checks phases, system and options of steps.
 *
 * @param phases - See `TorusOps`.
 * @param system - See `TorusSystem`.
 * @param options - See `TorusOptions`.
 * @returns All that is not a tensor, with its defaults.
 * @throws RangeError for a wrong shape, name or number; TypeError for a tensor that is not float32.
 */
export function checkTorusSteps(
  phases: Tensor,
  { frequencies, coupling, lag = 0 }: TorusSystem,
  { steps, stepSize, method = 'heun' }: TorusOptions,
): TorusRun {
  const where = 'oscillators.torusSteps';
  const sizes = checkTorus(where, phases, lag);
  checkFloat(where, 'frequencies', frequencies);
  const { rows, columns } = sizes;
  const [height, width, ...more] = frequencies.shape;
  if (height !== rows || width !== columns || more.length > 0) {
    throw new RangeError(
      `${where}: expected frequencies of shape ${formatShape(phases.shape)}, got ${formatShape(frequencies.shape)}.`,
    );
  }
  checkFinite(where, 'coupling', coupling);
  checkWhole(where, 'steps', steps, 0);
  checkPositive(where, 'stepSize', stepSize);
  return { ...sizes, coupling, lag, steps, stepSize, method: choose(METHODS, method, where, 'method') };
}

function checkFloat(where: string, what: string, tensor: unknown): void {
  if (!isTensor(tensor))
    throw new TypeError(`${where}: expected ${what} to be a tensor, got ${typeof tensor}.`);
  if (tensor.dtype !== 'float32') {
    throw new TypeError(`${where}: expected ${what} to be float32, got ${tensor.dtype}.`);
  }
}
