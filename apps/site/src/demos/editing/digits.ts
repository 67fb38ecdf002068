// Small zeros to threes, made of the thousand digits that @vsa/datasets carries: the first 300 were learnt, the others are shown.

import { mnistSample } from '@vsa/datasets/mnist';
import type { LabelledImages } from '@vsa/hk-memory/training';
import { WIDTH } from './frame.js';

/** Lines of a small picture. */
const SIDE = WIDTH;
/** Digits that the memory knows. */
export const CLASSES = 4;

/** Pictures that the memory learnt. */
const LEARNT = 300;
const WHOLE = 2 * SIDE;

/**
 * Halves zeros, ones, twos and threes.
 *
 * @returns What was learnt from, and what was not.
 */
export function smallDigits(): { readonly train: LabelledImages; readonly test: LabelledImages } {
  const { pixels, labels } = mnistSample();
  const few = [...labels.keys()].filter((image) => (labels[image] ?? NaN) < CLASSES);
  const part = (images: readonly number[]): LabelledImages => ({
    pixels: Uint8Array.from(
      images.flatMap((image) => halved(pixels.subarray(image * WHOLE * WHOLE, (image + 1) * WHOLE * WHOLE))),
    ),
    shape: [images.length, SIDE * SIDE],
    labels: Uint8Array.from(images, (image) => labels[image] ?? 0),
  });
  return { train: part(few.slice(0, LEARNT)), test: part(few.slice(LEARNT)) };
}

/** Each pixel is the mean of a square of four. */
function halved(image: Uint8Array): number[] {
  return Array.from({ length: SIDE * SIDE }, (_, at) => {
    const corner = 2 * WHOLE * Math.floor(at / SIDE) + 2 * (at % SIDE);
    const sum = [0, 1, WHOLE, WHOLE + 1].reduce((total, to) => total + (image[corner + to] ?? 0), 0);
    return Math.round(sum / 4);
  });
}

/**
 * Which pictures can be a context: zeros and ones, which the edit is about.
 *
 * @param images - The pictures.
 * @returns Their numbers.
 */
export function contextsOf({ labels }: LabelledImages): readonly number[] {
  return [...labels.keys()].filter((image) => (labels[image] ?? NaN) <= 1);
}
