// Fig. 3: bipolar, quasi-orthogonal codebooks; accuracy over the search space.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureAccuracy, type AccuracyCell, type AccuracyRow } from '../compute/accuracy.js';
import type { Experiment } from '../experiment.js';
import { meanDifference, noiseOf, pairs, pairText, rowOf, share, signed, worst } from './compare.js';
import { accuracyFigure } from './figure.js';
import { gridCells, SIZE_CHOICES } from './sizes.js';

const VRN = 'vrn/adam/0';
const METHODS = [VRN, 'vrn/adam/1', 'vrn/adam/sum', 'resonator/paper', 'resonator/standard'];

/** Two standard errors of a share of 100 composites near one half: 2 · .5 / sqrt(100). */
const TOLERANCE = {
  value: 0.05,
  reason: 'half of two standard errors (.10) of a single point; this is a mean over many points',
};

/** Accuracy over the search space, bipolar codebooks. */
export const fig3: Experiment<AccuracyCell, AccuracyRow> = {
  id: 'vrn/fig3',
  paper: 'vrn',
  title: 'Fig. 3: bipolar codebooks, accuracy over the search space',
  revision: 1,
  choices: [
    ...SIZE_CHOICES,
    'VRN is shown at three entropy weights: γ = 1 as the paper prints (App F), γ = 0, and γ = 1 with δ not divided by D, which equals γ = 1/D.',
    'The resonator is shown twice: Eq 1 as printed (all factors at once, unsigned mean start, signed argmax) and the standard rule of Frady and Kent (in order, signed start, |argmax| with sign repair). Both get 100 steps.',
    'Logits start at 0, the uniform posterior: the paper does not say.',
  ],
  scales: {
    quick: 'D = 1000, three codebook sizes for each K, 40 composites a point: a preview.',
    paper: 'D = 500, 1000, 2000, seven codebook sizes for each K, 100 composites a point.',
  },
  cells: (scale) => gridCells({ scale, factors: [2, 3, 4, 5], methods: { bipolar: METHODS } }),
  runCell: measureAccuracy,
  claims,
  plot: (rows) =>
    accuracyFigure(rows, {
      title: 'Fig. 3: bipolar codebooks',
      x: 'space',
      panel: ({ factors, dimension }) => `K = ${factors}, D = ${dimension}`,
    }),
};

function claims(rows: readonly AccuracyRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'fig3-small',
        source: '§4.1, Fig. 3',
        statement: 'Small search spaces are solved by both models: K = 2, n = 30, D = 1000.',
        paper: null,
        tolerance: { value: 0.01, reason: 'one wrong factor in 100 composites of two is .005' },
      },
      smallest(rows),
    ),
    judge(
      {
        id: 'fig3-comparable-printed',
        source: 'Abstract, §4.1, Fig. 3',
        statement:
          'VRN (γ = 0) is comparable to the resonator network, taken as Eq 1 is printed, on quasi-orthogonal codebooks.',
        paper: null,
        tolerance: TOLERANCE,
      },
      comparable(rows, 'resonator/paper', 'the printed rule'),
    ),
    judge(
      {
        id: 'fig3-comparable-standard',
        source: 'Abstract, §4.1, Fig. 3',
        statement:
          'VRN (γ = 0) is comparable to the resonator network, taken as its authors use it, on quasi-orthogonal codebooks.',
        paper: null,
        tolerance: TOLERANCE,
      },
      comparable(rows, 'resonator/standard', 'the standard rule'),
    ),
    judge(
      {
        id: 'fig3-comparable-gamma1',
        source: '§4.1 with App F',
        statement:
          'VRN at the entropy weight that the paper names, γ = 1, is comparable to the resonator network as Eq 1 is printed.',
        paper: null,
        tolerance: TOLERANCE,
      },
      comparable(rows, 'resonator/paper', 'the printed rule', 'vrn/adam/1'),
    ),
    judge(
      {
        id: 'fig3-graceful-printed',
        source: '§4.1, Fig. 3',
        statement:
          'VRN degrades more gracefully than the resonator network as Eq 1 is printed as the search space grows.',
        paper: null,
        tolerance: {
          value: 0,
          reason:
            'a mean over the points at which either model has fallen below .95; it must exceed two standard errors',
        },
      },
      graceful(rows, 'resonator/paper', 'the printed rule'),
    ),
    judge(
      {
        id: 'fig3-graceful-standard',
        source: '§4.1, Fig. 3',
        statement:
          'VRN degrades more gracefully than the resonator network as its authors use it as the search space grows.',
        paper: null,
        tolerance: {
          value: 0,
          reason:
            'a mean over the points at which either model has fallen below .95; it must exceed two standard errors',
        },
      },
      graceful(rows, 'resonator/standard', 'the standard rule'),
    ),
  ];
}

function smallest(rows: readonly AccuracyRow[]): Judgement | undefined {
  const found = METHODS.map((method) => rowOf(rows, { method, factors: 2, size: 30, dimension: 1000 }));
  if (found.some((row) => row === undefined)) return undefined;
  const values = found.map((row) => row?.accuracy ?? 0);
  const least = Math.min(...values);
  return {
    ours: share(least),
    holds: least >= 0.99,
    evidence: `The least of the ${values.length} methods finds ${share(least)} of the factors.`,
  };
}

function comparable(
  rows: readonly AccuracyRow[],
  baseline: string,
  name: string,
  vrn = VRN,
): Judgement | undefined {
  const list = pairs(rows, vrn, baseline);
  const low = worst(list);
  if (low === undefined) return undefined;
  const difference = meanDifference(list);
  return {
    ours: `${signed(difference)} in mean accuracy`,
    holds: difference >= -TOLERANCE.value,
    evidence: `Mean of VRN minus ${name} over ${list.length} points; worst: ${pairText(low, 'VRN', name)}.`,
  };
}

function graceful(rows: readonly AccuracyRow[], baseline: string, name: string): Judgement | undefined {
  const list = pairs(rows, VRN, baseline).filter(({ a, b }) => Math.min(a.accuracy, b.accuracy) < 0.95);
  const low = worst(list);
  if (low === undefined) return undefined;
  const difference = meanDifference(list);
  return {
    ours: `${signed(difference)} in mean accuracy`,
    holds: difference > noiseOf(list),
    evidence: `Mean of VRN minus ${name} over the ${list.length} points at which either is below .95, two standard errors ${noiseOf(list).toFixed(3)}; worst: ${pairText(low, 'VRN', name)}.`,
  };
}
