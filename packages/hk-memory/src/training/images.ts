// Images with labels, and how the threshold units begin with them: App F of Fanaskov and Oseledets, Binding threshold units with artificial
// oscillatory neurons, 2025.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { integers, type RandomKey } from '@vsa/backend/random';

/** Grey images with a class each. */
export interface LabelledImages {
  /** Grey values 0 to 255, row-major `[n, pixels]`. */
  readonly pixels: Uint8Array;
  /** Images and pixels. */
  readonly shape: readonly [n: number, pixels: number];
  /** Class of each image, `[n]`. */
  readonly labels: Uint8Array;
}

/** What the N threshold units are for, in this order. */
export interface UnitLayout {
  /** One for each pixel. */
  readonly pixels: number;
  /** Units without a meaning of their own. */
  readonly augment: number;
  /** One for each class. */
  readonly classes: number;
}

/** The paper's: 784 pixels, 300 more and 10 classes. */
export const PAPER_LAYOUT: UnitLayout = { pixels: 784, augment: 300, classes: 10 };

/**
 * Number of units.
 *
 * @param layout - See {@link UnitLayout}.
 * @returns N.
 */
export function countUnits({ pixels, augment, classes }: UnitLayout): number {
  return pixels + augment + classes;
}

/**
 * States to start from: `[grey / 255, zeros, zeros]`. Nothing is clamped afterwards.
 *
 * @param backend - Tensor backend.
 * @param images - See {@link LabelledImages}.
 * @param indices - Which images, with repetitions if wanted.
 * @param layout - See {@link UnitLayout}.
 * @returns x(0), float32 `[batch, N]`.
 * @throws RangeError for images of another size, or an index that there is not.
 */
export function encodeImages(
  backend: Backend,
  images: LabelledImages,
  indices: Int32Array,
  layout: UnitLayout,
): Tensor {
  checkImages('hk-memory.encodeImages', images, layout);
  const units = countUnits(layout);
  const states = new Float32Array(indices.length * units);
  for (const [row, index] of indices.entries()) {
    const { pixels } = layout;
    const from = imageAt('hk-memory.encodeImages', images, index) * pixels;
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      states[row * units + pixel] = (images.pixels[from + pixel] ?? 0) / 255;
    }
  }
  return backend.tensor(states, [indices.length, units]);
}

/**
 * Draws images with replacement, as the paper's programs do.
 *
 * @param key - Fixes the batch.
 * @param count - Number of images to draw from, >= 1.
 * @param batch - How many to draw, >= 1.
 * @returns Their numbers, `[batch]`.
 * @throws RangeError for a number out of range.
 */
export function drawBatch(key: RandomKey, count: number, batch: number): Int32Array {
  checkWhole('hk-memory.drawBatch', 'count', count, 1);
  checkWhole('hk-memory.drawBatch', 'batch', batch, 1);
  return integers(key, [batch], { high: count });
}

/**
 * Throws unless images and layout fit.
 *
 * @param where - Who asks.
 * @param images - See {@link LabelledImages}.
 * @param layout - See {@link UnitLayout}.
 * @throws RangeError when they do not.
 */
export function checkImages(where: string, images: LabelledImages, layout: UnitLayout): void {
  checkWhole(where, 'pixels', layout.pixels, 1);
  checkWhole(where, 'augment', layout.augment, 0);
  checkWhole(where, 'classes', layout.classes, 1);
  const [n, pixels] = images.shape;
  if (n < 1 || pixels !== layout.pixels) {
    throw new RangeError(
      `${where}: expected at least one image of ${layout.pixels} pixels, got ${formatShape(images.shape)}.`,
    );
  }
  if (images.pixels.length !== n * pixels || images.labels.length !== n) {
    throw new RangeError(
      `${where}: expected ${n * pixels} grey values and ${n} labels, got ${images.pixels.length} and ${images.labels.length}.`,
    );
  }
  const wrong = images.labels.find((label) => label >= layout.classes);
  if (wrong !== undefined) {
    throw new RangeError(`${where}: expected labels below ${layout.classes}, got ${wrong}.`);
  }
}

function imageAt(where: string, { shape: [n] }: LabelledImages, index: number): number {
  if (Number.isInteger(index) && index >= 0 && index < n) return index;
  throw new RangeError(`${where}: expected numbers of images from 0 to ${n - 1}, got ${index}.`);
}
