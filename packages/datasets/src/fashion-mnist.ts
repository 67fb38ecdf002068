// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): photographs of clothes in ten classes. The first 500 training images travel with the
// package; see NOTICE. The others come from idx files.

import type { Images } from './images.js';
import { carriedBytes, toUnit } from './internal/carried.js';
import { checkSize } from './internal/checks.js';
import { FASHION } from './internal/data/fashion.generated.js';
import { invalid, readIdx } from './internal/idx.js';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
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

/** Contents of two idx files, gzipped or not. */
export interface IdxFiles {
  /** Images: `train-images-idx3-ubyte` or `t10k-images-idx3-ubyte`. */
  readonly images: Uint8Array;
  /** Their classes: `train-labels-idx1-ubyte` or `t10k-labels-idx1-ubyte`. */
  readonly labels: Uint8Array;
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
  const caller = 'fashionMnistFromIdx';
  if (options.count !== undefined) checkSize(options.count, 'count', caller);
  const images = readIdx(files.images, 3, 'images', caller);
  const labels = readIdx(files.labels, 1, 'labels', caller);
  const [n = 0, height = 0, width = 0] = images.shape;
  if (height !== SIDE || width !== SIDE) {
    throw invalid(caller, `expected images of 28 x 28 pixels`, `got ${height} x ${width}`);
  }
  if (labels.shape[0] !== n) {
    throw invalid(caller, `expected a label for each of ${n} images`, `got ${labels.values.length}`);
  }
  const wrong = labels.values.find((label) => label >= FASHION_CLASSES.length);
  if (wrong !== undefined) throw invalid(caller, 'expected labels from 0 to 9', `got ${wrong}`);
  const { count = n } = options;
  if (count > n || n === 0) {
    throw new RangeError(`datasets.${caller}: expected files of ${count} images or more, got ${n}.`);
  }
  return assembled(images.values, labels.values, count);
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
