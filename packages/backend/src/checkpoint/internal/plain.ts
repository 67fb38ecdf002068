// Plain leaves as JSON text. Numbers go as text, because JSON knows neither infinities nor -0.

import { invalid } from './invalid.js';

/** Leaves that are neither tensors nor typed arrays. */
export type Plain = number | string | boolean | null;

/** Text of plain leaves by path. */
export function writePlain(leaves: ReadonlyMap<string, Plain>): string {
  return JSON.stringify(
    [...leaves].map(([path, leaf]) => [path, typeof leaf === 'number' ? { number: textOf(leaf) } : leaf]),
  );
}

/** The leaves of such a text; throws `CHECKPOINT_INVALID` when it is not one. */
export function parsePlain(text: string): Map<string, Plain> {
  try {
    const pairs = JSON.parse(text) as unknown;
    if (!Array.isArray(pairs)) throw new TypeError('expected a list');
    return new Map(pairs.map(parsePair));
  } catch (cause) {
    throw invalid('loadTree: the list of plain values is damaged.', undefined, cause);
  }
}

function parsePair(pair: unknown): [string, Plain] {
  if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string') {
    throw new TypeError('expected pairs of path and value');
  }
  const [path, value] = pair as [string, unknown];
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [path, value];
  const { number } = value as { number?: unknown };
  if (typeof number !== 'string') throw new TypeError('expected a number as text');
  return [path, Number(number)];
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
