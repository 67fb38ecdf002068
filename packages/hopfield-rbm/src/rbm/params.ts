// A binary-Gaussian restricted Boltzmann machine as plain numbers. Smart and Zilman (ICLR 2021), App. E:
//
//   H(s, λ) = 1/2 Σ_µ (λ_µ - c_µ)^2 - Σ_i b_i s_i - Σ_iµ W_iµ s_i λ_µ        (E.1; Eq 9 where c = 0)
//
// with s in {-1, +1}^N and real λ, at inverse temperature β: p(s, λ) is proportional to exp(-β H).

import { formatShape } from '@vsa/backend';
import { checkFinite, checkPositive } from '@vsa/backend/check';
import { checkMatrix, type Matrix } from '../matrix.js';

/** The paper's inverse temperature for MNIST. */
const PAPER_BETA = 2;

/** Parameters of a binary-Gaussian RBM (E.1), on the host in float64. */
export interface RbmParams {
  /** W, `[N, p]`: N visible units, p hidden ones. */
  readonly weights: Matrix;
  /** b, applied fields of the visible units, `[N]`. */
  readonly visibleField: Float64Array;
  /** c, means of the hidden units, `[p]`. */
  readonly hiddenField: Float64Array;
  /** β, inverse temperature, > 0; the variance of a hidden unit is 1 / β. */
  readonly beta: number;
}

/** What {@link rbmParams} adds to the weights. */
export interface RbmParamsOptions {
  /** b, `[N]`. @defaultValue zeros, as in the paper's experiments */
  readonly visibleField?: ArrayLike<number> | undefined;
  /** c, `[p]`. @defaultValue zeros */
  readonly hiddenField?: ArrayLike<number> | undefined;
  /** β > 0. @defaultValue `2`, the paper's for MNIST */
  readonly beta?: number | undefined;
}

/**
 * Puts an RBM together.
 *
 * @param weights - W, `[N, p]`.
 * @param options - See {@link RbmParamsOptions}.
 * @returns Parameters; the fields are copies.
 * @throws TypeError for a wrong kind; RangeError for a shape that does not fit, a value that is not finite or β <= 0.
 */
export function rbmParams(weights: Matrix, options: RbmParamsOptions = {}): RbmParams {
  const where = 'hopfield-rbm.rbmParams';
  const { beta = PAPER_BETA } = options;
  const [visible, hidden] = checkMatrix(where, 'weights', weights).shape;
  return {
    weights,
    visibleField: field(where, 'visibleField', options.visibleField, visible),
    hiddenField: field(where, 'hiddenField', options.hiddenField, hidden),
    beta: checkPositive(where, 'beta', beta),
  };
}

function field(
  where: string,
  what: string,
  given: ArrayLike<number> | undefined,
  size: number,
): Float64Array {
  if (given === undefined) return new Float64Array(size);
  if (given.length !== size) {
    throw new RangeError(
      `${where}: expected ${what} of shape ${formatShape([size])}, as the weights have it, got ${formatShape([given.length])}.`,
    );
  }
  return Float64Array.from(given, (value, index) => checkFinite(where, `${what}[${index}]`, value));
}
