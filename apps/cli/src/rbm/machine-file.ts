// The file of a machine: what `vsa rbm fit` writes after every epoch, and the others read.

import { loadTraining, type RbmTraining } from '@vsa/hopfield-rbm';
import { readBytes } from '../files/read-bytes.js';
import { refused } from '../hopfield/signs.js';

/**
 * Reads a machine.
 *
 * @param path - A file of `vsa rbm fit`.
 * @returns The machine in training; `trainedRbm` gives its parameters.
 * @throws InputError, one line that names the file, when it is no such file.
 */
export async function readMachine(path: string): Promise<RbmTraining> {
  const bytes = await readBytes(path);
  return refused(path, () => loadTraining(bytes));
}
