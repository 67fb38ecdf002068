// One table of tolerances for all tests. A float32 operation rounds to 2^-24 = 6e-8 relative; what a backend adds is said beside it.

import type { BackendName } from '../backend.js';

/** Two numbers a and b agree when `|a - b| <= absolute + relative |b|`. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Tolerances of a backend. */
export interface BackendTolerances {
  /** One operation against float64. */
  readonly operation: Tolerance;
  /** A gradient against float64: some ten operations in a row. */
  readonly gradient: Tolerance;
  /** sin, cos and their gradients, where they are coarser. */
  readonly trigonometric?: Tolerance;
}

/** Tolerances for float32 results; int32 and bool results must be equal. */
export const tolerances: Readonly<Record<BackendName, BackendTolerances>> = {
  // JavaScript computes in float64 and rounds each stored value; sums of up to 32 terms lose some ulp.
  cpu: { operation: { relative: 2e-6, absolute: 1e-6 }, gradient: { relative: 1e-5, absolute: 2e-6 } },
  // XNNPACK's exp, tanh and sigmoid are polynomials good to a few ulp.
  wasm: { operation: { relative: 4e-6, absolute: 2e-6 }, gradient: { relative: 2e-5, absolute: 4e-6 } },
  // Eigen's vectorised functions are good to a few ulp.
  node: { operation: { relative: 4e-6, absolute: 2e-6 }, gradient: { relative: 2e-5, absolute: 4e-6 } },
  // WGSL allows exp an error of 3 + 2|x| ulp, division 2.5 ulp, and sin and cos an absolute 2^-11 on [-pi, pi].
  webgpu: {
    operation: { relative: 2e-5, absolute: 2e-5 },
    gradient: { relative: 1e-4, absolute: 4e-5 },
    trigonometric: { relative: 0, absolute: 2 ** -11 },
  },
};
