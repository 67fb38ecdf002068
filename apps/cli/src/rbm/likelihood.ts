// `vsa rbm loglik`.

import { createBackend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { annealedLogPartition, exactLogPartition, meanLogLikelihood, trainedRbm } from '@vsa/hopfield-rbm';
import { refused } from '../hopfield/signs.js';
import type { Io } from '../io.js';
import { startProgress } from '../progress.js';
import { table } from '../table.js';
import { readData } from './data.js';
import { readMachine } from './machine-file.js';

/** Most visible units whose states are all gone through unasked: a second of work. */
const ENUMERATED = 20;

/** Options of `vsa rbm loglik`. */
export interface LikelihoodFlags {
  readonly machine: string;
  readonly data: string;
  readonly cut: number;
  readonly method: 'auto' | 'exact' | 'annealed';
  readonly chains: number;
  readonly anneal: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/**
 * Measures the mean log-likelihood of data under a machine.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runLikelihood(flags: LikelihoodFlags, io: Io): Promise<void> {
  const { data, cut, method, chains, anneal, seed, json = false } = flags;
  const params = trainedRbm(await readMachine(flags.machine));
  const { rows } = await readData({ source: data, cut, split: 'train' });
  const backend = await createBackend(flags.backend);
  const progress = startProgress(io, 'ln Z');
  const begin = performance.now();
  const exact = method === 'exact' || (method === 'auto' && params.weights.shape[0] <= ENUMERATED);
  try {
    const found = await refused(flags.machine, () =>
      exact
        ? { logPartition: exactLogPartition(params), standardError: 0 }
        : annealedLogPartition(backend, params, foldIn(key(seed), 'rbm loglik'), {
            chains,
            steps: anneal,
            signal: io.signal,
            onProgress({ step, steps }) {
              const elapsed = (performance.now() - begin) / 1000;
              progress.update(step / steps, (elapsed * (steps - step)) / Math.max(1, step));
            },
          }),
    );
    const mean = await refused(data, () => meanLogLikelihood(backend, params, rows, found.logPartition));
    const told = {
      method: exact ? 'exact' : 'annealed',
      rows: rows.shape[0],
      logPartition: found.logPartition,
      standardError: found.standardError,
      meanLogLikelihood: mean,
    };
    io.stdout(
      json
        ? `${JSON.stringify(told)}\n`
        : table(
            ['rows', 'ln Z', 'standard error', 'mean ln p'],
            [
              [
                String(told.rows),
                told.logPartition.toFixed(4),
                told.standardError.toFixed(4),
                mean.toFixed(4),
              ],
            ],
          ),
    );
  } finally {
    progress.end();
  }
}
