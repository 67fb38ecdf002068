// Trained autoencoders: a training state with how it was made in the metadata.

import { disposeTree, VsaError, type Backend } from '@vsa/backend';
import { adam, cosineDecay, flattened } from '@vsa/backend/optim';
import { key } from '@vsa/backend/random';
import { initTraining, loadTraining, type TrainingOptimizer } from '@vsa/backend/train';
import { initVrae, type VraeParams } from '@vsa/vrn/autoencoder';
import { basename } from 'node:path';
import { InputError } from '../input-error.js';
import { readCheckpoint } from '../train/checkpoint-file.js';
import { settingsOf } from '../train/settings.js';

/** Lines, pixels a line and channels of the pictures. */
export const SHAPE = { height: 28, width: 28, channels: 3 } as const;
/** What `kind` says in a file. */
export const KIND = 'vrae';

/** Changes when the same settings come to mean another training. */
export const RECIPE = 2;

/** How an autoencoder is made and trained. */
export interface VraeSettings {
  readonly recipe: number;
  readonly data: 'mnist' | 'digits';
  readonly tints: 'ten' | 'random';
  readonly images: number;
  /** Rows of each codebook, separated by commas. */
  readonly codes: string;
  readonly dimension: number;
  readonly hidden: number;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

/**
 * Parameters before the first update.
 *
 * @param backend - Tensor backend.
 * @param settings - See {@link VraeSettings}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for sizes out of range.
 */
export function newVrae(backend: Backend, { codes, dimension, hidden, seed }: VraeSettings): VraeParams {
  return initVrae(backend, key(seed), {
    pixels: SHAPE.height * SHAPE.width * SHAPE.channels,
    codes: codes.split(',').map(Number),
    dimension,
    hidden,
  });
}

/**
 * The optimiser of a run: Adam with a rate that falls to 0 along a cosine.
 *
 * @param settings - See {@link VraeSettings}.
 * @returns The optimiser.
 */
export function vraeOptimizer({ learningRate, steps }: VraeSettings): TrainingOptimizer {
  return flattened(adam(cosineDecay(learningRate, steps)));
}

/**
 * Reads a trained autoencoder.
 *
 * @param backend - Where its tensors go; the caller frees them.
 * @param path - A file of `vsa train vrae`.
 * @returns Parameters, settings and updates done.
 * @throws InputError for another or a damaged file.
 */
export async function loadVrae(
  backend: Backend,
  path: string,
): Promise<{ readonly params: VraeParams; readonly settings: VraeSettings; readonly step: number }> {
  const file = await readCheckpoint(path);
  const settings = settingsOf(file.metadata, KIND, basename(path)) as VraeSettings;
  const params = newVrae(backend, settings);
  const like = initTraining(backend, key(0), params, vraeOptimizer(settings));
  disposeTree(params);
  try {
    const { state } = loadTraining(backend, file.bytes, like);
    disposeTree(state.optimizer);
    return { params: state.params, settings, step: state.step };
  } catch (error) {
    if (!VsaError.isInstance(error) && !(error instanceof TypeError)) throw error;
    throw new InputError(`${basename(path)}: expected a whole model; ${error.message}`, { cause: error });
  } finally {
    disposeTree(like);
  }
}
