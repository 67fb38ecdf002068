import { createBackend } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { describe, expect, test } from 'vitest';
import { principalWeights, randomWeights } from '../index.js';

const root = key('starts');
const backend = await createBackend('wasm');

describe('randomWeights', () => {
  test('have the deviation that is asked for', () => {
    const { values, shape } = randomWeights(root, [200, 50]);
    expect(shape).toEqual([200, 50]);
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // 10,000 numbers: the variance is known to 1.4 %; five of that.
    expect(Math.abs(square / 0.01 - 1)).toBeLessThan(0.07);
    expect(() => randomWeights(root, [0, 3])).toThrow(RangeError);
    expect(() => randomWeights(root, [2, 3], -1)).toThrow(/deviation/);
  });
});

describe('principalWeights', () => {
  const n = 7;
  const rows = 2500;
  // Units that copy their neighbour more or less often: a spectrum without ties. More rows than a block holds.
  const noise = normal(foldIn(root, 'noise'), [rows * n]);
  const values = new Int8Array(rows * n);
  for (let index = 0; index < values.length; index += 1) {
    const copies = index % n > 0 && (noise[index] ?? 0) < 1.2 - 0.3 * (index % n);
    values[index] = copies
      ? (values[index - 1] ?? 0)
      : (noise[index] ?? 0) * 1e3 - Math.floor((noise[index] ?? 0) * 1e3) < 0.4
        ? 1
        : -1;
  }
  const data = { values, shape: [rows, n] as const };

  test('are orthonormal eigenvectors of the covariance, in falling order', async () => {
    const w = await principalWeights(backend, data, n);
    const mean = Array.from({ length: n }, (_, i) => {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) sum += values[row * n + i] ?? NaN;
      return sum / rows;
    });
    const covariance = (i: number, j: number): number => {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) {
        sum +=
          ((values[row * n + i] ?? NaN) - (mean[i] ?? NaN)) *
          ((values[row * n + j] ?? NaN) - (mean[j] ?? NaN));
      }
      return sum / (rows - 1);
    };
    const c = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => covariance(i, j)));
    const column = (mu: number): number[] => Array.from({ length: n }, (_, i) => w.values[i * n + mu] ?? NaN);
    let above = Infinity;
    for (let mu = 0; mu < n; mu += 1) {
      const v = column(mu);
      const cv = c.map((row) => row.reduce((sum, value, j) => sum + value * (v[j] ?? NaN), 0));
      const variance = cv.reduce((sum, value, i) => sum + value * (v[i] ?? NaN), 0);
      expect(variance).toBeLessThan(above);
      above = variance;
      // Float64 throughout, sums of 2,500 terms.
      cv.forEach((value, i) => {
        expect(Math.abs(value - variance * (v[i] ?? NaN))).toBeLessThan(1e-10);
      });
      for (let nu = 0; nu <= mu; nu += 1) {
        const dot = column(nu).reduce((sum, value, i) => sum + value * (v[i] ?? NaN), 0);
        expect(Math.abs(dot - (nu === mu ? 1 : 0))).toBeLessThan(1e-12);
      }
      const peak = v.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
      expect(peak).toBeGreaterThan(0);
    }
    const first = await principalWeights(backend, data, 2);
    expect(first.shape).toEqual([n, 2]);
    expect([...first.values].filter((_, index) => index % 2 === 0)).toEqual(column(0));
  });

  test('leave no tensor behind, and refuse what does not fit', async () => {
    const leaks = await countLeaks(backend, async () => {
      await principalWeights(backend, data, 1);
      return [];
    });
    expect(leaks).toBe(0);
    await expect(principalWeights(backend, data, n + 1)).rejects.toThrow(/hidden <= 7/);
    await expect(principalWeights(backend, data, 0)).rejects.toThrow(RangeError);
    await expect(principalWeights(backend, { values: [1, -1], shape: [1, 2] }, 1)).rejects.toThrow(
      /at least 2 states/,
    );
  });
});
