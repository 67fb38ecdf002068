// Reading a file with one clear line where it cannot be read.

import { readFile } from 'node:fs/promises';
import { InputError } from '../input-error.js';

/**
 * Reads a whole file.
 *
 * @param path - Its path.
 * @param label - How messages call it.
 * @returns Its bytes.
 * @throws InputError when there is no such file, or it cannot be read.
 */
export async function readBytes(path: string, label = path): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const got =
      code === 'ENOENT'
        ? 'there is none'
        : code === 'EISDIR'
          ? 'it is a folder'
          : `it cannot be read (${String(code)})`;
    throw new InputError(`${label}: expected a file, ${got}.`, { cause: error });
  }
}
