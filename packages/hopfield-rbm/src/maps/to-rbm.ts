// From a projection Hopfield network, given by its patterns, to the Boltzmann machine that equals it. Smart and Zilman (ICLR 2021), 2.1.

import { choose } from '@vsa/backend/check';
import type { SignRows } from '../patterns.js';
import { rbmParams, type RbmParams, type RbmParamsOptions } from '../rbm/params.js';
import {
  hebbianMap,
  qrMap,
  squareRootMap,
  svdMap,
  type PatternMap,
  type QrMapOptions,
} from './decompositions.js';

/** Ways to write patterns as weights. */
export type MapName = 'qr' | 'svd' | 'square-root' | 'hebbian';

/** Options of {@link hopfieldToRbm}. */
export interface HopfieldToRbmOptions extends QrMapOptions, Omit<RbmParamsOptions, 'hiddenField'> {
  /**
   * How: the first three are the projection rule exactly, `hebbian` is the Hebbian rule (and the same for orthogonal patterns).
   * @defaultValue `'qr'`, the paper's
   */
  readonly map?: MapName | undefined;
}

/** A Boltzmann machine with the way back to its patterns. */
export interface HopfieldRbm extends PatternMap {
  /** The machine; its weights are W, and its visible field is the network's. */
  readonly params: RbmParams;
}

const MAPS: Readonly<Record<MapName, (patterns: SignRows, options: QrMapOptions) => PatternMap>> = {
  qr: qrMap,
  svd: (patterns) => svdMap(patterns),
  'square-root': (patterns) => squareRootMap(patterns),
  hebbian: (patterns) => hebbianMap(patterns),
};

/**
 * Turns a Hopfield network into a restricted Boltzmann machine with the same probabilities of its units (Eq 5, 6): N visible units, a
 * hidden one a pattern. Cost O(N p²).
 *
 * @param patterns - +1 and -1, `[p, N]`, a pattern a row, p <= N, linearly independent.
 * @param options - See {@link HopfieldToRbmOptions}.
 * @returns The machine, with ξ = W X.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, more patterns than units, patterns that depend on one
 * another, or an option that is wrong.
 *
 * @example
 * ```ts
 * import { hopfieldToRbm, rbmToHopfield } from '@vsa/hopfield-rbm';
 *
 * const patterns = { values: [1, 1, 1, -1, 1, -1, 1, 1], shape: [2, 4] as const };
 * const { params } = hopfieldToRbm(patterns, { beta: 2 });
 * console.log(params.weights.shape, rbmToHopfield(params).couplings.shape); // => [ 4, 2 ] [ 4, 4 ]
 * ```
 */
export function hopfieldToRbm(patterns: SignRows, options: HopfieldToRbmOptions = {}): HopfieldRbm {
  const where = 'hopfield-rbm.hopfieldToRbm';
  const { beta, visibleField } = options;
  const made = choose(MAPS, options.map ?? 'qr', where, 'map')(patterns, options);
  return { ...made, params: rbmParams(made.weights, { beta, visibleField }) };
}
