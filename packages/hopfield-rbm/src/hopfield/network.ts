// A Hopfield network as plain numbers: H(s) = -1/2 sᵀ J s - b·s with s in {-1, +1}^N (Smart and Zilman 2021, Eq 1 and 10).

import type { Matrix } from '../matrix.js';

/** A Hopfield network, on the host in float64. */
export interface HopfieldNetwork {
  /** J, `[N, N]`, symmetric. */
  readonly couplings: Matrix;
  /** b, applied fields, `[N]`. */
  readonly field: Float64Array;
  /** U, `[N, p]`, where J is U Uᵀ up to its diagonal: fields then cost 2 N p instead of N². */
  readonly factor?: Matrix | undefined;
}
