// Training of the three models, and what is measured on them.

import { disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { saveTraining, train, initTraining, type TrainingLoss, type TrainingState } from '@vsa/backend/train';
import {
  concatenated,
  concatenatedOf,
  contrastedLoss,
  dotProduct,
  dotProductOf,
  encode,
  freezeCoherences,
  initConcatenated,
  initDotProduct,
  initRmtsHead,
  initSameDifferent,
  relationalCouplings,
  relationalOptimizer,
  rmtsAccuracy,
  rmtsLoss,
  settleEncoder,
  standardiseFeatures,
  sameDifferent,
  sameDifferentOf,
  symbolImages,
  trialAccuracy,
  type BaselineParams,
  type BindingOptions,
  type EncoderParams,
  type PairClassifier,
  type SameDifferentParams,
  type TrialClassifier,
} from '@vsa/kuramoto/relational';
import type { RunContext } from '../experiment.js';
import type { ModelName, RowKind, StudyCell, StudyData } from './data.js';

/** Features an object, and points of a curve. */
const FEATURES = 64;
const POINTS = 50;
const BATCH = 32;
const COUPLINGS = relationalCouplings(FEATURES);

/** One number of a cell. */
export interface Fact {
  readonly kind: RowKind;
  readonly group?: string;
  readonly x?: number;
  readonly value: number;
  readonly error?: number;
}

/**
 * The choices of the binding model; start phases are fixed and shared by both objects.
 *
 * @param own - Key of the cell.
 * @returns Options for the model.
 */
export function bindingOptions(own: RandomKey): BindingOptions {
  return { startKey: foldIn(own, 'start'), ...COUPLINGS };
}

/**
 * Trains a model on same and different.
 *
 * @param context - See `RunContext`.
 * @param cell - See {@link StudyCell}.
 * @param data - Its trials.
 * @param look - Called with the trained parameters of the poster's model, for what only it has, and with those it started from.
 * @returns The curve and the accuracies.
 */
export async function learnSameDifferent(
  context: RunContext,
  cell: StudyCell,
  data: StudyData,
  look: (trained: SameDifferentParams, start: SameDifferentParams) => Promise<readonly Fact[]>,
): Promise<readonly Fact[]> {
  const { backend } = context;
  const own = foldIn(data.key, cell.model);
  const baseline = (
    init: typeof initConcatenated,
    classify: BaselineScores,
    compare: BaselineScores,
  ): Promise<readonly Fact[]> =>
    learn(context, cell, data, init(backend, foldIn(own, 'model'), { features: FEATURES }), {
      encoder: (p) => p.encoder,
      settled: (p, encoder) => ({ ...p, encoder }),
      compare: (p, features) => compare(backend, p, features),
      classify: (p, images) => classify(backend, p, images),
    });
  const models: Readonly<Record<ModelName, () => Promise<readonly Fact[]>>> = {
    oscillators: () => {
      const options = bindingOptions(data.key);
      const start = initSameDifferent(backend, foldIn(own, 'model'), { features: FEATURES, ...COUPLINGS });
      const model: PairModel<SameDifferentParams> = {
        encoder: (p) => p.binding.encoder,
        settled: (p, encoder) => ({ ...p, binding: { ...p.binding, encoder } }),
        compare: (p, features) => sameDifferentOf(backend, p, features, options),
        classify: (p, images) => sameDifferent(backend, p, images, options),
      };
      return learn(context, cell, data, start, model, look);
    },
    concatenated: () => baseline(initConcatenated, concatenated, concatenatedOf),
    'dot-product': () => baseline(initDotProduct, dotProduct, dotProductOf),
  };
  return models[cell.model]();
}

/** Logits of a baseline, from images or from their embeddings. */
type BaselineScores = (backend: Backend, params: BaselineParams, input: Tensor) => Tensor;

/** A model in two parts for training, and whole for accuracies. */
interface PairModel<P extends TensorTree> extends Pick<PairClassifier<P>, 'compare'> {
  readonly encoder: (params: P) => EncoderParams;
  /** The same with another encoder. */
  readonly settled: (params: P, encoder: EncoderParams) => P;
  readonly classify: TrialClassifier<P>;
}

async function learn<P extends TensorTree>(
  context: RunContext,
  cell: StudyCell,
  data: StudyData,
  start: P,
  model: PairModel<P>,
  look?: (trained: P, start: P) => Promise<readonly Fact[]>,
): Promise<readonly Fact[]> {
  const { backend } = context;
  const own = foldIn(data.key, cell.model);
  const optimizer = relationalOptimizer(cell.updates);
  const initial = initTraining(backend, foldIn(own, 'training'), start, optimizer);
  const classifier: PairClassifier<P> = {
    embed: (p, images) => standardiseFeatures(backend, encode(backend, model.encoder(p), images)),
    compare: model.compare,
  };
  const loss = contrastedLoss(backend, classifier, data.train, { key: foldIn(own, 'order'), batch: BATCH });
  const { state, facts } = await trained(context, initial, loss, optimizer, cell.updates, 'training');
  const settle = (encoder: EncoderParams): EncoderParams =>
    backend.tidy(() => {
      const { painter, trials } = data.train;
      const images = symbolImages(backend, foldIn(data.key, 'settling'), painter, trials.symbols);
      return settleEncoder(backend, encoder, images);
    });
  const encoders = [settle(model.encoder(state.params)), settle(model.encoder(start))] as const;
  const [last, first] = [model.settled(state.params, encoders[0]), model.settled(start, encoders[1])];
  try {
    const accuracy = (name: 'train' | 'test'): Promise<number> => {
      const { trials } = data[name];
      const repeats = Math.ceil(cell.trials / trials.shape[0]);
      const limit = Math.ceil(cell.trials / repeats);
      const look = { key: foldIn(data.key, `${name} images`), limit, repeats };
      return trialAccuracy(backend, model.classify, last, data[name], look);
    };
    return [
      ...facts,
      { kind: 'train', value: await accuracy('train') },
      { kind: 'test', value: await accuracy('test') },
      ...((await look?.(last, first)) ?? []),
    ];
  } finally {
    disposeTree([start, initial, state, ...encoders]);
  }
}

async function trained<P extends TensorTree>(
  { backend, signal }: RunContext,
  initial: TrainingState<P>,
  loss: TrainingLoss<P>,
  optimizer: ReturnType<typeof relationalOptimizer>,
  steps: number,
  kind: RowKind,
): Promise<{ readonly state: TrainingState<P>; readonly facts: readonly Fact[] }> {
  const facts: Fact[] = [];
  const every = Math.max(1, Math.floor(steps / POINTS));
  let sum = 0;
  const { state } = await train(backend, initial, loss, {
    steps,
    optimizer,
    signal,
    onProgress: ({ step, notes }) => {
      sum += notes['accuracy'] ?? NaN;
      if (step % every !== 0) return;
      facts.push({ kind, x: step, value: sum / every });
      sum = 0;
    },
  });
  return { state, facts };
}

/**
 * The second stage: coherences of the frozen model, a new classifier on them.
 *
 * @param context - See `RunContext`.
 * @param cell - See {@link StudyCell}.
 * @param data - Its trials.
 * @param first - Parameters that the first stage left; only read.
 * @returns The curve, the accuracies, and whether the frozen parameters kept every bit.
 */
export async function learnTransfer(
  context: RunContext,
  cell: StudyCell,
  data: StudyData,
  first: SameDifferentParams,
): Promise<readonly Fact[]> {
  const { backend } = context;
  const own = foldIn(data.key, 'transfer');
  const optimizer = relationalOptimizer(cell.transfer);
  const bytes = (): Promise<Uint8Array> =>
    saveTraining(backend, { params: first.binding, optimizer: [], key: own, step: 0, best: 0, bestStep: 0 });
  const before = await bytes();
  const coherences = (name: 'rmtsTrain' | 'rmtsTest'): ReturnType<typeof freezeCoherences> =>
    freezeCoherences(backend, first.binding, data[name], {
      ...bindingOptions(data.key),
      key: foldIn(own, name),
    });
  const [trainSet, testSet] = [await coherences('rmtsTrain'), await coherences('rmtsTest')];
  const head = 'candidate';
  const start = initRmtsHead(backend, foldIn(own, 'model'), { features: FEATURES, head });
  const initial = initTraining(backend, foldIn(own, 'training'), start, optimizer);
  const batch = Math.min(BATCH, trainSet.shape[0]);
  const loss = rmtsLoss(backend, trainSet, { key: foldIn(own, 'order'), batch, head });
  const { state, facts } = await trained(context, initial, loss, optimizer, cell.transfer, 'rmts-training');
  const after = await bytes();
  const same = before.length === after.length && before.every((byte, index) => byte === after[index]);
  const result: readonly Fact[] = [
    ...facts,
    { kind: 'rmts-train', value: await rmtsAccuracy(backend, state.params, trainSet, head) },
    { kind: 'rmts-test', value: await rmtsAccuracy(backend, state.params, testSet, head) },
    { kind: 'frozen', value: same ? 1 : 0 },
  ];
  disposeTree([start, initial, state]);
  return result;
}
