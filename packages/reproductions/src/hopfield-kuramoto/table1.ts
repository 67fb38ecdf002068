// Table 1: a memory that learns digits, and what editing labels does to it when it knows nothing of the edits. The lower rows also follow from
// the first by counting labels.

import { editedAccuracy, type EditName } from '@vsa/hk-memory';
import { judge, type Claim, type Judgement } from '../claim.js';
import {
  EDITS,
  measureMemory,
  type MemoryRow,
  type MemorySetup,
} from '../compute/hopfield-kuramoto/memory.js';
import type { CellParameters, Experiment, FigureSpec, JsonValue } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { MEMORY } from './settings.js';

interface CountingCell extends CellParameters {
  readonly part: 'counting';
  readonly edit: EditName;
}

interface LearningCell extends MemorySetup {
  readonly part: 'learning';
}

type Table1Cell = CountingCell | LearningCell;

/** The paper's first row, and the labels of MNIST. */
const SPLITS = {
  train: { accuracy: 0.982, zeros: 5923 / 60_000, ones: 6742 / 60_000 },
  test: { accuracy: 0.972, zeros: 980 / 10_000, ones: 1135 / 10_000 },
} as const;

type Split = keyof typeof SPLITS;

const BOTH: readonly Split[] = ['train', 'test'];

/** The paper's rows: training and test accuracy, percent. */
const TABLE: Readonly<Record<'none' | EditName, Readonly<Record<Split, number>>>> = {
  none: { train: 98.2, test: 97.2 },
  conflation: { train: 87.1, test: 86.0 },
  swap: { train: 77.4, test: 76.3 },
  'associative-conflation': { train: 92.8, test: 91.7 },
  'associative-swap': { train: 88.0, test: 86.8 },
};

/** The table. */
export const table1: Experiment<Table1Cell, MemoryRow> = {
  id: 'hopfield-kuramoto/table1',
  paper: 'hopfield-kuramoto',
  title: 'Table 1: a memory of digits, also asked for labels that were edited afterwards',
  revision: 2,
  choices: [
    'By counting: the paper’s own accuracy on MNIST (98.2 and 97.2 %) less the share of samples whose label changes, half of it where a second image decides.',
    'By asking: our memory says what every training and test image is, and its answers are compared with edited labels; half of the second images are ones.',
    'Training is that of the authors’ programs: Lion at 1e-4 halving every 1,000 updates, weight decay 1e-3, batches of 100 drawn with replacement, Tsit5 over a time of 1. One batch shares its solver steps; theirs step each sample alone.',
  ],
  scales: {
    quick: 'Counting, and a memory of 210 units that learns 300 digits 0 to 3 of 14 × 14 pixels.',
    paper: 'Counting, and a memory of 1,094 units that learns all of MNIST in 9,000 updates.',
  },
  cells: (scale) => [
    ...EDITS.map((edit) => ({ parameters: { part: 'counting' as const, edit }, cost: 0.001 })),
    {
      parameters: { part: 'learning' as const, ...MEMORY[scale] },
      cost: scale === 'paper' ? 5000 : 5,
    },
  ],
  runCell: (context, cell) =>
    cell.part === 'learning' ? measureMemory(context, cell) : Promise.resolve(BOTH.map(counted(cell.edit))),
  claims,
  plot,
};

function counted(edit: EditName): (split: Split) => MemoryRow {
  return (split) => {
    const { accuracy, ...shares } = SPLITS[split];
    const value = Math.round(1e4 * editedAccuracy(edit, accuracy, shares)) / 100;
    return { kind: 'counted', edit, split, updates: null, value };
  };
}

