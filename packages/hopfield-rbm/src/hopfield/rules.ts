// Rules that store patterns in couplings.

import { checkNonNegative } from '@vsa/backend/check';
import { decomposed } from '../internal/independent.js';
import { gram, outerGram, product, scaled } from '../internal/linear.js';
import { assembled } from '../internal/networks.js';
import { checkPatterns, checkSigns, columns } from '../internal/signs.js';
import { symmetricPower } from '../internal/independent.js';
import type { SignRows } from '../patterns.js';
import type { HopfieldNetwork, NetworkOptions } from './network.js';

/**
 * The Hebbian rule: J = ξ ξᵀ / N (Hopfield 1982). Holds about 0.14 N random patterns. Cost O(N² p).
 *
 * @param patterns - +1 and -1, `[p, N]`, a pattern a row; they may be more than units, and depend on one another.
 * @param options - See {@link NetworkOptions}.
 * @returns The network.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or an option that is wrong.
 */
export function hebbianNetwork(patterns: SignRows, options: NetworkOptions = {}): HopfieldNetwork {
  const where = 'hopfield-rbm.hebbianNetwork';
  const xi = columns(checkSigns(where, 'pattern', patterns));
  const factor = scaled(xi, 1 / Math.sqrt(xi.shape[0]));
  // Whole numbers before the division: couplings are exact.
  return assembled(where, scaled(outerGram(xi), 1 / xi.shape[0]), options, factor);
}

/**
 * The projection rule: J = ξ (ξᵀξ)^-1 ξᵀ (Personnaz et al. 1986; Smart and Zilman 2021, Eq 1), by QR. Every pattern is a fixed point and,
 * without a field and with its diagonal, no state is lower. Cost O(N² p).
 *
 * @param patterns - +1 and -1, `[p, N]`, a pattern a row, p <= N, linearly independent.
 * @param options - See {@link NetworkOptions}.
 * @returns The network.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, more patterns than units, patterns that depend on one
 * another, or an option that is wrong.
 */
export function projectionNetwork(patterns: SignRows, options: NetworkOptions = {}): HopfieldNetwork {
  const where = 'hopfield-rbm.projectionNetwork';
  const { weights } = decomposed(where, patterns);
  return assembled(where, outerGram(weights), options, weights);
}

/**
 * Storkey's rule (Storkey 1997): learns one pattern after another from local fields, with a greater capacity than the Hebbian rule.
 * Cost O(N² p).
 *
 * @param patterns - +1 and -1, `[p, N]`, learned in this order.
 * @param options - See {@link NetworkOptions}; as for the other rules, the diagonal stays unless removed.
 * @returns The network.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or an option that is wrong.
 */
export function storkeyNetwork(patterns: SignRows, options: NetworkOptions = {}): HopfieldNetwork {
  const where = 'hopfield-rbm.storkeyNetwork';
  const { values, shape } = checkSigns(where, 'pattern', patterns);
  const [p, n] = shape;
  const couplings = new Float64Array(n * n);
  for (let pattern = 0; pattern < p; pattern += 1) {
    learn(couplings, values.subarray(pattern * n, (pattern + 1) * n));
  }
  return assembled(where, { values: couplings, shape: [n, n] }, options);
}

/**
 * The dreaming rule (Fachechi, Agliari and Barra 2019): J = ξ (1 + t) (N + t ξᵀξ)^-1 ξᵀ goes from the Hebbian rule at t = 0 to the
 * projection rule as t grows, as if spurious states were unlearned and patterns consolidated for a time t. Cost O(N² p).
 *
 * @param patterns - +1 and -1, `[p, N]`, p <= N.
 * @param time - t >= 0.
 * @param options - See {@link NetworkOptions}.
 * @returns The network.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, more patterns than units, a negative time or an option
 * that is wrong.
 */
export function dreamingNetwork(
  patterns: SignRows,
  time: number,
  options: NetworkOptions = {},
): HopfieldNetwork {
  const where = 'hopfield-rbm.dreamingNetwork';
  checkNonNegative(where, 'time', time);
  const xi = columns(checkPatterns(where, patterns));
  const [n, p] = xi.shape;
  const { values } = gram(xi);
  const mixed = values.map((value, index) => (time * value + (index % (p + 1) === 0 ? n : 0)) / (1 + time));
  const factor = product(xi, symmetricPower({ values: mixed, shape: [p, p] }, -0.5));
  return assembled(where, outerGram(factor), options, factor);
}

/** Adds one pattern: J_ij += (ξ_i ξ_j - ξ_i h_ji - h_ij ξ_j) / N with h_ij = Σ_k J_ik ξ_k over k other than i and j. */
function learn(couplings: Float64Array, pattern: Int8Array): void {
  const n = pattern.length;
  const fields = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = 0;
    for (let k = 0; k < n; k += 1) if (k !== i) sum += (couplings[i * n + k] ?? 0) * (pattern[k] ?? 0);
    fields[i] = sum;
  }
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const [xi, xj, coupling] = [pattern[i] ?? 0, pattern[j] ?? 0, couplings[i * n + j] ?? 0];
      const own = i === j ? 0 : coupling;
      const hij = (fields[i] ?? 0) - own * xj;
      const hji = (fields[j] ?? 0) - own * xi;
      const value = coupling + (xi * xj - xi * hji - hij * xj) / n;
      couplings[i * n + j] = value;
      couplings[j * n + i] = value;
    }
  }
}
