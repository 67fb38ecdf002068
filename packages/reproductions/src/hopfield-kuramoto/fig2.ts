// Fig. 2: the protocol of section 6, shown on some digits: a memory learns, is frozen, and oscillators edit it where a second image asks.

import { judge, type Claim, type Judgement } from '../claim.js';
import { pictureOf } from '../cdam/picture.js';
import type { EditingSetup } from '../compute/hopfield-kuramoto/editing.js';
import { showEdits, type ShownRow } from '../compute/hopfield-kuramoto/shown.js';
import type { Experiment, FigureSpec } from '../experiment.js';
import { frame } from '../vrn/figure.js';
import { EDITING_CHOICES, editingCell, PAPER_SCALE } from './settings.js';

const CHOICE = { edit: 'associative-conflation', coupling: 'graph', length: 5, draw: 0 } as const;

/** The protocol. */
export const fig2: Experiment<EditingSetup, ShownRow> = {
  id: 'hopfield-kuramoto/fig2',
  paper: 'hopfield-kuramoto',
  title: 'Fig. 2: what a memory says before and after oscillators saw a second image',
  revision: 1,
  choices: [
    ...EDITING_CHOICES,
    'The oscillators are those of Table 3: associative conflation with D = 4, and k = 12 (450 at scale `paper`).',
  ],
  scales: { quick: 'Two of each of four digits, one with either second image.', paper: PAPER_SCALE },
  cells: (scale) => [editingCell(scale, { ...CHOICE, neighbours: scale === 'paper' ? 450 : 12 })],
  runCell: showEdits,
  claims,
  plot,
};

function claims(rows: readonly ShownRow[]): readonly Claim[] {
  return [
    judge(
      {
        id: 'hk-fig2-protocol',
        source: 'Fig. 2',
        statement:
          'With a 1 as second image the memory’s answers are edited; with a 0 its output is not modified.',
        paper: null,
        tolerance: {
          value: 90,
          reason:
            'per cent of answers that stay with a 0, and of changed labels that are right with a 1, at least',
        },
      },
      told(rows),
    ),
  ];
}

function told(rows: readonly ShownRow[]): Judgement | undefined {
  const kept = rows.find(({ kind, cue }) => kind === 'kept' && cue === 0)?.value;
  const learnt = rows.find(({ kind, cue }) => kind === 'learnt' && cue === 1)?.value;
  if (typeof kept !== 'number' || typeof learnt !== 'number') return undefined;
  return {
    ours: `${kept.toFixed(1)} % stay with a 0, ${learnt.toFixed(1)} % of ones are called 0 with a 1`,
    holds: kept >= 90 && learnt >= 90,
    evidence: 'All test images, a second image drawn for each.',
  };
}

const LINES = ['digit', 'second image', 'memory says', 'both say'] as const;

function plot(rows: readonly ShownRow[]): FigureSpec {
  const values = rows.flatMap(({ kind, label, cue, before, after, wanted, image, second }) => {
    if (kind !== 'digit' || image === null || second === null) return [];
    const column = `${label ?? ''} with ${cue}`;
    const right = after === wanted ? '' : ' ✗';
    return [
      { column, line: LINES[0], url: pictureOfGreys(image), text: '' },
      { column, line: LINES[1], url: pictureOfGreys(second), text: '' },
      { column, line: LINES[2], url: '', text: `${before ?? ''}` },
      { column, line: LINES[3], url: '', text: `${after ?? ''}${right}` },
    ];
  });
  const place = {
    x: { field: 'column', type: 'nominal', title: null, sort: null, axis: { labelAngle: 0, orient: 'top' } },
    y: { field: 'line', type: 'nominal', title: null, sort: LINES },
  };
  return {
    ...frame('Fig. 2: associative conflation, 1 is to become 0 where the second image is a 1', values),
    width: 560,
    height: 240,
    layer: [
      {
        transform: [{ filter: "datum.url !== ''" }],
        mark: { type: 'image', width: 54, height: 54 },
        encoding: { ...place, url: { field: 'url', type: 'nominal' } },
      },
      {
        transform: [{ filter: "datum.url === ''" }],
        mark: { type: 'text', fontSize: 18, color: 'currentColor' },
        encoding: { ...place, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

function pictureOfGreys(hex: string): string {
  const side = Math.sqrt(hex.length / 2);
  return pictureOf(
    Array.from({ length: side }, (_, line) =>
      Array.from({ length: side }, (__, column) => {
        const at = 2 * (line * side + column);
        return parseInt(hex.slice(at, at + 2), 16) / 255;
      }),
    ),
  );
}
