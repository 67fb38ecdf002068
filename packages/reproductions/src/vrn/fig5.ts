// Fig. 5: real, quasi-orthogonal codebooks; accuracy over the search space.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureAccuracy, type AccuracyCell, type AccuracyRow } from '../compute/accuracy.js';
import type { Experiment } from '../experiment.js';
import { meanDifference, noiseOf, pairs, pairText, signed, worst } from './compare.js';
import { accuracyFigure } from './figure.js';
import { gridCells, SIZE_CHOICES } from './sizes.js';

const VRN = 'vrn/adam/0';
const METHODS = [VRN, 'resonator/paper/tanh', 'resonator/standard/tanh'];

/** Accuracy over the search space, real codebooks. */
export const fig5: Experiment<AccuracyCell, AccuracyRow> = {
  id: 'vrn/fig5',
  paper: 'vrn',
  title: 'Fig. 5: real codebooks, accuracy over the search space',
  revision: 1,
  choices: [
    ...SIZE_CHOICES,
    'Real codebooks are standard normal; VRN uses γ = 0 and the resonator tanh, as the paper prints (App F, §4.3). The argument of tanh is not normalised, so that it is close to sgn.',
  ],
  scales: {
    quick: 'D = 1000, three codebook sizes for each K, 40 composites a point: a preview.',
    paper: 'D = 500, 1000, 2000, seven codebook sizes for K = 2 and 3, 100 composites a point.',
  },
  cells: (scale) => gridCells({ scale, factors: [2, 3], methods: { real: METHODS } }),
  runCell: measureAccuracy,
  claims,
  plot: (rows) =>
    accuracyFigure(rows, {
      title: 'Fig. 5: real codebooks',
      x: 'space',
      panel: ({ factors, dimension }) => `K = ${factors}, D = ${dimension}`,
    }),
};

function claims(rows: readonly AccuracyRow[]): readonly Claim[] {
  const tolerance = {
    value: 0,
    reason: 'consistently means at every point at which a method is below 1; a tie is not a win',
  };
  return [
    judge(
      {
        id: 'fig5-consistently-printed',
        source: '§4.3, Fig. 5',
        statement:
          'VRN consistently outperforms the resonator network (Eq 1 as printed, tanh) on real codebooks.',
        paper: null,
        tolerance,
      },
      consistently(rows, 'resonator/paper/tanh', 'the printed rule'),
    ),
    judge(
      {
        id: 'fig5-consistently-standard',
        source: '§4.3, Fig. 5',
        statement:
          'VRN consistently outperforms the resonator network (standard rule, tanh) on real codebooks.',
        paper: null,
        tolerance,
      },
      consistently(rows, 'resonator/standard/tanh', 'the standard rule'),
    ),
    judge(
      {
        id: 'fig5-average-printed',
        source: '§4.3, Fig. 5',
        statement:
          'On average over the points, VRN outperforms the resonator network (Eq 1 as printed, tanh) on real codebooks.',
        paper: null,
        tolerance: { value: 0, reason: 'a mean over all points; it must exceed two standard errors' },
      },
      onAverage(rows),
    ),
  ];
}

function consistently(rows: readonly AccuracyRow[], baseline: string, name: string): Judgement | undefined {
  const list = pairs(rows, VRN, baseline).filter(({ a, b }) => Math.min(a.accuracy, b.accuracy) < 1);
  const low = worst(list);
  if (low === undefined) return undefined;
  const wins = list.filter(({ a, b }) => a.accuracy > b.accuracy).length;
  return {
    ours: `ahead at ${wins} of ${list.length} points`,
    holds: wins === list.length,
    evidence: `Worst for VRN: ${pairText(low, 'VRN', name)}.`,
  };
}

function onAverage(rows: readonly AccuracyRow[]): Judgement | undefined {
  const list = pairs(rows, VRN, 'resonator/paper/tanh');
  if (list.length === 0) return undefined;
  const difference = meanDifference(list);
  return {
    ours: `${signed(difference)} in mean accuracy`,
    holds: difference > noiseOf(list),
    evidence: `Mean of VRN minus the printed rule over ${list.length} points: ${difference.toFixed(3)}, two standard errors ${noiseOf(list).toFixed(3)}.`,
  };
}
