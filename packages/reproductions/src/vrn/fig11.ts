// Fig. 11 (App G.3): activation of the resonator on real vectors.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureAccuracy, type AccuracyCell, type AccuracyRow } from '../compute/accuracy.js';
import type { Experiment } from '../experiment.js';
import { meanDifference, noiseOf, pairs, pairText, signed, worst } from './compare.js';
import { accuracyFigure } from './figure.js';
import { gridCells, SIZE_CHOICES } from './sizes.js';

const METHODS = [
  'resonator/paper/tanh',
  'resonator/paper/norm',
  'resonator/standard/tanh',
  'resonator/standard/norm',
];

/** Activation of the resonator on real vectors. */
export const fig11: Experiment<AccuracyCell, AccuracyRow> = {
  id: 'vrn/fig11',
  paper: 'vrn',
  title: 'Fig. 11: tanh and norm for the resonator on real codebooks',
  revision: 1,
  choices: [
    ...SIZE_CHOICES,
    'K = 2 and 3 at D = 1000, as in Fig. 5; search spaces up to 10^5. Both rules of the resonator are shown.',
  ],
  scales: {
    quick: 'D = 1000, three codebook sizes for each K, 40 composites a point: a preview.',
    paper: 'D = 1000, codebook sizes up to n^K = 10^5, 100 composites a point.',
  },
  cells: (scale) =>
    gridCells({
      scale,
      factors: [2, 3],
      methods: { real: METHODS },
      dimensions: [1000],
      largest: 130_000,
    }),
  runCell: measureAccuracy,
  claims,
  plot: (rows) =>
    accuracyFigure(rows, {
      title: 'Fig. 11: tanh (dotted) and norm (solid)',
      x: 'space',
      panel: ({ factors }) => `K = ${factors}`,
      dotted: ({ method }) => method.endsWith('tanh'),
    }),
};

function claims(rows: readonly AccuracyRow[]): readonly Claim[] {
  const text = (rule: string, words: string) => ({
    id: `fig11-tanh-${rule}`,
    source: 'App G.3, Fig. 11',
    statement: `tanh generally outperforms norm (${words}).`,
    paper: null,
    tolerance: { value: 0, reason: 'generally: a mean over all points; it must exceed two standard errors' },
  });
  return [
    judge(text('printed', 'Eq 1 as printed'), tanhWins(rows, 'resonator/paper')),
    judge(text('standard', 'standard rule'), tanhWins(rows, 'resonator/standard')),
  ];
}

function tanhWins(rows: readonly AccuracyRow[], rule: string): Judgement | undefined {
  const list = pairs(rows, `${rule}/tanh`, `${rule}/norm`);
  const low = worst(list);
  if (low === undefined) return undefined;
  const difference = meanDifference(list);
  const wins = list.filter(({ a, b }) => a.accuracy > b.accuracy).length;
  const losses = list.filter(({ a, b }) => a.accuracy < b.accuracy).length;
  return {
    ours: `${signed(difference)} in mean accuracy`,
    holds: difference > noiseOf(list),
    evidence: `tanh is ahead at ${wins} and behind at ${losses} of ${list.length} points, two standard errors of the mean ${noiseOf(list).toFixed(3)}; worst: ${pairText(low, 'tanh', 'norm')}.`,
  };
}
