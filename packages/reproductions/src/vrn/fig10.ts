// Fig. 10 (App G.1, G.2): entropy weight and optimiser.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureAccuracy, type AccuracyCell, type AccuracyRow } from '../compute/accuracy.js';
import type { CodebookKind } from '../compute/codebook.js';
import { GAMMAS } from '../compute/methods.js';
import type { Experiment, Scale } from '../experiment.js';
import { pairs, share, signed } from './compare.js';
import { accuracyFigure } from './figure.js';
import { gridCells, SIZE_CHOICES } from './sizes.js';

const ADAM = GAMMAS.map((gamma) => `vrn/adam/${gamma}`);
const SGD = GAMMAS.map((gamma) => `vrn/sgd/${gamma}`);
const METHODS = [...ADAM, ...SGD, 'vrn/adam/sum'];

const RHOS: Readonly<Record<Scale, readonly number[]>> = { quick: [0, 0.8], paper: [0, 0.4, 0.8] };

/** Entropy weight and optimiser. */
export const fig10: Experiment<AccuracyCell, AccuracyRow> = {
  id: 'vrn/fig10',
  paper: 'vrn',
  title: 'Fig. 10: entropy weight γ and optimiser',
  revision: 1,
  choices: [
    ...SIZE_CHOICES,
    'K = 3 and D = 1000 are printed; the degrees of correlation are not: ρ = 0, .4, .8.',
    'A sixth line, Adam at γ = 1 with δ not divided by D, is ours: it equals γ = 1/D and shows at which scale the printed weight would fit.',
  ],
  scales: {
    quick: 'ρ = 0 and .8, n = 10, 20, 30, 40 composites a point: a preview.',
    paper: 'ρ = 0, .4, .8, n from 5 to 50, 100 composites a point.',
  },
  cells: (scale) =>
    gridCells({
      scale,
      factors: [3],
      methods: { bipolar: METHODS, real: METHODS },
      correlations: RHOS[scale],
      dimensions: [1000],
      largest: 130_000,
    }),
  runCell: measureAccuracy,
  claims,
  plot: (rows) =>
    accuracyFigure(rows, {
      title: 'Fig. 10: Adam (solid) and SGD (dotted), K = 3, D = 1000',
      x: 'space',
      panel: ({ kind, correlation }) => `${kind}, ρ = ${correlation}`,
      dotted: ({ method }) => method.startsWith('vrn/sgd'),
    }),
};

function claims(rows: readonly AccuracyRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'fig10-bipolar-gamma',
        source: 'App F, G.1, Fig. 10',
        statement: 'For bipolar codebooks γ = 1 with Adam is the weight of choice (ρ = 0).',
        paper: 1,
        tolerance: {
          value: 0.05,
          reason: 'within half of two standard errors of the best weight of the grid',
        },
      },
      weightOfChoice(rows, 'bipolar', 'vrn/adam/1'),
    ),
    judge(
      {
        id: 'fig10-real-gamma',
        source: 'App F, G.1, Fig. 10',
        statement: 'For real codebooks γ = 0 with Adam is the weight of choice (ρ = 0).',
        paper: 0,
        tolerance: {
          value: 0.05,
          reason: 'within half of two standard errors of the best weight of the grid',
        },
      },
      weightOfChoice(rows, 'real', 'vrn/adam/0'),
    ),
    judge(
      {
        id: 'fig10-scale',
        source: '§3, Eq 17',
        statement:
          'Our reading: γ = 1 fits bipolar codebooks when δ is not divided by D, which the paper says it is.',
        paper: null,
        tolerance: {
          value: 0.05,
          reason: 'within half of two standard errors of the best weight of the grid',
        },
      },
      weightOfChoice(rows, 'bipolar', 'vrn/adam/sum'),
    ),
    judge(
      {
        id: 'fig10-sgd-ranks',
        source: 'App G.2, Fig. 10',
        statement:
          'Our reading: 100 steps of SGD at .02 move the logits too little to change their order after the first gradient, so that γ makes no difference.',
        paper: null,
        tolerance: { value: 0.02, reason: 'two of 100 composites; ties may be broken by rounding' },
      },
      sgdIgnoresGamma(rows),
    ),
  ];
}

function meanOf(rows: readonly AccuracyRow[]): number {
  return rows.reduce((sum, row) => sum + row.accuracy, 0) / rows.length;
}

function weightOfChoice(
  rows: readonly AccuracyRow[],
  kind: CodebookKind,
  method: string,
): Judgement | undefined {
  const own = rows.filter((row) => row.kind === kind && row.correlation === 0);
  const means = ADAM.map((id) => ({ id, mean: meanOf(own.filter((row) => row.method === id)) }));
  const chosen = meanOf(own.filter((row) => row.method === method));
  const [best] = [...means].sort((a, b) => b.mean - a.mean);
  if (best === undefined || Number.isNaN(best.mean) || Number.isNaN(chosen)) return undefined;
  const listed = means.map(({ id, mean }) => `γ = ${id.slice('vrn/adam/'.length)}: ${share(mean)}`);
  return {
    ours: `${share(chosen)} against ${share(best.mean)} for the best`,
    holds: chosen >= best.mean - 0.05,
    evidence: `Mean accuracy over n, Adam: ${listed.join(', ')}.`,
  };
}

function sgdIgnoresGamma(rows: readonly AccuracyRow[]): Judgement | undefined {
  const gaps = SGD.flatMap((id) => pairs(rows, id, 'vrn/sgd/0')).map(({ a, b }) =>
    Math.abs(a.accuracy - b.accuracy),
  );
  if (gaps.length === 0) return undefined;
  const widest = Math.max(...gaps);
  return {
    ours: `${signed(widest)} at the widest`,
    holds: widest <= 0.02,
    evidence: `Widest gap between SGD at any γ and at γ = 0 over ${gaps.length} comparisons.`,
  };
}
