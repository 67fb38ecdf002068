// Training oscillators to edit a frozen memory, and asking the two together.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { gradientByPullback, solve } from '@vsa/backend/ode';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import type { TrainingGradient } from '@vsa/backend/train';
import type { EditName } from '../edits.js';
import { askInBatches, type AskOptions } from './ask.js';
import type { EditingGraphs } from './coupled-field.js';
import { classLoss, labelsAt, noteAnswers, saidClasses } from './class-loss.js';
import {
  createCueSet,
  drawCues,
  editedLabels,
  encodeCues,
  type Cues,
  type CueSet,
  isCued,
} from './edited-labels.js';
import {
  checkEditing,
  editingFlow,
  learntStart,
  type EditingParams,
  type FrozenThreshold,
} from './editing.js';
import { checkImages, drawBatch, encodeImages, type LabelledImages, type UnitLayout } from './images.js';
import { PAPER_BATCH, solverOptions, type MemorySolver } from './recipe.js';

/** What is edited, and how. */
export interface EditingTask {
  /** The memory; its tensors stay the caller's and do not change. */
  readonly frozen: FrozenThreshold;
  /** See {@link EditingGraphs}. */
  readonly graphs: EditingGraphs;
  /** Images to remember, and for cued edits to draw cues from. */
  readonly images: LabelledImages;
  /** See {@link UnitLayout}. */
  readonly layout: UnitLayout;
  /** See {@link EditName}. */
  readonly edit: EditName;
}

/** Options of {@link editingGradient}. */
export interface EditingLearning extends MemorySolver {
  /** Images an update. @defaultValue the paper's, `100` */
  readonly batch?: number | undefined;
}

/**
 * Loss and gradient of the oscillators on batches drawn with replacement, for `trainByGradient`; notes `accuracy` on the edited labels and
 * the solver's `steps`.
 *
 * @param backend - Tensor backend.
 * @param task - See {@link EditingTask}.
 * @param options - See {@link EditingLearning}.
 * @returns The gradient of a step.
 * @throws RangeError for a task or options that do not fit.
 */
export function editingGradient(
  backend: Backend,
  task: EditingTask,
  options: EditingLearning = {},
): TrainingGradient<EditingParams> {
  const where = 'hk-memory.editingGradient';
  const { frozen, graphs, images, layout, edit } = task;
  const { batch = PAPER_BATCH } = options;
  checkImages(where, images, layout);
  const cueSet = isCued(edit) ? createCueSet(images) : undefined;
  const how = solverOptions(options);
  return async (params, { key, note }) => {
    checkEditing(where, frozen, graphs, params);
    const indices = drawBatch(foldIn(key, 'batch'), images.shape[0], batch);
    const cues = cueSet && drawCues(foldIn(key, 'cues'), cueSet, batch);
    const targets = editedLabels(labelsAt(images, indices), edit, cues);
    const y0 = {
      x: encodeImages(backend, images, indices, layout),
      mu: startOf(backend, params, batch, cueSet, cues),
    };
    try {
      const found = await gradientByPullback(
        backend,
        editingFlow(backend, frozen, graphs, params),
        y0,
        ({ x }) => classLoss(backend, x, targets, layout.classes),
        how,
      );
      const { value, gradient, initialGradient, y, stats } = found;
      try {
        noteAnswers(backend, note, y.x, targets, layout.classes, stats.accepted);
        return { value, gradient: whole(backend, params, gradient, cues ? undefined : initialGradient.mu) };
      } finally {
        disposeTree([gradient, initialGradient, y]);
      }
    } finally {
      disposeTree(y0);
    }
  };
}

/** Options of {@link askEdited}. */
export type EditedQuestion = MemorySolver &
  AskOptions & {
    /** Fixes the cues; cued edits only. */
    readonly key?: RandomKey | undefined;
  };