function claims(rows: readonly MemoryRow[]): readonly Claim[] {
  const ofPaper = atPaperSize(rows);
  const asked = ofPaper ? rows : [];
  return [
    judge(
      {
        id: 'hk-table1-memory',
        source: 'Table 1',
        statement:
          'A Hopfield memory of 1,094 units learns MNIST: 98.2 % of training and 97.2 % of test images.',
        paper: 97.2,
        tolerance: {
          value: 0.2,
          reason:
            'points below on the test set, one and a half standard deviations of 10,000 images; above counts',
        },
      },
      learnt(asked),
    ),
    ...EDITS.flatMap((edit) => {
      const named = edit.replace('-', ' ');
      const { train, test } = TABLE[edit];
      return [
        judge(
          {
            id: `hk-table1-${edit}`,
            source: 'Table 1',
            statement: `On ${named} the memory is right in ${train.toFixed(1)} and ${test.toFixed(1)} % of training and test samples.`,
            paper: test,
            tolerance: {
              value: 0.5,
              reason: 'points; the memory was not right on every sample whose label changed',
            },
          },
          compared(rows, 'counted', edit, 0.5, BOTH),
        ),
        judge(
          {
            id: `hk-table1-${edit}-asked`,
            source: 'Table 1',
            statement: `Our memory, asked for labels after ${named}, is right in as many samples as the paper’s.`,
            paper: test,
            tolerance: {
              value: 0.6,
              reason: 'points; two standard deviations where cues are drawn for 10,000 images',
            },
          },
          compared(asked, 'measured', edit, 0.6, BOTH),
        ),
      ];
    }),
  ];
}

function learnt(rows: readonly MemoryRow[]): Judgement | undefined {
  const found = compared(rows, 'measured', 'none', Infinity, ['test']);
  const test = finalOf(rows, 'measured', 'none', 'test') ?? NaN;
  return found && { ...found, holds: test >= TABLE.none.test - 0.2 };
}

/** Small memories are not judged by the paper's numbers. */
function atPaperSize(rows: readonly MemoryRow[]): boolean {
  return rows.some(({ updates }) => updates === MEMORY.paper.updates);
}

/** What was found in the end. */
function finalOf(
  rows: readonly MemoryRow[],
  kind: MemoryRow['kind'],
  edit: MemoryRow['edit'],
  split: Split,
): number | undefined {
  const own = rows.filter((row) => row.kind === kind && row.edit === edit && row.split === split);
  return own.at(-1)?.value;
}

function compared(
  rows: readonly MemoryRow[],
  kind: MemoryRow['kind'],
  edit: MemoryRow['edit'],
  tolerance: number,
  judged: readonly Split[],
): Judgement | undefined {
  const [train, test] = [finalOf(rows, kind, edit, 'train'), finalOf(rows, kind, edit, 'test')];
  if (train === undefined || test === undefined) return undefined;
  const ours = { train, test };
  const worst = Math.max(...judged.map((split) => Math.abs(ours[split] - TABLE[edit][split])));
  const how = kind === 'counted' ? 'By counting labels' : 'By asking about all 60,000 and 10,000 images';
  return {
    ours: `${train.toFixed(2)} % and ${test.toFixed(2)} %`,
    holds: worst <= tolerance,
    evidence: `${how}; the largest deviation is ${worst.toFixed(2)} points${judged.length === 1 ? ` on ${judged.join('')} images` : ''}.`,
  };
}

const WHO = ['paper', 'by counting labels', 'by asking our memory'] as const;

function plot(rows: readonly MemoryRow[]): FigureSpec {
  const values = (['none', ...EDITS] as const).flatMap((edit) =>
    BOTH.flatMap((split) => {
      const found = {
        paper: TABLE[edit][split],
        'by counting labels': finalOf(rows, 'counted', edit, split),
        'by asking our memory': finalOf(rows, 'measured', edit, split),
      };
      return WHO.flatMap((who): Readonly<Record<string, JsonValue>>[] => {
        const accuracy = found[who];
        return accuracy === undefined || rows.length === 0
          ? []
          : [{ edit: `${edit === 'none' ? 'as learnt' : edit}, ${split}`, who, accuracy }];
      });
    }),
  );
  return {
    ...frame('Table 1: accuracy on labels as learnt and as edited, %', values),
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
        scale: { domain: WHO, range: ['#e0701e', '#2b7fd4', '#3a9d5d'] },
      },
      shape: { field: 'who', type: 'nominal', title: null, scale: { domain: WHO } },
    },
  };
}
