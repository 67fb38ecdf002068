// Fig. 4: correlated bipolar codebooks; accuracy over the correlation.

import { judge, type Claim, type Judgement } from '../claim.js';
import { accuracyCell, measureAccuracy, type AccuracyCell, type AccuracyRow } from '../compute/accuracy.js';
import type { Experiment, Scale } from '../experiment.js';
import { pairs, pairText, problemName, share, signed, worst } from './compare.js';
import { accuracyFigure } from './figure.js';
import { CORRELATION_SIZES, DRAWS, TRIALS } from './sizes.js';

const VRN = 'vrn/adam/0';
const METHODS = [VRN, 'vrn/adam/1', 'resonator/paper', 'resonator/standard'];

const RHOS: Readonly<Record<Scale, readonly number[]>> = {
  quick: [0, 0.2, 0.4, 0.6, 0.8],
  paper: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
};
const DIMENSIONS: Readonly<Record<Scale, readonly number[]>> = { quick: [1000], paper: [500, 1000, 2000] };

const POINT = {
  value: 0.05,
  reason: 'half of two standard errors (.10) of a point at 100 composites; the problems are the same',
};

/** Accuracy over the correlation, bipolar codebooks. */
export const fig4: Experiment<AccuracyCell, AccuracyRow> = {
  id: 'vrn/fig4',
  paper: 'vrn',
  title: 'Fig. 4: correlated bipolar codebooks, accuracy over the correlation',
  revision: 1,
  choices: [
    'The codebook sizes and the grid of ρ are not printed: n is 100, 30, 12, 6 for K = 2, 3, 4, 5, where ρ = 0 is hard for the printed rule, and ρ runs from 0 to .9. At ρ = 1 all vectors of a codebook are equal.',
    'ρ is the correlation with the base vector: two vectors of a codebook correlate by ρ² (§4.2).',
    'VRN is shown at γ = 0 and at γ = 1, the printed weight.',
  ],
  scales: {
    quick: 'D = 1000, five values of ρ, 40 composites a point: a preview.',
    paper: 'D = 500, 1000, 2000, ten values of ρ, 100 composites a point.',
  },
  cells: (scale) =>
    CORRELATION_SIZES.flatMap(([factors, size]) =>
      DIMENSIONS[scale].flatMap((dimension) =>
        RHOS[scale].map((correlation) =>
          accuracyCell({
            kind: 'bipolar',
            factors,
            size,
            dimension,
            correlation,
            trials: TRIALS[scale],
            draws: DRAWS[scale],
            methods: METHODS,
          }),
        ),
      ),
    ),
  runCell: measureAccuracy,
  claims,
  plot: (rows) =>
    accuracyFigure(rows, {
      title: 'Fig. 4: correlated bipolar codebooks',
      x: 'correlation',
      panel: ({ factors, size, dimension }) => `K = ${factors}, n = ${size}, D = ${dimension}`,
    }),
};

function claims(rows: readonly AccuracyRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'fig4-outperforms-printed',
        source: '§4.2, Fig. 4',
        statement: 'VRN outperforms the resonator network, as Eq 1 is printed, in all cases.',
        paper: null,
        tolerance: POINT,
      },
      outperforms(rows, 'resonator/paper', 'the printed rule', 0),
    ),
    judge(
      {
        id: 'fig4-outperforms-standard',
        source: '§4.2, Fig. 4',
        statement: 'VRN outperforms the resonator network, as its authors use it, in all cases.',
        paper: null,
        tolerance: POINT,
      },
      outperforms(rows, 'resonator/standard', 'the standard rule', 0),
    ),
    judge(
      {
        id: 'fig4-outperforms-correlated',
        source: '§4.2, Fig. 4',
        statement: 'VRN is at least as good as the standard resonator on correlated codebooks, ρ from .4.',
        paper: null,
        tolerance: POINT,
      },
      outperforms(rows, 'resonator/standard', 'the standard rule', 0.4),
    ),
    judge(
      {
        id: 'fig4-vrn-benefits',
        source: '§4.2, Fig. 4',
        statement:
          'VRN benefits from correlation: it finds nearly everything from ρ = .4 on, for K = 2 to 5.',
        paper: null,
        tolerance: { value: 0.05, reason: 'accuracy of at least .95 at each point' },
      },
      vrnBenefits(rows),
    ),
    judge(
      {
        id: 'fig4-printed-benefits',
        source: '§4.2, §5, Fig. 4',
        statement:
          'The resonator network, as Eq 1 is printed, sees no change or improves as correlation increases.',
        paper: null,
        tolerance: POINT,
      },
      resonatorBenefits(rows, 'resonator/paper'),
    ),
    judge(
      {
        id: 'fig4-standard-benefits',
        source: '§4.2, §5, Fig. 4',
        statement:
          'The resonator network, as its authors use it, sees no change or improves as correlation increases.',
        paper: null,
        tolerance: POINT,
      },
      resonatorBenefits(rows, 'resonator/standard'),
    ),
  ];
}

function outperforms(
  rows: readonly AccuracyRow[],
  baseline: string,
  name: string,
  from: number,
): Judgement | undefined {
  const list = pairs(rows, VRN, baseline).filter(({ a }) => a.correlation >= from);
  const low = worst(list);
  if (low === undefined) return undefined;
  const difference = low.a.accuracy - low.b.accuracy;
  const wins = list.filter(({ a, b }) => a.accuracy > b.accuracy).length;
  return {
    ours: `${signed(difference)} at the worst point`,
    holds: difference >= -POINT.value,
    evidence: `VRN is ahead at ${wins} of ${list.length} points; worst: ${pairText(low, 'VRN', name)}.`,
  };
}

function vrnBenefits(rows: readonly AccuracyRow[]): Judgement | undefined {
  const list = rows.filter((row) => row.method === VRN && row.correlation >= 0.4);
  const [low] = [...list].sort((a, b) => a.accuracy - b.accuracy);
  if (low === undefined) return undefined;
  return {
    ours: `${share(low.accuracy)} at the worst point`,
    holds: low.accuracy >= 0.95,
    evidence: `The worst of ${list.length} points with ρ from .4 is ${problemName(low)}.`,
  };
}

function resonatorBenefits(rows: readonly AccuracyRow[], method: string): Judgement | undefined {
  const own = rows.filter((row) => row.method === method);
  const changes = own
    .filter((row) => row.correlation === 0.8)
    .flatMap((high) => {
      const base = own.find(
        (row) => row.correlation === 0 && row.factors === high.factors && row.dimension === high.dimension,
      );
      return base === undefined ? [] : [{ base, high, change: high.accuracy - base.accuracy }];
    })
    .sort((a, b) => a.change - b.change);
  const [low] = changes;
  if (low === undefined) return undefined;
  return {
    ours: `${signed(low.change)} from ρ = 0 to .8 at the worst sizes`,
    holds: low.change >= -POINT.value,
    evidence: `From ${share(low.base.accuracy)} at ${problemName(low.base)} to ${share(low.high.accuracy)} at ρ = .8.`,
  };
}
