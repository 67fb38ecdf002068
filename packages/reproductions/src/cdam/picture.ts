// A heat map as one small picture inside the figure: a rectangle a cell would make some reports a hundred times as large.

import { LEVELS, levelOf, palette } from './colours.js';

const HEADER = 54;

/**
 * Draws a matrix as a bitmap with one point a cell.
 *
 * @param values - Rows of correlations, all of one length; the first row is drawn at the top.
 * @returns A `data:` address of an uncompressed bitmap (BMP) with 8 bits a point.
 */
export function pictureOf(values: readonly (readonly number[])[]): string {
  const height = values.length;
  const width = values[0]?.length ?? 0;
  // Lines are filled up to whole words.
  const line = Math.ceil(width / 4) * 4;
  const start = HEADER + 4 * LEVELS;
  const bytes = new Uint8Array(start + line * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, start, true);
  view.setUint32(14, HEADER - 14, true);
  view.setInt32(18, width, true);
  // A negative height puts the first line at the top.
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 8, true);
  view.setUint32(46, LEVELS, true);
  for (const [level, [red, green, blue]] of palette().entries()) {
    bytes.set([blue, green, red, 0], HEADER + 4 * level);
  }
  for (const [row, cells] of values.entries()) {
    bytes.set(cells.map(levelOf), start + row * line);
  }
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/bmp;base64,${btoa(binary)}`;
}
