// Two idx files on a disk, images and labels, and which part of a known data set they are, told by their SHA-256.

import { VsaError } from '@vsa/backend';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

import { checkFile, contents } from './files.js';
import type { IdxFiles } from './labelled.js';

/** Paths of two idx files, gzipped or not. */
export interface IdxPaths {
  /** Images. */
  readonly images: string;
  /** Their classes. */
  readonly labels: string;
}

/** A part of a data set. */
type Split = 'train' | 'test' | 'other';

/** SHA-256 of the unzipped files of each part. */
type Known = Readonly<Record<'train' | 'test', { readonly images: string; readonly labels: string }>>;

/** Reads both files, unzipped; damaged ones are left as they are, for `readIdx` to tell. */
export async function readIdxPair(paths: IdxPaths, remedy: string, caller: string): Promise<IdxFiles> {
  await checkFile(paths.images, 'images', remedy, caller);
  await checkFile(paths.labels, 'labels', remedy, caller);
  const images = unzipped(await contents(paths.images, 'images', remedy, caller));
  const labels = unzipped(await contents(paths.labels, 'labels', remedy, caller));
  return { images, labels };
}

/** Which part both files are; throws when one is known and the other not its counterpart. */
export function agreedSplit(files: IdxFiles, known: Known, paths: IdxPaths, caller: string): Split {
  const split = splitOf(files.images, known, 'images');
  const other = splitOf(files.labels, known, 'labels');
  if (split === other) return split;
  throw new VsaError(
    'DATA_INVALID',
    `datasets.${caller}: expected labels that belong to the images, got images of "${split}" and labels of "${other}".`,
    { details: { ...paths } },
  );
}

function unzipped(bytes: Buffer): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}

function splitOf(bytes: Uint8Array, known: Known, kind: 'images' | 'labels'): Split {
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash === known.train[kind]) return 'train';
  return hash === known.test[kind] ? 'test' : 'other';
}
