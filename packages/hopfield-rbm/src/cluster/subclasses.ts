// Patterns of sub-classes: each class is split by Ward's clustering, and each part becomes a pattern (Smart and Zilman 2021, 3.1.1).

import { checkWhole } from '@vsa/backend/check';
import { classPatterns } from '../class-patterns.js';
import { checkSigns } from '../internal/signs.js';
import type { Patterns, SignRows } from '../patterns.js';
import { cutTree } from './cut.js';
import { wardTree, type WardOptions, type WardTree } from './ward.js';

/** The images of one class, and how they cluster. */
export interface ClassTree {
  /** The class. */
  readonly label: number;
  /** Its images, row-major `[n, N]`. */
  readonly images: Patterns;
  /** Their tree. */
  readonly tree: WardTree;
}

/** Patterns of sub-classes. */
export interface SubclassPatterns extends Patterns {
  /** Class of each pattern. */
  readonly labels: Int32Array;
}

/**
 * Clusters the images of every class, once for any number of sub-classes. Cost O(n² N) a class.
 *
 * @param images - +1 and -1, `[n, N]`.
 * @param labels - Class of each image, 0, 1, ..., `[n]`.
 * @param options - See {@link WardOptions}; progress is that of the class under way.
 * @returns One entry a class that has images, by label.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or labels that do not fit.
 */
export async function classTrees(
  images: SignRows,
  labels: ArrayLike<number>,
  options: WardOptions = {},
): Promise<readonly ClassTree[]> {
  const where = 'hopfield-rbm.classTrees';
  const { values, shape } = checkSigns(where, 'image', images);
  const [n, units] = shape;
  if (labels.length !== n)
    throw new RangeError(`${where}: expected ${n} labels, one an image, got ${labels.length}.`);
  const rows = Array.from(labels, (label, row) => checkWhole(where, `label ${row}`, label, 0));
  const trees: ClassTree[] = [];
  for (const label of [...new Set(rows)].sort((a, b) => a - b)) {
    const members = rows.flatMap((found, row) => (found === label ? [row] : []));
    const own = new Int8Array(members.length * units);
    for (const [place, row] of members.entries()) {
      own.set(values.subarray(row * units, (row + 1) * units), place * units);
    }
    const part: Patterns = { values: own, shape: [members.length, units] };
    trees.push({ label, images: part, tree: await wardTree(part, options) });
  }
  return trees;
}

/**
 * One pattern for each of k sub-classes of every class; k = 1 gives the class patterns.
 *
 * @param trees - Classes, from {@link classTrees}.
 * @param perClass - k >= 1, at most the images of the smallest class.
 * @returns `[k * classes, N]`, class by class, each in the order of scikit-learn's cluster numbers.
 * @throws TypeError or RangeError when k is no such number or there is no class.
 */
export function subclassPatterns(trees: readonly ClassTree[], perClass: number): SubclassPatterns {
  const where = 'hopfield-rbm.subclassPatterns';
  const [first] = trees;
  if (first === undefined) throw new RangeError(`${where}: expected at least one class, got none.`);
  const units = first.images.shape[1];
  const values = new Int8Array(trees.length * perClass * units);
  for (const [place, { images, tree }] of trees.entries()) {
    values.set(classPatterns(images, cutTree(tree, perClass)).values, place * perClass * units);
  }
  return {
    values,
    shape: [trees.length * perClass, units],
    labels: Int32Array.from(
      { length: trees.length * perClass },
      (_, row) => trees[Math.floor(row / perClass)]?.label ?? 0,
    ),
  };
}
