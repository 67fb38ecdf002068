// Table 1: what editing labels does to a memory that knows nothing of it. Its lower rows follow from the first by counting labels.

import { editedAccuracy, type EditName } from '@vsa/hk-memory';
import { judge, type Claim, type Judgement } from '../claim.js';
import type { CellParameters, Experiment, FigureSpec, Row } from '../experiment.js';
import { frame } from '../vrn/figure.js';

interface EditCell extends CellParameters {
  readonly edit: EditName;
}

interface EditRow extends Row {
  readonly edit: string;
  readonly split: 'train' | 'test';
  /** Accuracy that the paper prints, percent. */
  readonly paper: number;
  /** Accuracy by counting labels, percent. */
  readonly counted: number;
}

/** The paper's first row, and the labels of MNIST. */
const SPLITS = {
  train: { accuracy: 0.982, zeros: 5923 / 60_000, ones: 6742 / 60_000 },
  test: { accuracy: 0.972, zeros: 980 / 10_000, ones: 1135 / 10_000 },
} as const;

/** The paper's other rows: training and test accuracy, percent. */
const TABLE: Readonly<Record<EditName, readonly [train: number, test: number]>> = {
  conflation: [87.1, 86.0],
  swap: [77.4, 76.3],
  'associative-conflation': [92.8, 91.7],
  'associative-swap': [88.0, 86.8],
};

const EDITS = Object.keys(TABLE) as readonly EditName[];

/** The edited rows. */
export const table1: Experiment<EditCell, EditRow> = {
  id: 'hopfield-kuramoto/table1',
  paper: 'hopfield-kuramoto',
  title: 'Table 1: a memory asked for labels that were edited afterwards',
  revision: 1,
  choices: [
    'These rows are arithmetic: the paper’s own accuracy on MNIST (98.2 and 97.2 %) less the share of samples whose label changes, half of it where a second image decides.',
  ],
  scales: { quick: 'All of it.', paper: 'All of it.' },
  cells: () => EDITS.map((edit) => ({ parameters: { edit }, cost: 0.001 })),
  runCell: (_, { edit }) =>
    Promise.resolve(
      (['train', 'test'] as const).map((split, column): EditRow => {
        const { accuracy, ...shares } = SPLITS[split];
        return {
          edit,
          split,
          paper: TABLE[edit][column] ?? NaN,
          counted: Math.round(1e4 * editedAccuracy(edit, accuracy, shares)) / 100,
        };
      }),
    ),
  claims,
  plot,
};

function claims(rows: readonly EditRow[]): readonly Claim[] {
  return EDITS.map((edit) =>
    judge(
      {
        id: `hk-table1-${edit}`,
        source: 'Table 1',
        statement: `On ${edit.replace('-', ' ')} the memory is right in ${TABLE[edit].join(' and ')} % of training and test samples.`,
        paper: TABLE[edit][1],
        tolerance: {
          value: 0.5,
          reason: 'points; the memory was not right on every sample whose label changed',
        },
      },
      counted(rows.filter((row) => row.edit === edit)),
    ),
  );
}

function counted(rows: readonly EditRow[]): Judgement | undefined {
  if (rows.length < 2) return undefined;
  const worst = Math.max(...rows.map((row) => Math.abs(row.counted - row.paper)));
  return {
    ours: rows.map((row) => `${row.counted.toFixed(2)} %`).join(' and '),
    holds: worst <= 0.5,
    evidence: `By counting labels; the largest deviation is ${worst.toFixed(2)} points.`,
  };
}

function plot(rows: readonly EditRow[]): FigureSpec {
  const values = rows.flatMap(({ edit, split, paper, counted: ours }) => [
    { edit: `${edit}, ${split}`, who: 'paper', accuracy: paper },
    { edit: `${edit}, ${split}`, who: 'by counting labels', accuracy: ours },
  ]);
  return {
    ...frame('Table 1: accuracy on edited labels, %', values),
    width: 360,
    height: { step: 18 },
    mark: { type: 'point', filled: true, opacity: 0.9, size: 50 },
    encoding: {
      y: { field: 'edit', type: 'nominal', title: null, sort: null, axis: { labelLimit: 240 } },
      x: { field: 'accuracy', type: 'quantitative', title: 'accuracy, %', scale: { zero: false } },
      color: {
        field: 'who',
        type: 'nominal',
        title: null,
        scale: { domain: ['paper', 'by counting labels'], range: ['#e0701e', '#2b7fd4'] },
      },
      shape: { field: 'who', type: 'nominal', title: null },
    },
  };
}
