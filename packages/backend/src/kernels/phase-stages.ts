// The explicit methods that step phase oscillators, by kernels and by tensors alike.

import type { PhaseMethod } from './types.js';

/** A method whose stages need only the one before. */
interface Stages {
  /** How far along the slope before it each stage after the first goes, in steps. */
  readonly ahead: readonly number[];
  /** Share of each stage's slope in the step. */
  readonly weights: readonly number[];
}

/** Euler; Heun's of order 2; the classical of order 4. */
export const PHASE_STAGES: Readonly<Record<PhaseMethod, Stages>> = {
  euler: { ahead: [], weights: [1] },
  heun: { ahead: [1], weights: [1 / 2, 1 / 2] },
  rk4: { ahead: [1 / 2, 1 / 2, 1], weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6] },
};
