// The second images of associative edits, the cues, and labels after edits.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, integers, permutation, type RandomKey } from '@vsa/backend/random';
import { editLabel, type EditName } from '../edits.js';
import { encodeProducts } from '../encoding.js';
import type { LabelledImages } from './images.js';

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
 * their range (App C). The last pixels find no room: as in the authors' program, images have one oscillator less than pixels.
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
  const used = Math.min(pixels - 1, units - 1);
  const rows = Array.from(indices, (index) =>
    Float64Array.from(images.pixels.subarray(index * pixels, index * pixels + used), (grey) =>
      // Darker than the mean by more than the range cannot be encoded; with ink on paper it does not occur.
      Math.max(-1, (grey - mean) / range),
    ),
  );
  return encodeProducts(backend, rows, { length, vertices: units });
}

/**
 * Whether an edit depends on a cue.
 *
 * @param edit - Which edit.
 * @returns True for associative edits.
 */
export function isCued(edit: EditName): boolean {
  return edit === 'associative-conflation' || edit === 'associative-swap';
}

/**
 * Labels after an edit.
 *
 * @param labels - Before, `[n]`.
 * @param edit - Which edit.
 * @param cues - Of each, for associative edits.
 * @returns After, `[n]`.
 */
export function editedLabels(labels: Uint8Array, edit: EditName, cues: Cues | undefined): Uint8Array {
  return labels.map((label, row) => editLabel(edit, label, cues?.digits[row] ?? 1));
}
