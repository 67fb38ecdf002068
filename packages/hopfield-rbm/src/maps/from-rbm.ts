// Back from a Boltzmann machine: exactly, to couplings among the visible units; approximately, to binary patterns.
// Smart and Zilman (ICLR 2021), 2.2 and App D.

import { checkNonNegative, checkPositive, checkWhole, choose } from '@vsa/backend/check';
import { SingularValueDecomposition } from 'ml-matrix';
import { fromMl, product, outerGram, toMl, transposed } from '../internal/linear.js';
import type { HopfieldNetwork } from '../hopfield/network.js';
import { checkMatrix, type Matrix } from '../matrix.js';
import type { Patterns } from '../patterns.js';
import type { RbmParams } from '../rbm/params.js';

/** Whether the weights are made orthogonal first, so that the projection rule of what is found is that of the weights (D.2, case 2). */
export type Orthogonalisation = 'none' | 'lowdin';

/** Options of {@link binarisePatterns}. */
export interface BinarisePatternsOptions {
  /** X of the start, `[p, p]`: `transform` of the map that made the machine, before it was trained. */
  readonly start: Matrix;
  /** α > 0: tanh(α u) stands for the sign of u. @defaultValue `200`, the paper's */
  readonly alpha?: number | undefined;
  /** γ > 0, size of a step. @defaultValue `0.05`, the paper's */
  readonly rate?: number | undefined;
  /** Largest number of steps. @defaultValue `50`, as the paper's files have */
  readonly maxSteps?: number | undefined;
  /** Ends when no entry of X moves by more than this. @defaultValue `1e-9` */
  readonly tolerance?: number | undefined;
  /** Whether to make the weights orthogonal first. @defaultValue `'none'`, as in the paper's example */
  readonly orthogonalisation?: Orthogonalisation | undefined;
}

/** What {@link binarisePatterns} gives. */
export interface BinarisedPatterns {
  /** sgn(W X), `[p, N]`, a pattern a row; +1 where W X is 0. */
  readonly patterns: Patterns;
  /** W X, `[N, p]`, nearly +1 and -1, as found: nothing is clipped. */
  readonly approximate: Matrix;
  /** X, `[p, p]`. */
  readonly transform: Matrix;
  /** Frobenius norm of W X - sgn(W X), the measure of Eq 12. */
  readonly error: number;
  /** Steps done. */
  readonly steps: number;
  /** `diverged` when a step led beyond finite numbers; X is then the last finite one. */
  readonly status: 'converged' | 'max-steps' | 'diverged';
}

/**
 * The couplings that the visible units have once the hidden ones are integrated out: J = W Wᵀ with the field b + W c (Eq 10, 11, D.3).
 * Cost O(N² p).
 *
 * @param params - A machine.
 * @returns The network, with its self-couplings; its probabilities at β are the machine's exactly.
 * @throws TypeError or RangeError when the weights are no matrix.
 */
export function rbmToHopfield(params: RbmParams): HopfieldNetwork {
  const weights = checkMatrix('hopfield-rbm.rbmToHopfield', 'weights', params.weights);
  const [, p] = weights.shape;
  // (λ - c)²/2 - λ x is least at λ = x + c, where it is -x²/2 - c x.
  const field = params.visibleField.map((b, unit) =>
    params.hiddenField.reduce((sum, c, hidden) => sum + (weights.values[unit * p + hidden] ?? 0) * c, b),
  );
  return { couplings: outerGram(weights), field, factor: weights };
}

/**
 * Löwdin orthogonalisation: of all matrices with orthonormal columns, the nearest to W (D.2). Cost O(N p²).
 *
 * @param weights - W, `[N, p]`, of rank p.
 * @returns U Vᵀ of W = U Σ Vᵀ.
 * @throws TypeError when these are no weights; RangeError for fewer rows than columns or a rank below p.
 */
