// Writing results: a file that is there stays, unless asked otherwise, and is never left half written.

import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../input-error.js';

/**
 * Checks, before any work, that a result can be written.
 *
 * @param path - The file.
 * @param existing - What becomes of one that is there.
 * @throws InputError when there is one that is to be kept, or a folder of this name.
 */
export async function checkOutput(path: string, existing: 'keep' | 'replace'): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  if (found.isFile() && existing === 'replace') return;
  const what = found.isFile() ? 'there is one already; give --force to replace it' : 'this is no file';
  throw new InputError(`${basename(path)}: expected a new file, ${what}.`);
}

/**
 * Writes a file as a whole or not at all.
 *
 * @param path - The file.
 * @param bytes - Its contents.
 * @throws InputError when it cannot be written.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.part`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${basename(path)}: expected to write it, got ${reason}.`, { cause: error });
  }
}
