// A cell's key: equal keys mean equal results, so a finished cell is found again by its key and by nothing else.

import { createHash } from 'node:crypto';
import type { CellParameters, JsonValue, Scale } from '../experiment.js';

/** Everything that a cell's rows depend on. */
export interface CellIdentity {
  /** Experiment, such as `vrn/fig3`. */
  readonly experiment: string;
  /** Revision of the experiment. */
  readonly revision: number;
  /** Scale of the run. */
  readonly scale: Scale;
  /** Seed of the run. */
  readonly seed: number;
  /** Name of the backend that computed it. */
  readonly backend: string;
  /** Version of the code that computed it, see `codeVersion`. */
  readonly code: string;
  /** Parameters of the cell. */
  readonly parameters: CellParameters;
}

/**
 * Writes a value as JSON with the keys of every record sorted.
 *
 * @param value - Anything that JSON holds.
 * @returns One line; equal values give equal text.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value))
    return `[${(value as readonly JsonValue[]).map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * Gives a cell its key.
 *
 * @param identity - Everything that its rows depend on.
 * @returns 32 hexadecimal digits.
 */
export function cellKey(identity: CellIdentity): string {
  const text = canonicalJson({ ...identity });
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
