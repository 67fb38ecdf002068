// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): photographs of clothes in ten classes. The first 500 training images travel with the
// package; see NOTICE. The others come from idx files.

import type { Images } from './images.js';
import { carriedBytes, toUnit } from './internal/carried.js';
import { checkSize } from './internal/checks.js';
import { FASHION } from './internal/data/fashion.generated.js';
import { labelledImages, PIXELS, SIDE, type IdxFiles } from './internal/labelled.js';

export type { IdxFiles } from './internal/labelled.js';

const CARRIED = 500;

/** Names of the ten classes, in the order of their numbers. */
export const FASHION_CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

/** Images with a class each. */
export interface FashionMnist extends Images {
  /** Class of each image, 0 to 9, `[n]`; {@link FashionMnist.classes} names them. */
  readonly labels: Uint8Array;
  /** Names of the classes. */
  readonly classes: readonly string[];
}

/** How many images. */
export interface FashionMnistOptions {
  /** The first so many, >= 1. @defaultValue all */
  readonly count?: number | undefined;
}

/**
 * The first 500 training images of Fashion-MNIST: as many as the CDAM paper's largest set (A.3), which took them from the test images.
 *
 * @param options - See {@link FashionMnistOptions}; at most 500.
 * @returns `[count, 784]` with values in [0, 1] (grey / 255); fresh copies.
 * @throws RangeError for a wrong count; more than 500 come from {@link fashionMnistFromIdx}.
 */
export function fashionMnist(options: FashionMnistOptions = {}): FashionMnist {
  const { count = CARRIED } = options;
  checkSize(count, 'count', 'fashionMnist');
  if (count > CARRIED) {
    throw new RangeError(
      `datasets.fashionMnist: expected count to be at most ${CARRIED}, got ${count}; read more from idx files with fashionMnistFromIdx.`,
    );
  }
  const bytes = carriedBytes(FASHION);
  return assembled(bytes, bytes.subarray(CARRIED * PIXELS), count);
}

/**
 * Reads Fashion-MNIST, or any data in its form (28 x 28 bytes and classes 0 to 9, as MNIST), from the contents of two idx files.
 *
 * Four bytes of memory a pixel: all 60,000 training images take 188 MB.
 *
 * @param files - See {@link IdxFiles}.
 * @param options - See {@link FashionMnistOptions}.
 * @returns `[count, 784]` with values in [0, 1] (grey / 255).
 * @throws TypeError when the contents are no bytes; RangeError when there are fewer images than asked for; VsaError `DATA_INVALID` when
 * a file is no idx file, truncated or too long, of another size, or when the two do not belong together.
 */
export function fashionMnistFromIdx(files: IdxFiles, options: FashionMnistOptions = {}): FashionMnist {
  const { pixels, labels, count } = labelledImages(files, options.count, 'fashionMnistFromIdx');
  return assembled(pixels, labels, count);
}

function assembled(pixels: Uint8Array, labels: Uint8Array, count: number): FashionMnist {
  return {
    values: toUnit(pixels.subarray(0, count * PIXELS)),
    shape: [count, PIXELS],
    height: SIDE,
    width: SIDE,
    channels: 1,
    // A Buffer's own slice would share its memory.
    labels: Uint8Array.from(labels.subarray(0, count)),
    classes: FASHION_CLASSES,
  };
}
