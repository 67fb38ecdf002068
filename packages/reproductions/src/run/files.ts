// Files that cells keep between runs: states of long trainings, to go on from after an interruption and to share among cells. A file appears
// whole or not at all, so a run may be killed at any moment.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { RunFiles } from '../experiment.js';

/**
 * Opens a folder of files; it is made when the first is written.
 *
 * @param folder - Where they are.
 * @returns Its files.
 */
export function openFiles(folder: string): RunFiles {
  const pathOf = (name: string): string => {
    if (/^[a-z0-9][a-z0-9.-]*$/.test(name)) return join(folder, name);
    throw new RangeError(
      `reproductions.openFiles: expected a name of small letters, digits, dots and hyphens, got '${name}'.`,
    );
  };
  return {
    async read(name) {
      try {
        return await readFile(pathOf(name));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(name, bytes) {
      await writeWhole(folder, pathOf(name), bytes);
    },
  };
}

/**
 * Writes a file beside its place and moves it there.
 *
 * @param folder - Its folder; made if missing.
 * @param path - The file.
 * @param content - What it is to hold.
 */
export async function writeWhole(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Worker threads share a process, and may write the same file.
  const temporary = `${path}.${process.pid}-${threadId}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Whether an error says that there is no such file.
 *
 * @param error - Anything thrown.
 * @returns True for a file or folder that does not exist.
 */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
