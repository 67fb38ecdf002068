// Fig. 6: VRN on bipolar against real codebooks.

import { judge, type Claim, type Judgement } from '../claim.js';
import { measureAccuracy, type AccuracyCell, type AccuracyRow } from '../compute/accuracy.js';
import type { Experiment } from '../experiment.js';
import { problemName, share, signed } from './compare.js';
import { accuracyFigure } from './figure.js';
import { gridCells, SIZE_CHOICES } from './sizes.js';

const VRN = 'vrn/adam/0';

/** VRN on bipolar against real codebooks. */
export const fig6: Experiment<AccuracyCell, AccuracyRow> = {
  id: 'vrn/fig6',
  paper: 'vrn',
  title: 'Fig. 6: VRN on bipolar and on real codebooks',
  revision: 1,
  choices: [
    ...SIZE_CHOICES,
    'Both kinds use γ = 0, so that only the codebooks differ; the printed γ = 1 for bipolar ones is in Fig. 3 and Fig. 10.',
  ],
  scales: {
    quick: 'D = 1000, three codebook sizes for each K, 40 composites a point: a preview.',
    paper: 'D = 500, 1000, 2000, seven codebook sizes for each K, 100 composites a point.',
  },
  cells: (scale) => gridCells({ scale, factors: [2, 3, 4, 5], methods: { bipolar: [VRN], real: [VRN] } }),
  runCell: measureAccuracy,
  claims,
  plot: (rows) =>
    accuracyFigure(rows, {
      title: 'Fig. 6: VRN, bipolar (dotted) and real (solid)',
      x: 'space',
      panel: ({ factors }) => `K = ${factors}`,
      line: ({ kind, dimension }) => `${kind}, D = ${dimension}`,
      dotted: ({ kind }) => kind === 'bipolar',
      colour: ({ dimension }) => (dimension === 500 ? 0 : dimension === 1000 ? 1 : 2),
    }),
};

interface Kinds {
  readonly bipolar: AccuracyRow;
  readonly real: AccuracyRow;
}

function claims(rows: readonly AccuracyRow[]): readonly Claim[] {
  const list = kindsOf(rows);
  return [
    judge(
      {
        id: 'fig6-bipolar-better',
        source: '§4.3, Fig. 6',
        statement: 'Bipolar codebooks generally do better where the accuracy is high.',
        paper: null,
        tolerance: {
          value: 0.02,
          reason: 'generally: a mean over the points where either kind reaches .9; ties at 1 count',
        },
      },
      betterWhereHigh(list),
    ),
    judge(
      {
        id: 'fig6-similarly-low',
        source: '§4.3, Fig. 6',
        statement: 'Both kinds drop to similarly low accuracy as the model saturates.',
        paper: null,
        tolerance: {
          value: 0.1,
          reason: 'two standard errors of one point at 100 composites; only points where both are below .5',
        },
      },
      similarlyLow(list),
    ),
  ];
}

function kindsOf(rows: readonly AccuracyRow[]): readonly Kinds[] {
  return rows
    .filter(({ kind }) => kind === 'bipolar')
    .flatMap((bipolar) => {
      const real = rows.find(
        (row) =>
          row.kind === 'real' &&
          row.factors === bipolar.factors &&
          row.size === bipolar.size &&
          row.dimension === bipolar.dimension,
      );
      return real === undefined ? [] : [{ bipolar, real }];
    });
}

function betterWhereHigh(list: readonly Kinds[]): Judgement | undefined {
  const high = list.filter(({ bipolar, real }) => Math.max(bipolar.accuracy, real.accuracy) >= 0.9);
  if (high.length === 0) return undefined;
  const mean =
    high.reduce((sum, { bipolar, real }) => sum + bipolar.accuracy - real.accuracy, 0) / high.length;
  const ahead = high.filter(({ bipolar, real }) => bipolar.accuracy >= real.accuracy).length;
  return {
    ours: `${signed(mean)} in mean accuracy`,
    holds: mean >= -0.02 && ahead * 2 > high.length,
    evidence: `Bipolar is at least as good at ${ahead} of ${high.length} points where either reaches .9.`,
  };
}

function similarlyLow(list: readonly Kinds[]): Judgement | undefined {
  const low = list
    .filter(({ bipolar, real }) => Math.max(bipolar.accuracy, real.accuracy) < 0.5)
    .map(({ bipolar, real }) => ({ bipolar, real, gap: Math.abs(bipolar.accuracy - real.accuracy) }))
    .sort((a, b) => b.gap - a.gap);
  const [worst] = low;
  if (worst === undefined) return undefined;
  const values = `bipolar ${share(worst.bipolar.accuracy)}, real ${share(worst.real.accuracy)}`;
  return {
    ours: `${share(worst.gap)} at the widest gap`,
    holds: worst.gap <= 0.1,
    evidence: `Widest of ${low.length} points where both are below .5: ${values} at ${problemName(worst.bipolar)}.`,
  };
}
