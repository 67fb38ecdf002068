// Oscillators that edit a frozen memory (Tables 2 and 3, and the protocol of Fig. 2): trained on edited labels, then asked about all images.

import { createPairGraph, disposeTree, type PairGraph } from '@vsa/backend';
import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { initTraining, type TrainingGradient } from '@vsa/backend/train';
import { smallWorldEdges, symmetrised, type EditName } from '@vsa/hk-memory';
import {
  askEdited,
  askThreshold,
  countUnits,
  editingGradient,
  initEditing,
  memoryOptimizer,
  shareRight,
  type EditedAnswers,
  type EditingGraphs,
  type EditingParams,
  type EditingTask,
  type LabelledImages,
} from '@vsa/hk-memory/training';
import type { CellParameters, Row, RunContext } from '../../experiment.js';
import { learnMemory, percent, type MemorySetup } from './memory.js';
import { SOLVERS, trainInStages, type Stage } from './stages.js';

/** Where κ acts: on a second small world (the authors' programs), between all units (the paper), or nowhere: κ is 0 and stays it. */
export type CouplingName = 'graph' | 'all' | 'none';

/** One training of oscillators. */
export interface EditingSetup extends CellParameters {
  /** What is edited. */
  readonly memory: MemorySetup;
  readonly edit: EditName;
  readonly coupling: CouplingName;
  /** k of both small worlds. */
  readonly neighbours: number;
  /** Components of an oscillator; the tables' D is one less. */
  readonly length: number;
  /** Updates in all. */
  readonly updates: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly halfLife: number;
  /** Updates of a stage. */
  readonly stage: number;
  /** Number of the draw of graphs, starts and batches. */
  readonly draw: number;
}

/** How oscillators fared. */
export interface EditingRow extends Row {
  readonly edit: EditName;
  readonly coupling: CouplingName;
  readonly neighbours: number;
  readonly length: number;
  readonly draw: number;
  /** Updates that they had. */
  readonly updates: number;
  /**
   * `unedited` is the memory alone on labels as it learnt them, `before` on edited ones, `after` with its oscillators; the others are means
   * over the batches of a stage.
   */
  readonly kind: 'unedited' | 'before' | 'after' | 'batch accuracy' | 'loss';
  readonly split: 'train' | 'test';
  /** Which images: all, those whose label the edit changes, or those of digits that it leaves alone. */
  readonly among: 'all' | 'changed' | 'untouched';
  /** Percent right on edited labels, but for the loss. */
  readonly value: number;
}

/** Trained oscillators beside their memory. */
export interface LearntEditing {
  /** Memory, graphs, edit; without images. The caller owns its tensors. */
  readonly task: Omit<EditingTask, 'images'>;
  /** The caller's too. */
  readonly params: EditingParams;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  readonly stages: readonly Stage[];
}

/**
 * Trains oscillators on a memory, both anew unless the run has them.
 *
 * @param context - Backend, seed and files.
 * @param setup - See {@link EditingSetup}.
 * @returns The oscillators.
 */
export async function learnEditing(context: RunContext, setup: EditingSetup): Promise<LearntEditing> {
  const { backend, seed } = context;
  const { edit, coupling, neighbours, length, batch, learningRate, halfLife, stage, draw, updates } = setup;
  const { params: memory, layout, train, test } = await learnMemory(context, setup.memory);
  const units = countUnits(layout);
  const root = keyOf(seed, draw);
  const frozen = { symmetric: symmetrised(backend, memory.weights), bias: memory.bias };
  memory.weights.dispose();
  const graphs = worlds(foldIn(root, 'worlds'), units, neighbours, coupling);
  const task = { frozen, graphs, layout, edit };
  const optimizer = memoryOptimizer({ learningRate, halfLife });
  const first = initEditing(backend, foldIn(root, 'model'), { units, neighbours, length });
  const begun = coupling === 'none' ? { ...first, strength: backend.scalar(0) } : first;
  const initial = initTraining(backend, foldIn(root, 'run'), begun, optimizer);
  disposeTree([first, begun.strength]);
  const gradient = editingGradient(
    backend,
    { ...task, images: train },
    { batch, ...SOLVERS[setup.memory.solver] },
  );
  try {
    const trained = await trainInStages(context, {
      name: `editing-${setup.memory.source}-${[edit, coupling, neighbours, length, draw, updates, batch, learningRate, halfLife, stage, setup.memory.solver].join('-')}.safetensors`,
      initial,
      gradient: coupling === 'none' ? uncoupled(context, gradient) : gradient,
      optimizer,
      ...{ updates, stage },
    });
    return { ...trained, task, train, test };
  } catch (error) {
    disposeTree(frozen);
    throw error;
  } finally {
    disposeTree(initial);
  }
}

