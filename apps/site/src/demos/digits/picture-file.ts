// An image file as a digit: ink told from paper, cut out, scaled into the middle of 28 x 28.

import { SIDE } from './frame.js';

/** Larger files are no digits. */
const MOST_BYTES = 20e6;
/** Fewer grey levels than this between ink and paper are noise. */
const LEAST_CONTRAST = 16;
/** Ink of the digits in memory lies within this many pixels, in the middle. */
const INNER = 20;

/** Grey values in [0, 255]. */
export interface Grey {
  /** From the top left, line by line. */
  readonly values: ArrayLike<number>;
  /** Pixels a line. */
  readonly width: number;
}

/** The box that ink lies in, pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Tells ink from paper: paper is what the border mostly is.
 *
 * @param grey - See {@link Grey}.
 * @returns Ink from 0 (paper) to 1, for each pixel, or undefined when all are nearly alike.
 */
export function inkOf({ values, width }: Grey): Float32Array | undefined {
  const all = Array.from(values);
  const height = all.length / width;
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  if (most - least < LEAST_CONTRAST) return undefined;
  const border = all.filter((_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    return row === 0 || column === 0 || row === height - 1 || column === width - 1;
  });
  const middle = (least + most) / 2;
  const bright = border.filter((value) => value > middle).length > border.length / 2;
  return Float32Array.from(all, (value) => (bright ? most - value : value - least) / (most - least));
}

/**
 * The box around all ink.
 *
 * @param ink - As {@link inkOf} gives it, with some above one half.
 * @param width - Pixels a line.
 * @returns The box.
 */
export function boxOf(ink: Float32Array, width: number): Box {
  const places = [...ink.keys()].filter((at) => (ink[at] ?? 0) > 0.5);
  const extent = (numbers: readonly number[]): readonly [number, number] => [
    numbers.reduce((a, b) => Math.min(a, b)),
    numbers.reduce((a, b) => Math.max(a, b)),
  ];
  const [top, bottom] = extent(places.map((at) => Math.floor(at / width)));
  const [left, right] = extent(places.map((at) => at % width));
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Reads an image file as a digit.
 *
 * @param file - Chosen or dropped.
 * @returns 784 numbers, 1 where there is ink and -1 elsewhere.
 * @throws Error whose message the visitor can act on.
 */
export async function digitOfFile(file: File): Promise<Float32Array> {
  if (file.size > MOST_BYTES) {
    throw new Error(
      `“${file.name}” has ${(file.size / 1e6).toFixed(0)} MB; an image of up to 20 MB is expected.`,
    );
  }
  const image = await imageOf(file);
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  // Large enough to find the digit in, small enough for any photograph.
  const scale = Math.min(1, 280 / Math.max(width, height));
  const whole = greyOf(
    image,
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
  );
  const ink = inkOf(whole);
  if (ink === undefined) throw new Error(`“${file.name}” is all of one grey: nothing is drawn in it.`);
  return scaled(ink, whole.width);
}

async function imageOf(file: File): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    if (image.naturalWidth > 0 && image.naturalHeight > 0) return image;
  } catch {
    // Told below, in words that do not depend on the browser.
  } finally {
    URL.revokeObjectURL(url);
  }
  throw new Error(`“${file.name}” is no image that this browser can read; a PNG or JPEG will do.`);
}

/** Draws on white paper, as an image may be transparent, and takes the grey. */
function greyOf(image: CanvasImageSource, width: number, height: number): Grey {
  const context = canvasOf(width, height);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const values = Float32Array.from(
    { length: width * height },
    // ITU-R BT.601.
    (_, at) =>
      0.299 * (data[4 * at] ?? 0) + 0.587 * (data[4 * at + 1] ?? 0) + 0.114 * (data[4 * at + 2] ?? 0),
  );
  return { values, width };
}

/** The inked box, with its sides in proportion, in the middle of 28 x 28. */
function scaled(ink: Float32Array, width: number): Float32Array {
  const from = canvasOf(width, ink.length / width);
  const pixels = from.createImageData(width, ink.length / width);
  ink.forEach((value, at) => {
    const grey = 255 * (1 - value);
    pixels.data.set([grey, grey, grey, 255], 4 * at);
  });
  from.putImageData(pixels, 0, 0);
  const box = boxOf(ink, width);
  const ratio = INNER / Math.max(box.width, box.height);
  const [w, h] = [box.width * ratio, box.height * ratio];
  const onto = canvasOf(SIDE, SIDE);
  onto.fillStyle = '#ffffff';
  onto.fillRect(0, 0, SIDE, SIDE);
  onto.imageSmoothingQuality = 'high';
  onto.drawImage(
    from.canvas,
    ...[box.left, box.top, box.width, box.height],
    ...([(SIDE - w) / 2, (SIDE - h) / 2, w, h] as const),
  );
  const { data } = onto.getImageData(0, 0, SIDE, SIDE);
  return Float32Array.from({ length: SIDE * SIDE }, (_, at) => ((data[4 * at] ?? 255) < 128 ? 1 : -1));
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser gives no canvas to read an image with.');
  return context;
}
