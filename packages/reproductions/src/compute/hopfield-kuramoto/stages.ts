// Training in stages: after each one the state goes to the run's files, and an interrupted cell goes on from there to the same bits.

import { disposeTree, mapTree, VsaError, type Backend, type TensorTree } from '@vsa/backend';
import {
  loadTraining,
  saveTraining,
  trainByGradient,
  type TrainingGradient,
  type TrainingOptimizer,
  type TrainingState,
} from '@vsa/backend/train';
import { fixed, heun } from '@vsa/backend/ode';
import type { MemorySolver } from '@vsa/hk-memory/training';
import type { RunContext } from '../../experiment.js';

/** The paper's solver, Tsitouras 5 with a controller, or four steps of Heun's method, which take a sixth of the work. */
export type SolverName = 'paper' | 'heun';

/** Options of the solvers. */
export const SOLVERS: Readonly<Record<SolverName, MemorySolver>> = {
  paper: {},
  heun: { method: heun, stepSize: fixed(0.25) },
};

/** What a stage of training came to. */
export interface Stage {
  /** Updates done at its end. */
  readonly updates: number;
  /** Mean loss of its batches. */
  readonly loss: number;
  /** Mean accuracy on its batches, in [0, 1]. */
  readonly accuracy: number;
  /** Accuracy on test images at its end, in [0, 1]; null where it was not asked for. */
  readonly test: number | null;
}

/** What to train. */
export interface StagedTraining<P extends TensorTree> {
  /** Name of the file. */
  readonly name: string;
  /** Where to begin; the caller's. */
  readonly initial: TrainingState<P>;
  /** See `trainByGradient`; notes `accuracy`. */
  readonly gradient: TrainingGradient<P>;
  /** The one that the state was made with. */
  readonly optimizer: TrainingOptimizer;
  /** Updates in all. */
  readonly updates: number;
  /** Updates of a stage. */
  readonly stage: number;
  /** Stages from one test to the next. @defaultValue no tests */
  readonly testEvery?: number | undefined;
  /** Accuracy on test images, in [0, 1]. */
  test?(params: P): Promise<number>;
}

/** What a training has come to. */
export interface Trained<P extends TensorTree> {
  /** Last parameters; the caller owns them. */
  readonly params: P;
  /** All stages. */
  readonly stages: readonly Stage[];
}

/**
 * Trains, or goes on from where the files of the run have it; either gives the same.
 *
 * @param context - Backend, files and signal.
 * @param training - See {@link StagedTraining}.
 * @returns Parameters and stages.
 * @throws RangeError when a loss is not finite; an `AbortError` when the signal ends it.
 */
export async function trainInStages<P extends TensorTree>(
  { backend, files, signal }: RunContext,
  training: StagedTraining<P>,
): Promise<Trained<P>> {
  const { name, initial, gradient, optimizer, updates, stage, testEvery = Infinity } = training;
  const found = resumed(backend, await files?.read(name), initial);
  let state = found?.state ?? initial;
  const stages = [...(found?.stages ?? [])];
  while (state.step < updates) {
    const steps = Math.min(state.step + stage, updates);
    const sums = { loss: 0, accuracy: 0 };
    const begun = state;
    const result = await trainByGradient(backend, begun, gradient, {
      steps,
      optimizer,
      signal,
      onProgress: ({ loss, notes }) => {
        sums.loss += loss;
        sums.accuracy += notes['accuracy'] ?? NaN;
      },
    });
    if (begun !== initial) disposeTree(begun);
    ({ state } = result);
    if (result.status === 'aborted') {
      if (state !== initial) disposeTree(state);
      throw new DOMException('reproductions: the training was aborted.', 'AbortError');
    }
    if (result.status === 'diverged') {
      throw new RangeError(
        `reproductions.trainInStages: expected a finite loss, got none after ${state.step}.`,
      );
    }
    const count = steps - begun.step;
    const tested = (stages.length + 1) % testEvery === 0;
    stages.push({
      updates: steps,
      loss: sums.loss / count,
      accuracy: sums.accuracy / count,
      test: tested && training.test ? await training.test(state.params) : null,
    });
    await files?.write(name, await saveTraining(backend, state, { stages: JSON.stringify(stages) }));
  }
  const { params, ...rest } = state;
  if (state === initial) return { params: cloned(backend, params), stages };
  disposeTree(rest);
  return { params, stages };
}

function resumed<P extends TensorTree>(
  backend: Backend,
  bytes: Uint8Array | undefined,
  like: TrainingState<P>,
): { readonly state: TrainingState<P>; readonly stages: readonly Stage[] } | undefined {
  if (bytes === undefined) return undefined;
  try {
    const { state, metadata } = loadTraining(backend, bytes, like);
    return { state, stages: JSON.parse(metadata['stages'] ?? '[]') as readonly Stage[] };
  } catch (error) {
    // A damaged file counts as absent, as a damaged cell does.
    if (VsaError.isInstance(error)) return undefined;
    throw error;
  }
}

function cloned<P extends TensorTree>(backend: Backend, params: P): P {
  return mapTree(params, (tensor) => backend.clone(tensor));
}
