// Finds the array that a person means by `file` or `file:name`.

import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InputError } from '../input-error.js';
import { shapeText, type NamedArrays, type NumberArray } from './array.js';
import { parseJson } from './json.js';
import { parseNpy } from './npy.js';
import { parseNpz } from './npz.js';
import { readBytes } from './read-bytes.js';
import { parseSafetensors } from './safetensors.js';

type Parser = (bytes: Uint8Array, name: string) => NamedArrays;

const PARSERS: Readonly<Record<string, Parser>> = {
  '.npy': (bytes, name) => new Map([['', () => parseNpy(bytes, name)]]),
  '.npz': parseNpz,
  '.safetensors': parseSafetensors,
  '.json': parseJson,
};

/**
 * Reads one array of finite numbers from a file.
 *
 * @param reference - Path of a .npy, .npz, .safetensors or .json file; `path:name` where it holds several arrays.
 * @returns The array.
 * @throws InputError, one line with the file's name, for everything that is wrong with it.
 */
export async function readArray(reference: string): Promise<NumberArray> {
  const { path, wanted } = await splitReference(reference);
  const name = basename(path);
  const parser = PARSERS[extname(path).toLowerCase()];
  if (parser === undefined) {
    throw new InputError(`${name}: expected a file ending in ${Object.keys(PARSERS).join(', ')}.`);
  }
  const arrays = parser(await readBytes(path, reference), name);
  const array = pick(arrays, wanted, name);
  const label = wanted === undefined ? name : `${name}:${wanted}`;
  const bad = array.values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = shapeText(placeOf(bad, array.shape));
    throw new InputError(
      `${label}: expected finite numbers (in float32), got ${array.values[bad] ?? NaN} at ${place}.`,
    );
  }
  return array;
}

/** A name after the last colon counts only where no file has the whole text as its path. */
async function splitReference(
  reference: string,
): Promise<{ readonly path: string; readonly wanted: string | undefined }> {
  const colon = reference.lastIndexOf(':');
  if (colon <= 0 || (await exists(reference))) return { path: reference, wanted: undefined };
  const path = reference.slice(0, colon);
  if (!(extname(path).toLowerCase() in PARSERS)) return { path: reference, wanted: undefined };
  return { path, wanted: reference.slice(colon + 1) };
}

function pick(arrays: NamedArrays, wanted: string | undefined, name: string): NumberArray {
  const names = [...arrays.keys()].filter((key) => key !== '');
  const listed = names.length === 0 ? 'one array without a name' : names.join(', ');
  if (wanted !== undefined) {
    const found = wanted === '' ? undefined : arrays.get(wanted);
    if (found !== undefined) return found();
    throw new InputError(`${name}: expected an array named '${wanted}', the file has: ${listed}.`);
  }
  const [only, ...others] = arrays.values();
  if (only === undefined) throw new InputError(`${name}: expected an array, the file has none.`);
  if (others.length > 0) {
    throw new InputError(
      `${name}: expected one array or a name after a colon (${name}:${names[0] ?? ''}), the file has: ${listed}.`,
    );
  }
  return only();
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}
