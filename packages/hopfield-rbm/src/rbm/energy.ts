// Energies of a binary-Gaussian RBM after one layer is integrated out, float64 on the host.

import { formatShape } from '@vsa/backend';
import { lnCosh } from '../internal/ln-cosh.js';
import { checkSigns } from '../internal/signs.js';
import type { Matrix } from '../matrix.js';
import type { SignRows } from '../patterns.js';
import type { RbmParams } from './params.js';

/**
 * Energy of visible units with the hidden ones integrated out, the Hopfield energy H(s) = -Σ_i b_i s_i - Σ_µ (c_µ h_µ + h_µ²/2) with
 * h = Wᵀs (Eq 1, 5): p(s) is proportional to exp(-β H(s)). Cost O(N p) a state.
 *
 * @param params - The machine.
 * @param states - +1 and -1, `[rows, N]`.
 * @returns H of each state, `[rows]`, float64.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or another number of units.
 */
export function visibleEnergy(params: RbmParams, states: SignRows): Float64Array {
  const { weights, visibleField, hiddenField } = params;
  const [n, p] = weights.shape;
  const { values, shape } = checkSigns('hopfield-rbm.visibleEnergy', 'state', states, n);
  const h = new Float64Array(p);
  return Float64Array.from({ length: shape[0] }, (_, row) => {
    h.fill(0);
    let energy = 0;
    for (let unit = 0; unit < n; unit += 1) {
      const sign = values[row * n + unit] ?? 0;
      energy -= sign * (visibleField[unit] ?? 0);
      for (let mu = 0; mu < p; mu += 1) h[mu] = (h[mu] ?? 0) + sign * (weights.values[unit * p + mu] ?? 0);
    }
    return h.reduce((sum, value, mu) => sum - value * ((hiddenField[mu] ?? 0) + value / 2), energy);
  });
}

/**
 * Energy of hidden units with the visible ones summed out, F₀(λ) = Σ_µ (λ_µ - c_µ)²/2 - (1/β) Σ_i ln cosh β(Wλ + b)_i (Eq 8, with
 * fields): the density of λ is proportional to exp(-β F₀(λ)). Cost O(N p) a row.
 *
 * @param params - The machine.
 * @param hidden - λ, `[rows, p]`.
 * @returns F₀ of each row, `[rows]`, float64.
 * @throws RangeError for another number of units.
 */
export function hiddenEnergy(params: RbmParams, hidden: Matrix): Float64Array {
  const { weights, visibleField, hiddenField, beta } = params;
  const [n, p] = weights.shape;
  if (hidden.shape[1] !== p) {
    throw new RangeError(
      `hopfield-rbm.hiddenEnergy: expected hidden units of shape [rows, ${p}], got ${formatShape(hidden.shape)}.`,
    );
  }
  return Float64Array.from({ length: hidden.shape[0] }, (_, row) => {
    const lambda = hidden.values.subarray(row * p, (row + 1) * p);
    let energy = lambda.reduce((sum, value, mu) => sum + (value - (hiddenField[mu] ?? 0)) ** 2 / 2, 0);
    for (let unit = 0; unit < n; unit += 1) {
      let x = visibleField[unit] ?? 0;
      for (let mu = 0; mu < p; mu += 1) x += (weights.values[unit * p + mu] ?? 0) * (lambda[mu] ?? 0);
      energy -= lnCosh(beta * x) / beta;
    }
    return energy;
  });
}
