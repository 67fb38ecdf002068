// `vsa hk train`: threshold units that learn images.

import { createBackend, disposeTree } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { initTraining } from '@vsa/backend/train';
import {
  askThreshold,
  countUnits,
  initThreshold,
  memoryOptimizer,
  shareRight,
  thresholdGradient,
} from '@vsa/hk-memory/training';
import { basename } from 'node:path';
import { refused } from '../hopfield/signs.js';
import type { Io } from '../io.js';
import { openCheckpoint } from '../train/checkpoint-file.js';
import { runStage } from '../train/run-stage.js';
import { checkSame } from '../train/settings.js';
import { readImages, type ImageFlags } from './images.js';
import { describe, settingsIn, type MemorySettings } from './model-files.js';

/** Options that both trainings take. */
export interface LearningFlags extends ImageFlags {
  readonly output: string;
  readonly resume?: boolean;
  readonly updates: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly checkpointEvery: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/** Options of `vsa hk train`. */
export interface TrainFlags extends LearningFlags {
  readonly augment: number;
  readonly classes: number;
}

/**
 * Trains threshold units, and writes them every so many updates.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runHkTrain(flags: TrainFlags, io: Io): Promise<void> {
  const { output, data, augment, classes, batch, learningRate, seed, updates } = flags;
  const images = await readImages(flags, 'train');
  const layout = { pixels: images.shape[1], augment, classes };
  const settings: MemorySettings = { ...layout, data: basename(data), batch, learningRate, seed };
  const from = await openCheckpoint(output, flags.resume ?? false);
  if (from) checkSame(settings, settingsIn(from, 'train', output), basename(output));
  const backend = await createBackend(flags.backend);
  const root = key(seed);
  const optimizer = memoryOptimizer({ learningRate });
  const params = initThreshold(backend, foldIn(root, 'model'), countUnits(layout));
  const initial = initTraining(backend, foldIn(root, 'run'), params, optimizer);
  disposeTree(params);
  const gradient = await refused(data, () => thresholdGradient(backend, images, layout, { batch }));
  const { state, seconds } = await runStage(
    backend,
    {
      label: 'hk train',
      out: output,
      steps: updates,
      every: flags.checkpointEvery,
      metadata: describe('train', settings),
      initial,
      objective: { gradient },
      optimizer,
      from,
    },
    io,
  );
  const said = await askThreshold(backend, state.params, images, layout, {
    limit: 10_000,
    signal: io.signal,
  });
  disposeTree(state);
  const accuracy = shareRight(said, images.labels);
  const units = countUnits(layout);
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ model: output, units, updates, accuracy, asked: said.length })}\n`
      : `${basename(output)}: ${units} units, ${updates} updates in ${seconds.toFixed(0)} s; ${(100 * accuracy).toFixed(1)} % of ${said.length} images it learnt from are right.\n`,
  );
}
