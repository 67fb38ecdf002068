// The file of a training: how a run finds the one to go on from.

import { existsSync } from 'node:fs';
import { decodeSafetensors } from '@vsa/backend/checkpoint';
import { VsaError } from '@vsa/backend';
import { InputError } from '../input-error.js';
import { readBytes } from '../files/read-bytes.js';

/** A checkpoint's bytes and texts. */
export interface CheckpointFile {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a checkpoint.
 *
 * @param path - Where it is.
 * @returns Bytes and texts.
 * @throws InputError when there is none, or it is damaged.
 */
export async function readCheckpoint(path: string): Promise<CheckpointFile> {
  const bytes = await readBytes(path);
  try {
    return { bytes, metadata: decodeSafetensors(bytes).metadata };
  } catch (error) {
    if (!VsaError.isInstance(error)) throw error;
    throw new InputError(`${path}: expected a checkpoint of vsa train; ${error.message}`, { cause: error });
  }
}

/**
 * Finds out how a run begins.
 *
 * @param path - Where its checkpoints go.
 * @param resume - True to go on from there.
 * @returns The checkpoint to go on from, or undefined for a fresh start.
 * @throws InputError when there is a file and it is not to be resumed, or it is to be resumed and there is none.
 */
export async function openCheckpoint(path: string, resume: boolean): Promise<CheckpointFile | undefined> {
  if (resume) return readCheckpoint(path);
  if (!existsSync(path)) return undefined;
  throw new InputError(
    `${path}: expected no file there yet; go on from it with --resume, or name another with --out.`,
  );
}
