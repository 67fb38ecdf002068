// Steps on a torus by one kernel, for backends whose tensors the host can read at once.

import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/types.js';
import { checkTorusSteps } from '../oscillators/check-torus.js';
import type { TorusOps } from '../oscillators.js';
import type { Context } from './context.js';

/**
 * Fused oscillators on a torus.
 *
 * @param context - A live backend.
 * @param kernels - The kernels.
 * @param plain - The same of tensor operations, for gradients and for the pull alone.
 * @returns The operations.
 */
export function createFusedTorus(context: Context, kernels: Kernels, plain: TorusOps): TorusOps {
  return {
    torusPull: plain.torusPull,
    torusSteps(phases, system, options) {
      const where = 'oscillators.torusSteps';
      const { rows, columns, ...run } = checkTorusSteps(phases, system, options);
      // The kernel keeps no tape.
      if (run.steps === 0 || tf.engine().state.gradientDepth > 0)
        return plain.torusSteps(phases, system, options);
      const floats = (tensor: typeof phases): Float32Array =>
        context.open(where, tensor).dataSync<'float32'>();
      const { phases: end } = kernels.phases({
        ...run,
        phases: floats(phases),
        frequencies: floats(system.frequencies),
        torus: { rows, columns },
        every: run.steps,
      });
      return context.wrap(tf.tensor(end, [rows, columns]));
    },
  };
}
