// What the claims of Tables 2 and 3 have in common: means over draws, and judgements by them.

import type { EditName } from '@vsa/hk-memory';
import { judge, type Claim, type ClaimText, type Judgement } from '../claim.js';
import type { CouplingName, EditingRow } from '../compute/hopfield-kuramoto/editing.js';

/** What rows are wanted. */
export interface Wanted {
  readonly kind: EditingRow['kind'];
  readonly split: EditingRow['split'];
  /** @defaultValue `all` */
  readonly among?: EditingRow['among'] | undefined;
  /** @defaultValue `graph` */
  readonly coupling?: CouplingName | undefined;
  /** @defaultValue every */
  readonly edit?: EditName | undefined;
  /** @defaultValue every */
  readonly neighbours?: number | undefined;
  /** @defaultValue every */
  readonly length?: number | undefined;
}

/**
 * Mean over the rows that fit.
 *
 * @param rows - All rows.
 * @param wanted - See {@link Wanted}.
 * @returns Percent; undefined where no row fits.
 */
export function meanOf(rows: readonly EditingRow[], wanted: Wanted): number | undefined {
  const { among = 'all', coupling = 'graph', kind, split, edit, neighbours, length } = wanted;
  const own = rows.filter(
    (row) =>
      row.kind === kind &&
      row.split === split &&
      row.among === among &&
      row.coupling === coupling &&
      (edit === undefined || row.edit === edit) &&
      (neighbours === undefined || row.neighbours === neighbours) &&
      (length === undefined || row.length === length),
  );
  return own.length === 0 ? undefined : own.reduce((sum, { value }) => sum + value, 0) / own.length;
}

/**
 * Values of a column that rows with the sparse coupling have, from small to large.
 *
 * @param rows - All rows.
 * @param name - Column.
 * @returns Its values.
 */
export function valuesOf(rows: readonly EditingRow[], name: 'neighbours' | 'length'): readonly number[] {
  const own = rows.filter(({ coupling }) => coupling === 'graph');
  return [...new Set(own.map((row) => row[name]))].sort((a, b) => a - b);
}

/** What a table's claims need to know. */
export interface EditedTable {
  /** Such as `hk-table2`. */
  readonly id: string;
  /** Such as `Table 2`. */
  readonly source: string;
  /** Its two edits. */
  readonly edits: readonly EditName[];
  /** Number of sparse cells at the scale of the rows; with fewer, comparisons are not judged. */
  readonly complete: (rows: readonly EditingRow[]) => boolean;
}

/**
 * "In general models with larger D and k should be more capable" for k.
 *
 * @param table - See {@link EditedTable}.
 * @param rows - All rows.
 * @returns The claim.
 */
export function largerNeighbours(table: EditedTable, rows: readonly EditingRow[]): Claim {
  return judge(
    {
      id: `${table.id}-larger-k`,
      source: `§6, ${table.source}`,
      statement: 'Oscillators with more neighbours edit better.',
      paper: null,
      tolerance: {
        value: 0,
        reason: 'accuracy on training images rises from each k to the next, mean of all else',
      },
    },
    table.complete(rows) ? rising(rows) : undefined,
  );
}

function rising(rows: readonly EditingRow[]): Judgement {
  const found = valuesOf(rows, 'neighbours').map((neighbours) => ({
    neighbours,
    train: meanOf(rows, { kind: 'after', split: 'train', neighbours }) ?? NaN,
    test: meanOf(rows, { kind: 'after', split: 'test', neighbours }) ?? NaN,
  }));
  return {
    ours: found.map(({ neighbours, train }) => `k = ${neighbours}: ${train.toFixed(1)} %`).join(', '),
    holds: found.every(({ train }, at) => at === 0 || train > (found[at - 1]?.train ?? NaN)),
    evidence: `On test images ${found.map(({ test }) => `${test.toFixed(1)} %`).join(', ')}.`,
  };
}

/** Accuracy with short and with long vectors for each k. */
export interface LengthPair {
  readonly neighbours: number;
  readonly short: number;
  readonly long: number;
}

/**
 * Accuracy on training images by length of the vectors, for each k.
 *
 * @param rows - All rows.
 * @returns Means of all else.
 */
export function byLength(rows: readonly EditingRow[]): readonly LengthPair[] {
  const lengths = valuesOf(rows, 'length');
  const [first, last] = [lengths[0], lengths.at(-1)];
  return valuesOf(rows, 'neighbours').map((neighbours) => ({
    neighbours,
    short: meanOf(rows, { kind: 'after', split: 'train', neighbours, length: first }) ?? NaN,
    long: meanOf(rows, { kind: 'after', split: 'train', neighbours, length: last }) ?? NaN,
  }));
}

