// Relational match to sample by transfer, the poster's second stage: encoder and oscillators stay as the first stage left them, their
// coherences of the three pairs of a trial are computed once, and a new classifier learns on these.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { choose } from '@vsa/backend/check';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import type { LossContext, TrainingLoss } from '@vsa/backend/train';
import { checkFloat } from '../internal/validate.js';
import { accuracyOf, crossEntropy } from './learning.js';
import { pairCoherences, type BindingOptions, type BindingParams } from './model.js';
import { initPerceptron, perceptron, type PerceptronParams } from './perceptron.js';
import { drawTrials, epochBatches, type TrialImages } from './trials.js';

/** Pairs of a trial: source, first target, second target. */
const PAIRS = 3;

/**
 * How the classifier sees a trial; the poster says "a new MLP". `joint`: all 3 D coherences, two outputs. `candidate`: one score for source
 * and target, 2 D coherences, the same network for both targets.
 */
export type RmtsHeadName = 'joint' | 'candidate';

/** Coherences of trials that are done with images. */
export interface CoherenceSet {
  /** ρ of the source pair, of the first and of the second target pair, `[count, 3 D]`. */
  readonly values: Float32Array;
  /** Answers, `[count]`. */
  readonly labels: Int32Array;
  /** Number of trials and of coherences in each. */
  readonly shape: readonly [count: number, coherences: number];
}

/** Options of {@link initRmtsHead}. */
export interface RmtsHeadOptions {
  /** D. */
  readonly features: number;
  /** @defaultValue `'joint'` */
  readonly head?: RmtsHeadName | undefined;
  /** Units of hidden layers. @defaultValue `[64]` */
  readonly hidden?: readonly number[] | undefined;
}

/** Options of {@link rmtsLoss}. */
export interface RmtsLossOptions {
  /** Fixes the order of the trials. */
  readonly key: RandomKey;
  /** Trials a step. @defaultValue `32` */
  readonly batch?: number | undefined;
  /** The head's form. @defaultValue `'joint'` */
  readonly head?: RmtsHeadName | undefined;
}

