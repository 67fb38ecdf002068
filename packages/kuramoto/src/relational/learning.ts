// Losses and accuracies of classifiers of trials, for `train` of @vsa/backend/train.

import type { Backend, Tensor, TensorTree } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import type { LossContext, TrainingLoss } from '@vsa/backend/train';
import { drawTrials, epochBatches, type TrialImages } from './trials.js';

/** Answers to a batch: logits `[batch, 2]` of images `[batch, images, 1024]`; `key` is of this pass, for random starts. */
export type TrialClassifier<P extends TensorTree> = (params: P, images: Tensor, key: RandomKey) => Tensor;

/** Options of {@link trialLoss}. */
export interface TrialLossOptions {
  /** Fixes the order of the trials. */
  readonly key: RandomKey;
  /** Trials a step. @defaultValue `32` */
  readonly batch?: number | undefined;
}

/** Options of {@link trialAccuracy}. */
export interface AccuracyOptions {
  /** Fixes how the symbols look. */
  readonly key: RandomKey;
  /** Trials to look at, from the first on. @defaultValue all */
  readonly limit?: number | undefined;
  /** Times that each is looked at, drawn anew. @defaultValue `1` */
  readonly repeats?: number | undefined;
  /** Trials at once. @defaultValue `200` */
  readonly batch?: number | undefined;
}

/**
 * Mean cross-entropy of logits; differentiable.
 *
 * @param backend - Tensor backend.
 * @param logits - Float32 `[batch, 2]`.
 * @param labels - Int32 `[batch]`, 0 or 1.
 * @returns A scalar, nats.
 */
export function crossEntropy(backend: Backend, logits: Tensor, labels: Tensor): Tensor {
  const { logSoftmax, mean, mul, neg, oneHot, sum } = backend;
  return backend.tidy(() => neg(mean(sum(mul(logSoftmax(logits), oneHot(labels, 2)), { axis: -1 }))));
}

/**
 * Share of right answers.
 *
 * @param backend - Tensor backend.
 * @param logits - Float32 `[batch, 2]`.
 * @param labels - Int32 `[batch]`, 0 or 1.
 * @returns A scalar in [0, 1].
 */
export function accuracyOf(backend: Backend, logits: Tensor, labels: Tensor): Tensor {
  const { argMax, cast, equal, mean } = backend;
  return backend.tidy(() => mean(cast(equal(argMax(logits), labels), 'float32')));
}

/**
 * Loss of a classifier on a batch of trials, drawn anew at every step; notes `accuracy`.
 *
 * @param backend - Tensor backend.
 * @param classify - See {@link TrialClassifier}.
 * @param data - Trials and painter.
 * @param options - See {@link TrialLossOptions}.
 * @returns The loss, for `train`.
 * @throws RangeError for a wrong batch.
 */
export function trialLoss<P extends TensorTree>(
  backend: Backend,
  classify: TrialClassifier<P>,
  data: TrialImages,
  options: TrialLossOptions,
): TrainingLoss<P> {
  const { key, batch = 32 } = options;
  const indices = epochBatches(key, data.trials.shape[0], batch);
  return (params: P, { key: stepKey, step, note }: LossContext): Tensor =>
    backend.tidy(() => {
      const { images, labels } = drawTrials(backend, foldIn(stepKey, 'images'), data, indices(step));
      const logits = classify(params, images, foldIn(stepKey, 'pass'));
      note('accuracy', accuracyOf(backend, logits, labels));
      return crossEntropy(backend, logits, labels);
    });
}

/**
 * Accuracy of a classifier on trials.
 *
 * @param backend - Tensor backend.
 * @param classify - See {@link TrialClassifier}.
 * @param params - The classifier's.
 * @param data - Trials and painter.
 * @param options - See {@link AccuracyOptions}.
 * @returns Share of right answers, in [0, 1].
 * @throws RangeError for a wrong number.
 */
export async function trialAccuracy<P extends TensorTree>(
  backend: Backend,
  classify: TrialClassifier<P>,
  params: P,
  data: TrialImages,
  options: AccuracyOptions,
): Promise<number> {
  const where = 'kuramoto.trialAccuracy';
  const { key, limit = data.trials.shape[0], repeats = 1, batch = 200 } = options;
  checkWhole(where, 'limit', limit, 1);
  checkWhole(where, 'repeats', repeats, 1);
  checkWhole(where, 'batch', batch, 1);
  const count = Math.min(limit, data.trials.shape[0]);
  let right = 0;
  for (let from = 0; from < count * repeats; from += batch) {
    const size = Math.min(batch, count * repeats - from);
    const indices = Int32Array.from({ length: size }, (_, row) => (from + row) % count);
    const share = backend.tidy(() => {
      const { images, labels } = drawTrials(backend, foldIn(foldIn(key, 'images'), from), data, indices);
      return accuracyOf(backend, classify(params, images, foldIn(foldIn(key, 'pass'), from)), labels);
    });
    right += Number((await backend.read(share))[0]) * size;
    share.dispose();
  }
  return Math.round(right) / (count * repeats);
}
