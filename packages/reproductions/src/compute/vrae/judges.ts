// Classifiers of digit and of tint, trained apart from every autoencoder: they say what a recombined picture shows.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { initPerceptron, perceptron, type PerceptronParams } from '@vsa/vrn/autoencoder';
import type { RunContext } from '../../experiment.js';
import { batched, learn } from './learn.js';
import type { LabelledPictures } from './pictures.js';

/** What a judge is asked for. */
export type JudgeName = 'digits' | 'tints';

/** What is asked of a picture. */
export const LABELS: readonly JudgeName[] = ['tints', 'digits'];

/** Both judges. */
export type Judges = Readonly<Record<JudgeName, PerceptronParams>>;

const CLASSES = 10;
const HIDDEN = 256;
/** Below this a picture counts as black. */
const BLACK = 1e-6;

/** What each sees, `[B, inputs]`. */
const SIGHTS: Readonly<Record<JudgeName, (backend: Backend, y: Tensor) => Tensor>> = {
  // The brightest channel of each pixel, the most of it taken for full: what is left without the tint.
  digits: ({ div, max, maximum, reshape, tidy }, y) =>
    tidy(() => {
      const [rows = 0, width = 0] = y.shape;
      const ink = max(reshape(y, [rows, width / 3, 3]), { axis: 2 });
      return div(ink, maximum(max(ink, { axis: 1, keepDims: true }), BLACK));
    }),
  tints: (backend, y) => backend.clone(y),
};

/** How judges are trained. */
export interface JudgeTraining {
  /** Start of the names of their files. */
  readonly name: string;
  readonly updates: number;
  readonly batch: number;
  readonly rate: number;
}

/**
 * Trains both judges, or takes them from the files of the run.
 *
 * @param context - Backend, files and signal.
 * @param key - Fixes starts and batches.
 * @param pictures - What they learn from.
 * @param training - See {@link JudgeTraining}.
 * @returns Parameters that the caller owns.
 */
export async function learnJudges(
  context: RunContext,
  key: RandomKey,
  pictures: LabelledPictures,
  { name, batch, ...rest }: JudgeTraining,
): Promise<Judges> {
  const { backend } = context;
  const values = pictures.shape[1];
  const one = (judge: JudgeName, inputs: number): Promise<PerceptronParams> =>
    learn(context, {
      ...rest,
      name: `${name}-${judge}`,
      key: foldIn(foldIn(key, judge), 'run'),
      start: initPerceptron(backend, foldIn(key, judge), [inputs, HIDDEN, CLASSES]),
      loss: batched(backend, pictures, batch, (params, y, indices) => {
        const labels = Array.from(indices, (index) => pictures[judge][index] ?? 0);
        return crossEntropy(backend, perceptron(backend, params, SIGHTS[judge](backend, y)), labels);
      }),
    });
  const digits = await one('digits', values / 3);
  try {
    return { digits, tints: await one('tints', values) };
  } catch (error) {
    disposeTree(digits);
    throw error;
  }
}

/**
 * Asks a judge.
 *
 * @param backend - Tensor backend.
 * @param judges - From {@link learnJudges}.
 * @param name - Which one.
 * @param y - Pictures, `[B, values]` in [0, 1].
 * @returns The most probable class of each.
 */
export async function askJudge(
  backend: Backend,
  judges: Judges,
  name: JudgeName,
  y: Tensor,
): Promise<number[]> {
  using said = backend.tidy(() =>
    backend.argMax(perceptron(backend, judges[name], SIGHTS[name](backend, y))),
  );
  return Array.from(await backend.read(said));
}

/** Mean over rows, nats. */
function crossEntropy(
  { logSoftmax, mean, mul, neg, oneHot, sum, tensor }: Backend,
  logits: Tensor,
  labels: readonly number[],
): Tensor {
  const wanted = oneHot(tensor(Int32Array.from(labels), [labels.length], 'int32'), CLASSES);
  return neg(mean(sum(mul(logSoftmax(logits), wanted), { axis: -1 })));
}
