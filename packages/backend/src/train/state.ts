// What training is made of between two steps, and its file. Everything that the next step depends on is here, so that stopping, saving,
// loading and going on gives the bits of a run that never stopped.

import type { Backend } from '../backend.js';
import { loadTree, saveTree } from '../checkpoint/index.js';
import type { GradientTransform } from '../optim/index.js';
import { foldIn, parseKey, type RandomKey } from '../random/index.js';
import type { TensorTree } from '../tensor.js';
import { mapTree } from '../tree.js';

/** A whole optimiser, such as `adam(1e-3)` or `chain(clipByGlobalNorm(1), adam(1e-3))`. */
export type TrainingOptimizer = GradientTransform<readonly TensorTree[]>;

/** Where training stands. */
export type TrainingState<P extends TensorTree = TensorTree> = {
  /** Parameters. */
  readonly params: P;
  /** State of the optimiser. */
  readonly optimizer: readonly TensorTree[];
  /** Every step's randomness comes from this key and the number of the step. */
  readonly key: RandomKey;
  /** Updates done. */
  readonly step: number;
  /** Best score so far, larger is better; -Infinity before the first. */
  readonly best: number;
  /** Step that had it; 0 before the first. */
  readonly bestStep: number;
};

/** What {@link loadTraining} gives. */
export interface LoadedTraining<P extends TensorTree> {
  /** The state; the caller owns its tensors. */
  readonly state: TrainingState<P>;
  /** Texts that were saved beside it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The state before the first step.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes all randomness of the training.
 * @param params - Parameters to start from; the state holds clones, these stay the caller's.
 * @param optimizer - The optimiser that `train` will get.
 * @returns A state that the caller owns.
 * @throws TypeError when `key` is no key.
 */
export function initTraining<P extends TensorTree>(
  backend: Backend,
  key: RandomKey,
  params: P,
  optimizer: TrainingOptimizer,
): TrainingState<P> {
  return {
    params: cloned(backend, params),
    optimizer: optimizer.init(backend, params),
    key: foldIn(key, 'training'),
    step: 0,
    best: -Infinity,
    bestStep: 0,
  };
}

/**
 * Writes a state as a safetensors file: parameters, optimiser, step and key.
 *
 * @param backend - Tensor backend.
 * @param state - The state.
 * @param metadata - Texts to keep beside it. @defaultValue none
 * @returns The bytes of the file.
 * @throws RangeError for a metadata name that starts with `vsa.`.
 */
export function saveTraining(
  backend: Backend,
  state: TrainingState,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  return saveTree(backend, state, { metadata });
}

/**
 * Reads a state back, to the bit.
 *
 * @param backend - Tensor backend.
 * @param bytes - A file of {@link saveTraining}.
 * @param like - A state of the same form, such as that of `initTraining`; it gives the form only.
 * @returns State and texts.
 * @throws VsaError `CHECKPOINT_INVALID` for a damaged file, or one of another model or optimiser; TypeError when its key is none.
 */
export function loadTraining<P extends TensorTree>(
  backend: Backend,
  bytes: Uint8Array,
  like: TrainingState<P>,
): LoadedTraining<P> {
  const { tree, metadata } = loadTree(backend, bytes, like);
  return { state: { ...tree, key: parseKey(tree.key) }, metadata };
}

function cloned<P extends TensorTree>(backend: Backend, params: P): P {
  return mapTree(params, (tensor) => backend.clone(tensor));
}
