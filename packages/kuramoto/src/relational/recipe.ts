// How the models here are trained; the poster says nothing of it. What was tried is in docs/same-different.md.

import { checkWhole } from '@vsa/backend/check';
import { adamW, chain, clipByGlobalNorm, cosineDecay, flattened } from '@vsa/backend/optim';
import type { TrainingOptimizer } from '@vsa/backend/train';
import type { CouplingOptions } from '../sphere/layer.js';

/**
 * Couplings of the recipe, for `initSameDifferent` and its `BindingOptions` alike: between objects they attract, and they learn no faster than
 * what drives an oscillator.
 *
 * @param features - D, a whole number >= 1.
 * @returns Options.
 * @throws RangeError when D is no whole number >= 1.
 */
export function relationalCouplings(features: number): Required<CouplingOptions> {
  checkWhole('kuramoto.relationalCouplings', 'features', features, 1);
  return { symmetry: 'attractive', couplingUnit: 1 / features };
}

/** Options of {@link relationalOptimizer}. */
export interface RecipeOptions {
  /** Learning rate at the start, falling to 0 as half a cosine. @defaultValue `0.003` */
  readonly learningRate?: number | undefined;
  /** Decoupled weight decay, a share of the learning rate. @defaultValue `0.01` */
  readonly weightDecay?: number | undefined;
  /** Largest norm of a gradient. @defaultValue `1` */
  readonly maxNorm?: number | undefined;
}

/**
 * AdamW with a cosine schedule and clipped gradients, on all parameters as one vector. β2 is .99, which learnt faster than .999.
 *
 * @param steps - Updates until the learning rate is 0, >= 1.
 * @param options - See {@link RecipeOptions}.
 * @returns The optimiser.
 * @throws RangeError for a number out of range.
 */
export function relationalOptimizer(steps: number, options: RecipeOptions = {}): TrainingOptimizer {
  const { learningRate = 3e-3, weightDecay = 0.01, maxNorm = 1 } = options;
  checkWhole('kuramoto.relationalOptimizer', 'steps', steps, 1);
  return flattened(
    chain(clipByGlobalNorm(maxNorm), adamW(cosineDecay(learningRate, steps), { weightDecay, b2: 0.99 })),
  );
}
