// What the loaders of images and clips return, and the random choice of pixels that turns images into patterns of a given length.

import { choice, type RandomKey } from '@vsa/backend/random';
import { checkedShape, checkSize } from './internal/checks.js';
import type { Vectors } from './vectors.js';

/** Images of one size as rows, `[n, height * width * channels]`: from the top left, line by line; values in [0, 1], 0 is black. */
export interface Images extends Vectors {
  /** Lines. */
  readonly height: number;
  /** Pixels a line. */
  readonly width: number;
  /** 1 for grey values; 3 for red, green, blue, one after another for each pixel. */
  readonly channels: 1 | 3;
}

/** Some components of vectors. */
export interface SampledVectors extends Vectors {
  /** Which components, in the order of the columns; all different. */
  readonly indices: Int32Array;
}

/**
 * Keeps the same randomly chosen components of every row, in random order: 2,000 values a frame made the CDAM paper's patterns (A.11).
 *
 * @param key - Fixes the choice.
 * @param vectors - `[n, D]`, images or other rows.
 * @param count - How many components, from 1 to D.
 * @returns `[n, count]` with the indices chosen; costs O(D + n count).
 * @throws RangeError when `count` or the shape is wrong; TypeError when `key` is no key.
 */
export function sampleComponents(key: RandomKey, vectors: Vectors, count: number): SampledVectors {
  const [n, dimension] = checkedShape(vectors, 'sampleComponents');
  checkSize(count, 'count', 'sampleComponents');
  if (count > dimension) {
    throw new RangeError(
      `datasets.sampleComponents: expected count to be at most ${dimension}, the number of components, got ${count}.`,
    );
  }
  const indices = choice(key, dimension, count);
  const values = new Float32Array(n * count);
  for (let row = 0; row < n; row += 1) {
    for (const [column, index] of indices.entries()) {
      values[row * count + column] = vectors.values[row * dimension + index] ?? 0;
    }
  }
  return { values, shape: [n, count], indices };
}
