// The four starts of the paper: projection rule, Hebbian, principal components, random (Sec. 3.1.2).

import type { Backend } from '@vsa/backend';
import type { RandomKey } from '@vsa/backend/random';
import {
  hopfieldToRbm,
  principalWeights,
  randomWeights,
  rbmParams,
  type Matrix,
  type RbmParams,
  type SignRows,
} from '@vsa/hopfield-rbm';
import { digitsOf, patternsOf, type DigitSource } from './digits.js';

/** Where weights start from. */
export type StartName = 'hopfield' | 'hebbian' | 'pca' | 'random';

/** Names for people. */
export const START_LABELS: Readonly<Record<StartName, string>> = {
  hopfield: 'Hopfield (projection)',
  hebbian: 'Hebbian',
  pca: 'PCA',
  random: 'random',
};

const principal = new Map<string, Promise<Matrix>>();

/**
 * A machine before training, for all digits.
 *
 * @param backend - For products.
 * @param source - Which digits.
 * @param start - Which start.
 * @param perClass - k: the machine has 10 k hidden units.
 * @param key - For random weights.
 * @param beta - Inverse temperature.
 * @returns The machine.
 */
export async function machineFor(
  backend: Backend,
  source: DigitSource,
  start: StartName,
  perClass: number,
  key: RandomKey,
  beta: number,
): Promise<RbmParams> {
  const { train } = await digitsOf(source);
  if (start === 'hopfield' || start === 'hebbian') {
    return fromPatterns(await patternsOf(source, perClass), start, beta);
  }
  const hidden = 10 * perClass;
  if (start === 'random') return rbmParams(randomWeights(key, [train.shape[1], hidden]), { beta });
  const name = `${source} ${hidden}`;
  const known = principal.get(name) ?? principalWeights(backend, train, hidden);
  principal.set(name, known);
  return rbmParams(await known, { beta });
}

/**
 * The machine of patterns.
 *
 * @param patterns - `[p, 784]`.
 * @param start - Projection rule (by QR) or Hebbian.
 * @param beta - Inverse temperature.
 * @returns The machine.
 */
export function fromPatterns(patterns: SignRows, start: 'hopfield' | 'hebbian', beta: number): RbmParams {
  return hopfieldToRbm(patterns, { map: start === 'hopfield' ? 'qr' : 'hebbian', beta }).params;
}
