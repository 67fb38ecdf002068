// `vsa rbm fit`.

import { createBackend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { saveTraining, trainRbm, type RbmTraining } from '@vsa/hopfield-rbm';
import { basename } from 'node:path';
import { checkOutput, writeWhole } from '../files/write-new.js';
import { refused } from '../hopfield/signs.js';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { startProgress } from '../progress.js';
import { readData, type LabelledRows } from './data.js';
import { readMachine } from './machine-file.js';
import { startMachine, type StartRequest } from './start.js';

/** Options that all training takes. */
export interface TrainingFlags extends StartRequest {
  readonly data: string;
  readonly labels?: string;
  readonly cut: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly steps: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
}

/** Options of `vsa rbm fit`. */
export interface FitFlags extends TrainingFlags {
  readonly output: string;
  readonly resume?: boolean;
}

/**
 * Makes a machine, trains it, and writes it after every epoch.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runFit(flags: FitFlags, io: Io): Promise<void> {
  const { output, resume = false, data: source, labels, cut } = flags;
  if (!resume) await checkOutput(output, 'keep');
  const data = await readData({ source, labels, cut, split: 'train' });
  const earlier = resume ? await readMachine(output) : undefined;
  if (earlier !== undefined && earlier.shape[0] !== data.rows.shape[1]) {
    throw new InputError(
      `${basename(source)}: expected rows of ${earlier.shape[0]} units, as ${basename(output)} has, got ${data.rows.shape[1]}.`,
    );
  }
  const made = await trained(data, flags, earlier, io);
  await writeWhole(output, saveTraining(made));
  if (io.signal.aborted) throw new Interrupted();
  const [visible, hidden] = made.shape;
  io.stdout(
    `${basename(output)}: ${visible} visible and ${hidden} hidden units, ${made.epoch} epoch${made.epoch === 1 ? '' : 's'}\n`,
  );
}

async function trained(
  data: LabelledRows,
  flags: FitFlags,
  resume: RbmTraining | undefined,
  io: Io,
): Promise<RbmTraining> {
  const { epochs, batch, learningRate, steps, seed, backend: name, output } = flags;
  const root = foldIn(key(seed), 'rbm fit');
  const progress = startProgress(io, 'train');
  const begin = performance.now();
  const first = resume?.epoch ?? 0;
  try {
    return await refused(flags.data, async () => {
      const backend = await createBackend(name);
      const machine = await startMachine(backend, data, flags, foldIn(root, 'start'));
      const { training } = await trainRbm(backend, machine, data.rows, {
        key: foldIn(root, 'training'),
        epochs,
        batchSize: batch,
        learningRate,
        steps,
        resume,
        signal: io.signal,
        onProgress({ epoch, batch: done, batches }) {
          const share = (epoch - first + done / batches) / Math.max(1, epochs - first);
          const elapsed = (performance.now() - begin) / 1000;
          progress.update(share, (elapsed * (1 - share)) / share, `epoch ${epoch + 1} of ${epochs}`);
        },
        onEpoch: (state) => writeWhole(output, saveTraining(state)),
      });
      return training;
    });
  } finally {
    progress.end();
  }
}
