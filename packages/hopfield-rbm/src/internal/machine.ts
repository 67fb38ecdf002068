// A machine in the kernels' float32.

import type { RbmParams } from '../rbm/params.js';

/** Weights and fields, float32. */
export interface Machine {
  readonly visible: number;
  readonly hidden: number;
  readonly weights: Float32Array;
  readonly visibleField: Float32Array;
  readonly hiddenField: Float32Array;
}

/** Copies a machine to float32. */
export function machineOf({ weights, visibleField, hiddenField }: RbmParams): Machine {
  const [visible, hidden] = weights.shape;
  return {
    visible,
    hidden,
    weights: new Float32Array(weights.values),
    visibleField: new Float32Array(visibleField),
    hiddenField: new Float32Array(hiddenField),
  };
}
