import { createBackend } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { describe, expect, test } from 'vitest';
import vectors from '../../test-vectors/logistic-regression/vectors.json' with { type: 'json' };
import {
  expertFeatures,
  fitLogisticRegression,
  hopfieldToRbm,
  matrix,
  predictClasses,
  randomWeights,
  rbmParams,
  visibleEnergy,
} from '../index.js';

const root = key('classify');
const backend = await createBackend('wasm');

const features = matrix(vectors.features.flat(), [vectors.labels.length, 3]);

describe('fitLogisticRegression', () => {
  test("finds scikit-learn's coefficients", () => {
    const fit = fitLogisticRegression(features, vectors.labels, { ridge: 1e-14 });
    expect(fit.status).toBe('converged');
    expect(fit.steps).toBeLessThan(15);
    expect(Math.abs(fit.loss - vectors.loss)).toBeLessThan(1e-9);
    vectors.coefficients.flat().forEach((wanted, index) => {
      // Both stop at gradients of about 1e-8 of the mean loss; the flattest direction is some thousand times less curved.
      expect(Math.abs((fit.coefficients.values[index] ?? NaN) - wanted)).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(wanted)),
      );
    });
  });

  test('the gradient of the mean loss is zero there: residuals do not correlate with features', () => {
    const { coefficients } = fitLogisticRegression(features, vectors.labels, { ridge: 1e-14 });
    const sums = new Float64Array(12);
    vectors.features.forEach((row, index) => {
      const x = [...row, 1];
      const scores = [0, 1, 2, 3].map((c) =>
        x.reduce((sum, v, j) => sum + v * (coefficients.values[c * 4 + j] ?? NaN), 0),
      );
      const z = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      for (let c = 0; c < 3; c += 1) {
        const error = Math.exp(scores[c] ?? NaN) / z - (vectors.labels[index] === c ? 1 : 0);
        x.forEach((v, j) => {
          sums[c * 4 + j] = (sums[c * 4 + j] ?? 0) + (error * v) / 80;
        });
      }
    });
    // The tolerance holds for standardised features; the second one is 10 wide around 300.
    for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(1e-8 * 400);
  });

  test('separable data and constant features have an answer too', () => {
    const rows = matrix([-2, 5, -1, 5, 1, 5, 2, 5], [4, 2]);
    const fit = fitLogisticRegression(rows, [0, 0, 1, 1]);
    expect([...predictClasses(fit, rows)]).toEqual([0, 0, 1, 1]);
    expect(fit.coefficients.values.every(Number.isFinite)).toBe(true);
    expect(fit.coefficients.values[1]).toBe(0);
    expect(fitLogisticRegression(rows, [0, 0, 1, 1], { maxSteps: 1 })).toMatchObject({
      status: 'max-steps',
      steps: 1,
    });
  });

  test('refuses what does not fit', () => {
    expect(() => fitLogisticRegression(features, [0, 1])).toThrow(/expected 80 labels/);
    expect(() => fitLogisticRegression(matrix([1, 2], [2, 1]), [0, 0])).toThrow(/all occur/);
    expect(() => fitLogisticRegression(matrix([1, 2], [2, 1]), [0, 2])).toThrow(/all occur/);
    expect(() => fitLogisticRegression(matrix([1, 2], [2, 1]), [0, -1])).toThrow(/label 1/);
    expect(() => fitLogisticRegression(matrix([1, 2], [2, 1]), [0, 1], { ridge: 0 })).toThrow(/ridge > 0/);
    expect(() => fitLogisticRegression(matrix([1, 2], [2, 1]), [0, 1], { maxSteps: 0 })).toThrow(/maxSteps/);
    const fit = fitLogisticRegression(matrix([1, 2], [2, 1]), [0, 1]);
    expect(() => predictClasses(fit, matrix([1, 2], [1, 2]))).toThrow(/expected 1 features/);
  });
});

describe('expertFeatures', () => {
  const patterns = { values: [1, 1, 1, -1, -1, 1, 1, 1, -1, 1, 1, -1], shape: [2, 6] } as const;

  test('is minus the energy of each machine, a column each', async () => {
    const { params } = hopfieldToRbm(patterns);
    const second = rbmParams(randomWeights(root, [6, 4], 0.4));
    const states = {
      values: Int8Array.from(normal(foldIn(root, 's'), [18]), (v) => (v < 0 ? -1 : 1)),
      shape: [3, 6] as const,
    };
    const made = await expertFeatures(backend, [params, second], states);
    expect(made.shape).toEqual([3, 2]);
    for (const [expert, machine] of [params, second].entries()) {
      visibleEnergy(machine, states).forEach((energy, row) => {
        // Float32 products of six terms of size at most 1.
        expect(Math.abs((made.values[row * 2 + expert] ?? NaN) + energy)).toBeLessThan(2e-5);
      });
    }
    // A stored pattern lies in the span of an orthogonal W: all of its N/2.
    const own = await expertFeatures(backend, [params], patterns);
    for (const value of own.values) expect(Math.abs(value - 3)).toBeLessThan(1e-5);
  });

  test('leaves no tensor behind, and refuses what does not fit', async () => {
    const { params } = hopfieldToRbm(patterns);
    const leaks = await countLeaks(backend, async () => {
      await expertFeatures(backend, [params], patterns);
      return [];
    });
    expect(leaks).toBe(0);
    await expect(expertFeatures(backend, [], patterns)).rejects.toThrow(/at least one expert/);
    const other = rbmParams(randomWeights(root, [5, 2]));
    await expect(expertFeatures(backend, [params, other], patterns)).rejects.toThrow(
      /one number of visible units/,
    );
    await expect(expertFeatures(backend, [other], patterns)).rejects.toThrow(RangeError);
  });
});
