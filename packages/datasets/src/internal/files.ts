// Reading files that the user names, with errors that say what to do.

import { VsaError } from '@vsa/backend';
import { readFile, stat } from 'node:fs/promises';

/** Contents of a file. */
export async function contents(path: string, what: string, remedy: string, caller: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw unreadable(path, what, remedy, caller, cause);
  }
}

/** Throws unless there is such a file. */
export async function checkFile(path: string, what: string, remedy: string, caller: string): Promise<void> {
  if (typeof path !== 'string') {
    throw new TypeError(`datasets.${caller}: expected the path of ${what} as a string, got ${typeof path}.`);
  }
  try {
    if ((await stat(path)).isFile()) return;
  } catch (cause) {
    throw unreadable(path, what, remedy, caller, cause);
  }
  throw unreadable(path, what, remedy, caller, new Error('not a file'));
}

/** A VsaError about a file. */
function unreadable(path: string, what: string, remedy: string, caller: string, cause: unknown): VsaError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VsaError(
    'DATA_UNAVAILABLE',
    `datasets.${caller}: expected ${what} in ${path}, got ${reason}; ${remedy}.`,
    { cause, details: { path } },
  );
}
