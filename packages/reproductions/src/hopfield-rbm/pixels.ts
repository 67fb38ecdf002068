// Images of real numbers in rows of results: a letter a pixel.

import { pictureOf } from '../cdam/picture.js';

const SIDE = 28;
const LEVELS = 24;

/**
 * Writes an image as letters, line by line.
 *
 * @param values - 784 numbers.
 * @param reach - What `y` stands for, and `a` with a minus; numbers beyond are drawn as these.
 * @returns 784 letters.
 */
export function lettersOf(values: readonly number[], reach: number): string {
  return values
    .map((value) => {
      const share = Math.min(1, Math.max(0, (value / reach + 1) / 2));
      return String.fromCharCode(97 + Math.round(share * LEVELS));
    })
    .join('');
}

/**
 * Draws an image of letters.
 *
 * @param letters - From {@link lettersOf}.
 * @returns A `data:` address.
 */
export function pictureOfLetters(letters: string): string {
  return pictureOf(
    Array.from({ length: SIDE }, (_, line) =>
      Array.from(
        letters.slice(line * SIDE, (line + 1) * SIDE),
        (letter) => ((letter.charCodeAt(0) - 97) / LEVELS) * 2 - 1,
      ),
    ),
  );
}

/**
 * Draws an image of two colours.
 *
 * @param hex - 784 pixels, line by line, four a hexadecimal digit, the first the highest bit.
 * @returns A `data:` address.
 */
export function pictureOfHex(hex: string): string {
  const bits = Array.from(hex, (digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return pictureOfLetters(Array.from(bits, (bit) => (bit === '1' ? 'y' : 'a')).join(''));
}

/** The marks of a figure of such images, in lines by `row` and columns by `column`. */
export const PICTURE_GRID = {
  width: 600,
  height: 130,
  mark: { type: 'image', width: 54, height: 54 },
  encoding: {
    x: { field: 'column', type: 'ordinal', title: null, axis: { labelAngle: 0 } },
    y: { field: 'row', type: 'nominal', title: null },
    url: { field: 'url', type: 'nominal' },
  },
} as const;
