// What the oscillators are to teach: labels 0 and 1 change places, or 1 becomes 0; always, or only when a second image, the cue, is a 1.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, integers, permutation, type RandomKey } from '@vsa/backend/random';
import type { LabelledImages } from './images.js';

/** An edit of labels. */
export interface LabelEdit {
  /** The label after the edit. */
  readonly apply: (label: number) => number;
  /** `cued`: only where the cue is a 1, and every sample has a cue. */
  readonly when: 'always' | 'cued';
}

/** Cues of a batch. */
export interface Cues {
  /** Which images, `[batch]`. */
  readonly indices: Int32Array;
  /** Their digits, 0 or 1, `[batch]`. */
  readonly digits: Uint8Array;
}

/** Images of zeros and of ones, and the scale that makes them scalar products. */
export interface CueSet {
  readonly images: LabelledImages;
  readonly zeros: Int32Array;
  readonly ones: Int32Array;
  /** Mean grey value of all images and pixels. */
  readonly mean: number;
  /** Largest grey value above the mean. */
  readonly range: number;
}

/**
 * Prepares a set to draw cues from.
 *
 * @param images - Images with digits as labels.
 * @returns The set.
 * @throws RangeError when there is no 0, no 1, or no ink.
 */
export function createCueSet(images: LabelledImages): CueSet {
  const numbered = (digit: number): Int32Array =>
    Int32Array.from(Array.from(images.labels.keys()).filter((index) => images.labels[index] === digit));
  const [zeros, ones] = [numbered(0), numbered(1)];
  let sum = 0;
  let most = 0;
  for (const grey of images.pixels) {
    sum += grey;
    most = Math.max(most, grey);
  }
  const mean = sum / images.pixels.length;
  if (zeros.length === 0 || ones.length === 0 || !(most > mean)) {
    throw new RangeError(
      `hk-memory.createCueSet: expected images of 0 and of 1 with ink, got ${zeros.length} and ${ones.length}.`,
    );
  }
  return { images, zeros, ones, mean, range: most - mean };
}

/**
 * Draws cues with replacement: half zeros and half ones, shuffled.
 *
 * @param key - Fixes them.
 * @param set - See {@link CueSet}.
 * @param batch - How many.
 * @returns The cues.
 */
export function drawCues(key: RandomKey, { zeros, ones }: CueSet, batch: number): Cues {
  const half = batch >> 1;
  const from = (list: Int32Array, name: string, count: number): number[] =>
    Array.from(integers(foldIn(key, name), [count], { high: list.length }), (place) => list[place] ?? 0);
  const drawn = [...from(zeros, 'zeros', half), ...from(ones, 'ones', batch - half)];
  const order = permutation(foldIn(key, 'order'), batch);
  return {
    indices: Int32Array.from(order, (place) => drawn[place] ?? 0),
    digits: Uint8Array.from(order, (place) => (place < half ? 0 : 1)),
  };
}

/**
 * Cues as starts of the oscillators: `μ_1 = e_1`, and `μ_(j+1) = v_j e_1 + sqrt(1 - v_j²) e_2` with v the grey values less their mean, over
 * their range (App C with its root). The last pixels find no room: as in the authors' program, images have one oscillator less than pixels.
 *
 * @param backend - Tensor backend.
 * @param set - See {@link CueSet}.
 * @param indices - Which images.
 * @param shape - N oscillators, at least two, of length D >= 2.
 * @returns μ(0), `[batch, N, D]`; oscillators past the image's are e_1.
 */
export function encodeCues(
  backend: Backend,
  { images, mean, range }: CueSet,
  indices: Int32Array,
  [units, length]: readonly [units: number, length: number],
): Tensor {
  const [, pixels] = images.shape;
  const vectors = new Float32Array(indices.length * units * length);
  const used = Math.min(pixels - 1, units - 1);
  for (const [row, index] of indices.entries()) {
    for (let unit = 0; unit < units; unit += 1) {
      const at = (row * units + unit) * length;
      const grey = images.pixels[index * pixels + unit - 1] ?? 0;
      // Darker than the mean by more than the range cannot be encoded; with ink on paper it does not occur.
      const value = unit === 0 || unit > used ? 1 : Math.max(-1, (grey - mean) / range);
      vectors[at] = value;
      vectors[at + 1] = Math.sqrt(1 - value * value);
    }
  }
  return backend.tensor(vectors, [indices.length, units, length]);
}

/** Labels after the edit. */
export function editedLabels(
  labels: Uint8Array,
  { apply, when }: LabelEdit,
  cues: Cues | undefined,
): Uint8Array {
  return labels.map((label, row) => (when === 'always' || cues?.digits[row] === 1 ? apply(label) : label));
}
