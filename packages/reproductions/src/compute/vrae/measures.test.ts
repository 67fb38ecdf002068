// Mutual information and linear read-out against scikit-learn; smaller pictures against loops over each picture.

import { key, permutation, uniform } from '@vsa/backend/random';
import { mnistSample, TEN_TINTS } from '@vsa/datasets/mnist';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test-vectors/vrae/measure.json' with { type: 'json' };
import { normalisedInformation } from './information.js';
import { picturesOf, shrunk } from './pictures.js';
import { fitReadOut, readClasses } from './read-out.js';

describe('normalisedInformation', () => {
  it.each(vectors.information)('is that of scikit-learn: $name', ({ a, b, value }) => {
    // Sums of some twenty float64 terms.
    expect(normalisedInformation(a, b)).toBeCloseTo(value, 12);
    expect(normalisedInformation(b, a)).toBeCloseTo(value, 12);
  });
});

describe('fitReadOut', () => {
  it.each(vectors.readOut)('is the RidgeClassifier of scikit-learn: ridge $ridge', (given) => {
    const rows = { values: given.features, shape: [given.labels.length, 5] } as const;
    const readOut = fitReadOut(rows, given.labels, given.ridge);
    for (const [c, weights] of given.weights.entries()) {
      // Systems of five equations with condition 1e3 at most, in float64.
      for (const [j, weight] of [...weights, given.intercepts[c] ?? NaN].entries()) {
        expect(readOut.classes[c]?.[j]).toBeCloseTo(weight, 9);
      }
    }
    const others = { values: given.others, shape: [given.classes.length, 5] } as const;
    expect(readClasses(readOut, others)).toEqual(given.classes);
  });

  it('reads what follows from one feature, and guesses the commonest class where nothing does', () => {
    const labels = [0, 1, 2, 2, 1, 0, 2, 2];
    const told = {
      values: labels.flatMap((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0))),
      shape: [8, 3],
    } as const;
    expect(readClasses(fitReadOut(told, labels), told)).toEqual(labels);
    const silent = { values: new Float64Array(8).fill(0.5), shape: [8, 1] } as const;
    expect(readClasses(fitReadOut(silent, labels), silent)).toEqual(labels.map(() => 2));
  });
});

describe('shrunk', () => {
  it('has the means of blocks of each picture and channel', () => {
    const [count, side] = [3, 28];
    const pixels = Uint8Array.from(uniform(key('pixels'), [count * side * side * 3]), (value) => 255 * value);
    const at = (image: number, y: number, x: number, channel: number): number =>
      pixels[image * side * side * 3 + y * side * 3 + x * 3 + channel] ?? NaN;
    const expected: number[] = [];
    for (let image = 0; image < count; image += 1)
      for (let y = 0; y < side; y += 2)
        for (let x = 0; x < side; x += 2)
          for (let channel = 0; channel < 3; channel += 1) {
            const block = [at(image, y, x, channel), at(image, y, x + 1, channel)];
            block.push(at(image, y + 1, x, channel), at(image, y + 1, x + 1, channel));
            expected.push(Math.round(block.reduce((sum, value) => sum + value) / 4));
          }
    expect(Array.from(shrunk(pixels, 2))).toEqual(expected);
    expect(shrunk(pixels, 1)).toBe(pixels);
  });
});

describe('picturesOf', () => {
  it('has other pictures held out than it learns from, each in the tint that it names', async () => {
    const request = { source: 'carried', side: 28, images: 900, held: 300 } as const;
    const { train, held } = await picturesOf(key('a'), request);
    const { labels } = mnistSample();
    expect([train.shape, held.shape]).toEqual([
      [800, 2352],
      [200, 2352],
    ]);
    expect([...train.digits, ...held.digits]).toEqual([...labels]);
    for (const image of permutation(key('some'), 200).subarray(0, 20)) {
      const own = held.pixels.subarray(image * 2352, (image + 1) * 2352);
      const tint = TEN_TINTS[held.tints[image] ?? 0] ?? [0, 0, 0];
      // Every pixel is a share of the tint, rounded.
      for (let pixel = 0; pixel < 784; pixel += 1) {
        const share = Math.max(...tint.map((full, c) => (full > 0 ? (own[3 * pixel + c] ?? 0) / full : 0)));
        for (const [c, full] of tint.entries()) {
          expect(Math.abs((own[3 * pixel + c] ?? NaN) - share * full)).toBeLessThanOrEqual(2);
        }
      }
    }
    const small = await picturesOf(key('a'), { ...request, side: 14, images: 5 });
    expect(small.train.shape).toEqual([5, 588]);
    expect(small.held.tints).toEqual(held.tints);
  });
});
