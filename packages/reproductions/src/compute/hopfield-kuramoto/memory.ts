// The Hopfield part: trained on digits, and asked for their labels as they were and as edits would have them (Table 1).

import { disposeTree } from '@vsa/backend';
import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { initTraining } from '@vsa/backend/train';
import { editLabel, type EditName } from '@vsa/hk-memory';
import {
  askThreshold,
  countUnits,
  createCueSet,
  drawCues,
  initThreshold,
  memoryOptimizer,
  shareRight,
  thresholdGradient,
  type LabelledImages,
  type ThresholdParams,
  type UnitLayout,
} from '@vsa/hk-memory/training';
import type { CellParameters, Row, RunContext } from '../../experiment.js';
import { digitsOf, type DigitSource } from './digits.js';
import { SOLVERS, trainInStages, type SolverName, type Trained } from './stages.js';

/** How a memory is made. */
export interface MemorySetup extends CellParameters {
  /** What it learns. */
  readonly source: DigitSource;
  /** Units besides those of pixels and classes. */
  readonly augment: number;
  /** Updates in all. */
  readonly updates: number;
  /** Images an update. */
  readonly batch: number;
  /** Learning rate at the start. */
  readonly learningRate: number;
  /** Updates in which it halves. */
  readonly halfLife: number;
  /** Updates of a stage. */
  readonly stage: number;
  readonly solver: SolverName;
}

/** The memory's stages, and what it says in the end. */
export interface MemoryRow extends Row {
  /** `loss` and `accuracy` are means over the batches of a stage, percent; `counted` follows from the paper's first row. */
  readonly kind: 'loss' | 'batch accuracy' | 'measured' | 'counted';
  /** Edit of the labels that are asked for. */
  readonly edit: 'none' | EditName;
  /** Which images. */
  readonly split: 'train' | 'test';
  /** Updates that the memory had; null where no memory was asked. */
  readonly updates: number | null;
  /** Percent, but for the loss. */
  readonly value: number;
}

/** The edits of section 6. */
export const EDITS: readonly EditName[] = [
  'conflation',
  'swap',
  'associative-conflation',
  'associative-swap',
];

/** Stages from one test to the next. */
const TEST_EVERY = 10;

/** A memory and what it learnt from. */
export interface LearntMemory extends Trained<ThresholdParams> {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  readonly layout: UnitLayout;
}

/**
 * Trains a memory, or takes the one that the run has already.
 *
 * @param context - Backend, seed and files.
 * @param setup - See {@link MemorySetup}.
 * @returns The memory; the caller owns its parameters.
 */
export async function learnMemory(context: RunContext, setup: MemorySetup): Promise<LearntMemory> {
  const { backend, seed } = context;
  const { source, augment, updates, batch, learningRate, halfLife, stage, solver } = setup;
  const { train, test, classes } = await digitsOf(source);
  const layout = { pixels: train.shape[1], augment, classes };
  const root = keyOf(seed);
  const how = { ...SOLVERS[solver], signal: context.signal };
  const optimizer = memoryOptimizer({ learningRate, halfLife });
  const params = initThreshold(backend, foldIn(root, 'model'), countUnits(layout));
  const initial = initTraining(backend, foldIn(root, 'run'), params, optimizer);
  disposeTree(params);
  try {
    const trained = await trainInStages(context, {
      name: `memory-${[source, augment, updates, batch, learningRate, halfLife, stage, solver].join('-')}.safetensors`,
      initial,
      gradient: thresholdGradient(backend, train, layout, { batch, ...how }),
      optimizer,
      ...{ updates, stage, testEvery: TEST_EVERY },
      test: async (now) => shareRight(await askThreshold(backend, now, test, layout, how), test.labels),
    });
    return { ...trained, train, test, layout };
  } finally {
    disposeTree(initial);
  }
}

/**
 * Trains a memory and asks it about all images, for their labels and for edited ones.
 *
 * @param context - Backend, seed and files.
 * @param setup - See {@link MemorySetup}.
 * @returns Loss and accuracy of each stage, then accuracy by edit and split.
 */
export async function measureMemory(context: RunContext, setup: MemorySetup): Promise<readonly MemoryRow[]> {
  const { backend, seed, signal } = context;
  const { params, stages, layout, ...splits } = await learnMemory(context, setup);
  const { updates, solver } = setup;
  try {
    const rows = stages.flatMap((stage): MemoryRow[] => {
      const row = { edit: 'none', split: 'train', updates: stage.updates } as const;
      const tested: MemoryRow[] =
        stage.test === null || stage.updates === updates
          ? []
          : [{ ...row, kind: 'measured', split: 'test', value: percent(stage.test) }];
      return [
        { ...row, kind: 'loss', value: Math.round(1e4 * stage.loss) / 1e4 },
        { ...row, kind: 'batch accuracy', value: percent(stage.accuracy) },
        ...tested,
      ];
    });
    for (const split of ['train', 'test'] as const) {
      const images = splits[split];
      const said = await askThreshold(backend, params, images, layout, { ...SOLVERS[solver], signal });
      const cues = drawCues(foldIn(keyOf(seed), `cues-${split}`), createCueSet(images), said.length);
      const asked = (edit: 'none' | EditName): MemoryRow => {
        const wanted = images.labels.map((label, image) =>
          edit === 'none' ? label : editLabel(edit, label, cues.digits[image]),
        );
        return { kind: 'measured', edit, split, updates, value: percent(shareRight(said, wanted)) };
      };
      rows.push(asked('none'), ...EDITS.map(asked));
    }
    return rows;
  } finally {
    disposeTree(params);
  }
}

/**
 * An accuracy as rows have it.
 *
 * @param share - In [0, 1].
 * @returns Percent, two decimals.
 */
export function percent(share: number): number {
  return Math.round(1e4 * share) / 100;
}

function keyOf(seed: number): RandomKey {
  return key(`hopfield-kuramoto/memory/${seed}`);
}
