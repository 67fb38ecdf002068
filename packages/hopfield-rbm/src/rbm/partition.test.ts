import { createBackend } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { describe, expect, test } from 'vitest';
import {
  annealedLogPartition,
  exactLogPartition,
  hiddenEnergy,
  matrix,
  meanLogLikelihood,
  rbmParams,
  visibleEnergy,
  type RbmParams,
} from '../index.js';

const root = key('partition');
const backend = await createBackend('wasm');

function machine(n: number, p: number, beta = 0.6, deviation = 0.5): RbmParams {
  const draw = (name: string, size: number): Float32Array =>
    normal(foldIn(root, `${name} ${n} ${p}`), [size], { deviation });
  return rbmParams(matrix(draw('w', n * p), [n, p]), {
    visibleField: draw('b', n),
    hiddenField: draw('c', p),
    beta,
  });
}

/** All sign vectors, a row each. */
function allStates(n: number): { values: Int8Array; shape: [number, number] } {
  const values = Int8Array.from({ length: n * 2 ** n }, (_, index) =>
    (Math.floor(index / n) >> (index % n)) & 1 ? 1 : -1,
  );
  return { values, shape: [2 ** n, n] };
}

/** -H(s, λ) of E.1, term by term. */
function minusJointEnergy(m: RbmParams, s: ArrayLike<number>, lambda: readonly number[]): number {
  const [n, p] = m.weights.shape;
  let total = 0;
  for (let mu = 0; mu < p; mu += 1) {
    total -= ((lambda[mu] ?? NaN) - (m.hiddenField[mu] ?? NaN)) ** 2 / 2;
    for (let i = 0; i < n; i += 1)
      total += (m.weights.values[i * p + mu] ?? NaN) * (s[i] ?? NaN) * (lambda[mu] ?? NaN);
  }
  for (let i = 0; i < n; i += 1) total += (m.visibleField[i] ?? NaN) * (s[i] ?? NaN);
  return total;
}

describe('energies', () => {
  test('of visible units: the joint density integrated over λ, up to a factor that is the same for all', () => {
    const m = machine(5, 1);
    const states = allStates(5);
    const energy = visibleEnergy(m, states);
    energy.forEach((value, row) => {
      const s = states.values.subarray(row * 5, row * 5 + 5);
      let integral = 0;
      // The trapezoid rule on a Gaussian of width 1.3, spacing 0.1: exact to rounding.
      for (let lambda = -20; lambda <= 20; lambda += 0.1)
        integral += 0.1 * Math.exp(m.beta * minusJointEnergy(m, s, [lambda]));
      const expected = Math.sqrt((2 * Math.PI) / m.beta) * Math.exp(-m.beta * value);
      expect(Math.abs(integral / expected - 1)).toBeLessThan(1e-10);
    });
  });

  test('of hidden units: the joint density summed over s, up to 2^N', () => {
    const m = machine(6, 3);
    const states = allStates(6);
    const hidden = matrix(normal(foldIn(root, 'hidden'), [12]), [4, 3]);
    hiddenEnergy(m, hidden).forEach((value, row) => {
      const lambda = [...hidden.values.subarray(row * 3, row * 3 + 3)];
      let sum = 0;
      for (let state = 0; state < 64; state += 1) {
        sum += Math.exp(
          m.beta * minusJointEnergy(m, states.values.subarray(state * 6, state * 6 + 6), lambda),
        );
      }
      expect(Math.abs(sum / (64 * Math.exp(-m.beta * value)) - 1)).toBeLessThan(1e-12);
    });
  });

  test('refuse units that do not fit', () => {
    expect(() => visibleEnergy(machine(4, 2), { values: [1, 1], shape: [1, 2] })).toThrow(RangeError);
    expect(() => hiddenEnergy(machine(4, 2), matrix([1], [1, 1]))).toThrow(/\[rows, 2\]/);
  });
});

