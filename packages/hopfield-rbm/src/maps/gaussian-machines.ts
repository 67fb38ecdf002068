// The Hopfield network as Boltzmann machines of other Gaussian variables: overlaps and projections instead of the RBM's independent
// ones (Smart and Zilman 2021, App C). All have H(s, λ) = 1/2 λᵀ K λ - λᵀ G s, with K = 1 for the RBM.

import { checkPositive } from '@vsa/backend/check';
import { CholeskyDecomposition } from 'ml-matrix';
import { gram, product, scaled, toMl } from '../internal/linear.js';
import { checkMatrix, type Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';
import { independentColumns, symmetricPower } from '../internal/independent.js';

/** H(s, λ) = 1/2 λᵀ K λ - λᵀ Wᵀ s: N binary units, p Gaussian ones that may interact. */
export interface GaussianMachine {
  /** K, `[p, p]`, symmetric positive definite; λ given s has covariance (β K)^-1. */
  readonly precision: Matrix;
  /** W = Gᵀ, `[N, p]`. */
  readonly weights: Matrix;
}

/**
 * The "overlap" machine (C.3): K = ξᵀξ / N, W = ξ / √N; λ goes with a, the network's projection of its state on the patterns.
 *
 * @param patterns - +1 and -1, `[p, N]`, a pattern a row, p <= N, linearly independent.
 * @returns The machine.
 * @throws TypeError for a wrong kind; RangeError for patterns that do not fit, as `qrMap`.
 */
export function overlapMachine(patterns: SignRows): GaussianMachine {
  const xi = independentColumns('hopfield-rbm.overlapMachine', patterns);
  const [n] = xi.shape;
  return { precision: scaled(gram(xi), 1 / n), weights: scaled(xi, 1 / Math.sqrt(n)) };
}

/**
 * The "projection" machine (C.7): K = (ξᵀξ)^-1, W = ξ (ξᵀξ)^-1; λ goes with the overlaps ξᵀ s.
 *
 * @param patterns - As for {@link overlapMachine}.
 * @returns The machine.
 * @throws As {@link overlapMachine}.
 */
export function projectionMachine(patterns: SignRows): GaussianMachine {
  const xi = independentColumns('hopfield-rbm.projectionMachine', patterns);
  const precision = symmetricPower(gram(xi), -1);
  return { precision, weights: product(xi, precision) };
}

/**
 * F0(λ) = 1/2 λᵀ K λ - 1/β Σ_i ln cosh(β (W λ)_i): what is left once the binary units are summed out (Eq 8, C.4, C.8).
 *
 * With it, Z of the network is 2^N √det K (2π/β)^(-p/2) ∫ exp(-β F0(λ)) dλ; the paper's Eq 8 leaves out the β in that exponent.
 *
 * @param machine - A machine.
 * @param lambda - λ, `[p]`.
 * @param beta - β > 0.
 * @returns The free energy.
 * @throws TypeError for a wrong kind; RangeError for a λ of another length or a wrong β.
 */
export function machineFreeEnergy(machine: GaussianMachine, lambda: ArrayLike<number>, beta: number): number {
  const where = 'hopfield-rbm.machineFreeEnergy';
  checkPositive(where, 'beta', beta);
  const [n, p] = checkMatrix(where, 'weights', machine.weights).shape;
  if (lambda.length !== p)
    throw new RangeError(`${where}: expected ${p} numbers as lambda, got ${lambda.length}.`);
  let energy = 0;
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < p; j += 1) {
      energy += ((lambda[i] ?? 0) * (machine.precision.values[i * p + j] ?? 0) * (lambda[j] ?? 0)) / 2;
    }
  }
  for (let unit = 0; unit < n; unit += 1) {
    let x = 0;
    for (let k = 0; k < p; k += 1) x += (machine.weights.values[unit * p + k] ?? 0) * (lambda[k] ?? 0);
    energy -= logCosh(beta * x) / beta;
  }
  return energy;
}

/**
 * ln of the factor before Σ_s ∫ exp(-β H(s, λ)) dλ that makes it the network's Z: 1/2 ln det K - p/2 ln(2π/β).
 *
 * @param machine - A machine.
 * @param beta - β > 0.
 * @returns The logarithm.
 * @throws RangeError when K is not positive definite or β is wrong.
 */
export function machineLogFactor(machine: GaussianMachine, beta: number): number {
  const where = 'hopfield-rbm.machineLogFactor';
  checkPositive(where, 'beta', beta);
  const [p] = checkMatrix(where, 'precision', machine.precision).shape;
  const cholesky = new CholeskyDecomposition(toMl(machine.precision));
  if (!cholesky.isPositiveDefinite()) {
    throw new RangeError(`${where}: expected a positive definite precision.`);
  }
  const root = cholesky.lowerTriangularMatrix;
  let half = 0;
  for (let k = 0; k < p; k += 1) half += Math.log(root.get(k, k));
  return half - (p / 2) * Math.log((2 * Math.PI) / beta);
}

/** ln cosh x without overflow. */
function logCosh(x: number): number {
  const size = Math.abs(x);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}
