// Noise on vectors, as functions that composites take: exact numbers of flips for signs, Gaussian numbers for reals.

import { choice, foldIn, normal, type RandomKey } from '@vsa/backend/random';
import { checkDeviation, checkedShape, checkUnit } from './internal/checks.js';
import type { Vectors } from './vectors.js';

/** Makes a disturbed copy of vectors; the key fixes the noise. */
export type Noise = (key: RandomKey, vectors: Vectors) => Vectors;

/**
 * Noise that flips the sign of `round(fraction D)` components of each vector, chosen anew for each.
 *
 * @param fraction - Share of components to flip, in [0, 1].
 * @returns The noise.
 * @throws RangeError when the fraction lies outside [0, 1].
 */
export function flipNoise(fraction: number): Noise {
  checkUnit(fraction, 'fraction', 'flipNoise');
  return (key, vectors) => {
    const [n, dimension] = checkedShape(vectors, 'flipNoise');
    const values = vectors.values.slice();
    const count = Math.round(fraction * dimension);
    for (let index = 0; index < n; index += 1) {
      for (const place of choice(foldIn(key, index), dimension, count)) {
        const at = index * dimension + place;
        values[at] = -(values[at] ?? 0);
      }
    }
    return { values, shape: vectors.shape };
  };
}

/**
 * Noise that adds independent Gaussian numbers of mean 0 to all components.
 *
 * @param deviation - Their standard deviation, finite and >= 0.
 * @returns The noise.
 * @throws RangeError when the deviation is wrong.
 */
export function gaussianNoise(deviation: number): Noise {
  checkDeviation(deviation, 'deviation', 'gaussianNoise');
  return (key, vectors) => {
    const noise = normal(key, checkedShape(vectors, 'gaussianNoise'), { deviation });
    return {
      values: vectors.values.map((value, index) => value + (noise[index] ?? 0)),
      shape: vectors.shape,
    };
  };
}
