// Table 3: edits that depend on a second image, with which the oscillators begin.

import type { EditName } from '@vsa/hk-memory';
import { judge, type Claim, type Judgement } from '../claim.js';
import { measureEditing, type EditingRow, type EditingSetup } from '../compute/hopfield-kuramoto/editing.js';
import type { Cell, Experiment, Scale } from '../experiment.js';
import {
  byLength,
  largerNeighbours,
  meanOf,
  numbers,
  recovered,
  untouched,
  type EditedTable,
  type PaperTable,
} from './edited.js';
import { editedFigure } from './edited-figure.js';
import { EDITING_CHOICES, editingCell, MEMORY, PAPER_SCALE } from './settings.js';

const EDITS: readonly EditName[] = ['associative-conflation', 'associative-swap'];

const SIZES = {
  quick: { neighbours: [4, 8, 12], lengths: [2, 5], draws: [0, 1] },
  paper: { neighbours: [150, 250, 350, 450], lengths: [5, 7], draws: [0] },
} as const;

/** One number for both D. */
const both = (train: number, test: number): PaperTable[number][2] => [
  [5, train, test],
  [7, train, test],
];

const PRINTED: PaperTable = [
  ['associative-conflation', 150, both(92.7, 91.5)],
  ['associative-conflation', 250, both(94.0, 92.8)],
  ['associative-conflation', 350, both(97.5, 96.4)],
  ['associative-conflation', 450, both(97.9, 97.0)],
  ['associative-swap', 150, both(87.8, 86.6)],
  ['associative-swap', 250, both(88.8, 87.9)],
  ['associative-swap', 350, both(94.7, 93.5)],
  ['associative-swap', 450, both(94.8, 93.6)],
];

const TABLE: EditedTable = {
  id: 'hk-table3',
  source: 'Table 3',
  edits: EDITS,
  complete: (rows) => {
    const { neighbours, lengths, draws } = SIZES[scaleOf(rows)];
    const finished = rows.filter(
      ({ kind, among, split }) => kind === 'after' && among === 'all' && split === 'test',
    );
    return finished.length === EDITS.length * neighbours.length * lengths.length * draws.length;
  },
};

/** Edits by a second image. */
export const table3: Experiment<EditingSetup, EditingRow> = {
  id: 'hopfield-kuramoto/table3',
  paper: 'hopfield-kuramoto',
  title: 'Table 3: oscillators edit what a memory says where a second image asks for it',
  revision: 1,
  choices: [
    ...EDITING_CHOICES,
    'Second images start the oscillators by their scalar products with the first one, as App C has it with the square root that Eq 36 lacks; half are zeros and half ones.',
    'At scale `quick` k stops at 12 (89.4 % of training images): with such large steps 24 is no better (87.8 %, and no more after twice the updates), and 48 learns nothing.',
  ],
  scales: {
    quick: 'Both edits with k = 4, 8 and 12, D = 1 and 4, two draws.',
    paper: PAPER_SCALE,
  },
  cells: (scale) => cells(scale),
  runCell: measureEditing,
  claims,
  plot: (rows) => editedFigure(rows, 'Table 3: accuracy on labels edited by a second image', EDITS),
};

function cells(scale: Scale): readonly Cell<EditingSetup>[] {
  const { neighbours, lengths, draws } = SIZES[scale];
  return EDITS.flatMap((edit) =>
    neighbours.flatMap((k) =>
      lengths.flatMap((length) =>
        draws.map((draw) => editingCell(scale, { edit, coupling: 'graph', neighbours: k, length, draw })),
      ),
    ),
  );
}

function scaleOf(rows: readonly EditingRow[]): Scale {
  return rows.some(({ updates }) => updates === MEMORY.paper.updates) ? 'paper' : 'quick';
}

function claims(rows: readonly EditingRow[]): readonly Claim[] {
  const scale = scaleOf(rows);
  const tolerance = scale === 'paper' ? 0.5 : 3;
  const complete = TABLE.complete(rows) ? rows : [];
  const text = (edit: EditName) =>
    ({
      id: `hk-table3-${edit}-recovered`,
      source: '§6, Table 3',
      paper: edit === 'associative-swap' ? 93.6 : 97.0,
      tolerance: { value: tolerance, reason: 'points below the accuracy on labels as learnt' },
    }) as const;
  return [
    recovered(
      {
        ...text('associative-conflation'),
        statement: 'In the best case the memory’s accuracy is back after associative conflation.',
      },
      complete,
      'associative-conflation',
      tolerance,
    ),
    missed(
      {
        ...text('associative-swap'),
        statement:
          'Associative swap is learnt in part: even the best case stays below the memory’s accuracy.',
      },
      complete,
      tolerance,
    ),
    largerNeighbours(TABLE, rows),
    judge(
      {
        id: 'hk-table3-no-d',
        source: '§6',
        statement: 'Longer vectors make no difference where a second image starts the oscillators.',
        paper: null,
        tolerance: {
          value: tolerance,
          reason:
            'points between the smaller and the larger D on training images for every k, mean of all else',
        },
      },
      TABLE.complete(rows) ? alike(rows, tolerance) : undefined,
    ),
    untouched(TABLE, rows, tolerance + 2),
    ...numbers(TABLE, PRINTED, rows),
  ];
}

/** The claim that recovery falls short, which `recovered` judges the other way round. */
function missed(
  text: Parameters<typeof recovered>[0],
  rows: readonly EditingRow[],
  tolerance: number,
): Claim {
  const claim = recovered(text, rows, 'associative-swap', tolerance);
  if (claim.verdict === 'not run') return claim;
  const best = Math.max(
    ...SIZES[scaleOf(rows)].neighbours.map(
      (neighbours) =>
        meanOf(rows, { kind: 'after', split: 'train', edit: 'associative-swap', neighbours }) ?? NaN,
    ),
  );
  const before = meanOf(rows, { kind: 'before', split: 'train', edit: 'associative-swap' }) ?? NaN;
  const short = claim.verdict === 'contradicted' && best > before;
  return { ...claim, verdict: short ? 'reproduced' : 'contradicted' };
}

function alike(rows: readonly EditingRow[], tolerance: number): Judgement {
  const pairs = byLength(rows);
  const most = Math.max(...pairs.map(({ short, long }) => Math.abs(long - short)));
  return {
    ours: pairs
      .map(({ neighbours, short, long }) => `k = ${neighbours}: ${short.toFixed(1)} and ${long.toFixed(1)} %`)
      .join(', '),
    holds: most <= tolerance,
    evidence:
      'The start lies in a plane, which the flow never leaves but for Ω, and Ω turns all alike; lengths differ by rounding and in what is drawn for Ω only.',
  };
}
