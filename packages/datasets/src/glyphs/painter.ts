// Glyphs of random size at random places. The poster says "random scaling/positioning" and gives no ranges, so these are ours.

import { uniform, type RandomKey } from '@vsa/backend/random';
import type { Images } from '../images.js';
import { checkSize } from '../internal/checks.js';
import type { Glyphs } from './bitmaps.js';

/** Options of {@link glyphPainter}. */
export interface PainterOptions {
  /** Lines and pixels a line of an image, >= 1. @defaultValue `32` */
  readonly side?: number | undefined;
  /**
   * Least and largest scale, each in (0, 1]; at 1 a whole bitmap fills the image, at 0.6 the smallest glyph is 7 pixels wide. A scale is
   * uniform in between. @defaultValue `[0.6, 1]`
   */
  readonly scale?: readonly [least: number, largest: number] | undefined;
}

/** Draws glyphs. */
export interface GlyphPainter {
  /** Lines, and pixels a line, of the images. */
  readonly side: number;
  /**
   * Draws one image of each symbol, wholly inside and anywhere with equal chance. Each pixel is the mean of the ink under it.
   *
   * @param key - Fixes sizes and places; another key draws the same symbols otherwise.
   * @param symbols - Which glyphs, whole numbers below the number of glyphs; any may come again.
   * @returns `[n, side * side]`, values in [0, 1].
   * @throws RangeError for an unknown symbol; TypeError when `key` is no key.
   */
  paint(key: RandomKey, symbols: ArrayLike<number>): Images;
}

/** Ink of one glyph: sums over the rectangle from the top left to each corner of the pixels, `[height + 1, width + 1]`, and its box. */
interface Ink {
  readonly sums: Float64Array;
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Prepares glyphs for drawing; O(pixels) once, then O(pixels inked) an image, some 10 microseconds.
 *
 * @param glyphs - Bitmaps, such as those of `glyphs()`.
 * @param options - See {@link PainterOptions}.
 * @returns A painter of these glyphs.
 * @throws RangeError when the size or the scales are out of range, or a bitmap is blank.
 */
export function glyphPainter(glyphs: Glyphs, options: PainterOptions = {}): GlyphPainter {
  const { side = 32, scale = [0.6, 1] } = options;
  const [least, largest] = scale;
  checkSize(side, 'side', 'glyphPainter');
  if (!(least > 0 && least <= largest && largest <= 1)) {
    throw new RangeError(
      `datasets.glyphPainter: expected scales with 0 < least <= largest <= 1, got [${least}, ${largest}].`,
    );
  }
  const inks = Array.from({ length: glyphs.shape[0] }, (_, index) => inkOf(glyphs, index));
  const full = side / Math.max(glyphs.height, glyphs.width);
  return {
    side,
    paint(key, symbols) {
      const chosen = Array.from(symbols, (symbol) => {
        const ink = inks[symbol];
        if (ink) return ink;
        throw new RangeError(
          `datasets.GlyphPainter.paint: expected symbols from 0 to ${inks.length - 1}, got ${symbol}.`,
        );
      });
      const draws = uniform(key, [chosen.length, 3]);
      const values = new Float32Array(chosen.length * side * side);
      for (const [index, ink] of chosen.entries()) {
        const [size = 0, down = 0, right = 0] = draws.subarray(3 * index);
        const factor = full * (least + (largest - least) * size);
        const image = values.subarray(index * side * side, (index + 1) * side * side);
        draw(
          ink,
          factor,
          down * (side - ink.height * factor),
          right * (side - ink.width * factor),
          image,
          side,
        );
      }
      return { values, shape: [chosen.length, side * side], height: side, width: side, channels: 1 };
    },
  };
}

function inkOf({ values, height, width, characters }: Glyphs, index: number): Ink {
  const bitmap = values.subarray(index * height * width, (index + 1) * height * width);
  const rows: number[] = [];
  const columns: number[] = [];
  for (const [place, value] of bitmap.entries()) {
    if (value === 0) continue;
    rows.push(Math.floor(place / width));
    columns.push(place % width);
  }
  const last = rows.at(-1);
  const [top] = rows;
  if (top === undefined || last === undefined) {
    throw new RangeError(
      `datasets.glyphPainter: expected ink, got the blank glyph ${characters[index] ?? index}.`,
    );
  }
  const left = columns.reduce((a, b) => Math.min(a, b));
  const box = {
    top,
    left,
    height: last - top + 1,
    width: columns.reduce((a, b) => Math.max(a, b)) - left + 1,
  };
  const line = box.width + 1;
  const sums = new Float64Array((box.height + 1) * line);
  for (let y = 0; y < box.height; y += 1) {
    let sum = 0;
    for (let x = 0; x < box.width; x += 1) {
      sum += bitmap[(top + y) * width + left + x] ?? 0;
      sums[(y + 1) * line + x + 1] = (sums[y * line + x + 1] ?? 0) + sum;
    }
  }
  return { sums, ...box };
}

/**
 * Scales ink by `factor` and adds it at (y, x). The ink inside of any rectangle is a difference of four sums, and between the corners of
 * pixels the sums are bilinear, so each pixel's mean is exact.
 */
function draw(
  { sums, height, width }: Ink,
  factor: number,
  y: number,
  x: number,
  image: Float32Array,
  side: number,
): void {
  const firstRow = Math.floor(y);
  const firstColumn = Math.floor(x);
  const rows = Math.min(side, Math.ceil(y + height * factor)) - firstRow;
  const columns = Math.min(side, Math.ceil(x + width * factor)) - firstColumn;
  const line = width + 1;
  const corners = new Float64Array(columns + 1);
  const cells = new Int32Array(columns + 1);
  const parts = new Float64Array(columns + 1);
  for (let column = 0; column <= columns; column += 1) {
    const at = Math.min(width, Math.max(0, (firstColumn + column - x) / factor));
    cells[column] = Math.min(width - 1, Math.floor(at));
    parts[column] = at - (cells[column] ?? 0);
  }
  for (let row = 0; row <= rows; row += 1) {
    const at = Math.min(height, Math.max(0, (firstRow + row - y) / factor));
    const cell = Math.min(height - 1, Math.floor(at));
    const part = at - cell;
    const place = (firstRow + row - 1) * side + firstColumn - 1;
    let before = 0;
    let beforeAbove = 0;
    for (let column = 0; column <= columns; column += 1) {
      const from = cell * line + (cells[column] ?? 0);
      const across = parts[column] ?? 0;
      const above = (sums[from] ?? 0) * (1 - across) + (sums[from + 1] ?? 0) * across;
      const below = (sums[from + line] ?? 0) * (1 - across) + (sums[from + line + 1] ?? 0) * across;
      const sum = above * (1 - part) + below * part;
      const sumAbove = corners[column] ?? 0;
      corners[column] = sum;
      if (row > 0 && column > 0) {
        // Rounding can leave a few 1e-16 below zero or above one.
        const ink = (sum - before - sumAbove + beforeAbove) * factor * factor;
        image[place + column] = Math.min(1, Math.max(0, ink));
      }
      before = sum;
      beforeAbove = sumAbove;
    }
  }
}