/**
 * Trains oscillators, and asks memory and oscillators about the images.
 *
 * @param context - Backend, seed and files.
 * @param setup - See {@link EditingSetup}.
 * @returns Stages, then accuracy before and after by split and kind of image.
 */
export async function measureEditing(
  context: RunContext,
  setup: EditingSetup,
): Promise<readonly EditingRow[]> {
  const { backend, seed, signal } = context;
  const { edit, coupling, neighbours, length, draw } = setup;
  const { task, params, stages, ...splits } = await learnEditing(context, setup);
  const cell = { edit, coupling, neighbours, length, draw };
  const rows: EditingRow[] = stages.flatMap(({ updates, loss, accuracy }): EditingRow[] => {
    const row = { ...cell, updates, split: 'train', among: 'all' } as const;
    return [
      { ...row, kind: 'loss', value: Math.round(1e4 * loss) / 1e4 },
      { ...row, kind: 'batch accuracy', value: percent(accuracy) },
    ];
  });
  try {
    for (const split of ['train', 'test'] as const) {
      const images = splits[split];
      const options = { ...SOLVERS[setup.memory.solver], signal };
      const alone = { weights: task.frozen.symmetric, bias: task.frozen.bias };
      const before = await askThreshold(backend, alone, images, task.layout, options);
      const cues = foldIn(keyOf(seed, draw), `cues-${split}`);
      const after = await askEdited(backend, params, { ...task, images }, { ...options, key: cues });
      const last = { ...cell, updates: setup.updates, split };
      const unedited = percent(shareRight(before, images.labels));
      rows.push({ ...last, kind: 'unedited', among: 'all', value: unedited });
      for (const [kind, said] of [['before', before] as const, ['after', after.said] as const]) {
        for (const among of ['all', 'changed', 'untouched'] as const) {
          const chosen = chosenBy(among, images, after);
          const value = percent(shareRight(pick(said, chosen), pick(after.wanted, chosen)));
          rows.push({ ...last, kind, among, value });
        }
      }
    }
    return rows;
  } finally {
    disposeTree([task.frozen, params]);
  }
}

function chosenBy(
  among: EditingRow['among'],
  { labels }: LabelledImages,
  { wanted }: EditedAnswers,
): readonly number[] {
  return [...wanted.keys()].filter((image) => {
    const label = labels[image] ?? NaN;
    if (among === 'changed') return label !== wanted[image];
    return among === 'all' || label > 1;
  });
}

function pick(values: Uint8Array, chosen: readonly number[]): Uint8Array {
  return Uint8Array.from(chosen, (image) => values[image] ?? 0);
}

/** The gradient without κ, which Lion then leaves where it is, at 0. */
function uncoupled(
  { backend }: RunContext,
  gradientOf: TrainingGradient<EditingParams>,
): TrainingGradient<EditingParams> {
  return async (params, context) => {
    const { value, gradient } = await gradientOf(params, context);
    gradient.strength.dispose();
    return { value, gradient: { ...gradient, strength: backend.scalar(0) } };
  };
}

function worlds(root: RandomKey, units: number, neighbours: number, coupling: CouplingName): EditingGraphs {
  const world = (name: string): PairGraph =>
    createPairGraph(smallWorldEdges(foldIn(root, name), { vertices: units, neighbours }), units);
  return { pairs: world('pairs'), coupling: coupling === 'all' ? 'all' : world('coupling') };
}

function keyOf(seed: number, draw: number): RandomKey {
  return key(`hopfield-kuramoto/editing/${seed}/${draw}`);
}
