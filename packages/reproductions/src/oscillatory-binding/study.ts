// Figures 4 to 7 of the poster on oscillatory binding. All of them look at the same trained models, so one experiment has them all, and a
// cell is one model trained once.

import type { Cell, Experiment, RunContext, Scale } from '../experiment.js';
import { studyClaims } from './claims.js';
import { studyData, type ModelName, type StudyCell, type StudyRow } from './data.js';
import { pairDynamics, pairPhases } from './dynamics.js';
import { studyFigure } from './figure.js';
import { learnSameDifferent, learnTransfer, type Fact } from './learn.js';

/** Sizes of a scale. */
interface Sizes {
  /** Numbers of symbols to train on, and updates of the first stage. */
  readonly updates: readonly (readonly [symbols: number, updates: number])[];
  readonly repeats: number;
  readonly trials: number;
  readonly transfer: number;
  /** Repetitions of each baseline. */
  readonly baselines: number;
}

const SIZES: Readonly<Record<Scale, Sizes>> = {
  quick: { updates: [[95, 600]], repeats: 1, trials: 400, transfer: 400, baselines: 0 },
  paper: {
    // Few enough for an hour or two on one core in all; fewer symbols are learnt in fewer updates.
    updates: [
      [95, 3500],
      [50, 2000],
      [15, 800],
    ],
    repeats: 5,
    trials: 2000,
    transfer: 1000,
    baselines: 3,
  },
};

/** Puts the poster's own model first, whatever the baselines cost. */
const FIRST = 4;

/** The study of same and different. */
export const study: Experiment<StudyCell, StudyRow> = {
  id: 'oscillatory-binding/study',
  paper: 'oscillatory-binding',
  title: 'Same and different, relational match to sample, energies and phases',
  revision: 3,
  choices: [
    'The poster prints no sizes: D = 64 oscillators on the circle (N = 2), 25 Euler steps of .1 with renormalisation, scalar symmetric couplings, a linear layer from the 128 units of the encoder to D.',
    'It says "random phases": start phases are random, but the same for both objects and all pairs. With phases drawn for each object nothing was learnt.',
    'Its classifier is linear in the coherences and starts as a threshold on their mean.',
    'Training: 32 pairs of one symbol an update, and 64 different pairs of the same images, half of them random and half those whose embeddings are closest; images drawn anew each time; AdamW at .001 falling to 0 over 3,500 updates (m = 95), 2,000 (50) or 800 (15), β2 .99, weight decay .01, gradients clipped to norm 1. All models alike.',
    'Symbols are 100 characters of DejaVu Sans, scaled by .6 to 1, anywhere in 32 x 32.',
    'RMTS: 2,000 trials of training symbols; the new classifier (128-64-1) scores source and target for each target.',
    'Energies are those of the trained couplings and inputs without rotation, as the sentence demands; all else is with it. Same and different pairs are made of the same images.',
  ],
  scales: {
    quick: 'm = 95, one repetition, 600 updates, no baselines: a preview that is not held against the bars.',
    paper:
      'm = 95, 50, 15 with 3,500, 2,000 and 800 updates, five repetitions; baselines alike, three repetitions.',
  },
  cells: (scale) => {
    const { updates, repeats, baselines, ...rest } = SIZES[scale];
    const cellsOf = (model: ModelName, count: number): readonly Cell<StudyCell>[] =>
      updates.flatMap(([symbols, steps]) =>
        Array.from({ length: count }, (_, repeat) => ({
          parameters: { model, symbols, repeat, updates: steps, ...rest },
          cost: steps * (model === 'oscillators' ? FIRST : 1),
        })),
      );
    return [
      ...cellsOf('oscillators', repeats),
      ...cellsOf('concatenated', baselines),
      ...cellsOf('dot-product', baselines),
    ];
  },
  runCell,
  claims: studyClaims,
  plot: studyFigure,
};

async function runCell(context: RunContext, cell: StudyCell): Promise<readonly StudyRow[]> {
  const { backend } = context;
  const data = studyData(context.seed, cell);
  const facts = await learnSameDifferent(context, cell, data, async (trained, start) => [
    ...(cell.transfer > 0 ? await learnTransfer(context, cell, data, trained) : []),
    ...(await pairDynamics(backend, trained, data)),
    ...(await pairPhases(backend, trained, start, cell, data)),
  ]);
  return facts.map((fact) => rowOf(cell, fact));
}

function rowOf(
  { model, symbols, repeat }: StudyCell,
  { kind, group = '', x = 0, value, error = 0 }: Fact,
): StudyRow {
  return { kind, model, symbols, repeat, group, x, value, error };
}
