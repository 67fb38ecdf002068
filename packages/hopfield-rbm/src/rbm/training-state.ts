// A machine in training: all that the next epoch depends on, as plain arrays, so that a checkpoint goes on with the same bits.

import { formatShape, VsaError } from '@vsa/backend';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '@vsa/backend/checkpoint';
import { parseKey, type RandomKey } from '@vsa/backend/random';
import type { RbmParams } from './params.js';

const KIND = 'rbm-training';
const STREAM_WORDS = 12;

/** A machine in training. */
export interface RbmTraining {
  /** Epochs done. */
  readonly epoch: number;
  /** The key that all was drawn with. */
  readonly key: RandomKey;
  /** N and p. */
  readonly shape: readonly [visible: number, hidden: number];
  /** β. */
  readonly beta: number;
  /** W, `[N, p]`, float32. */
  readonly weights: Float32Array;
  /** b, `[N]`. */
  readonly visibleField: Float32Array;
  /** c, `[p]`. */
  readonly hiddenField: Float32Array;
  /** The last updates, for momentum: of W, b and c. */
  readonly velocity: readonly [weights: Float32Array, visibleField: Float32Array, hiddenField: Float32Array];
  /** s of persistent chains, `[batchSize, N]`; empty without them. */
  readonly chains: Float32Array;
  /** Random generators of the chains, `[batchSize, 12]` words. */
  readonly streams: Int32Array;
}

/**
 * The machine that training has come to.
 *
 * @param training - From `trainRbm` or `loadTraining`.
 * @returns Its parameters, float64 copies.
 */
export function trainedRbm({ shape, beta, weights, visibleField, hiddenField }: RbmTraining): RbmParams {
  return {
    weights: { values: Float64Array.from(weights), shape },
    visibleField: Float64Array.from(visibleField),
    hiddenField: Float64Array.from(hiddenField),
    beta,
  };
}

/**
 * Writes a machine in training as safetensors bytes; W is the tensor `weights`, `[N, p]`.
 *
 * @param training - From `trainRbm`, or from its `onEpoch`.
 * @returns The file's bytes.
 */
export function saveTraining(training: RbmTraining): Uint8Array {
  const { shape, epoch, beta, key, velocity, streams } = training;
  const [visible, hidden] = shape;
  const [weights, visibleField, hiddenField] = velocity;
  const float = (data: Float32Array, axes: readonly number[]): StoredTensor => ({
    dtype: 'F32',
    shape: axes,
    data,
  });
  const tensors = new Map<string, StoredTensor>([
    ['weights', float(training.weights, shape)],
    ['visibleField', float(training.visibleField, [visible])],
    ['hiddenField', float(training.hiddenField, [hidden])],
    ['velocity.weights', float(weights, shape)],
    ['velocity.visibleField', float(visibleField, [visible])],
    ['velocity.hiddenField', float(hiddenField, [hidden])],
    ['chains', float(training.chains, [training.chains.length / visible, visible])],
    ['streams', { dtype: 'I32', shape: [streams.length / STREAM_WORDS, STREAM_WORDS], data: streams }],
  ]);
  return encodeSafetensors(tensors, { kind: KIND, epoch: String(epoch), beta: String(beta), key });
}

/**
 * Reads what {@link saveTraining} wrote; going on from it gives the bits of a run that never stopped.
 *
 * @param bytes - The file's bytes.
 * @returns The machine in training.
 * @throws VsaError `CHECKPOINT_INVALID` when the bytes are no safetensors file or another one.
 */
export function loadTraining(bytes: Uint8Array): RbmTraining {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata['kind'] !== KIND) {
    throw unfit(
      `a file of kind '${KIND}', got ${metadata['kind'] === undefined ? 'none' : `'${metadata['kind']}'`}`,
    );
  }
  const shape = tensors.get('weights')?.shape ?? [];
  const [visible = 0, hidden = 0] = shape;
  const float = (name: string, axes: readonly number[]): Float32Array => {
    const stored = tensors.get(name);
    const fits = stored?.data instanceof Float32Array && formatShape(stored.shape) === formatShape(axes);
    if (!fits || !(stored.data instanceof Float32Array)) {
      throw unfit(
        `float32 of shape ${formatShape(axes)} as '${name}', got ${stored === undefined ? 'nothing' : `${stored.dtype} ${formatShape(stored.shape)}`}`,
      );
    }
    return stored.data;
  };
  const streams = tensors.get('streams')?.data;
  if (!(streams instanceof Int32Array) || streams.length % STREAM_WORDS !== 0) {
    throw unfit(`int32 of shape [chains, ${STREAM_WORDS}] as 'streams', got another`);
  }
  const number = (name: string): number => {
    const value = Number(metadata[name]);
    if (!(value >= 0 && Number.isFinite(value)))
      throw unfit(`a number >= 0 as '${name}', got '${metadata[name] ?? ''}'`);
    return value;
  };
  return {
    epoch: number('epoch'),
    key: parseKey(metadata['key'] ?? ''),
    shape: [visible, hidden],
    beta: number('beta'),
    weights: float('weights', [visible, hidden]),
    visibleField: float('visibleField', [visible]),
    hiddenField: float('hiddenField', [hidden]),
    velocity: [
      float('velocity.weights', [visible, hidden]),
      float('velocity.visibleField', [visible]),
      float('velocity.hiddenField', [hidden]),
    ],
    chains: float('chains', tensors.get('chains')?.shape ?? [0, visible]),
    streams,
  };
}

function unfit(what: string): VsaError {
  return new VsaError('CHECKPOINT_INVALID', `hopfield-rbm.loadTraining: expected ${what}.`);
}
