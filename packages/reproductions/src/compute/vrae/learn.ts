// Training on batches of pictures that the files of a run can take up again.

import { disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { adam, cosineDecay, flattened } from '@vsa/backend/optim';
import { foldIn, integers, type RandomKey } from '@vsa/backend/random';
import { initTraining, type TrainingLoss } from '@vsa/backend/train';
import { picturesAt, type Pictures } from '@vsa/vrn/autoencoder';
import type { RunContext } from '../../experiment.js';
import { trainInStages } from '../hopfield-kuramoto/stages.js';

/** Updates between two writes of the state. */
const STAGE = 250;

/** What to train, and how long. */
export interface Lesson<P extends TensorTree> {
  /** Name of the file. */
  readonly name: string;
  /** Fixes batches and whatever else the loss draws. */
  readonly key: RandomKey;
  /** Where to begin; freed at the end. */
  readonly start: P;
  readonly loss: TrainingLoss<P>;
  readonly updates: number;
  /** Rate of Adam at the start; falls to 0 along a cosine. */
  readonly rate: number;
}

/**
 * Trains, or goes on from where the files of the run have it; either gives the same.
 *
 * @param context - Backend, files and signal.
 * @param lesson - See {@link Lesson}.
 * @returns Parameters that the caller owns.
 * @throws As `trainInStages`.
 */
export async function learn<P extends TensorTree>(context: RunContext, lesson: Lesson<P>): Promise<P> {
  const { backend } = context;
  const { name, key, start, loss, updates, rate } = lesson;
  const optimizer = flattened(adam(cosineDecay(rate, updates)));
  const initial = initTraining(backend, key, start, optimizer);
  disposeTree(start);
  try {
    const { params } = await trainInStages(context, {
      ...{ name: `${name}.safetensors`, initial, optimizer, updates, stage: STAGE },
      gradient: (now, step) => Promise.resolve(backend.valueAndGrad((p: P) => loss(p, step), now)),
    });
    return params;
  } finally {
    disposeTree(initial);
  }
}

/**
 * A loss on batches drawn anew at every update.
 *
 * @param backend - Tensor backend.
 * @param pictures - What to learn from.
 * @param batch - Pictures an update.
 * @param loss - Of the parameters, the batch, the numbers of its pictures and a key of this update.
 * @returns The loss of the training.
 */
export function batched<P extends TensorTree>(
  backend: Backend,
  pictures: Pictures,
  batch: number,
  loss: (params: P, y: Tensor, indices: ArrayLike<number>, key: RandomKey) => Tensor,
): TrainingLoss<P> {
  return (params, { key }) =>
    backend.tidy(() => {
      const indices = integers(foldIn(key, 'batch'), [batch], { high: pictures.shape[0] });
      return loss(params, picturesAt(backend, pictures, indices), indices, foldIn(key, 'own'));
    });
}

/** Pictures that are measured at once: as float32 they take 9 MB. */
const BLOCK = 1000;

/**
 * Calls something with all pictures, some at a time.
 *
 * @param backend - Tensor backend.
 * @param pictures - The pictures.
 * @param look - Gets `[B, values]`, which is freed afterwards, and the numbers of its pictures.
 */
export async function inBlocks(
  backend: Backend,
  pictures: Pictures,
  look: (y: Tensor, indices: readonly number[]) => Promise<void>,
): Promise<void> {
  const [n] = pictures.shape;
  for (let from = 0; from < n; from += BLOCK) {
    const indices = Array.from({ length: Math.min(BLOCK, n - from) }, (_, index) => from + index);
    using y = picturesAt(backend, pictures, indices);
    await look(y, indices);
  }
}
