// Fig. D.2: the associative memory task on test images, with the encoded patterns and with those found again after training.

import { key } from '@vsa/backend/random';
import { associate, projectionNetwork } from '@vsa/hopfield-rbm';
import { judge, type Claim, type ClaimText } from '../claim.js';
import { digitsOf, type DigitSource } from '../compute/hopfield-rbm/digits.js';
import { epochPatterns } from '../compute/hopfield-rbm/trained.js';
import type { Cell, CellParameters, Experiment, FigureSpec, Row, RunContext, Scale } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { costOf } from './d1.js';
import { DATA_CHOICES, REVERSE_CHOICES } from './settings.js';

interface D2Cell extends CellParameters {
  readonly data: DigitSource;
  readonly epochs: number;
}

interface D2Row extends Row {
  readonly data: string;
  readonly epoch: number;
  readonly digit: number;
  /** Pattern, or `other` for images that came near none. */
  readonly pattern: string;
  /** Images of this digit that count for this pattern. */
  readonly images: number;
}

const DATA: Readonly<Record<Scale, DigitSource>> = { quick: 'carried', paper: 'mnist' };
const OTHER = 'other';

/** The associative memory task. */
export const figD2: Experiment<D2Cell, D2Row> = {
  id: 'hopfield-rbm/figD2',
  paper: 'hopfield-rbm',
  title: 'Fig. D.2: which pattern test images are taken to',
  revision: 2,
  choices: [
    ...DATA_CHOICES,
    ...REVERSE_CHOICES,
    'An image counts as soon as it overlaps by more than .7 with a pattern, at the start too, as in the authors’ code; the text asks for a fixed point first. Between patterns that are equally near, the first counts.',
    'Updates are of all units at once, self-couplings are removed, and the projection rule of the found patterns takes their signs.',
  ],
  scales: {
    quick: 'Patterns of 700 of the carried digits, the other 300 as test images: a preview.',
    paper: 'Patterns of 60,000 training images, all 10,000 test images.',
  },
  cells: (scale): readonly Cell<D2Cell>[] =>
    [0, 10].map((epochs) => ({ parameters: { data: DATA[scale], epochs }, cost: 5 + costOf(scale, epochs) })),
  runCell,
  claims,
  plot,
};

async function runCell(
  { backend, seed, signal }: RunContext,
  { data, epochs }: D2Cell,
): Promise<readonly D2Row[]> {
  const { train, test } = await digitsOf(data);
  const { patterns } = await epochPatterns(backend, train, epochs, seed, signal);
  const network = projectionNetwork(patterns, { selfCoupling: 'removed' });
  const draws = key(`hopfield-rbm/figD2/${seed}`);
  const { shares } = await associate(backend, network, patterns, test, { key: draws, signal });
  const table = Array.from({ length: 10 }, () => Array<number>(11).fill(0));
  for (const [image, digit] of test.labels.entries()) {
    const line = table[digit] ?? [];
    let left = 1;
    for (let pattern = 0; pattern < 10; pattern += 1) {
      const share = shares[10 * image + pattern] ?? 0;
      line[pattern] = (line[pattern] ?? 0) + share;
      left -= share;
    }
    line[10] = (line[10] ?? 0) + left;
  }
  return table.flatMap((line, digit) =>
    line.map((images, pattern) => ({
      data,
      epoch: epochs,
      digit,
      pattern: pattern === 10 ? OTHER : String(pattern),
      // Shares of a twentieth, without their rounding.
      images: Math.round(images * 1e6) / 1e6,
    })),
  );
}

/** Per cent of images that count for the pattern of their digit. */
function accuracy(rows: readonly D2Row[]): number {
  const all = rows.reduce((sum, { images }) => sum + images, 0);
  const right = rows.filter(({ digit, pattern }) => pattern === String(digit));
  return (100 * right.reduce((sum, { images }) => sum + images, 0)) / all;
}

function claims(rows: readonly D2Row[]): readonly Claim[] {
  const full = rows.filter(({ data }) => data === 'mnist');
  const at = (epoch: number): readonly D2Row[] => full.filter((row) => row.epoch === epoch);
  const text = (claim: Omit<ClaimText, 'source'>): ClaimText => ({ ...claim, source: 'App D.3, Fig. D.2' });
  const [before, after] = [accuracy(at(0)), accuracy(at(10))];
  const known = { before: at(0).length > 0, after: at(10).length > 0 };
  const judgement = (ours: number, paper: number, tolerance: number, of: readonly D2Row[]) => ({
    ours: `${ours.toFixed(2)} %`,
    holds: Math.abs(ours - paper) <= tolerance,
    evidence: `By digit: ${byDigit(of)}.`,
  });
  return [
    judge(
      text({
        id: 'rbm-figD2-epoch0',
        statement: 'With the encoded patterns, 76.8 % of the test images go to the pattern of their digit.',
        paper: 76.8,
        tolerance: { value: 1, reason: 'per cent; ties between patterns and random runs move some images' },
      }),
      known.before ? judgement(before, 76.8, 1, at(0)) : undefined,
    ),
    judge(
      text({
        id: 'rbm-figD2-epoch10',
        statement: 'With the patterns found again after ten epochs, 73.7 % do.',
        paper: 73.7,
        tolerance: { value: 1.5, reason: 'per cent; also another run of training' },
      }),
      known.after ? judgement(after, 73.7, 1.5, at(10)) : undefined,
    ),
    judge(
      text({
        id: 'rbm-figD2-cost',
        statement: 'The patterns after ten epochs perform about 3 % worse.',
        paper: 3.1,
        tolerance: { value: 1.5, reason: 'per cent; the difference of two such numbers' },
      }),
      known.before && known.after
        ? {
            ours: `${(before - after).toFixed(2)} % worse`,
            holds: Math.abs(before - after - 3.1) <= 1.5,
            evidence: `${before.toFixed(2)} % before, ${after.toFixed(2)} % after training.`,
          }
        : undefined,
    ),
  ];
}

function byDigit(rows: readonly D2Row[]): string {
  return rows
    .filter(({ digit, pattern }) => pattern === String(digit))
    .map(({ images }) => images.toFixed(0))
    .join(', ');
}

function plot(rows: readonly D2Row[]): FigureSpec {
  const values = rows.map((row) => ({
    ...row,
    panel: row.epoch === 0 ? '(a) encoded' : `(b) after ${row.epoch} epochs`,
  }));
  return {
    ...frame('Fig. D.2: images of a digit (line) that count for a pattern (column)', values),
    facet: { field: 'panel', type: 'nominal', title: null },
    spec: {
      width: 330,
      height: 300,
      encoding: {
        x: { field: 'pattern', type: 'nominal', title: 'pattern', sort: null, axis: { labelAngle: 0 } },
        y: { field: 'digit', type: 'ordinal', title: 'digit' },
      },
      layer: [
        {
          mark: 'rect',
          encoding: {
            color: { field: 'images', type: 'quantitative', title: 'images', scale: { scheme: 'blues' } },
          },
        },
        {
          mark: { type: 'text', fontSize: 9 },
          encoding: {
            text: { field: 'images', type: 'quantitative', format: '.0f' },
            color: { value: '#888' },
          },
        },
      ],
    },
  };
}
