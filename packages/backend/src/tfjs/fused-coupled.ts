// The coupled field by one kernel and its gradient by another, for backends whose tensors the host can read at once.

import * as tf from '@tensorflow/tfjs-core';
import type { CoupledInput, CoupledKernels } from '../kernels/pair-types.js';
import { checkCoupled } from '../oscillators/check-pairs.js';
import type { CoupledGraphs, CoupledOps, CoupledState, CoupledWeights } from '../oscillators.js';
import type { Tensor } from '../tensor.js';
import type { Context } from './context.js';

/**
 * The fused coupled field.
 *
 * @param context - A live backend.
 * @param kernels - What computes it.
 * @param plain - The same of tensor operations, for what is differentiated by the tape.
 * @returns The operations.
 */
export function createFusedCoupled(context: Context, kernels: CoupledKernels, plain: CoupledOps): CoupledOps {
  const wrap = (values: Float32Array, { shape }: Tensor): Tensor =>
    context.wrap(tf.tensor(values, [...shape]));
  /** Called once the shapes are known to fit. */
  const inputOf = (
    where: string,
    { g, mu }: CoupledState,
    graphs: CoupledGraphs,
    { constant, slope, strength, turn }: CoupledWeights,
  ): CoupledInput => {
    const floats = (tensor: Tensor): Float32Array => context.open(where, tensor).dataSync<'float32'>();
    const [batch = 0, , dimension = 0] = mu.shape;
    return {
      batch,
      dimension,
      ...graphs,
      states: floats(mu),
      gates: floats(g),
      constant: floats(constant),
      slope: floats(slope),
      strength: floats(strength)[0] ?? 0,
      turn: floats(turn),
    };
  };
  return {
    coupledField(state, graphs, weights) {
      const where = 'oscillators.coupledField';
      // The tape would see nothing of what a kernel does.
      if (tf.engine().state.gradientDepth > 0) return plain.coupledField(state, graphs, weights);
      checkCoupled(where, state, graphs, weights);
      const { states, drive } = kernels.coupledField(inputOf(where, state, graphs, weights));
      return { g: wrap(drive, state.g), mu: wrap(states, state.mu) };
    },
    coupledPullback(state, graphs, weights, along) {
      const where = 'oscillators.coupledPullback';
      if (tf.engine().state.gradientDepth > 0) return plain.coupledPullback(state, graphs, weights, along);
      const { value, gradient } = along;
      checkCoupled(where, state, graphs, weights, { value, gradient });
      const floats = (tensor: Tensor): Float32Array => context.open(where, tensor).dataSync<'float32'>();
      const back = kernels.reverseCoupled(inputOf(where, state, graphs, weights), floats(value.mu), {
        states: floats(gradient.mu),
        drive: floats(gradient.g),
      });
      return {
        state: { g: wrap(back.gates, state.g), mu: wrap(back.states, state.mu) },
        weights: {
          constant: wrap(back.constant, weights.constant),
          slope: wrap(back.slope, weights.slope),
          strength: wrap(Float32Array.of(back.strength), weights.strength),
          turn: wrap(back.turn, weights.turn),
        },
      };
    },
  };
}
