// Fig. D.1: the encoded patterns, and those found again in the weights after training.

import { judge, type Claim } from '../claim.js';
import { digitsOf, type DigitSource } from '../compute/hopfield-rbm/digits.js';
import { epochPatterns } from '../compute/hopfield-rbm/trained.js';
import type { Cell, CellParameters, Experiment, FigureSpec, Row, RunContext, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { lettersOf, PICTURE_GRID, pictureOfLetters } from './pixels.js';
import { DATA_CHOICES, REVERSE_CHOICES } from './settings.js';

interface D1Cell extends CellParameters {
  readonly data: DigitSource;
  readonly epochs: number;
}

interface D1Row extends Row {
  readonly data: string;
  readonly epoch: number;
  readonly pattern: number;
  /** W X, a letter a pixel, line by line: a is -1.5 or less, y 1.5 or more. */
  readonly pixels: string;
  /** Pixels whose sign is not that of the encoded pattern. */
  readonly flipped: number;
  /** Frobenius norm of W X - sgn(W X) over all patterns. */
  readonly error: number;
}

const REACH = 1.5;
const DATA: Readonly<Record<Scale, DigitSource>> = { quick: 'carried', paper: 'mnist' };

/** The approximate reverse mapping. */
export const figD1: Experiment<D1Cell, D1Row> = {
  id: 'hopfield-rbm/figD1',
  paper: 'hopfield-rbm',
  title: 'Fig. D.1: patterns encoded, and found again after ten epochs',
  revision: 3,
  choices: [...DATA_CHOICES, ...REVERSE_CHOICES],
  scales: {
    quick: '700 of the carried digits, ten epochs of one batch.',
    paper: 'All 60,000 training images, ten epochs of CD-20.',
  },
  cells: (scale): readonly Cell<D1Cell>[] =>
    [0, 10].map((epochs) => ({ parameters: { data: DATA[scale], epochs }, cost: costOf(scale, epochs) })),
  runCell,
  claims,
  plot,
};

/**
 * Work of a cell that trains.
 *
 * @param scale - Its scale.
 * @param epochs - Epochs of training.
 * @returns Thousand million multiply-adds: 20 steps of both layers, 784 x 10 weights.
 */
export function costOf(scale: Scale, epochs: number): number {
  const images = scale === 'paper' ? 60_000 : 700;
  return 1 + (epochs * images * 20 * 2 * 7840) / 1e9;
}

async function runCell(
  { backend, seed, signal }: RunContext,
  { data, epochs }: D1Cell,
): Promise<readonly D1Row[]> {
  const { train } = await digitsOf(data);
  const found = await epochPatterns(backend, train, epochs, seed, signal);
  const { approximate, encoded, patterns, error } = found;
  const [n, p] = approximate.shape;
  return Array.from({ length: p }, (_, pattern) => {
    const units = Array.from({ length: n }, (__, unit) => unit);
    const pixels = lettersOf(
      units.map((unit) => approximate.values[unit * p + pattern] ?? 0),
      REACH,
    );
    const flipped = units.filter(
      (unit) => patterns.values[pattern * n + unit] !== encoded.values[pattern * n + unit],
    ).length;
    return { data, epoch: epochs, pattern, pixels, flipped, error };
  });
}

function claims(rows: readonly D1Row[]): readonly Claim[] {
  const full = rows.filter(({ data }) => data === 'mnist');
  const at = (epoch: number): readonly D1Row[] => full.filter((row) => row.epoch === epoch);
  const [start] = at(0);
  const trained = at(10);
  const flipped = trained.reduce((sum, row) => sum + row.flipped, 0) / 78.4;
  return [
    judge(
      {
        id: 'rbm-figD1-exact',
        source: 'App D.3',
        statement:
          'At epoch 0 the reverse map has the exact solution X = R, which recovers the encoded patterns.',
        paper: 0,
        tolerance: { value: 1e-10, reason: 'rounding of 7,840 sums in float64' },
      },
      start && {
        ours: `‖W X − sgn(W X)‖ = ${start.error.toExponential(1)}`,
        holds: start.error < 1e-10 && at(0).every((row) => row.flipped === 0),
        evidence: 'No pixel of the ten patterns is lost.',
      },
    ),
    judge(
      {
        id: 'rbm-figD1-recovered',
        source: 'App D.3, Fig. D.1',
        statement:
          'After 10 epochs the reverse map finds nearly binary patterns that are close to the encoded ones.',
        paper: 1.7,
        tolerance: {
          value: 1,
          reason: 'per cent of pixels; the number is that of the authors’ saved weights, one run',
        },
      },
      trained[0] && {
        ours: `${flipped.toFixed(2)} % of pixels differ in sign`,
        holds: Math.abs(flipped - 1.7) <= 1,
        evidence: `‖W X − sgn(W X)‖ = ${trained[0].error.toFixed(1)}, of at most ${Math.sqrt(7840).toFixed(1)} for W X = 0.`,
      },
    ),
  ];
}

function plot(rows: readonly D1Row[]): FigureSpec {
  const values = rows.map(({ epoch, pattern, pixels }) => ({
    row: epoch === 0 ? '(a) encoded' : `(b) after ${epoch} epochs`,
    column: pattern,
    url: pictureOfLetters(pixels),
  }));
  return { ...frame('Fig. D.1: W X, the patterns behind the weights', values), ...PICTURE_GRID };
}
