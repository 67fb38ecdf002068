// What the claims about accuracy share: pairing rows of two methods on the same problems, and summaries of the differences.

import type { AccuracyRow } from '../compute/accuracy.js';

/** Two methods on the same problems. */
export interface Pair {
  /** The first method's row. */
  readonly a: AccuracyRow;
  /** The second method's row. */
  readonly b: AccuracyRow;
}

/**
 * Pairs the rows of two methods.
 *
 * @param rows - All rows.
 * @param a - Name of one method.
 * @param b - Name of the other.
 * @returns One pair for each problem family that both have run.
 */
export function pairs(rows: readonly AccuracyRow[], a: string, b: string): readonly Pair[] {
  const others = new Map(rows.filter((row) => row.method === b).map((row) => [problemOf(row), row]));
  return rows
    .filter((row) => row.method === a)
    .flatMap((row) => {
      const other = others.get(problemOf(row));
      return other === undefined ? [] : [{ a: row, b: other }];
    });
}

/**
 * Mean of `a - b` over pairs.
 *
 * @param list - At least one pair.
 * @returns Difference of accuracies, in [-1, 1].
 */
export function meanDifference(list: readonly Pair[]): number {
  return list.reduce((sum, { a, b }) => sum + a.accuracy - b.accuracy, 0) / list.length;
}

/**
 * Two standard errors of {@link meanDifference}, from the errors of the points; pairing on the same problems makes the truth smaller.
 *
 * @param list - At least one pair.
 * @returns Largest difference that chance explains, >= 0.
 */
export function noiseOf(list: readonly Pair[]): number {
  const variance = list.reduce((sum, { a, b }) => sum + a.standardError ** 2 + b.standardError ** 2, 0);
  return (2 * Math.sqrt(variance)) / list.length;
}

/**
 * The pair in which `a` falls furthest behind `b`.
 *
 * @param list - Pairs.
 * @returns That pair; undefined without pairs.
 */
export function worst(list: readonly Pair[]): Pair | undefined {
  return [...list].sort((p, q) => p.a.accuracy - p.b.accuracy - (q.a.accuracy - q.b.accuracy))[0];
}

/**
 * Finds one row.
 *
 * @param rows - All rows.
 * @param wanted - Fields that must be equal.
 * @returns The first such row; undefined when it has not been run.
 */
export function rowOf(rows: readonly AccuracyRow[], wanted: Partial<AccuracyRow>): AccuracyRow | undefined {
  const fields = Object.entries(wanted) as [keyof AccuracyRow, unknown][];
  return rows.find((row) => fields.every(([name, value]) => row[name] === value));
}

/**
 * Names a problem family for people.
 *
 * @param row - A row of it.
 * @returns For example `K = 3, n = 30, D = 1000`, with ρ and the kind where they are not the default.
 */
export function problemName(row: AccuracyRow): string {
  const rho = row.correlation === 0 ? '' : `, ρ = ${row.correlation}`;
  const real = row.kind === 'real' ? ', real' : '';
  return `K = ${row.factors}, n = ${row.size}, D = ${row.dimension}${rho}${real}`;
}

/**
 * Writes a pair for people.
 *
 * @param pair - The pair.
 * @param nameA - Name of the first method.
 * @param nameB - Name of the second one.
 * @returns For example `VRN .53 against .98 for the resonator at K = 3, n = 30, D = 1000`.
 */
export function pairText({ a, b }: Pair, nameA: string, nameB: string): string {
  return `${nameA} ${share(a.accuracy)} against ${share(b.accuracy)} for ${nameB} at ${problemName(a)}`;
}

/**
 * Writes an accuracy.
 *
 * @param value - In [0, 1].
 * @returns Two digits, such as `.53` or `1.00`.
 */
export function share(value: number): string {
  const text = Math.abs(value).toFixed(2);
  return `${value < 0 && Number(text) !== 0 ? '−' : ''}${text.startsWith('0') ? text.slice(1) : text}`;
}

/**
 * Writes a difference of accuracies.
 *
 * @param value - In [-1, 1].
 * @returns Two digits with sign, such as `+.05`.
 */
export function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${share(value)}`;
}

function problemOf({ kind, factors, size, dimension, correlation }: AccuracyRow): string {
  return [kind, factors, size, dimension, correlation].join(' ');
}
