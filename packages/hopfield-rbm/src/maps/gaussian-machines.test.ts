import { describe, expect, it } from 'vitest';
import {
  allStates,
  at,
  determinant,
  energyOf,
  inverse,
  logSum,
  projectionRule,
  randomPatterns,
  rowsOf,
} from '../../test/oracle.js';
import {
  machineFreeEnergy,
  machineLogFactor,
  matrix,
  overlapMachine,
  projectionMachine,
  qrMap,
  type GaussianMachine,
} from '../index.js';

const N = 10;
const patterns = randomPatterns(6, 2, N);
const beta = 1.3;
const q = qrMap(patterns);
const machines: readonly (readonly [string, GaussianMachine])[] = [
  ['restricted (Eq 6)', { precision: matrix([1, 0, 0, 1], [2, 2]), weights: q.weights }],
  ['overlap (C.3)', overlapMachine(patterns)],
  ['projection (C.7)', projectionMachine(patterns)],
];
const couplings = projectionRule(patterns);
const states = allStates(N);
/** ln Z of the network, by enumeration. */
const logZ = logSum(states.map((state) => -beta * energyOf(couplings, [], state)));

describe.each(machines)('the %s machine', (_, machine) => {
  const k = rowsOf(machine.precision);
  const w = rowsOf(machine.weights);
  const factor = machineLogFactor(machine, beta);

  it('has the partition function of the network: sum over states of a Gaussian integral in closed form', () => {
    // ∫ exp(-β(λᵀKλ/2 - λᵀx)) dλ = (2π/β)^(p/2) det K^-1/2 exp(β xᵀK^-1 x / 2)
    const covariance = inverse(k);
    const terms = states.map((state) => {
      const x = [0, 1].map((hidden) => state.reduce((sum, s, unit) => sum + s * at(w, unit, hidden), 0));
      let form = 0;
      for (let i = 0; i < 2; i += 1) {
        for (let j = 0; j < 2; j += 1) form += (x[i] ?? 0) * at(covariance, i, j) * (x[j] ?? 0);
      }
      return Math.log((2 * Math.PI) / beta) - Math.log(determinant(k)) / 2 + (beta / 2) * form;
    });
    // Sums of 1,024 numbers in float64.
    expect(logSum(terms) + factor).toBeCloseTo(logZ, 10);
  });

  it('has it as an integral over its continuous variables too (Eq 7, C.4, C.8), by quadrature', () => {
    // The trapezium rule errs by less than exp(-π² σ² / h²) for such integrands; the box goes to eight deviations around all modes.
    const covariance = inverse(k);
    const reach = [0, 1].map((hidden) => {
      const spread = Math.sqrt(at(covariance, hidden, hidden) / beta);
      const mode = Math.max(
        ...states.map((state) =>
          Math.abs(
            [0, 1].reduce(
              (sum, other) =>
                sum +
                at(covariance, hidden, other) * state.reduce((x, s, unit) => x + s * at(w, unit, other), 0),
              0,
            ),
          ),
        ),
      );
      return mode + 8 * spread;
    });
    const points = 240;
    const [a = 0, b = 0] = reach;
    const terms: number[] = [];
    for (let i = 0; i <= points; i += 1) {
      for (let j = 0; j <= points; j += 1) {
        const lambda = [a * ((2 * i) / points - 1), b * ((2 * j) / points - 1)];
        terms.push(-beta * machineFreeEnergy(machine, lambda, beta));
      }
    }
    const cell = Math.log(((2 * a) / points) * ((2 * b) / points));
    expect(logSum(terms) + cell + N * Math.LN2 + factor).toBeCloseTo(logZ, 8);
  });
});

describe('machineFreeEnergy and machineLogFactor', () => {
  const [, machine] = machines[1] ?? ['', overlapMachine(patterns)];

  it('refuse what does not fit', () => {
    expect(() => machineFreeEnergy(machine, [1], beta)).toThrow(/expected 2 numbers as lambda, got 1/);
    expect(() => machineFreeEnergy(machine, [1, 2], 0)).toThrow(RangeError);
    expect(() => machineLogFactor({ ...machine, precision: matrix([1, 2, 2, 1], [2, 2]) }, 1)).toThrow(
      /positive definite/,
    );
    expect(() => overlapMachine({ values: [1, 1, -1, -1], shape: [2, 2] })).toThrow(/independent/);
    expect(() => projectionMachine({ values: [1, 1, 1, 2], shape: [2, 2] })).toThrow(/got 2/);
  });
});
