// Coloured MNIST, of which there is no one data set: here the ink of a digit takes a tint and the paper stays black,
// x_rgb = grey / 255 * tint. The tint is drawn apart from the digit, so that neither tells anything about the other.

import { integers, foldIn, type RandomKey } from '@vsa/backend/random';
import { checkSize } from './internal/checks.js';
import type { Digits } from './mnist.js';

const CHANNELS = 3;
/** The brightest channel of a random tint is at least this, or the digit could not be seen. */
const VISIBLE = 128;

/** Ten tints that are easily told apart: red, green, blue, yellow, magenta, cyan, orange, violet, white, dark green; bytes `[10, 3]`. */
export const TEN_TINTS: readonly (readonly [red: number, green: number, blue: number])[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [255, 0, 255],
  [0, 255, 255],
  [255, 128, 0],
  [128, 0, 255],
  [255, 255, 255],
  [0, 128, 64],
];

/** Digits in colour. */
export interface ColouredDigits {
  /** Red, green and blue of each pixel, 0 to 255, row-major `[n, 2352]`: an image a row, from the top left, line by line. */
  readonly pixels: Uint8Array;
  /** Images and values an image, 28 x 28 x 3. */
  readonly shape: readonly [n: number, values: number];
  /** Lines, 28. */
  readonly height: number;
  /** Pixels a line, 28. */
  readonly width: number;
  /** Values a pixel. */
  readonly channels: 3;
  /** Digit of each image, 0 to 9, `[n]`. */
  readonly labels: Uint8Array;
  /** Tint of each image, row-major `[n, 3]`, 0 to 255. */
  readonly tints: Uint8Array;
  /** Which of {@link TEN_TINTS} is nearest to the tint, 0 to 9, `[n]`. */
  readonly tintLabels: Uint8Array;
}

/**
 * Draws one random tint an image: red, green and blue uniform over 0 to 255, drawn again until one of them is at least 128.
 *
 * @param key - Fixes the tints.
 * @param count - How many, >= 1.
 * @returns Row-major `[count, 3]`, for {@link colourDigits}.
 * @throws RangeError for a wrong count; TypeError when `key` is no key.
 */
export function randomTints(key: RandomKey, count: number): Uint8Array {
  checkSize(count, 'count', 'randomTints');
  const tints = new Uint8Array(count * CHANNELS);
  let open = Array.from({ length: count }, (_, row) => row);
  for (let round = 0; open.length > 0; round += 1) {
    const drawn = integers(foldIn(key, round), [open.length, CHANNELS], { high: 256 });
    open = open.filter((row, index) => {
      const tint = drawn.subarray(index * CHANNELS, (index + 1) * CHANNELS);
      tints.set(tint, row * CHANNELS);
      return Math.max(...tint) < VISIBLE;
    });
  }
  return tints;
}

/**
 * Draws one of {@link TEN_TINTS} an image, each with the same probability.
 *
 * @param key - Fixes the tints.
 * @param count - How many, >= 1.
 * @returns Row-major `[count, 3]`, for {@link colourDigits}.
 * @throws RangeError for a wrong count; TypeError when `key` is no key.
 */
export function tenTints(key: RandomKey, count: number): Uint8Array {
  checkSize(count, 'count', 'tenTints');
  const drawn = integers(key, [count], { high: TEN_TINTS.length });
  return Uint8Array.from(Array.from(drawn).flatMap((number) => TEN_TINTS[number] ?? []));
}

/**
 * Colours digits: each value is `grey * tint / 255`, rounded; paper stays black.
 *
 * @param digits - Grey images and their classes, such as `mnistSample()`.
 * @param tints - Red, green and blue for each image, row-major `[n, 3]`.
 * @returns `[n, 2352]` bytes for images of 28 x 28; 141 MB for 60,000 of them.
 * @throws TypeError when tints or grey values are no bytes; RangeError when their number does not fit.
 */
export function colourDigits(
  digits: Pick<Digits, 'pixels' | 'shape' | 'height' | 'width' | 'labels'>,
  tints: Uint8Array,
): ColouredDigits {
  const { pixels: grey, shape, height, width, labels } = digits;
  const [n, size] = shape;
  checkBytes('pixels', grey, n * size);
  checkBytes('labels', labels, n);
  checkBytes('tints', tints, n * CHANNELS);
  const pixels = new Uint8Array(n * size * CHANNELS);
  for (let index = 0; index < grey.length; index += 1) {
    const ink = grey[index] ?? 0;
    if (ink === 0) continue;
    const tint = Math.floor(index / size) * CHANNELS;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      pixels[index * CHANNELS + channel] = Math.round((ink * (tints[tint + channel] ?? 0)) / 255);
    }
  }
  return {
    pixels,
    shape: [n, size * CHANNELS],
    height,
    width,
    channels: CHANNELS,
    labels: labels.slice(),
    tints: tints.slice(),
    tintLabels: Uint8Array.from({ length: n }, (_, row) => nearestTint(tints.subarray(row * 3, row * 3 + 3))),
  };
}

/** The first of the nearest ones. */
function nearestTint(tint: Uint8Array): number {
  const distances = TEN_TINTS.map((known) =>
    known.reduce((sum, value, channel) => sum + (value - (tint[channel] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function checkBytes(name: string, values: unknown, count: number): void {
  if (!(values instanceof Uint8Array)) {
    throw new TypeError(`datasets.colourDigits: expected ${name} to be a Uint8Array, got ${typeof values}.`);
  }
  if (values.length === count) return;
  throw new RangeError(
    `datasets.colourDigits: expected ${count} bytes in ${name}, got ${values.length}; tints take three an image.`,
  );
}
