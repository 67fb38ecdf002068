// Unlearning: from random starts the network falls into states that nobody stored more often than into patterns; weakening whatever it
// falls into evens the basins out (Hopfield, Feinstein and Palmer, Nature 304, 1983).

import { checkPositive, checkWhole } from '@vsa/backend/check';
import { bipolar, foldIn, type RandomKey } from '@vsa/backend/random';
import { checkNetwork } from '../internal/networks.js';
import type { HopfieldNetwork } from './network.js';
import { sweepsOf } from './sweeps.js';

/** Options of {@link unlearn}. */
export interface UnlearnOptions {
  /** Fixes the random starts. */
  readonly key: RandomKey;
  /** How many states are unlearned, a whole number >= 0. */
  readonly dreams: number;
  /** ε > 0: J loses ε s sᵀ / N for a state s. @defaultValue `0.01`, Hopfield, Feinstein and Palmer's */
  readonly rate?: number | undefined;
  /** Most sweeps of a fall. @defaultValue `100` */
  readonly maxSteps?: number | undefined;
}

/**
 * Unlearns the states into which random starts fall, for networks of any rule: J <- J - ε s sᵀ / N off the diagonal, one after another.
 * Cost O(N²) a dream.
 *
 * @param network - A network, of the Hebbian or the projection rule, say; left as it is.
 * @param options - See {@link UnlearnOptions}.
 * @returns Another network with the same diagonal and field.
 * @throws TypeError for a wrong kind; RangeError for a network that does not hold together or a wrong option.
 */
export function unlearn(network: HopfieldNetwork, options: UnlearnOptions): HopfieldNetwork {
  const where = 'hopfield-rbm.unlearn';
  const n = checkNetwork(where, network);
  const dreams = checkWhole(where, 'dreams', options.dreams, 0);
  const rate = checkPositive(where, 'rate', options.rate ?? 0.01);
  const maxSteps = checkWhole(where, 'maxSteps', options.maxSteps ?? 100, 0);
  const values = network.couplings.values.slice();
  const result: HopfieldNetwork = { couplings: { values, shape: [n, n] }, field: network.field.slice() };
  for (let dream = 0; dream < dreams; dream += 1) {
    const state = Int8Array.from(bipolar(foldIn(options.key, dream), [n]));
    const sweep = sweepsOf(result).descent(state, undefined);
    for (let step = 0; step < maxSteps && sweep(step) > 0; step += 1);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) {
        if (i === j) continue;
        values[i * n + j] = (values[i * n + j] ?? 0) - (rate * (state[i] ?? 0) * (state[j] ?? 0)) / n;
      }
    }
  }
  return result;
}
