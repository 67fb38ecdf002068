// Rows of +1 and -1 with their classes: arrays, idx files, or MNIST by name.

import { binarise, labelsFromIdx } from '@vsa/datasets/mnist';
import { mnist } from '@vsa/datasets/node';
import type { Patterns } from '@vsa/hopfield-rbm';
import { basename } from 'node:path';
import { readArray } from '../files/read-array.js';
import { readBytes } from '../files/read-bytes.js';
import { MNIST, readSigns, refused } from '../hopfield/signs.js';
import { InputError } from '../input-error.js';

/** What a person names. */
export interface DataRequest {
  /** An array file [rows, N], an idx file of images, or `mnist`. */
  readonly source: string;
  /** Classes: an idx file, or an array [rows] of whole numbers. */
  readonly labels?: string | undefined;
  /** A pixel is ink when grey / 255 is above this. */
  readonly cut: number;
  /** Which part `mnist` is. */
  readonly split: 'train' | 'test';
}

/** Rows, and their classes where there are any. */
export interface LabelledRows {
  readonly rows: Patterns;
  readonly labels: Int32Array | undefined;
}

/**
 * Reads rows and classes.
 *
 * @param request - See {@link DataRequest}.
 * @returns See {@link LabelledRows}.
 * @throws InputError, one line that names the file, for everything that is wrong.
 */
export async function readData({ source, labels, cut, split }: DataRequest): Promise<LabelledRows> {
  if (source === MNIST) {
    return refused(source, async () => {
      const digits = await mnist(split);
      return { rows: binarise(digits, { cut }), labels: Int32Array.from(digits.labels) };
    });
  }
  const rows = await readSigns({ source, cut });
  if (labels === undefined) return { rows, labels: undefined };
  const classes = /idx\d-ubyte(\.gz)?$|\.idx(\.gz)?$/.test(labels)
    ? await readIdxLabels(labels)
    : await readArrayLabels(labels);
  if (classes.length !== rows.shape[0]) {
    throw new InputError(
      `${basename(labels)}: expected ${rows.shape[0]} classes, one a row of ${basename(source)}, got ${classes.length}.`,
    );
  }
  return { rows, labels: classes };
}

async function readIdxLabels(path: string): Promise<Int32Array> {
  const bytes = await readBytes(path);
  return refused(path, () => Int32Array.from(labelsFromIdx(bytes)));
}

async function readArrayLabels(path: string): Promise<Int32Array> {
  const { values } = await readArray(path);
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0));
  if (wrong >= 0) {
    throw new InputError(
      `${basename(path)}: expected classes 0, 1, ..., got ${values[wrong] ?? NaN} in row ${wrong}.`,
    );
  }
  return Int32Array.from(values);
}
