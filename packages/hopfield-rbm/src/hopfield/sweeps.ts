// Asynchronous updates: one unit after another, each seeing what the ones before it became. By nature sequential, so it runs on the host
// in float64, on plain arrays: a unit that stays costs O(1), one that flips O(N).

import { foldIn, permutation, uniform, type RandomKey } from '@vsa/backend/random';
import { fieldsOf, margins } from '../internal/networks.js';
import type { HopfieldNetwork } from './network.js';

/** Updates every unit of one state once; takes the number of the sweep, gives the number of units that changed. */
type Sweep = (step: number) => number;

/** Ways to sweep over states of one network. */
export interface Sweeps {
  /** At temperature 0: a unit takes the sign of its field, or stays where that is 0. `order` fixes a random order, else first to last. */
  readonly descent: (state: Int8Array, order: RandomKey | undefined) => Sweep;
  /** At temperature 1/β by Glauber's rule, p(s_i = +1) = 1 / (1 + exp(-2 β h_i)), in random order. */
  readonly glauber: (state: Int8Array, beta: number, key: RandomKey) => Sweep;
}

/**
 * Prepares sweeps over states, which they change in place. At temperature 0 the energy never rises as long as no self-coupling is
 * negative.
 *
 * @param network - A checked network.
 * @returns Ways to sweep.
 */
export function sweepsOf(network: HopfieldNetwork): Sweeps {
  const least = margins(network);
  const fields = fieldsOf(network);
  const sweep = (
    state: Int8Array,
    order: RandomKey | undefined,
    decide: (field: number, unit: number) => number,
  ): Sweep => sweepOver(network.couplings.values, fields(state), state, order, decide);
  return {
    descent: (state, order) =>
      sweep(state, order, (field, unit) => {
        if (Math.abs(field) <= (least[unit] ?? 0)) return state[unit] ?? 0;
        return field > 0 ? 1 : -1;
      }),
    glauber: (state, beta, key) => {
      let draws: ArrayLike<number> = [];
      const next = sweep(state, foldIn(key, 0), (field, unit) =>
        (draws[unit] ?? 0) < 1 / (1 + Math.exp(-2 * beta * field)) ? 1 : -1,
      );
      return (step) => {
        draws = uniform(foldIn(foldIn(key, 1), step), [state.length]);
        return next(step);
      };
    },
  };
}

function sweepOver(
  couplings: Float64Array,
  fields: Float64Array,
  state: Int8Array,
  order: RandomKey | undefined,
  decide: (field: number, unit: number) => number,
): Sweep {
  const n = state.length;
  const plain = Int32Array.from({ length: n }, (_, unit) => unit);
  return (step) => {
    const units = order === undefined ? plain : permutation(foldIn(order, step), n);
    let changed = 0;
    for (let turn = 0; turn < n; turn += 1) {
      const unit = units[turn] ?? 0;
      const next = decide(fields[unit] ?? 0, unit);
      const change = next - (state[unit] ?? 0);
      if (change === 0) continue;
      state[unit] = next;
      changed += 1;
      const start = unit * n;
      for (let j = 0; j < n; j += 1) fields[j] = (fields[j] ?? 0) + change * (couplings[start + j] ?? 0);
    }
    return changed;
  };
}
