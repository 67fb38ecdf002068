// Batches of pairs of one symbol whose images are encoded once each, for losses that set them beside the images of other pairs.

import type { Backend, Tensor, TensorTree } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import type { LossContext } from '@vsa/backend/train';
import { epochBatches, type TrialImages } from './trials.js';

/** A classifier of pairs in two parts. */
export interface PairClassifier<P extends TensorTree> {
  /** Embeddings `[n, D]` of images `[n, 1024]`. */
  embed(params: P, images: Tensor): Tensor;
  /** Logits `[pairs, 2]` of embeddings `[pairs, 2, D]`; `key` is of this pass, for random starts. */
  compare(params: P, features: Tensor, key: RandomKey): Tensor;
}

/** The answer to a pair of one symbol. */
export const SAME = 0;

/** A batch. */
export interface SamePairs {
  /** What each pair shows, `[batch]`. */
  readonly symbols: Int32Array;
  /** Embeddings of first images, `[batch, D]`. */
  readonly first: Tensor;
  /** And of second ones. */
  readonly second: Tensor;
  /** Logits `[batch times others, 2]` of all first images beside each of some `[batch, D]` in turn. */
  compare(others: readonly Tensor[]): Tensor;
}

/**
 * Makes batches; of the trials only those of one symbol are used, each once an epoch, and images are drawn anew at every step.
 *
 * @param where - Who asks.
 * @param backend - Tensor backend.
 * @param classifier - See {@link PairClassifier}.
 * @param data - Trials of two images, and painter.
 * @param options - Key of the order of the trials, and same pairs a step, >= 2.
 * @returns The batch of a step, for use within `tidy`.
 * @throws RangeError for trials of another number of images, or a batch below 2 or above the number of same pairs.
 */
export function samePairs<P extends TensorTree>(
  where: string,
  backend: Backend,
  classifier: PairClassifier<P>,
  { trials, painter }: TrialImages,
  { key, batch }: { readonly key: RandomKey; readonly batch: number },
): (params: P, context: Pick<LossContext, 'key' | 'step'>) => SamePairs {
  checkWhole(where, 'batch', batch, 2);
  if (trials.shape[1] !== 2) {
    throw new RangeError(`${where}: expected trials of 2 images, got ${trials.shape[1]}.`);
  }
  const shown = trials.symbols.filter((_, place) => place % 2 === 0 && trials.labels[place / 2] === SAME);
  const indices = epochBatches(key, shown.length, batch);
  const { concat, slice, stack, tensor } = backend;
  return (params, { key: stepKey, step }) => {
    const symbols = Int32Array.from(indices(step), (index) => shown[index] ?? 0);
    const { values } = painter.paint(foldIn(stepKey, 'images'), [...symbols, ...symbols]);
    const features = classifier.embed(params, tensor(values, [2 * batch, values.length / (2 * batch)]));
    const half = (from: number): Tensor => slice(features, [from, 0], [batch, features.shape[1] ?? 0]);
    const [first, second] = [half(0), half(batch)];
    return {
      symbols,
      first,
      second,
      compare(others) {
        const pairs = concat(others.map((other) => stack([first, other], 1)));
        return classifier.compare(params, pairs, foldIn(stepKey, 'pass'));
      },
    };
  };
}
