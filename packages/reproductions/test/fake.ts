// An experiment and lanes without numbers, for tests of the runner.

import type { Cell, Experiment, Row, Scale } from '../src/experiment.js';
import { judge } from '../src/claim.js';
import type { CellTask, Lane } from '../src/run/lane.js';
import type { Machine } from '../src/run/provenance.js';

/** Parameters of the fake cells. */
export type FakeCell = { readonly x: number };

/** Rows of the fake cells. */
export type FakeRow = { readonly x: number; readonly square: number };

/** Squares of 1 ... 6 (quick: of 1 ... 4). */
export const squares: Experiment<FakeCell, FakeRow> = {
  id: 'fake/squares',
  paper: 'fake',
  title: 'Squares & <friends>',
  revision: 1,
  choices: ['Whole numbers.'],
  scales: { quick: 'Four numbers.', paper: 'Six numbers.' },
  cells: (scale: Scale): readonly Cell<FakeCell>[] =>
    Array.from({ length: scale === 'quick' ? 4 : 6 }, (_, index) => ({
      parameters: { x: index + 1 },
      cost: (index + 1) ** 2,
    })),
  runCell: (_context, { x }) => Promise.resolve([{ x, square: x * x }]),
  claims: (rows) => [
    judge(
      {
        id: 'squares-positive',
        source: '§1',
        statement: 'Squares are positive.',
        paper: null,
        tolerance: { value: 0, reason: 'exact' },
      },
      rows.length < 4
        ? undefined
        : {
            ours: `${rows.length} of ${rows.length}`,
            holds: rows.every(({ square }) => square > 0),
            evidence: 'All rows.',
          },
    ),
  ],
  plot: (rows) => ({
    data: { values: rows },
    mark: 'point',
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'square', type: 'quantitative' } },
  }),
};

/** A machine that does not exist. */
export const machine: Machine = {
  backend: 'cpu',
  device: 'JavaScript',
  softwareAdapter: false,
  processor: 'Test',
  processors: 1,
  platform: 'linux x64',
  versions: { node: '20.20.2' },
};

/** A lane that counts what it computes. */
export interface FakeLane extends Lane {
  readonly seen: readonly CellTask[];
}

/**
 * Makes a lane that squares.
 *
 * @param before - Called before each cell.
 * @returns The lane.
 */
export function fakeLane(before: (task: CellTask) => void | Promise<void> = () => undefined): FakeLane {
  const seen: CellTask[] = [];
  return {
    seen,
    machine,
    async run(task) {
      await before(task);
      seen.push(task);
      const x = Number(task.parameters['x']);
      const rows: readonly Row[] = [{ x, square: x * x }];
      return { rows, seconds: 0.5 };
    },
    close: () => Promise.resolve(),
  };
}
