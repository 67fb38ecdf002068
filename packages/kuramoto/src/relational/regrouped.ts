// A loss for pairs that encodes every image once and shows it in several pairs. The encoder is most of the work of an update, so this gives
// thrice the pairs for little more time, and lets an update look for pairs that are hard. The poster says nothing of its batches; this is
// ours, and docs/same-different.md compares.

import type { Backend, Tensor, TensorTree } from '@vsa/backend';
import type { RandomKey } from '@vsa/backend/random';
import type { LossContext, TrainingLoss } from '@vsa/backend/train';
import { accuracyOf, crossEntropy } from './learning.js';
import { SAME, samePairs, type PairClassifier } from './same-pairs.js';
import type { TrialImages } from './trials.js';

/** Options of {@link regroupedLoss}. */
export interface RegroupedLossOptions {
  /** Fixes the order of the trials. */
  readonly key: RandomKey;
  /** Same pairs a step, >= 2. @defaultValue `32` */
  readonly batch?: number | undefined;
}

/** Below every cosine. */
const NEVER = -9;
const SOFTENING = 1e-6;

/**
 * Loss of a classifier on `batch` pairs of one symbol, and on their images in other pairs; notes `accuracy`, of same and of random pairs.
 *
 * The first image of each pair is also set beside the second image of the next pair, a random one, and beside that of the pair of another
 * symbol whose squashed embedding is closest to its own. Same pairs count for half of the loss, either kind of the others for a quarter.
 * Images are drawn anew at every step. Of the trials only those of one symbol are used, each once an epoch: the different pairs are those
 * that come of their order. Neighbours that happen to show one symbol count as same.
 *
 * @param backend - Tensor backend.
 * @param classifier - See {@link PairClassifier}.
 * @param data - Trials of two images, and painter.
 * @param options - See {@link RegroupedLossOptions}.
 * @returns The loss, for `train`.
 * @throws RangeError for trials of another number of images, or a batch below 2 or above the number of same pairs.
 */
export function regroupedLoss<P extends TensorTree>(
  backend: Backend,
  classifier: PairClassifier<P>,
  data: TrialImages,
  options: RegroupedLossOptions,
): TrainingLoss<P> {
  const { key, batch = 32 } = options;
  const drawn = samePairs('kuramoto.regroupedLoss', backend, classifier, data, { key, batch });
  return (params: P, context: LossContext): Tensor =>
    backend.tidy(() => {
      const { add, concat, gather, mul, slice, tensor } = backend;
      const { symbols, first, second, compare } = drawn(params, context);
      const follows = Int32Array.from({ length: batch }, (_, row) => (row + 1) % batch);
      const next = gather(second, tensor(follows, [batch], 'int32'));
      const logits = compare([second, next, gather(second, closest(backend, first, second, symbols))]);
      const part = (from: number, count: number): Tensor => slice(logits, [from, 0], [count, 2]);
      const random = Int32Array.from(symbols, (symbol, row) =>
        symbol === symbols[(row + 1) % batch] ? SAME : 1,
      );
      const ofSame = backend.zeros([batch], 'int32');
      const ofNext = tensor(random, [batch], 'int32');
      const ofNearest = tensor(new Int32Array(batch).fill(alone(symbols) ? SAME : 1), [batch], 'int32');
      context.note('accuracy', accuracyOf(backend, part(0, 2 * batch), concat([ofSame, ofNext])));
      const same = crossEntropy(backend, part(0, batch), ofSame);
      const different = crossEntropy(backend, part(batch, 2 * batch), concat([ofNext, ofNearest]));
      return mul(add(same, different), 0.5);
    });
}

/** For each row of `first`, the row of `second` with the largest cosine after tanh, among those of other symbols: int32 `[batch]`. */
function closest(backend: Backend, first: Tensor, second: Tensor, symbols: Int32Array): Tensor {
  const { add, argMax, matMul, mul, rsqrt, square, stopGradient, sum, tanh, tensor, transpose } = backend;
  const unit = (features: Tensor): Tensor => {
    const squashed = tanh(stopGradient(features));
    return mul(squashed, rsqrt(add(sum(square(squashed), { axis: 1, keepDims: true }), SOFTENING)));
  };
  const batch = symbols.length;
  const mask = Float32Array.from({ length: batch * batch }, (_, place) =>
    symbols[Math.floor(place / batch)] === symbols[place % batch] ? NEVER : 0,
  );
  return argMax(add(matMul(unit(first), transpose(unit(second))), tensor(mask, [batch, batch])), 1);
}

/** Whether a batch shows one symbol only, so that the closest pair is of this one too. */
function alone(symbols: Int32Array): boolean {
  return symbols.every((symbol) => symbol === symbols[0]);
}
