// Training the Hopfield part on labelled images, and asking it.

import { disposeTree, type Backend } from '@vsa/backend';
import { gradientByPullback, solve } from '@vsa/backend/ode';
import { foldIn } from '@vsa/backend/random';
import type { TrainingGradient } from '@vsa/backend/train';
import { symmetrised } from '../operators/dense.js';
import { askInBatches, type AskOptions } from './ask.js';
import { classLoss, labelsAt, noteAnswers, saidClasses } from './class-loss.js';
import { checkImages, drawBatch, encodeImages, type LabelledImages, type UnitLayout } from './images.js';
import { PAPER_BATCH, solverOptions, type MemorySolver } from './recipe.js';
import { thresholdFlow, type ThresholdParams } from './threshold.js';

/** Options of {@link thresholdGradient}. */
export interface ThresholdLearning extends MemorySolver {
  /** Images an update. @defaultValue the paper's, `100` */
  readonly batch?: number | undefined;
}

/**
 * Loss and gradient of the Hopfield part on batches drawn with replacement, for `trainByGradient`; notes `accuracy`
 * and the solver's `steps`.
 *
 * @param backend - Tensor backend.
 * @param images - What to learn.
 * @param layout - See {@link UnitLayout}.
 * @param options - See {@link ThresholdLearning}.
 * @returns The gradient of a step.
 * @throws RangeError for images or options that do not fit.
 */
export function thresholdGradient(
  backend: Backend,
  images: LabelledImages,
  layout: UnitLayout,
  options: ThresholdLearning = {},
): TrainingGradient<ThresholdParams> {
  const { batch = PAPER_BATCH } = options;
  checkImages('hk-memory.thresholdGradient', images, layout);
  const how = solverOptions(options);
  return async ({ weights, bias }, { key, note }) => {
    const indices = drawBatch(foldIn(key, 'batch'), images.shape[0], batch);
    const targets = labelsAt(images, indices);
    using x0 = encodeImages(backend, images, indices, layout);
    using symmetric = symmetrised(backend, weights);
    const found = await gradientByPullback(
      backend,
      thresholdFlow(backend, symmetric, bias),
      x0,
      (x) => classLoss(backend, x, targets, layout.classes),
      how,
    );
    const { value, gradient, initialGradient, y } = found;
    try {
      noteAnswers(backend, note, y, targets, layout.classes, found.stats.accepted);
      const ofWeights =
        gradient === undefined ? backend.zeros(weights.shape) : symmetrised(backend, gradient.weights);
      const ofBias = gradient === undefined ? backend.zeros(bias.shape) : backend.clone(gradient.bias);
      return { value, gradient: { weights: ofWeights, bias: ofBias } };
    } finally {
      disposeTree([gradient, initialGradient, y]);
    }
  };
}

/** Options of {@link askThreshold}. */
export type ThresholdQuestion = MemorySolver & AskOptions;

/**
 * What the Hopfield part says to images.
 *
 * @param backend - Tensor backend.
 * @param params - Trained parameters.
 * @param images - Whom to ask about.
 * @param layout - See {@link UnitLayout}.
 * @param options - See {@link ThresholdQuestion}.
 * @returns Class of each image asked about, `[n]`.
 * @throws RangeError for images or options that do not fit; an `AbortError` when the signal ends it.
 */
export async function askThreshold(
  backend: Backend,
  { weights, bias }: ThresholdParams,
  images: LabelledImages,
  layout: UnitLayout,
  options: ThresholdQuestion = {},
): Promise<Uint8Array> {
  checkImages('hk-memory.askThreshold', images, layout);
  const how = solverOptions(options);
  using symmetric = symmetrised(backend, weights);
  const { field } = thresholdFlow(backend, symmetric, bias);
  return await askInBatches(images.shape[0], options, async (indices) => {
    using x0 = encodeImages(backend, images, indices, layout);
    const solution = await solve(backend, field, x0, { ...how, saveAt: [] });
    try {
      using said = saidClasses(backend, solution.state.y, layout.classes);
      return await backend.read(said);
    } finally {
      disposeTree(solution);
    }
  });
}