/**
 * How far the best oscillators bring a memory back to what it was before the edit.
 *
 * @param text - The claim.
 * @param rows - All rows.
 * @param edit - Which edit.
 * @param tolerance - Points that may be missing.
 * @returns The claim.
 */
export function recovered(
  text: ClaimText,
  rows: readonly EditingRow[],
  edit: EditName,
  tolerance: number,
): Claim {
  const candidates = valuesOf(rows, 'neighbours').flatMap((neighbours) =>
    valuesOf(rows, 'length').map((length) => ({
      neighbours,
      length,
      value: meanOf(rows, { kind: 'after', split: 'test', edit, neighbours, length }) ?? -Infinity,
    })),
  );
  const best = candidates.reduce<(typeof candidates)[number] | undefined>(
    (most, each) => (most === undefined || each.value > most.value ? each : most),
    undefined,
  );
  const unedited = meanOf(rows, { kind: 'unedited', split: 'test', edit });
  const before = meanOf(rows, { kind: 'before', split: 'test', edit });
  return judge(
    text,
    best === undefined || unedited === undefined || before === undefined
      ? undefined
      : {
          ours: `${best.value.toFixed(1)} % after, ${before.toFixed(1)} % before, ${unedited.toFixed(1)} % on labels as learnt`,
          holds: unedited - best.value <= tolerance,
          evidence: `Test images, k = ${best.neighbours} and D = ${best.length - 1}, mean over the draws.`,
        },
  );
}

/**
 * Digits that the edit leaves alone.
 *
 * @param table - See {@link EditedTable}.
 * @param rows - All rows.
 * @param tolerance - Points that may be lost.
 * @returns The claim.
 */
export function untouched(table: EditedTable, rows: readonly EditingRow[], tolerance: number): Claim {
  const of = (kind: 'before' | 'after', split: 'train' | 'test'): number | undefined =>
    meanOf(rows, { kind, split, among: 'untouched' });
  const [b, a, bt, at] = [
    of('before', 'train'),
    of('after', 'train'),
    of('before', 'test'),
    of('after', 'test'),
  ];
  return judge(
    {
      id: `${table.id}-untouched`,
      source: '§6',
      statement: 'Digits that an edit leaves alone are recognised as well as before.',
      paper: null,
      tolerance: {
        value: tolerance,
        reason: 'points lost on training and on test images, mean over all cells',
      },
    },
    b === undefined || a === undefined || bt === undefined || at === undefined
      ? undefined
      : {
          ours: `${b.toFixed(1)} % before, ${a.toFixed(1)} % after`,
          holds: b - a <= tolerance && bt - at <= tolerance,
          evidence: `Training images; on test images ${bt.toFixed(1)} % and ${at.toFixed(1)} %.`,
        },
  );
}

/** Accuracies that the paper prints: edit, k, then training and test accuracy by D, percent. */
export type PaperTable = readonly (readonly [
  edit: EditName,
  neighbours: number,
  cells: readonly (readonly [length: number, train: number, test: number])[],
])[];

/**
 * The paper's numbers against ours at its size, a claim an edit and k.
 *
 * @param table - See {@link EditedTable}.
 * @param printed - What the paper prints.
 * @param rows - All rows.
 * @returns The claims.
 */
export function numbers(
  table: EditedTable,
  printed: PaperTable,
  rows: readonly EditingRow[],
): readonly Claim[] {
  return printed.map(([edit, neighbours, cells]) => {
    const found = cells.map(([length, train, test]) => {
      const at = { kind: 'after', edit, neighbours, length } as const;
      const ours = [meanOf(rows, { ...at, split: 'train' }), meanOf(rows, { ...at, split: 'test' })] as const;
      return { length, printed: [train, test] as const, ours };
    });
    const known = found.every(({ ours }) => ours[0] !== undefined && ours[1] !== undefined);
    const off = found.flatMap(({ printed: own, ours }) =>
      own.map((value, at) => Math.abs(value - (ours[at] ?? NaN))),
    );
    return judge(
      {
        id: `${table.id}-${edit}-${neighbours}`,
        source: table.source,
        statement: `With k = ${neighbours}, after ${edit.replace('-', ' ')}, ${found
          .map(({ length, printed: own }) => `${own.join(' and ')} % (D = ${length - 1})`)
          .join(', ')} of training and test images are right.`,
        paper: found[0]?.printed[1] ?? null,
        tolerance: { value: 1, reason: 'points; graphs, starts and batches are drawn by another generator' },
      },
      known
        ? {
            ours: found
              .map(({ ours }) => ours.map((value) => `${(value ?? NaN).toFixed(1)} %`).join(' and '))
              .join(', '),
            holds: Math.max(...off) <= 1,
            evidence: `The largest deviation is ${Math.max(...off).toFixed(2)} points.`,
          }
        : undefined,
    );
  });
}
