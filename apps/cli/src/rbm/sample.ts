// `vsa rbm sample`.

import { createBackend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { sampleChains, startChains, trainedRbm } from '@vsa/hopfield-rbm';
import { basename } from 'node:path';
import { npyBytes } from '../files/write-npy.js';
import { checkOutput, writeWhole } from '../files/write-new.js';
import { readSigns, refused } from '../hopfield/signs.js';
import type { Io } from '../io.js';
import { readMachine } from './machine-file.js';

/** Options of `vsa rbm sample`. */
export interface SampleFlags {
  readonly machine: string;
  readonly output: string;
  readonly states?: string;
  readonly cut: number;
  readonly count: number;
  readonly steps: number;
  readonly beta?: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly force?: boolean;
}

/**
 * Draws states of a machine and writes them.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runSample(flags: SampleFlags, io: Io): Promise<void> {
  const { output, force = false, states, cut, count, steps, seed, beta } = flags;
  await checkOutput(output, force ? 'replace' : 'keep');
  const params = trainedRbm(await readMachine(flags.machine));
  const start = states === undefined ? count : await readSigns({ source: states, cut });
  const backend = await createBackend(flags.backend);
  const drawn = await refused(states ?? flags.machine, async () => {
    const chains = startChains(params, foldIn(key(seed), 'rbm sample'), start);
    return sampleChains(backend, params, chains, { steps, beta, signal: io.signal });
  });
  const [rows, visible] = drawn.shape;
  await writeWhole(output, npyBytes(Float64Array.from(drawn.visible), [rows, visible]));
  io.stdout(`${basename(output)}: ${rows} states of ${visible} units after ${steps} steps\n`);
}
