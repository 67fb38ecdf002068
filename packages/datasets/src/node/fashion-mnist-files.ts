// Fashion-MNIST from files: those that the user names, or those of Debian's package dataset-fashion-mnist. Known files are told by
// their SHA-256.

import { VsaError } from '@vsa/backend';
import { join } from 'node:path';

import { fashionMnistFromIdx, type FashionMnist, type FashionMnistOptions } from '../fashion-mnist.js';
import { agreedSplit, readIdxPair, type IdxPaths } from '../internal/idx-pair.js';

export type { IdxPaths } from '../internal/idx-pair.js';

const DEBIAN_FOLDER = '/usr/share/datasets/fashion-mnist';
const NAMES = {
  train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
  test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
} as const;
// Of the unzipped files; Debian zipped them anew.
const KNOWN = {
  train: {
    images: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    labels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  },
  test: {
    images: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    labels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
} as const;

/** The two parts of Fashion-MNIST: 60,000 and 10,000 images. */
export type FashionMnistSplit = 'train' | 'test';

/** Images from files. */
export interface FashionMnistFromFiles extends FashionMnist {
  /** Which part of Fashion-MNIST the files are, told by their SHA-256; `other` for anything else. */
  readonly split: FashionMnistSplit | 'other';
}

/** Options of {@link fashionMnistFromDebian}. */
export interface DebianOptions extends FashionMnistOptions {
  /** Where the files are. @defaultValue `/usr/share/datasets/fashion-mnist` */
  readonly folder?: string | undefined;
}

/**
 * Reads Fashion-MNIST, or any data in its form, from two idx files.
 *
 * @param paths - See {@link IdxPaths}.
 * @param options - See {@link FashionMnistOptions}.
 * @returns `[count, 784]` with values in [0, 1] (grey / 255).
 * @throws VsaError `DATA_UNAVAILABLE` when a file is missing; `DATA_INVALID` when one is damaged, or when one is a file of Fashion-MNIST
 * and the other not its counterpart; else as `fashionMnistFromIdx`.
 */
export async function fashionMnistFromFiles(
  paths: IdxPaths,
  options: FashionMnistOptions = {},
): Promise<FashionMnistFromFiles> {
  return read(paths, options, 'fashionMnistFromFiles', 'name an idx file, gzipped or not');
}

/**
 * Reads Fashion-MNIST as Debian's package dataset-fashion-mnist installs it.
 *
 * @param split - `train` or `test`.
 * @param options - See {@link DebianOptions}.
 * @returns `[count, 784]` with values in [0, 1] (grey / 255).
 * @throws RangeError for another split; VsaError `DATA_UNAVAILABLE` when the package is not there; `DATA_INVALID` when a file is not the
 * one known by its SHA-256.
 */
export async function fashionMnistFromDebian(
  split: FashionMnistSplit,
  options: DebianOptions = {},
): Promise<FashionMnistFromFiles> {
  const caller = 'fashionMnistFromDebian';
  if (!Object.hasOwn(NAMES, split)) {
    throw new RangeError(`datasets.${caller}: expected split to be train or test, got "${split}".`);
  }
  const { folder = DEBIAN_FOLDER, ...rest } = options;
  const names = NAMES[split];
  const paths = { images: join(folder, names.images), labels: join(folder, names.labels) };
  const remedy = `install Debian's package dataset-fashion-mnist, or name other files with fashionMnistFromFiles`;
  const data = await read(paths, rest, caller, remedy);
  if (data.split === split) return data;
  throw new VsaError(
    'DATA_INVALID',
    `datasets.${caller}: expected the ${split} files of Fashion-MNIST in ${folder}, got files of another content; reinstall the package.`,
    { details: paths },
  );
}

async function read(
  paths: IdxPaths,
  options: FashionMnistOptions,
  caller: string,
  remedy: string,
): Promise<FashionMnistFromFiles> {
  const files = await readIdxPair(paths, remedy, caller);
  const data = fashionMnistFromIdx(files, options);
  return { ...data, split: agreedSplit(files, KNOWN, paths, caller) };
}
