// A machine before training, from what a person asks for.

import type { Backend } from '@vsa/backend';
import type { RandomKey } from '@vsa/backend/random';
import {
  classTrees,
  hopfieldToRbm,
  principalWeights,
  randomWeights,
  rbmParams,
  subclassPatterns,
  type RbmParams,
} from '@vsa/hopfield-rbm';
import { InputError } from '../input-error.js';
import type { LabelledRows } from './data.js';

/** Ways to start. */
export const STARTS = ['hopfield', 'hebbian', 'pca', 'random'] as const;

/** How a machine starts. */
export interface StartRequest {
  /** Where weights come from. */
  readonly start: (typeof STARTS)[number];
  /** Hidden units, of random and principal starts. */
  readonly hidden: number;
  /** Patterns a class, of the two starts from patterns. */
  readonly perClass: number;
  /** Inverse temperature. */
  readonly beta: number;
}

/**
 * Makes the machine.
 *
 * @param backend - For products.
 * @param data - Rows; the two starts from patterns need classes.
 * @param request - See {@link StartRequest}.
 * @param key - For random weights.
 * @returns The machine.
 * @throws InputError when classes are missing; what the library refuses is thrown as it is.
 */
export async function startMachine(
  backend: Backend,
  { rows, labels }: LabelledRows,
  { start, hidden, perClass, beta }: StartRequest,
  key: RandomKey,
): Promise<RbmParams> {
  const [, units] = rows.shape;
  if (start === 'random') return rbmParams(randomWeights(key, [units, hidden]), { beta });
  if (start === 'pca') return rbmParams(await principalWeights(backend, rows, hidden), { beta });
  if (labels === undefined) {
    throw new InputError(`--start ${start}: expected classes to make patterns of, give --labels.`);
  }
  const patterns = subclassPatterns(await classTrees(rows, labels), perClass);
  return hopfieldToRbm(patterns, { map: start === 'hopfield' ? 'qr' : 'hebbian', beta }).params;
}
