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
  readonly symbols: readonly number[];
  readonly repeats: number;
  readonly updates: number;
  readonly trials: number;
  readonly transfer: number;
  /** Numbers of symbols that the baselines are trained on. */
  readonly baselines: readonly number[];
}

const SIZES: Readonly<Record<Scale, Sizes>> = {
  quick: { symbols: [95], repeats: 1, updates: 600, trials: 400, transfer: 400, baselines: [] },
  paper: {
    symbols: [95, 50, 15],
    repeats: 5,
    // 50 epochs of 10,000 trials, as the poster's Fig. 7 and its parent's code have.
    updates: 15_600,
    trials: 2000,
    transfer: 2000,
    baselines: [95, 50, 15],
  },
};

/** The study of same and different. */
export const study: Experiment<StudyCell, StudyRow> = {
  id: 'oscillatory-binding/study',
  paper: 'oscillatory-binding',
  title: 'Same and different, relational match to sample, energies and phases',
  revision: 1,
  choices: [
    'The poster prints no sizes: D = 64 oscillators on the circle (N = 2), 25 Euler steps of .1 with renormalisation, scalar symmetric couplings, a linear layer from the 128 units of the encoder to D.',
    'It says "random phases": start phases are random, but the same for both objects and all pairs. With phases drawn for each object nothing was learnt.',
    'Its classifier is linear in the coherences and starts as a threshold on their mean.',
    'Training: batches of 32 of at most 10,000 balanced trials, images drawn anew each time, AdamW at .001 falling to 0 over 15,600 updates (50 epochs), weight decay .01, gradients clipped to norm 1.',
    'Symbols are 100 characters of DejaVu Sans, scaled by .6 to 1, anywhere in 32 x 32.',
    'RMTS: 2,000 trials of training symbols; the new classifier (128-64-1) scores source and target for each target.',
    'Energies are those of the trained couplings and inputs without rotation, as the sentence demands; all else is with it.',
  ],
  scales: {
    quick: 'm = 95, one repetition, 600 updates, no baselines: a preview that is not held against the bars.',
    paper: 'm = 95, 50, 15, five repetitions of 15,600 updates, with baselines.',
  },
  cells: (scale) => {
    const { symbols, repeats, baselines, ...rest } = SIZES[scale];
    const cell = (model: ModelName, m: number, repeat: number): Cell<StudyCell> => ({
      parameters: { model, symbols: m, repeat, ...rest },
      cost: rest.updates * (model === 'oscillators' ? 2 : 1),
    });
    const list = Array.from({ length: repeats }, (_, repeat) => repeat);
    return [
      ...list.flatMap((repeat) => symbols.map((m) => cell('oscillators', m, repeat))),
      ...list.flatMap((repeat) =>
        baselines.flatMap((m) => [cell('concatenated', m, repeat), cell('dot-product', m, repeat)]),
      ),
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
