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
  quick: { updates: [[95, 500]], repeats: 1, trials: 400, transfer: 400, baselines: 0 },
  paper: {
    // Few enough for two hours on one core in all; fewer symbols are learnt in fewer updates.
    updates: [
      [95, 5000],
      [50, 2500],
      [15, 1000],
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
  revision: 4,
  choices: [
    'The poster prints no sizes: D = 64 oscillators on the circle (N = 2), 25 Euler steps of .1 with renormalisation, scalar couplings, a linear layer from the 128 units of the encoder to D.',
    'It says that couplings are symmetric, not of which sign: JOUT is L Lᵀ, which only attracts, and starts as .1 times the identity. With couplings of both signs same pairs end higher in energy, not lower. Learnt couplings are in units of 1/64, so that a whole row moves no faster than the input of one oscillator.',
    'It says "random phases": start phases are random, but the same for both objects and all pairs. With phases drawn for each object nothing was learnt.',
    'Its classifier is linear in the coherences and starts as a threshold on their mean.',
    'Training: 32 pairs of one symbol an update, drawn anew each time; each first image beside its own second one and 15 others, nine tenths of the loss rank the own one first, the rest asks of each pair whether it is same; features have mean 0 and deviation 1 over the 64 images of an update, which the encoder takes over at the end from 2,000 training images; AdamW at .003 falling to 0 over 5,000 updates (m = 95), 2,500 (50) or 1,000 (15), β2 .99, weight decay .01, gradients clipped to norm 1. All models alike.',
    'Symbols are 100 characters of DejaVu Sans, scaled by .6 to 1, anywhere in 32 x 32.',
    'RMTS: 2,000 trials of training symbols; the new classifier (128-64-1) scores source and target for each target.',
    'Energies are those of the trained couplings and inputs without rotation, as the sentence demands; all else is with it. Same and different pairs are made of the same images.',
  ],
  scales: {
    quick: 'm = 95, one repetition, 500 updates, no baselines: a preview that is not held against the bars.',
    paper:
      'm = 95, 50, 15 with 5,000, 2,500 and 1,000 updates, five repetitions; baselines alike, three repetitions.',
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
