// Accuracy after edits over k: one panel an edit and split, one line a length of the vectors.

import type { EditName } from '@vsa/hk-memory';
import type { CouplingName, EditingRow } from '../compute/hopfield-kuramoto/editing.js';
import type { FigureSpec } from '../experiment.js';
import { frame } from '../vrn/figure.js';

const OTHER: Readonly<Record<Exclude<CouplingName, 'graph'>, string>> = {
  none: 'κ = 0',
  all: 'all units coupled',
};

/** What stands for rows without a k of their own. */
const MEMORY_LINES = { before: 'memory alone', unedited: 'memory, labels as learnt' } as const;

/**
 * Draws accuracy after edits.
 *
 * @param rows - All rows.
 * @param title - Title of the figure.
 * @param edits - Order of the panels.
 * @returns A Vega-Lite specification.
 */
export function editedFigure(
  rows: readonly EditingRow[],
  title: string,
  edits: readonly EditName[],
): FigureSpec {
  const final = rows.filter(
    ({ kind, among }) => among === 'all' && (kind === 'after' || kind === 'before' || kind === 'unedited'),
  );
  const groups = new Map<string, { panel: string; k: number; line: string; values: number[] }>();
  for (const row of final) {
    if (row.kind !== 'after' && row.coupling !== 'graph') continue;
    const line = lineOf(row);
    const panel = `${row.edit.replace('-', ' ')}, ${row.split}`;
    const name = `${panel} ${row.neighbours} ${line}`;
    const group = groups.get(name) ?? { panel, k: row.neighbours, line, values: [] };
    group.values.push(row.value);
    groups.set(name, group);
  }
  const values = [...groups.values()].map(({ values: found, ...point }) => ({
    ...point,
    accuracy: Math.round((100 * found.reduce((sum, each) => sum + each, 0)) / found.length) / 100,
    low: Math.min(...found),
    high: Math.max(...found),
  }));
  const panels = edits.flatMap((edit) =>
    (['train', 'test'] as const).map((split) => `${edit.replace('-', ' ')}, ${split}`),
  );
  const x = { field: 'k', type: 'ordinal', title: 'k, neighbours', axis: { labelAngle: 0 } };
  const color = {
    field: 'line',
    type: 'nominal',
    title: null,
    legend: { orient: 'top', columns: 3, labelLimit: 240 },
  };
  return {
    ...frame(title, values),
    facet: { field: 'panel', type: 'nominal', title: null, sort: panels },
    columns: 2,
    spec: {
      width: 240,
      height: 150,
      layer: [
        {
          mark: { type: 'rule', opacity: 0.4 },
          encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'line', point: { size: 30 } },
          encoding: {
            x,
            y: { field: 'accuracy', type: 'quantitative', title: 'accuracy, %', scale: { zero: false } },
            color,
          },
        },
      ],
    },
  };
}

function lineOf({ kind, coupling, length }: EditingRow): string {
  if (kind === 'before' || kind === 'unedited') return MEMORY_LINES[kind];
  return coupling === 'graph' ? `D = ${length - 1}` : OTHER[coupling];
}
