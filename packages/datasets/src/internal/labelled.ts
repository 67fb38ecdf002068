// Two idx files that belong together: images of 28 x 28 bytes and classes 0 to 9, as MNIST and Fashion-MNIST have them.

import { checkSize } from './checks.js';
import { invalid, readIdx } from './idx.js';

/** Pixels a side. */
export const SIDE = 28;
/** Pixels an image. */
export const PIXELS = SIDE * SIDE;
const CLASSES = 10;

/** Contents of two idx files, gzipped or not. */
export interface IdxFiles {
  /** Images: `train-images-idx3-ubyte` or `t10k-images-idx3-ubyte`. */
  readonly images: Uint8Array;
  /** Their classes: `train-labels-idx1-ubyte` or `t10k-labels-idx1-ubyte`. */
  readonly labels: Uint8Array;
}

/** All values of both files, which may share the files' memory, and how many of them are wanted. */
export interface Labelled {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Reads and checks both files; `wanted` undefined is all of them. */
export function labelledImages(files: IdxFiles, wanted: number | undefined, caller: string): Labelled {
  if (wanted !== undefined) checkSize(wanted, 'count', caller);
  const images = readIdx(files.images, 3, 'images', caller);
  const labels = readIdx(files.labels, 1, 'labels', caller);
  const [n = 0, height = 0, width = 0] = images.shape;
  if (height !== SIDE || width !== SIDE) {
    throw invalid(caller, `expected images of 28 x 28 pixels`, `got ${height} x ${width}`);
  }
  if (labels.shape[0] !== n) {
    throw invalid(caller, `expected a label for each of ${n} images`, `got ${labels.values.length}`);
  }
  const wrong = labels.values.find((label) => label >= CLASSES);
  if (wrong !== undefined) throw invalid(caller, 'expected labels from 0 to 9', `got ${wrong}`);
  const count = wanted ?? n;
  if (count > n || n === 0) {
    throw new RangeError(`datasets.${caller}: expected files of ${count} images or more, got ${n}.`);
  }
  return { pixels: images.values, labels: labels.values, count };
}
