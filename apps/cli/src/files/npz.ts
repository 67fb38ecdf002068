// NumPy's .npz: a zip archive of .npy files.

import { unzipSync, type UnzipFileInfo } from 'fflate';
import { InputError } from '../input-error.js';
import type { NamedArrays } from './array.js';
import { parseNpy } from './npy.js';

/**
 * Lists the arrays of a .npz file; each is unpacked when it is asked for.
 *
 * @param bytes - The whole file.
 * @param name - Name of the file in messages.
 * @returns The arrays by name, in the archive's order.
 * @throws InputError for a file that is no zip archive.
 */
export function parseNpz(bytes: Uint8Array, name: string): NamedArrays {
  const names: string[] = [];
  unzip(bytes, name, (file) => {
    if (file.name.endsWith('.npy')) names.push(file.name);
    return false;
  });
  const reader = (entry: string) => () => {
    const content = unzip(bytes, name, (file) => file.name === entry)[entry];
    const label = `${name}:${entry.slice(0, -'.npy'.length)}`;
    if (content === undefined) throw new InputError(`${label}: expected an array, found none.`);
    return parseNpy(content, label);
  };
  return new Map(names.map((entry) => [entry.slice(0, -'.npy'.length), reader(entry)]));
}

function unzip(
  bytes: Uint8Array,
  name: string,
  filter: (file: UnzipFileInfo) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: expected a NumPy .npz archive, got a damaged or other file (${reason}).`, {
      cause: error,
    });
  }
}