export function lowdin(weights: Matrix): Matrix {
  const where = 'hopfield-rbm.lowdin';
  const [n, p] = checkMatrix(where, 'weights', weights).shape;
  if (p > n) throw new RangeError(`${where}: expected at most ${n} columns, one a row, got ${p}.`);
  const svd = new SingularValueDecomposition(toMl(weights));
  if (svd.rank < p) {
    throw new RangeError(`${where}: expected weights of rank ${p}, got ${svd.rank}; leave out columns.`);
  }
  return fromMl(svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose()));
}

/**
 * Looks for binary patterns behind trained weights: X that makes W X nearly +1 and -1 (Eq 12), by steps down the gradient of
 * ‖W X - tanh(α W X)‖² (D.6, D.7). The paper prints sech²(W X) in D.6; the gradient has sech²(α W X), which is used here.
 *
 * The entries of W X within about 1/α of 0 are few, and each step carries them by γ: the start decides what is found. Cost O(N p²) a step.
 *
 * @param weights - W, `[N, p]`.
 * @param options - See {@link BinarisePatternsOptions}.
 * @returns Patterns and how near they are.
 * @throws TypeError for a wrong kind; RangeError for a start that is not `[p, p]` or an option that is wrong.
 */
export function binarisePatterns(weights: Matrix, options: BinarisePatternsOptions): BinarisedPatterns {
  const where = 'hopfield-rbm.binarisePatterns';
  const alpha = checkPositive(where, 'alpha', options.alpha ?? 200);
  const rate = checkPositive(where, 'rate', options.rate ?? 0.05);
  const maxSteps = checkWhole(where, 'maxSteps', options.maxSteps ?? 50, 0);
  const tolerance = checkNonNegative(where, 'tolerance', options.tolerance ?? 1e-9);
  const prepare = choose(ORTHOGONALISATIONS, options.orthogonalisation ?? 'none', where, 'orthogonalisation');
  const [, p] = checkMatrix(where, 'weights', weights).shape;
  const start = checkMatrix(where, 'start', options.start);
  if (start.shape[0] !== p || start.shape[1] !== p) {
    throw new RangeError(
      `${where}: expected start of shape [${p}, ${p}], a row and a column a hidden unit, got [${start.shape.join(', ')}].`,
    );
  }
  const used = prepare(weights);
  const turned = transposed(used);
  let x = start;
  let steps = 0;
  let status: BinarisedPatterns['status'] = 'max-steps';
  while (steps < maxSteps && status === 'max-steps') {
    const gradient = product(turned, slope(product(used, x), alpha));
    const values = x.values.map((value, index) => value - rate * 2 * (gradient.values[index] ?? 0));
    const largest = gradient.values.reduce((most, value) => Math.max(most, Math.abs(rate * 2 * value)), 0);
    if (!values.every(Number.isFinite)) {
      status = 'diverged';
      break;
    }
    x = { values, shape: x.shape };
    steps += 1;
    if (largest <= tolerance) status = 'converged';
  }
  return { ...read(product(used, x)), transform: x, steps, status };
}

const ORTHOGONALISATIONS: Readonly<Record<Orthogonalisation, (weights: Matrix) => Matrix>> = {
  none: (weights) => weights,
  lowdin,
};

/** E - α E ⊙ sech²(α U) with E = U - tanh(α U): half the derivative of ‖E‖² by U. */
function slope(u: Matrix, alpha: number): Matrix {
  const values = u.values.map((value) => {
    const sign = Math.tanh(alpha * value);
    return (value - sign) * (1 - alpha * (1 - sign * sign));
  });
  return { values, shape: u.shape };
}

function read(approximate: Matrix): Pick<BinarisedPatterns, 'patterns' | 'approximate' | 'error'> {
  const [n, p] = approximate.shape;
  const values = new Int8Array(n * p);
  let squares = 0;
  for (let unit = 0; unit < n; unit += 1) {
    for (let pattern = 0; pattern < p; pattern += 1) {
      const value = approximate.values[unit * p + pattern] ?? 0;
      const sign = value < 0 ? -1 : 1;
      values[pattern * n + unit] = sign;
      squares += (value - sign) ** 2;
    }
  }
  return { patterns: { values, shape: [p, n] }, approximate, error: Math.sqrt(squares) };
}
