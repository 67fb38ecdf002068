// Fig. 4 (c, d): samples of two of the machines of (b), from random weights and from the projection rule.

import { judge, type Claim, type Judgement } from '../claim.js';
import type { StartName } from '../compute/hopfield-rbm/machines.js';
import { drawSamples, type SampleRow, type SamplesCell } from '../compute/hopfield-rbm/samples.js';
import type { Cell, Experiment, FigureSpec, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { costOf } from './d1.js';
import { PICTURE_GRID, pictureOfHex } from './pixels.js';
import { DATA_CHOICES } from './settings.js';

/** Epochs of training in the paper's figure. */
const PAPER_EPOCHS = 15;

/** Samples before training and after it. */
export const fig4cd: Experiment<SamplesCell, SampleRow> = {
  id: 'hopfield-rbm/fig4cd',
  paper: 'hopfield-rbm',
  title: 'Fig. 4 (c, d): samples of machines with 50 hidden units',
  revision: 1,
  choices: [
    ...DATA_CHOICES,
    'The last of the 20 steps is drawn at β = 2, as the paper says, and at β = 20, as its code has it, with the same draws: both are shown, claims take β = 2.',
    'Chains start from the training images that the authors’ code names, one a digit: 20 chains each, the first of which is shown. The machines are those of the first run of (b), after 15 epochs and before training, which the paper does not show.',
    'The paper judges samples by eye. Here a product of untrained experts with k = 10 (Eq 16; its test error is near 6.9 %) names their digit, and their overlap with the closest of all training images is measured.',
  ],
  scales: {
    quick: '700 of the carried digits, 30 epochs of seven batches, 20 hidden units: a preview.',
    paper: 'All 60,000 training images, CD-20, batches of 100, 15 epochs, 50 hidden units.',
  },
  cells,
  runCell: drawSamples,
  claims,
  plot,
};

function cells(scale: Scale): readonly Cell<SamplesCell>[] {
  const paper = scale === 'paper';
  return (['random', 'hopfield'] as const).map((start) => ({
    parameters: {
      source: paper ? ('mnist' as const) : ('carried' as const),
      start,
      perClass: paper ? 5 : 2,
      run: 0,
      epochs: paper ? PAPER_EPOCHS : 30,
      // Five times as much for random starts, as in (b).
      learningRate: 1e-4 * (start === 'random' ? 5 : 1),
      chains: 20,
      steps: 20,
      judges: paper ? 10 : 2,
    },
    // Five times as many hidden units as the machines of D.1, or twice.
    cost: costOf(scale, paper ? 5 * PAPER_EPOCHS : 2 * 30),
  }));
}

/** Means over the ten digits, β = 2 throughout. */
function meansOf(
  rows: readonly SampleRow[],
  start: StartName,
  epoch: number,
): { readonly recognised: number; readonly closest: number } | undefined {
  const own = rows.filter(
    (row) => row.source === 'mnist' && row.start === start && row.epoch === epoch && row.lastBeta === 2,
  );
  if (own.length === 0) return undefined;
  const mean = (of: 'recognised' | 'closest'): number =>
    own.reduce((sum, row) => sum + row[of], 0) / own.length;
  return { recognised: mean('recognised'), closest: mean('closest') };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function claims(rows: readonly SampleRow[]): readonly Claim[] {
  const hopfield = meansOf(rows, 'hopfield', PAPER_EPOCHS);
  const random = meansOf(rows, 'random', PAPER_EPOCHS);
  return [
    judge(
      {
        id: 'rbm-fig4d-desired',
        source: 'Fig. 4 (d)',
        statement:
          'After 15 epochs from the Hopfield start, samples are of the desired digit: the one that they started from.',
        paper: null,
        tolerance: {
          value: 0.8,
          reason:
            'least share that a classifier of real images names so, which errs on 7 % of those; the paper has no number',
        },
      },
      hopfield && {
        ours: `${percent(hopfield.recognised)} of samples`,
        holds: hopfield.recognised >= 0.8,
        evidence: `By digit: ${byDigit(rows)}; chance is 10 %.`,
      },
    ),
    better(
      {
        id: 'rbm-fig4cd-recognised',
        statement:
          'Samples from the Hopfield start are recognised more often than those from the random one.',
      },
      hopfield && random && [hopfield.recognised, random.recognised],
    ),
    better(
      {
        id: 'rbm-fig4cd-closest',
        statement: 'Samples from the Hopfield start are closer to training images.',
      },
      hopfield && random && [hopfield.closest, random.closest],
    ),
  ];
}

/** The paper has no number for the quality of samples: the sign of the difference is judged. */
function better(
  text: Pick<Claim, 'id' | 'statement'>,
  pair: readonly [hopfield: number, random: number] | undefined,
): Claim {
  const judgement: Judgement | undefined = pair && {
    ours: `${percent(pair[0])} against ${percent(pair[1])}`,
    holds: pair[0] > pair[1],
    evidence: 'Means over the digits after 15 epochs, β = 2.',
  };
  return judge(
    {
      ...text,
      source: 'Sec. 3.1.2, Fig. 4 (c, d)',
      paper: null,
      tolerance: {
        value: 0,
        reason: 'the paper has no number: the quality of (d) is said to reflect training',
      },
    },
    judgement,
  );
}

function byDigit(rows: readonly SampleRow[]): string {
  return rows
    .filter(
      ({ source, start, epoch, lastBeta }) =>
        source === 'mnist' && start === 'hopfield' && epoch === PAPER_EPOCHS && lastBeta === 2,
    )
    .map(({ digit, recognised }) => `${digit} ${percent(recognised)}`)
    .join(', ');
}

/** Lines: the images that chains start from, then those of each machine. */
function plot(rows: readonly SampleRow[]): FigureSpec {
  const starts = rows.filter(
    ({ start, epoch, lastBeta }) => start === rows[0]?.start && epoch === 0 && lastBeta === 2,
  );
  const values = [
    ...starts.map(({ digit, image }) => ({ row: 'images', column: digit, url: pictureOfHex(image) })),
    ...rows
      .filter(({ epoch, lastBeta }) => epoch > 0 || lastBeta === 2)
      .map(({ start, epoch, lastBeta, digit, sample }) => ({
        row: `${start === 'random' ? '(c) random' : '(d) Hopfield'}, ${epoch} epochs${lastBeta === 2 ? '' : ', then cold'}`,
        column: digit,
        url: pictureOfHex(sample),
      })),
  ];
  const lines = [...new Set(values.map(({ row }) => row))];
  return {
    ...frame('Fig. 4 (c, d): 20 steps from the images of the first line (cold: the last at β = 20)', values),
    ...PICTURE_GRID,
    height: 62 * Math.max(1, lines.length),
    encoding: {
      ...PICTURE_GRID.encoding,
      y: { ...PICTURE_GRID.encoding.y, sort: lines, axis: { labelLimit: 260 } },
    },
  };
}
