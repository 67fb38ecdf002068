// One stage of training with its progress line, checkpoints and resume.

import { disposeTree, VsaError, type Backend, type TensorTree } from '@vsa/backend';
import {
  loadTraining,
  saveTraining,
  train,
  trainByGradient,
  type TrainingGradient,
  type TrainingLoss,
  type TrainingOptions,
  type TrainingOptimizer,
  type TrainingResult,
  type TrainingState,
} from '@vsa/backend/train';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { startProgress } from '../progress.js';
import { writeWhole } from '../files/write-new.js';
import type { CheckpointFile } from './checkpoint-file.js';

/** A stage. */
export interface Stage<P extends TensorTree> {
  readonly label: string;
  readonly out: string;
  readonly steps: number;
  /** Updates between two checkpoints. */
  readonly every: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly initial: TrainingState<P>;
  /** What is made small: a differentiable loss, or its value and gradient. */
  readonly objective: { readonly loss: TrainingLoss<P> } | { readonly gradient: TrainingGradient<P> };
  readonly optimizer: TrainingOptimizer;
  /** Which note of the loss the progress line shows. @defaultValue `'accuracy'` */
  readonly watched?: string;
  /** What to go on from. */
  readonly from: CheckpointFile | undefined;
}

/** How a stage ended. */
export interface StageResult<P extends TensorTree> {
  readonly state: TrainingState<P>;
  /** Mean of what was watched on the last batches of this run; NaN when it did none. */
  readonly recent: number;
  readonly seconds: number;
}

/** Batches that the note on the progress line is a mean of. */
const RECENT = 100;

/**
 * Runs a stage to its end.
 *
 * @param backend - Tensor backend.
 * @param stage - See {@link Stage}; `initial` is freed here.
 * @param io - The world.
 * @returns The last state, which the caller owns.
 * @throws InputError when the checkpoint does not fit, or has more steps already; Interrupted after Ctrl-C, when all is saved; Error when the training diverged.
 */
export async function runStage<P extends TensorTree>(
  backend: Backend,
  stage: Stage<P>,
  io: Io,
): Promise<StageResult<P>> {
  const {
    label,
    out,
    steps,
    every,
    metadata,
    initial,
    objective,
    optimizer,
    from,
    watched = 'accuracy',
  } = stage;
  const start = from === undefined ? initial : resumed(backend, from, initial, stage);
  const begun = performance.now();
  const last: number[] = [];
  const mean = (): number => last.reduce((sum, value) => sum + value, 0) / last.length;
  // A place that cannot be written to is found now and not after the first hour.
  if (from === undefined) await writeWhole(out, await saveTraining(backend, start, metadata));
  const progress = startProgress(io, label);
  // A run that has all its steps already gives back the state that it got.
  let kept: TrainingState<P> | undefined;
  try {
    const learn = (options: TrainingOptions<P>): Promise<TrainingResult<P>> =>
      'loss' in objective
        ? train(backend, start, objective.loss, options)
        : trainByGradient(backend, start, objective.gradient, options);
    const result = await learn({
      steps,
      optimizer,
      signal: io.signal,
      checkpoint: { every, metadata, save: (bytes) => writeWhole(out, bytes) },
      onProgress: ({ step, loss: value, notes, secondsLeft }) => {
        last.push(notes[watched] ?? NaN);
        if (last.length > RECENT) last.shift();
        const detail = `step ${step} of ${steps}, loss ${value.toFixed(3)}, ${watched} ${mean().toFixed(3)}`;
        progress.update(step / steps, secondsLeft, detail);
      },
    });
    if (result.status === 'aborted') {
      io.stderr(`\n${out} has step ${result.state.step} of ${steps}; go on with --resume.\n`);
      throw new Interrupted();
    }
    if (result.status === 'diverged') {
      throw new Error(
        `${label}: the loss was ${result.loss} at step ${result.state.step}; try a smaller --learning-rate.`,
      );
    }
    kept = result.state;
    return { state: result.state, recent: mean(), seconds: (performance.now() - begun) / 1000 };
  } finally {
    progress.end();
    if (start !== initial) disposeTree(initial);
    if (start !== kept) disposeTree(start);
  }
}

function resumed<P extends TensorTree>(
  backend: Backend,
  { bytes }: CheckpointFile,
  initial: TrainingState<P>,
  { out, steps }: Stage<P>,
): TrainingState<P> {
  try {
    const { state } = loadTraining(backend, bytes, initial);
    if (state.step > steps) {
      throw new InputError(
        `--steps: expected ${state.step} or more, which ${out} has already, got ${steps}.`,
      );
    }
    return state;
  } catch (error) {
    if (!VsaError.isInstance(error) && !(error instanceof TypeError)) throw error;
    throw new InputError(`${out}: expected a checkpoint of this training; ${error.message}`, {
      cause: error,
    });
  }
}
