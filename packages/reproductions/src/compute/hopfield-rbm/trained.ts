// The ten patterns of the digits, as encoded or as found again in the weights after training (App D.3).

import type { Backend } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import {
  binarisePatterns,
  hopfieldToRbm,
  trainedRbm,
  trainRbm,
  classPatterns,
  type BinarisedPatterns,
  type Patterns,
} from '@vsa/hopfield-rbm';
import type { LabelledImages } from './digits.js';

/** Patterns of an epoch. */
export interface EpochPatterns extends Omit<BinarisedPatterns, 'status'> {
  /** The patterns of epoch 0. */
  readonly encoded: Patterns;
}

/**
 * Trains the machine of the class patterns (CD-20, batches of 1,000 in order, η = 1e-4, β = 2) and maps its weights back, with α = 200,
 * γ = .05 and 50 steps from X = R.
 *
 * @param backend - Tensor backend.
 * @param train - Training images.
 * @param epochs - Epochs of training, 0 for none.
 * @param seed - Fixes the draws.
 * @param signal - Ends the training early.
 * @returns Patterns.
 */
export async function epochPatterns(
  backend: Backend,
  train: LabelledImages,
  epochs: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<EpochPatterns> {
  const encoded = classPatterns(train, train.labels);
  const { params, transform } = hopfieldToRbm(encoded, { beta: 2 });
  const draws = key(`hopfield-rbm/training/${seed}`);
  const { training } = await trainRbm(backend, params, train, {
    key: draws,
    epochs,
    batchSize: 1000,
    signal,
  });
  // Training holds float32; weights that were not trained keep their float64.
  const weights = epochs === 0 ? params.weights : trainedRbm(training).weights;
  return { ...binarisePatterns(weights, { start: transform }), encoded };
}
