// A loss that encodes every image once and sets it beside several others: contrastive learning, as of A. van den Oord, Y. Li, O. Vinyals,
// "Representation learning with contrastive predictive coding", 2018, on the classifier's own scores. Two or three pairs of an image leave
// most oscillators at one phase for all symbols; docs/same-different.md has the tables. The poster says nothing of its batches; this is ours.

import type { Backend, Tensor, TensorTree } from '@vsa/backend';
import { checkProbability, checkWhole } from '@vsa/backend/check';
import type { RandomKey } from '@vsa/backend/random';
import type { LossContext, TrainingLoss } from '@vsa/backend/train';
import { samePairs, type PairClassifier } from './same-pairs.js';
import type { TrialImages } from './trials.js';

/** Options of {@link contrastedLoss}. */
export interface ContrastedLossOptions {
  /** Fixes the order of the trials. */
  readonly key: RandomKey;
  /** Same pairs a step, >= 2. @defaultValue `32` */
  readonly batch?: number | undefined;
  /** K: other images that each first image is set beside, from 1 to `batch - 1`. @defaultValue `15`, or all there are */
  readonly others?: number | undefined;
  /** Share of the loss that ranks, in [0, 1]. @defaultValue `0.9` */
  readonly ranking?: number | undefined;
}

/** Takes a pair out of the ranking. */
const NEVER = -1e4;

/**
 * Loss of a classifier on `batch` pairs of one symbol and on their images in other pairs; notes `accuracy`, of same and of other pairs alike.
 *
 * The first image of each pair is set beside its own second image and those of the next K pairs. With scores s = logit of "same" less that of
 * "different", the ranking is the mean of `-log softmax(s)` of the own one among the K + 1; the rest is the cross entropy of "same" and
 * "different", half of it for own pairs and half for the others. Others that happen to show the same symbol count for neither. Images are
 * drawn anew at every step; of the trials only those of one symbol are used, each once an epoch.
 *
 * @param backend - Tensor backend.
 * @param classifier - See {@link PairClassifier}.
 * @param data - Trials of two images, and painter.
 * @param options - See {@link ContrastedLossOptions}.
 * @returns The loss, for `train`.
 * @throws RangeError for trials of another number of images, or an option out of range.
 */
export function contrastedLoss<P extends TensorTree>(
  backend: Backend,
  classifier: PairClassifier<P>,
  data: TrialImages,
  options: ContrastedLossOptions,
): TrainingLoss<P> {
  const where = 'kuramoto.contrastedLoss';
  const { key, batch = 32, ranking = 0.9 } = options;
  checkWhole(where, 'batch', batch, 2);
  const { others = Math.min(15, batch - 1) } = options;
  checkWhole(where, 'others', others, 1);
  if (others >= batch) throw new RangeError(`${where}: expected others < batch = ${batch}, got ${others}.`);
  checkProbability(where, 'ranking', ranking);
  const drawn = samePairs(where, backend, classifier, data, { key, batch });
  return (params: P, context: LossContext): Tensor =>
    backend.tidy(() => {
      const { add, gather, mul, tensor } = backend;
      const { symbols, second, compare } = drawn(params, context);
      const shifts = Array.from({ length: others }, (_, shift) => shift + 1);
      const logits = compare([
        second,
        ...shifts.map((shift) => gather(second, shifted(backend, batch, shift))),
      ]);
      const unlike = Float32Array.from(shifts.flatMap((shift) => differs(symbols, shift)));
      const parts = measured(backend, scoresOf(backend, logits, batch), tensor(unlike, [others, batch]));
      context.note('accuracy', parts.accuracy);
      return add(mul(parts.ranking, ranking), mul(parts.answers, 1 - ranking));
    });
}

function shifted(backend: Backend, batch: number, shift: number): Tensor {
  return backend.tensor(
    Int32Array.from({ length: batch }, (_, row) => (row + shift) % batch),
    [batch],
    'int32',
  );
}

function differs(symbols: Int32Array, shift: number): number[] {
  return Array.from(symbols, (symbol, row) => (symbol === symbols[(row + shift) % symbols.length] ? 0 : 1));
}

/** Scores `[K + 1, batch]`, the own pairs first. */
function scoresOf({ reshape, slice, sub }: Backend, logits: Tensor, batch: number): Tensor {
  const [count = 0] = logits.shape;
  const column = (answer: number): Tensor => reshape(slice(logits, [0, answer], [count, 1]), [-1, batch]);
  return sub(column(0), column(1));
}

/** The parts of the loss; `unlike` is 1 where another pair shows two symbols, `[K, batch]`. */
function measured(
  backend: Backend,
  scores: Tensor,
  unlike: Tensor,
): { readonly ranking: Tensor; readonly answers: Tensor; readonly accuracy: Tensor } {
  const {
    add,
    cast,
    concat,
    div,
    greaterEqual,
    less,
    logSoftmax,
    maximum,
    mean,
    mul,
    neg,
    slice,
    softplus,
    sub,
  } = backend;
  const [rows = 1, batch = 1] = scores.shape;
  const own = slice(scores, [0, 0], [1, batch]);
  const rest = slice(scores, [1, 0], [rows - 1, batch]);
  const counted = maximum(backend.sum(unlike), 1);
  const ofUnlike = (each: Tensor): Tensor => div(backend.sum(mul(each, unlike)), counted);
  const half = (same: Tensor, different: Tensor): Tensor => mul(add(mean(same), ofUnlike(different)), 0.5);
  const ranked = logSoftmax(concat([own, add(rest, mul(sub(1, unlike), NEVER))]), 0);
  return {
    ranking: neg(mean(slice(ranked, [0, 0], [1, batch]))),
    answers: half(softplus(neg(own)), softplus(rest)),
    accuracy: half(cast(greaterEqual(own, 0), 'float32'), cast(less(rest, 0), 'float32')),
  };
}
