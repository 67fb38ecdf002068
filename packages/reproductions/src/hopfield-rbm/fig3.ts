// Fig. 3: the weights of the ten hidden units, before and after training.

import { key } from '@vsa/backend/random';
import { classPatterns, hopfieldToRbm, trainedRbm, trainRbm } from '@vsa/hopfield-rbm';
import { judge, type Claim } from '../claim.js';
import { digitsOf, type DigitSource } from '../compute/hopfield-rbm/digits.js';
import type { Cell, CellParameters, Experiment, Row, RunContext, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { costOf } from './d1.js';
import { lettersOf, PICTURE_GRID, pictureOfLetters } from './pixels.js';
import { DATA_CHOICES, REVERSE_CHOICES } from './settings.js';

interface Fig3Cell extends CellParameters {
  readonly data: DigitSource;
  readonly epochs: number;
}

interface Fig3Row extends Row {
  readonly data: string;
  readonly epoch: number;
  readonly unit: number;
  /** Column of W, a letter a pixel: a is -.15 or less, y .15 or more. */
  readonly pixels: string;
  /** Cosine of the column with that of epoch 0. */
  readonly cosine: number;
}

/** The paper's colour bar. */
const REACH = 0.15;
const DATA: Readonly<Record<Scale, DigitSource>> = { quick: 'carried', paper: 'mnist' };

/** Weights over training. */
export const fig3: Experiment<Fig3Cell, Fig3Row> = {
  id: 'hopfield-rbm/fig3',
  paper: 'hopfield-rbm',
  title: 'Fig. 3: weights of the ten hidden units, before and after 50 epochs',
  revision: 2,
  choices: [...DATA_CHOICES, ...REVERSE_CHOICES.slice(0, 1)],
  scales: {
    quick: '700 of the carried digits, 50 epochs of one batch.',
    paper: 'All 60,000 training images, 50 epochs of CD-20.',
  },
  cells: (scale): readonly Cell<Fig3Cell>[] =>
    [0, 50].map((epochs) => ({ parameters: { data: DATA[scale], epochs }, cost: costOf(scale, epochs) })),
  runCell,
  claims,
  plot: (rows) => ({
    ...frame(
      'Fig. 3: columns of W',
      rows.map(({ epoch, unit, pixels }) => ({
        row: `${epoch} epochs`,
        column: unit,
        url: pictureOfLetters(pixels),
      })),
    ),
    ...PICTURE_GRID,
  }),
};

async function runCell(
  { backend, seed, signal }: RunContext,
  { data, epochs }: Fig3Cell,
): Promise<readonly Fig3Row[]> {
  const { train } = await digitsOf(data);
  const { params } = hopfieldToRbm(classPatterns(train, train.labels), { beta: 2 });
  const draws = key(`hopfield-rbm/training/${seed}`);
  const { training } = await trainRbm(backend, params, train, {
    key: draws,
    epochs,
    batchSize: 1000,
    signal,
  });
  const { values, shape } = trainedRbm(training).weights;
  const [n, p] = shape;
  return Array.from({ length: p }, (_, unit) => {
    const column = (from: Float64Array): number[] =>
      Array.from({ length: n }, (__, row) => from[row * p + unit] ?? 0);
    const now = column(values);
    const cosine = dot(now, column(params.weights.values)) / Math.sqrt(dot(now, now));
    return { data, epoch: epochs, unit, pixels: lettersOf(now, REACH), cosine };
  });
}

/** Columns of epoch 0 have length 1. */
function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function claims(rows: readonly Fig3Row[]): readonly Claim[] {
  const trained = rows.filter(({ data, epoch }) => data === 'mnist' && epoch === 50);
  const cosines = trained.map(({ cosine }) => cosine);
  const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
  return [
    judge(
      {
        id: 'rbm-fig3-similar',
        source: '§3.1.2, Fig. 3',
        statement: 'Weights before and after 50 epochs appear qualitatively similar.',
        paper: null,
        tolerance: {
          value: 0.8,
          reason: 'least mean cosine of a column with itself at epoch 0; the paper has no number',
        },
      },
      cosines.length === 0
        ? undefined
        : {
            ours: `mean cosine ${mean.toFixed(3)}`,
            holds: mean >= 0.8,
            evidence: `Least ${Math.min(...cosines).toFixed(3)}, greatest ${Math.max(...cosines).toFixed(3)}.`,
          },
    ),
  ];
}