/** Answers, and what they should have been. */
export interface EditedAnswers {
  /** Class said to each image asked about, `[n]`. */
  readonly said: Uint8Array;
  /** Edited label of each, `[n]`. */
  readonly wanted: Uint8Array;
  /** Cue of each, `[n]`; cued edits only. */
  readonly cues: Uint8Array | undefined;
}

/**
 * What memory and oscillators together say to images; compare with `shareRight`.
 *
 * @param backend - Tensor backend.
 * @param params - Trained oscillators.
 * @param task - See {@link EditingTask}; its images are asked about.
 * @param options - See {@link EditedQuestion}.
 * @returns Answers and edited labels.
 * @throws RangeError for a task or options that do not fit; an `AbortError` when the signal ends it.
 */
export async function askEdited(
  backend: Backend,
  params: EditingParams,
  { frozen, graphs, images, layout, edit }: EditingTask,
  options: EditedQuestion = {},
): Promise<EditedAnswers> {
  const where = 'hk-memory.askEdited';
  checkImages(where, images, layout);
  checkEditing(where, frozen, graphs, params);
  const { key } = options;
  const cueSet = isCued(edit) ? createCueSet(images) : undefined;
  if (cueSet !== undefined && key === undefined) {
    throw new RangeError(`${where}: expected a key for the cues of a cued edit, got none.`);
  }
  const how = solverOptions(options);
  const [count] = images.shape;
  const cues = cueSet && key && drawCues(key, cueSet, count);
  const said = await askInBatches(count, { at: 100, ...options }, async (indices) => {
    const some = cues && pickCues(cues, indices);
    const y0 = {
      x: encodeImages(backend, images, indices, layout),
      mu: startOf(backend, params, indices.length, cueSet, some),
    };
    try {
      const { field } = editingFlow(backend, frozen, graphs, params);
      const solution = await solve(backend, field, y0, { ...how, saveAt: [] });
      try {
        using classes = saidClasses(backend, solution.state.y.x, layout.classes);
        return await backend.read(classes);
      } finally {
        disposeTree(solution);
      }
    } finally {
      disposeTree(y0);
    }
  });
  const asked = Int32Array.from(said.keys());
  const wanted = editedLabels(labelsAt(images, asked), edit, cues);
  return { said, wanted, cues: cues?.digits.slice(0, said.length) };
}

function startOf(
  backend: Backend,
  { start }: EditingParams,
  batch: number,
  cueSet: CueSet | undefined,
  cues: Cues | undefined,
): Tensor {
  if (cueSet === undefined || cues === undefined) return learntStart(backend, start, batch);
  const [units = 0, length = 0] = start.shape;
  return encodeCues(backend, cueSet, cues.indices, [units, length]);
}

function pickCues({ indices, digits }: Cues, rows: Int32Array): Cues {
  return {
    indices: rows.map((row) => indices[row] ?? 0),
    digits: Uint8Array.from(rows, (row) => digits[row] ?? 0),
  };
}

/** The gradient of all parameters, that of the learnt start through the batch and the sphere included. */
function whole(
  backend: Backend,
  params: EditingParams,
  gradient: Omit<EditingParams, 'start'> | undefined,
  ofMu: Tensor | undefined,
): EditingParams {
  const { clone, mul, sum, tidy, valueAndGrad, zeros } = backend;
  return tidy(() => {
    const of = (name: Exclude<keyof EditingParams, 'start'>): Tensor =>
      gradient === undefined ? zeros(params[name].shape) : clone(gradient[name]);
    const start =
      ofMu === undefined
        ? zeros(params.start.shape)
        : valueAndGrad(
            (at: Tensor) => sum(mul(learntStart(backend, at, ofMu.shape[0] ?? 1), ofMu)),
            params.start,
          ).gradient;
    return {
      linear: of('linear'),
      rectified: of('rectified'),
      start,
      omega: of('omega'),
      strength: of('strength'),
    };
  });
}
