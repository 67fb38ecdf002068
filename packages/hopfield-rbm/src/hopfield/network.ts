// A Hopfield network as plain numbers: H(s) = -1/2 sᵀ J s - b·s with s in {-1, +1}^N (Smart and Zilman 2021, Eq 1 and 10).

import { assembled, checkNetwork, fieldsOf } from '../internal/networks.js';
import { checkSigns } from '../internal/signs.js';
import type { Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';

/** A Hopfield network, on the host in float64. */
export interface HopfieldNetwork {
  /** J, `[N, N]`, symmetric. */
  readonly couplings: Matrix;
  /** b, applied fields, `[N]`. */
  readonly field: Float64Array;
  /** U, `[N, p]`, where J is U Uᵀ up to its diagonal: fields then cost 2 N p instead of N². */
  readonly factor?: Matrix | undefined;
}

/** Whether units act on themselves: J as the rule gives it, or with zeros on its diagonal. */
export type SelfCoupling = 'kept' | 'removed';

/** Options of the rules. */
export interface NetworkOptions {
  /** Whether the diagonal of J stays. @defaultValue `'kept'`, as in Eq 1; the paper's recall task removes it */
  readonly selfCoupling?: SelfCoupling | undefined;
  /** b, applied fields, `[N]`. @defaultValue zeros */
  readonly field?: ArrayLike<number> | undefined;
}

/**
 * Makes a network of couplings of one's own.
 *
 * @param couplings - J, `[N, N]`, symmetric.
 * @param options - See {@link NetworkOptions}.
 * @returns The network; J is copied where its diagonal is removed.
 * @throws TypeError for a wrong kind; RangeError for a matrix that is not square and symmetric, or a field of another length.
 */
export function hopfieldNetwork(couplings: Matrix, options: NetworkOptions = {}): HopfieldNetwork {
  return assembled('hopfield-rbm.hopfieldNetwork', couplings, options);
}

/**
 * Energies H(s) of states (Eq 1, 10), in float64. Cost O(N²) a state, O(N p) with a factor.
 *
 * @param network - A network.
 * @param states - +1 and -1, `[rows, N]`.
 * @returns `[rows]`.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or another number of units.
 */
export function energies(network: HopfieldNetwork, states: SignRows): Float64Array {
  const where = 'hopfield-rbm.energies';
  const n = checkNetwork(where, network);
  const { values, shape } = checkSigns(where, 'state', states, n);
  const fields = fieldsOf(network);
  return Float64Array.from({ length: shape[0] }, (_, row) => {
    const state = values.subarray(row * n, (row + 1) * n);
    // Fields hold b once, the energy's quadratic half needs J s alone.
    return fields(state).reduce(
      (sum, pull, i) => sum - ((state[i] ?? 0) * (pull + (network.field[i] ?? 0))) / 2,
      0,
    );
  });
}