describe('exactLogPartition', () => {
  test.each([
    [1, 1],
    [7, 3],
    [12, 5],
  ])('enumeration is the sum over all states: N = %i, p = %i', (n, p) => {
    const m = machine(n, p);
    const energy = visibleEnergy(m, allStates(n));
    const naive = Math.log(energy.reduce((sum, value) => sum + Math.exp(-m.beta * value), 0));
    // 4,096 float64 terms.
    expect(Math.abs(exactLogPartition(m) - naive)).toBeLessThan(1e-11);
  });

  test.each([
    [1, 1],
    [9, 1],
    [12, 2],
  ])('the integral over λ is the sum over s: N = %i, p = %i', (n, p) => {
    for (const beta of [0.2, 1, 3]) {
      const m = machine(n, p, beta);
      expect(Math.abs(exactLogPartition(m, 'quadrature') - exactLogPartition(m, 'enumeration'))).toBeLessThan(
        1e-10,
      );
    }
  });

  test('refuses machines that are too large', () => {
    expect(() => exactLogPartition(machine(30, 3))).toThrow(/annealedLogPartition/);
    expect(() => exactLogPartition(machine(30, 2), 'enumeration')).toThrow(RangeError);
    expect(Number.isFinite(exactLogPartition(machine(30, 2)))).toBe(true);
  });
});

describe('annealedLogPartition', () => {
  test.each(['joint', 'continuous'] as const)('is within 0.1 of the exact value: %s', async (form) => {
    for (const [n, p] of [
      [10, 3],
      [14, 6],
    ] as const) {
      const m = machine(n, p, 0.8);
      const { logPartition, standardError, effectiveSampleSize, logWeights } = await annealedLogPartition(
        backend,
        m,
        foldIn(root, 'ais'),
        { chains: 400, steps: 400, form },
      );
      const error = Math.abs(logPartition - exactLogPartition(m));
      expect(error).toBeLessThan(0.1);
      // Four of its own standard errors: passed with probability 6e-5 by a right one; the seed is fixed.
      expect(error).toBeLessThan(4 * standardError);
      expect(effectiveSampleSize).toBeGreaterThan(100);
      expect(effectiveSampleSize).toBeLessThanOrEqual(400);
      const mean = logWeights.reduce((sum, value) => sum + Math.exp(value), 0) / 400;
      expect(Math.abs(Math.log(mean) - logPartition)).toBeLessThan(1e-9);
    }
  });

  test('without weights every chain gives the exact value', async () => {
    const m = rbmParams(matrix(new Float64Array(12), [6, 2]), { beta: 2 });
    const { logPartition, standardError } = await annealedLogPartition(backend, m, root, {
      chains: 2,
      steps: 3,
    });
    expect(Math.abs(logPartition - 6 * Math.LN2)).toBeLessThan(1e-12);
    expect(standardError).toBe(0);
  });

  test('is the same however it is cut, reports its steps, and stops when asked', async () => {
    const m = machine(40, 5, 0.8, 0.2);
    const seen: number[] = [];
    const options = {
      chains: 20,
      steps: 60,
      onProgress: ({ step }: { step: number }) => void seen.push(step),
    };
    const one = await annealedLogPartition(backend, m, root, options);
    expect(await annealedLogPartition(backend, m, root, { ...options, threads: 2 })).toEqual(one);
    expect(seen.at(-1)).toBe(60);
    const signal = AbortSignal.abort();
    await expect(annealedLogPartition(backend, m, root, { signal })).rejects.toThrow(/abort/i);
    await expect(annealedLogPartition(backend, m, root, { chains: 1 })).rejects.toThrow(/chains/);
    await expect(annealedLogPartition(backend, m, root, { steps: 0 })).rejects.toThrow(/steps/);
    await expect(annealedLogPartition(backend, m, root, { threads: 0.5 })).rejects.toThrow(/threads/);
  });
});

describe('meanLogLikelihood', () => {
  test('is the mean of ln p over data, and p sums to 1', async () => {
    const m = machine(8, 3);
    const states = allStates(8);
    const logZ = exactLogPartition(m);
    const energy = visibleEnergy(m, states);
    const mean = energy.reduce((sum, value) => sum - m.beta * value - logZ, 0) / 256;
    // Float32 products of 8 terms, squared.
    expect(Math.abs((await meanLogLikelihood(backend, m, states, logZ)) - mean)).toBeLessThan(1e-5);
    const total = energy.reduce((sum, value) => sum + Math.exp(-m.beta * value - logZ), 0);
    expect(Math.abs(total - 1)).toBeLessThan(1e-12);
    await expect(meanLogLikelihood(backend, m, states, NaN)).rejects.toThrow(/logPartition to be finite/);
  });
});