/** Options of {@link freezeCoherences}. */
export interface FreezeOptions extends BindingOptions {
  /** Fixes how the symbols look. */
  readonly key: RandomKey;
  /** Trials at once. @defaultValue `64` */
  readonly batch?: number | undefined;
  /** Called with the number of trials done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Coherences of the three pairs of every trial, with the binding parameters as they are; those are only read.
 *
 * @param backend - Tensor backend.
 * @param params - See `BindingParams`.
 * @param data - Trials of six images, and painter.
 * @param options - See {@link FreezeOptions}.
 * @returns The coherences, in the order of the trials.
 * @throws RangeError for trials of another number of images; as `pairCoherences`.
 */
export async function freezeCoherences(
  backend: Backend,
  params: BindingParams,
  data: TrialImages,
  options: FreezeOptions,
): Promise<CoherenceSet> {
  const { key, batch = 64, onProgress, ...binding } = options;
  const [count, images] = data.trials.shape;
  if (images !== 2 * PAIRS) {
    throw new RangeError(`kuramoto.freezeCoherences: expected trials of ${2 * PAIRS} images, got ${images}.`);
  }
  const [features = 0] = params.oscillators.weight.shape;
  const values = new Float32Array(count * PAIRS * features);
  for (let from = 0; from < count; from += batch) {
    const indices = Int32Array.from({ length: Math.min(batch, count - from) }, (_, row) => from + row);
    const rho = backend.tidy(() => {
      const drawn = drawTrials(backend, foldIn(foldIn(key, 'images'), from), data, indices);
      const pairs = backend.reshape(drawn.images, [indices.length * PAIRS, 2, -1]);
      const startKey =
        binding.start === undefined || binding.start === 'fixed' ? binding.startKey : foldIn(key, from);
      return pairCoherences(backend, params, pairs, { ...binding, startKey });
    });
    values.set(await backend.read(rho), from * PAIRS * features);
    rho.dispose();
    onProgress?.(from + indices.length);
  }
  return { values, labels: data.trials.labels.slice(), shape: [count, PAIRS * features] };
}

type Head = {
  readonly inputs: (features: number) => number;
  readonly outputs: number;
  readonly logits: (backend: Backend, params: PerceptronParams, coherences: Tensor) => Tensor;
};

const HEADS: Readonly<Record<RmtsHeadName, Head>> = {
  joint: { inputs: (features) => PAIRS * features, outputs: 2, logits: perceptron },
  candidate: {
    inputs: (features) => 2 * features,
    outputs: 1,
    logits: (backend, params, coherences) => {
      const [count = 0, width = 0] = coherences.shape;
      const features = width / PAIRS;
      const part = (pair: number): Tensor =>
        backend.slice(coherences, [0, pair * features], [count, features]);
      const source = part(0);
      return backend.concat(
        [1, 2].map((target) => perceptron(backend, params, backend.concat([source, part(target)], 1))),
        1,
      );
    },
  },
};

/**
 * Draws a classifier of trials.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the parameters.
 * @param options - See {@link RmtsHeadOptions}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a wrong size or name.
 */
export function initRmtsHead(backend: Backend, key: RandomKey, options: RmtsHeadOptions): PerceptronParams {
  const { features, head = 'joint', hidden = [64] } = options;
  const { inputs, outputs } = choose(HEADS, head, 'kuramoto.initRmtsHead', 'head');
  return initPerceptron(backend, key, [inputs(features), ...hidden, outputs]);
}

/**
 * Scores of both targets. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link initRmtsHead}.
 * @param coherences - Float32 `[batch, 3 D]`.
 * @param head - The same as at the start. @defaultValue `'joint'`
 * @returns Logits, float32 `[batch, 2]`.
 * @throws RangeError for another shape; TypeError for a tensor that is not float32.
 */
export function matchToSample(
  backend: Backend,
  params: PerceptronParams,
  coherences: Tensor,
  head: RmtsHeadName = 'joint',
): Tensor {
  const { logits } = choose(HEADS, head, 'kuramoto.matchToSample', 'head');
  const { shape } = checkFloat('kuramoto.matchToSample', 'coherences', coherences);
  if (shape.length !== 2 || (shape[1] ?? 0) % PAIRS !== 0) {
    throw new RangeError(
      `kuramoto.matchToSample: expected coherences of shape [batch, 3 D], got ${formatShape(shape)}.`,
    );
  }
  return backend.tidy(() => logits(backend, params, coherences));
}

/**
 * Loss of the second stage on a batch of frozen coherences; notes `accuracy`.
 *
 * @param backend - Tensor backend.
 * @param set - See {@link CoherenceSet}.
 * @param options - See {@link RmtsLossOptions}.
 * @returns The loss, for `train`.
 * @throws RangeError for a wrong batch.
 */
export function rmtsLoss(
  backend: Backend,
  set: CoherenceSet,
  options: RmtsLossOptions,
): TrainingLoss<PerceptronParams> {
  const { key, batch = 32, head } = options;
  const indices = epochBatches(key, set.shape[0], batch);
  return (params: PerceptronParams, { step, note }: LossContext): Tensor =>
    backend.tidy(() => {
      const { coherences, labels } = rows(backend, set, indices(step));
      const logits = matchToSample(backend, params, coherences, head);
      note('accuracy', accuracyOf(backend, logits, labels));
      return crossEntropy(backend, logits, labels);
    });
}

/**
 * Accuracy of the second stage.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link initRmtsHead}.
 * @param set - See {@link CoherenceSet}.
 * @param head - The head's form. @defaultValue `'joint'`
 * @returns Share of right answers, in [0, 1].
 */
export async function rmtsAccuracy(
  backend: Backend,
  params: PerceptronParams,
  set: CoherenceSet,
  head: RmtsHeadName = 'joint',
): Promise<number> {
  const share = backend.tidy(() => {
    const all = rows(
      backend,
      set,
      Int32Array.from({ length: set.shape[0] }, (_, row) => row),
    );
    return accuracyOf(backend, matchToSample(backend, params, all.coherences, head), all.labels);
  });
  const value = Number((await backend.read(share))[0]);
  share.dispose();
  return value;
}

function rows(
  backend: Backend,
  { values, labels, shape: [, width] }: CoherenceSet,
  indices: Int32Array,
): { readonly coherences: Tensor; readonly labels: Tensor } {
  const chosen = new Float32Array(indices.length * width);
  for (const [row, index] of indices.entries()) {
    chosen.set(values.subarray(index * width, (index + 1) * width), row * width);
  }
  return {
    coherences: backend.tensor(chosen, [indices.length, width]),
    labels: backend.tensor(
      Int32Array.from(indices, (index) => labels[index] ?? 0),
      [indices.length],
      'int32',
    ),
  };
}
