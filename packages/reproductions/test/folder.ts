// A folder that goes away with the test.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Makes an empty folder, removed when the test has finished.
 *
 * @returns Its path.
 */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vsa-reproductions-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
