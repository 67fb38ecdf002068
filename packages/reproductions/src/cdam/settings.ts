// The pairs of strengths that the CDAM paper tries, and how they are written.

import { share } from '../vrn/compare.js';

/** Strengths with the coefficient of the mean load. */
export interface Setting {
  /** Strength of auto-association. */
  readonly a: number;
  /** Strength of hetero-association. */
  readonly h: number;
  /** `full` is the 1 of the authors' code, `per-neuron` the printed 1/n. @defaultValue `'full'` */
  readonly load?: 'full' | 'per-neuron' | undefined;
}

/** a = 1, h = 0. */
export const AUTO: Setting = { a: 1, h: 0 };
/** a = h = .5. */
export const NARROW: Setting = { a: 0.5, h: 0.5 };
/** a = -.5, h = 1.5. */
export const WIDE: Setting = { a: -0.5, h: 1.5 };
/** a = -2, h = 3. */
export const WIDEST: Setting = { a: -2, h: 3 };
/** a = -2.5, h = 1. */
export const QUIET: Setting = { a: -2.5, h: 1 };

/** The four modes (A.4, Fig. 10 to 12). */
export const MODES = [AUTO, NARROW, WIDE, QUIET];
/** The four ranges (Fig. 1, 15, 16, 22). */
export const RANGES = [AUTO, NARROW, WIDE, WIDEST];

/**
 * Names a setting.
 *
 * @param setting - Strengths.
 * @returns For example `a = −.5, h = 1.50`.
 */
export function settingName({ a, h, load = 'full' }: Setting): string {
  return `a = ${number(a)}, h = ${number(h)}${load === 'full' ? '' : ', c = 1/n'}`;
}

/**
 * Writes a number of few digits without trailing zeros.
 *
 * @param value - Any number.
 * @returns For example `−.5`, `3` or `.05`.
 */
export function number(value: number): string {
  const text = share(value);
  return text.replace(/\.?0+$/, '') || '0';
}

/**
 * Picks the rows of a setting.
 *
 * @param rows - Rows with strengths.
 * @param setting - Which.
 * @returns Those rows, in order.
 */
export function ofSetting<R extends { readonly a: number; readonly h: number; readonly load: string }>(
  rows: readonly R[],
  { a, h, load = 'full' }: Setting,
): readonly R[] {
  return rows.filter((row) => row.a === a && row.h === h && row.load === load);
}
