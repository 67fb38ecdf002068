// Pictures as PNG files, in red, green and blue.

import { convertIndexedToRgb, decode, encode, type DecodedPng } from 'fast-png';
import { basename } from 'node:path';
import { InputError } from '../input-error.js';
import { readBytes } from './read-bytes.js';
import { writeWhole } from './write-new.js';

/** A picture. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  /** Red, green and blue of each pixel, 0 to 255, line by line. */
  readonly pixels: Uint8Array;
}

/**
 * Reads a picture. Grey becomes colour, and what is transparent stands on black.
 *
 * @param path - A .png file with 8 bits a channel, or a palette.
 * @returns The picture.
 * @throws InputError, one line, for anything else.
 */
export async function readPng(path: string): Promise<Picture> {
  const bytes = await readBytes(path);
  let image: DecodedPng;
  try {
    image = decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${basename(path)}: expected a PNG picture; ${reason}`, { cause: error });
  }
  const { height, width, palette, depth } = image;
  if (palette === undefined && depth !== 8) {
    throw new InputError(`${basename(path)}: expected 8 bits a channel, got ${depth}; save it as 8-bit RGB.`);
  }
  const data = palette === undefined ? image.data : convertIndexedToRgb(image);
  const channels = data.length / (height * width);
  const pixels = new Uint8Array(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const at = (channel: number): number => data[pixel * channels + channel] ?? 0;
    const alpha = channels === 2 || channels === 4 ? at(channels - 1) / 255 : 1;
    for (let channel = 0; channel < 3; channel += 1) {
      pixels[pixel * 3 + channel] = Math.round(at(channels < 3 ? 0 : channel) * alpha);
    }
  }
  return { height, width, pixels };
}

/**
 * Writes a picture as a whole or not at all.
 *
 * @param path - The file.
 * @param picture - See {@link Picture}.
 * @throws InputError when it cannot be written.
 */
export async function writePng(path: string, { height, width, pixels }: Picture): Promise<void> {
  await writeWhole(path, encode({ height, width, data: pixels, channels: 3, depth: 8 }));
}
