// Training by contrastive divergence: G. Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation
// 14, 2002, and its persistent form: T. Tieleman, ICML 2008. The update is Smart and Zilman's (2021, Eq 15, E.3) as their code has it:
//   ΔW = η / B Σ_batch (s₀ (Wᵀs₀ + c)ᵀ - s_k λᵀ),
// λ being the hidden units that s_k was drawn from; β is absorbed in η.

import type { Backend } from '@vsa/backend';
import { foldIn, permutation } from '@vsa/backend/random';
import { contrast } from '../internal/contrast.js';
import { kernelsFor, runGibbs } from '../internal/gibbs.js';
import { checkSigns } from '../internal/signs.js';
import { startTraining } from '../internal/start-training.js';
import { trainingSettings, type TrainingSettings } from '../internal/training-settings.js';
import type { Patterns, SignRows } from '../patterns.js';
import type { RbmParams } from './params.js';
import type { TrainingOptions } from './training-options.js';
import type { RbmTraining } from './training-state.js';

/** What {@link trainRbm} gives. */
export interface TrainingResult {
  /** After the last whole epoch. */
  readonly training: RbmTraining;
  /** `done`, or `aborted` by the signal: the epoch that was under way is dropped. */
  readonly status: 'done' | 'aborted';
}

/** Words of a chain's generators. */
const STREAM_WORDS = 12;

/**
 * Trains a machine on data by contrastive divergence. Cost O(rows N p steps) an epoch; data stay bytes.
 *
 * @param backend - Tensor backend; those with fused kernels sample with them.
 * @param params - Where to start: from a Hopfield network (`hopfieldToRbm`), `randomWeights` or `principalWeights`.
 * @param data - +1 and -1, `[rows, N]`.
 * @param options - See {@link TrainingOptions}.
 * @returns The machine in training; `trainedRbm` gives its parameters.
 * @throws TypeError for a wrong kind; RangeError for data or options that do not fit, or a state of another machine or key.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { key } from '@vsa/backend/random';
 * import { hopfieldToRbm, trainRbm } from '@vsa/hopfield-rbm';
 *
 * const backend = await createBackend('wasm');
 * const data = { values: [1, 1, 1, -1, 1, -1, 1, 1], shape: [2, 4] } as const;
 * const { params } = hopfieldToRbm(data);
 * const { training, status } = await trainRbm(backend, params, data, { key: key(1), epochs: 3, batchSize: 2 });
 * console.log(status, training.epoch); // => done 3
 * ```
 */
export async function trainRbm(
  backend: Backend,
  params: RbmParams,
  data: SignRows,
  options: TrainingOptions,
): Promise<TrainingResult> {
  const where = 'hopfield-rbm.trainRbm';
  const settings = trainingSettings(where, options);
  kernelsFor(where, backend, options);
  const rows = checkSigns(where, 'state', data, params.weights.shape[0]);
  let training = options.resume ?? startTraining(params, settings.key, settings.batchSize);
  checkResumed(where, training, params, settings);
  const batches = Math.ceil(rows.shape[0] / settings.batchSize);
  while (training.epoch < settings.epochs) {
    const { epoch } = training;
    const next = await oneEpoch(backend, training, rows, settings, (batch) => {
      options.onProgress?.({ epoch, epochs: settings.epochs, batch, batches });
    });
    if (next === undefined) return { training, status: 'aborted' };
    training = next;
    await options.onEpoch?.(training);
  }
  return { training, status: 'done' };
}

function checkResumed(
  where: string,
  { shape, key, streams }: RbmTraining,
  { weights }: RbmParams,
  settings: TrainingSettings,
): void {
  const chains = streams.length / STREAM_WORDS;
  if (shape.join() !== weights.shape.join()) {
    throw new RangeError(
      `${where}: expected a state of a machine [${weights.shape.join(', ')}] to go on from, got [${shape.join(', ')}].`,
    );
  }
  if (key !== settings.key || chains !== settings.batchSize) {
    throw new RangeError(
      `${where}: expected to go on with the same key and batch size as before, ${key} and ${chains}, got ${settings.key} and ${settings.batchSize}.`,
    );
  }
}

/** Rows of a batch as float32, in the epoch's order. */
function batchOf(
  { values, shape: [, n] }: Patterns,
  order: Int32Array | undefined,
  begin: number,
  size: number,
): Float32Array {
  if (order === undefined) return new Float32Array(values.subarray(begin * n, (begin + size) * n));
  const batch = new Float32Array(size * n);
  for (let row = 0; row < size; row += 1) {
    const from = (order[begin + row] ?? 0) * n;
    batch.set(values.subarray(from, from + n), row * n);
  }
  return batch;
}

/** The state one epoch later; undefined when it was aborted. */
async function oneEpoch(
  backend: Backend,
  training: RbmTraining,
  rows: Patterns,
  settings: TrainingSettings,
  onBatch: (batch: number) => void,
): Promise<RbmTraining | undefined> {
  const { batchSize, key, signal } = settings;
  const { epoch, shape, beta } = training;
  const [visible, hidden] = shape;
  const count = rows.shape[0];
  const rate = settings.learningRate(epoch);
  const order = settings.shuffled ? permutation(foldIn(foldIn(key, 'order'), epoch), count) : undefined;
  const learnt = [training.weights, training.visibleField, training.hiddenField].map((values) =>
    values.slice(),
  );
  const velocity = training.velocity.map((values) => values.slice());
  const [weights = learnt[0], visibleField, hiddenField] = learnt;
  const streams = training.streams.slice();
  let chains = training.chains.slice();
  const work = 2 * settings.steps * count * visible * hidden;
  for (let begin = 0, batch = 1; begin < count; begin += batchSize, batch += 1) {
    if (signal?.aborted === true) return undefined;
    const size = Math.min(batchSize, count - begin);
    const states = batchOf(rows, order, begin, size);
    if (settings.persistent && chains.length === 0) chains = states.slice();
    const machine = { visible, hidden, weights: weights ?? new Float32Array(), visibleField, hiddenField };
    const start = settings.persistent ? chains.subarray(0, size * visible) : states;
    const sampled = await runGibbs(
      backend,
      { ...machine, states: start, streams: streams.subarray(0, size * STREAM_WORDS) },
      { steps: settings.steps, beta },
      { ...settings, signal: undefined },
      work,
    );
    streams.set(sampled.streams);
    if (settings.persistent) chains.set(sampled.states);
    const samples = { data: states, model: sampled.states, lambda: sampled.lambda };
    const gradients = await contrast(backend, machine, samples, settings);
    gradients.forEach((gradient, which) => {
      const decay = which === 0 ? settings.weightDecay : 0;
      update(learnt[which], velocity[which], gradient, rate / size, rate * decay, settings.momentum);
    });
    onBatch(batch);
  }
  const [w = training.weights, b = training.visibleField, c = training.hiddenField] = learnt;
  const [vw = w, vb = b, vc = c] = velocity;
  return {
    ...training,
    epoch: epoch + 1,
    weights: w,
    visibleField: b,
    hiddenField: c,
    velocity: [vw, vb, vc],
    chains,
    streams,
  };
}

/** v = momentum v + rate gradient - decay w, w += v, in place. */
function update(
  values: Float32Array | undefined,
  velocity: Float32Array | undefined,
  gradient: Float32Array,
  rate: number,
  decay: number,
  momentum: number,
): void {
  if (values === undefined || velocity === undefined) return;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    const step = momentum * (velocity[index] ?? 0) + rate * (gradient[index] ?? 0) - decay * value;
    velocity[index] = step;
    values[index] = value + step;
  }
}
