// One pattern a class: the sign of the mean of its images (Smart and Zilman 2021, Eq 14).

import { checkWhole } from '@vsa/backend/check';
import { checkSigns } from './internal/signs.js';
import type { Patterns, SignRows } from './patterns.js';

/** Patterns of classes. */
export interface ClassPatterns extends Patterns {
  /** Images of each class. */
  readonly counts: readonly number[];
}

/**
 * The sign of each class's mean image; where as many images are +1 as -1, it is -1, as in the paper's code. Cost O(n N).
 *
 * @param images - +1 and -1, `[n, N]`.
 * @param labels - Class of each image, 0, 1, ..., `[n]`.
 * @returns `[classes, N]`, a class a row.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1, a label missing or that is no class, or a class
 * without images.
 */
export function classPatterns(images: SignRows, labels: ArrayLike<number>): ClassPatterns {
  const where = 'hopfield-rbm.classPatterns';
  const { values, shape } = checkSigns(where, 'image', images);
  const [n, units] = shape;
  if (labels.length !== n)
    throw new RangeError(`${where}: expected ${n} labels, one an image, got ${labels.length}.`);
  let classes = 0;
  for (let row = 0; row < n; row += 1) {
    const label = checkWhole(where, `label ${row}`, labels[row], 0);
    if (label >= n)
      throw new RangeError(`${where}: expected label ${row} below ${n}, the number of images, got ${label}.`);
    classes = Math.max(classes, label + 1);
  }
  const sums = new Int32Array(classes * units);
  const counts = Array<number>(classes).fill(0);
  for (let row = 0; row < n; row += 1) {
    const label = labels[row] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
    const start = label * units;
    for (let unit = 0; unit < units; unit += 1) {
      sums[start + unit] = (sums[start + unit] ?? 0) + (values[row * units + unit] ?? 0);
    }
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) {
    throw new RangeError(
      `${where}: expected an image for each class up to ${classes - 1}, got none of class ${empty}.`,
    );
  }
  return { values: Int8Array.from(sums, (sum) => (sum > 0 ? 1 : -1)), shape: [classes, units], counts };
}
