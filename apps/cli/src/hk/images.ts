// Grey images with their classes, to learn from and to be tested on: MNIST, the thousand digits that travel along, or idx files.

import { imagesFromIdx, labelsFromIdx, mnistSample } from '@vsa/datasets/mnist';
import { mnist } from '@vsa/datasets/node';
import type { LabelledImages } from '@vsa/hk-memory/training';
import { basename } from 'node:path';
import { readBytes } from '../files/read-bytes.js';
import { refused } from '../hopfield/signs.js';
import { InputError } from '../input-error.js';

/** What a person names. */
export interface ImageFlags {
  /** `mnist`, `digits`, or an idx file of images. */
  readonly data: string;
  /** An idx file of classes, with an idx file of images. */
  readonly labels?: string;
}

/** Of the thousand carried digits the last ones are tested on. */
const CARRIED_TRAIN = 800;

/**
 * Reads images.
 *
 * @param flags - See {@link ImageFlags}.
 * @param split - Which part of `mnist` and `digits`; an idx file is one part.
 * @returns The images.
 * @throws InputError, one line that names the file, for everything that is wrong.
 */
export async function readImages(
  { data, labels }: ImageFlags,
  split: 'train' | 'test',
): Promise<LabelledImages> {
  if (data === 'mnist' || data === 'digits') {
    if (labels !== undefined) {
      throw new InputError(`--labels: expected none with '${data}', which has its own, got ${labels}.`);
    }
    return data === 'mnist' ? refused(data, () => mnist(split)) : carried(split);
  }
  if (labels === undefined) {
    throw new InputError(`--labels: expected an idx file of classes with ${basename(data)}, got none.`);
  }
  const [bytes, classes] = [await readBytes(data), await readBytes(labels)];
  const images = await refused(data, () => imagesFromIdx(bytes));
  const own = await refused(labels, () => labelsFromIdx(classes));
  if (own.length !== images.shape[0]) {
    throw new InputError(
      `${basename(labels)}: expected ${images.shape[0]} classes, one an image of ${basename(data)}, got ${own.length}.`,
    );
  }
  return { pixels: images.pixels, shape: images.shape, labels: own };
}

function carried(split: 'train' | 'test'): LabelledImages {
  const { pixels, shape, labels } = mnistSample();
  const [from, to] = split === 'train' ? [0, CARRIED_TRAIN] : [CARRIED_TRAIN, shape[0]];
  return {
    pixels: pixels.slice(from * shape[1], to * shape[1]),
    shape: [to - from, shape[1]],
    labels: labels.slice(from, to),
  };
}
