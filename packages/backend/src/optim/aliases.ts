// The optimisers that people name, made of pieces. All minimise.

import type { TensorTree } from '../tensor.js';
import {
  addDecayedWeights,
  scaleByAdam,
  scaleByLearningRate,
  scaleByLionSign,
  traceMomentum,
  traceNesterov,
  type AdamOptions,
  type LionOptions,
} from './pieces.js';
import type { Schedule } from './schedules.js';
import { chain, type GradientTransform } from './transform.js';

/** A whole optimiser: its updates are to be added to the parameters. */
export type Optimizer = GradientTransform<readonly TensorTree[]>;

/** Options of {@link momentum} and {@link nesterov}. */
export interface MomentumOptions {
  /** Share of the trace that each step keeps, in [0, 1). @defaultValue `0.9` */
  readonly decay?: number | undefined;
}

/** Options of decoupled weight decay. */
export interface WeightDecayOptions {
  /** Share of each parameter that a step of learning rate 1 takes away, >= 0. */
  readonly weightDecay?: number | undefined;
}

/**
 * Stochastic gradient descent.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @returns The optimiser.
 * @throws RangeError when the rate is out of range.
 */
export function sgd(learningRate: number | Schedule): Optimizer {
  return chain(scaleByLearningRate(learningRate));
}

/**
 * Gradient descent with heavy-ball momentum.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @param options - See {@link MomentumOptions}.
 * @returns The optimiser.
 * @throws RangeError when an argument is out of range.
 */
export function momentum(learningRate: number | Schedule, options: MomentumOptions = {}): Optimizer {
  return chain(traceMomentum(options.decay ?? 0.9), scaleByLearningRate(learningRate));
}

/**
 * Gradient descent with Nesterov momentum.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @param options - See {@link MomentumOptions}.
 * @returns The optimiser.
 * @throws RangeError when an argument is out of range.
 */
export function nesterov(learningRate: number | Schedule, options: MomentumOptions = {}): Optimizer {
  return chain(traceNesterov(options.decay ?? 0.9), scaleByLearningRate(learningRate));
}

/**
 * Adam with bias correction; the numbers of PyTorch's `Adam`.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @param options - See {@link AdamOptions}.
 * @returns The optimiser.
 * @throws RangeError when an argument is out of range.
 */
export function adam(learningRate: number | Schedule, options: AdamOptions = {}): Optimizer {
  return chain(scaleByAdam(options), scaleByLearningRate(learningRate));
}

/**
 * Adam with decoupled weight decay; the numbers of PyTorch's `AdamW` up to rounding.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @param options - See {@link AdamOptions}; `weightDecay` is 0.01 by default.
 * @returns The optimiser.
 * @throws RangeError when an argument is out of range.
 */
export function adamW(
  learningRate: number | Schedule,
  options: AdamOptions & WeightDecayOptions = {},
): Optimizer {
  const { weightDecay = 0.01, ...adamOptions } = options;
  return chain(scaleByAdam(adamOptions), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
}

/**
 * Lion: steps of one size along the signs of a trace. Takes learning rates 3 to 10 times smaller than Adam.
 *
 * @param learningRate - A number >= 0, or a schedule.
 * @param options - See {@link LionOptions}; `weightDecay` is 0 by default.
 * @returns The optimiser.
 * @throws RangeError when an argument is out of range.
 */
export function lion(
  learningRate: number | Schedule,
  options: LionOptions & WeightDecayOptions = {},
): Optimizer {
  const { weightDecay = 0, ...lionOptions } = options;
  return chain(
    scaleByLionSign(lionOptions),
    addDecayedWeights(weightDecay),
    scaleByLearningRate(learningRate),
  );
}
