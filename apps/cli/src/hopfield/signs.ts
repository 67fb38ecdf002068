// From files to rows of +1 and -1: arrays that are so already, idx images by ink and paper, and MNIST's classes by name.

import { VsaError } from '@vsa/backend';
import { binarise, imagesFromIdx, labelsFromIdx } from '@vsa/datasets/mnist';
import { mnist } from '@vsa/datasets/node';
import { classPatterns, type Patterns } from '@vsa/hopfield-rbm';
import { basename } from 'node:path';
import { shapeText } from '../files/array.js';
import { readArray } from '../files/read-array.js';
import { readBytes } from '../files/read-bytes.js';
import { InputError } from '../input-error.js';

/** The name under which MNIST's classes go instead of a file. */
export const MNIST = 'mnist';

const IDX = /idx\d-ubyte(\.gz)?$|\.idx(\.gz)?$/;

/** How idx images become patterns. */
export interface SignsRequest {
  /** An array file [rows, N] or [N], an idx file of images, or `mnist`. */
  readonly source: string;
  /** An idx file of classes: then one pattern a class. */
  readonly labels?: string | undefined;
  /** A pixel is ink when grey / 255 is above this. */
  readonly cut: number;
}

/**
 * Reads rows of +1 and -1.
 *
 * @param request - See {@link SignsRequest}.
 * @returns The rows.
 * @throws InputError, one line that names the file, for everything that is wrong with it.
 */
export async function readSigns(request: SignsRequest): Promise<Patterns> {
  const { source, labels } = request;
  if (source === MNIST) {
    if (labels !== undefined) {
      throw new InputError(`--labels: expected no labels with '${MNIST}', which has its own, got ${labels}.`);
    }
    return refused(source, async () => {
      const digits = await mnist('train');
      return classPatterns(binarise(digits, { cut: request.cut }), digits.labels);
    });
  }
  if (IDX.test(source)) return readImages(request);
  if (labels !== undefined) {
    throw new InputError(`--labels: expected images in an idx file with it, got ${basename(source)}.`);
  }
  const { shape, values } = await readArray(source);
  const units = shape.at(-1) ?? 0;
  if (shape.length < 1 || shape.length > 2 || values.length === 0) {
    throw new InputError(
      `${basename(source)}: expected rows of +1 and -1, [rows, N] or [N], got ${shapeText(shape)}.`,
    );
  }
  const wrong = values.findIndex((value) => value !== 1 && value !== -1);
  if (wrong >= 0) {
    throw new InputError(
      `${basename(source)}: expected +1 and -1, got ${values[wrong] ?? NaN} in row ${Math.floor(wrong / units)}, unit ${wrong % units}.`,
    );
  }
  return { values: Int8Array.from(values), shape: [values.length / units, units] };
}

/**
 * Runs library code on a file's contents; what it refuses is the file's fault.
 *
 * @param name - How messages call the file.
 * @param work - The code.
 * @returns What the code gives.
 * @throws InputError with the file's name where the library throws.
 */
export async function refused<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof RangeError || error instanceof TypeError || VsaError.isInstance(error);
    throw known ? new InputError(`${basename(name)}: ${error.message}`, { cause: error }) : error;
  }
}

async function readImages({ source, labels, cut }: SignsRequest): Promise<Patterns> {
  const bytes = await readBytes(source);
  const images = await refused(source, () => binarise(imagesFromIdx(bytes), { cut }));
  if (labels === undefined) return images;
  const classes = await readBytes(labels);
  return refused(labels, () => classPatterns(images, labelsFromIdx(classes)));
}
