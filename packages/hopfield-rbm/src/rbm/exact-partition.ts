// ln Z without sampling, for machines that are small on one side.
//
// Z = Σ_s exp(-β H(s)), H being the Hopfield energy of the visible units: the hidden ones are integrated against their normalised Gaussians,
// as the paper's recorded values are. The integral over both layers is larger by the factor (2π/β)^(p/2).

import { lnCosh } from '../internal/ln-cosh.js';
import type { RbmParams } from './params.js';

/** Most visible units that are enumerated: 2^24 states. */
const MOST_VISIBLE = 24;
/** Most hidden units that are integrated over. */
const MOST_HIDDEN = 2;
/** Most points of the integral. */
const MOST_POINTS = 5e7;
/** Spacing and reach of the integral's grid in deviations of a hidden unit: the trapezoid rule errs by exp(-2π²/0.4²) there, 10^-53. */
const SPACING = 0.4;
const REACH = 9;

/** How {@link exactLogPartition} works. */
export type ExactMethod = 'enumeration' | 'quadrature';

/**
 * ln Z of a small machine, Z = Σ_s exp(-β H(s)), exact to rounding. Enumeration goes through all 2^N states by a Gray code, O(2^N p);
 * quadrature integrates over the hidden units (Eq 7) with the trapezoid rule.
 *
 * @param params - The machine, with N <= 24 for enumeration or p <= 2 for quadrature.
 * @param method - Which one. @defaultValue enumeration where N <= 24, else quadrature
 * @returns ln Z, float64.
 * @throws RangeError when the machine is too large for the method: `annealedLogPartition` estimates it.
 */
export function exactLogPartition(params: RbmParams, method?: ExactMethod): number {
  const where = 'hopfield-rbm.exactLogPartition';
  const [n, p] = params.weights.shape;
  const chosen = method ?? (n <= MOST_VISIBLE ? 'enumeration' : 'quadrature');
  const fits = chosen === 'enumeration' ? n <= MOST_VISIBLE : p <= MOST_HIDDEN;
  if (!fits) {
    throw new RangeError(
      `${where}: expected at most ${MOST_VISIBLE} visible units for enumeration or ${MOST_HIDDEN} hidden ones for quadrature, got ${n} and ${p}; estimate it with annealedLogPartition.`,
    );
  }
  return chosen === 'enumeration' ? enumerated(params) : integrated(where, params);
}

/** ln Σ exp of numbers that arrive one by one. */
function logSum(): { add(value: number): void; total(): number } {
  let top = -Infinity;
  let sum = 0;
  return {
    add(value) {
      if (value > top) {
        sum = sum * Math.exp(top - value) + 1;
        top = value;
      } else sum += Math.exp(value - top);
    },
    total: () => top + Math.log(sum),
  };
}

function enumerated({ weights, visibleField, hiddenField, beta }: RbmParams): number {
  const [n, p] = weights.shape;
  const s = new Int8Array(n).fill(-1);
  const h = new Float64Array(p);
  let linear = 0;
  const flip = (unit: number): void => {
    const change = -2 * (s[unit] ?? 0);
    s[unit] = -(s[unit] ?? 0);
    linear += change * (visibleField[unit] ?? 0);
    for (let mu = 0; mu < p; mu += 1) h[mu] = (h[mu] ?? 0) + change * (weights.values[unit * p + mu] ?? 0);
  };
  // From all zeros to all -1, the state that the code starts from.
  for (let unit = 0; unit < n; unit += 1) {
    linear -= visibleField[unit] ?? 0;
    for (let mu = 0; mu < p; mu += 1) h[mu] = (h[mu] ?? 0) - (weights.values[unit * p + mu] ?? 0);
  }
  const z = logSum();
  for (let code = 0; code < 2 ** n; code += 1) {
    // Between neighbours of a Gray code the unit flips whose number is that of the code's trailing zeros.
    if (code > 0) flip(31 - Math.clz32(code & -code));
    z.add(beta * h.reduce((sum, value, mu) => sum + value * ((hiddenField[mu] ?? 0) + value / 2), linear));
  }
  return z.total();
}

function integrated(where: string, { weights, visibleField, hiddenField, beta }: RbmParams): number {
  const [n, p] = weights.shape;
  const deviation = 1 / Math.sqrt(beta);
  const axes = Array.from({ length: p }, (_, mu) => {
    let reach = REACH * deviation;
    for (let unit = 0; unit < n; unit += 1) reach += Math.abs(weights.values[unit * p + mu] ?? 0);
    const half = Math.ceil(reach / (SPACING * deviation));
    return Array.from(
      { length: 2 * half + 1 },
      (__, k) => (hiddenField[mu] ?? 0) + (k - half) * SPACING * deviation,
    );
  });
  const points = axes.reduce((product, axis) => product * axis.length, 1);
  if (points * n > MOST_POINTS) {
    throw new RangeError(
      `${where}: expected at most ${MOST_POINTS} terms of the integral, got ${points * n}; estimate it with annealedLogPartition.`,
    );
  }
  const [first = [], second = [NaN]] = axes;
  const z = logSum();
  for (const a of first) {
    for (const b of second) {
      const lambda = p === 1 ? [a] : [a, b];
      let exponent = 0;
      lambda.forEach((value, mu) => {
        exponent -= (beta * (value - (hiddenField[mu] ?? 0)) ** 2) / 2;
      });
      for (let unit = 0; unit < n; unit += 1) {
        let x = visibleField[unit] ?? 0;
        for (let mu = 0; mu < p; mu += 1) x += (weights.values[unit * p + mu] ?? 0) * (lambda[mu] ?? 0);
        exponent += lnCosh(beta * x);
      }
      z.add(exponent);
    }
  }
  // Cells of the grid against the Gaussians' norm: (spacing / sqrt(2π))^p.
  return z.total() + n * Math.LN2 + p * Math.log(SPACING / Math.sqrt(2 * Math.PI));
}
