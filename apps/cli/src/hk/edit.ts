// `vsa hk edit`: oscillators that edit what frozen threshold units remember.

import { createBackend, disposeTree } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { initTraining } from '@vsa/backend/train';
import type { EditName } from '@vsa/hk-memory';
import {
  askEdited,
  countUnits,
  editingGradient,
  initEditing,
  memoryOptimizer,
  shareRight,
} from '@vsa/hk-memory/training';
import { basename } from 'node:path';
import { refused } from '../hopfield/signs.js';
import type { Io } from '../io.js';
import { openCheckpoint } from '../train/checkpoint-file.js';
import { runStage } from '../train/run-stage.js';
import { checkSame } from '../train/settings.js';
import { readImages } from './images.js';
import { describe, loadMemory, settingsIn, worlds, type EditSettings } from './model-files.js';
import type { LearningFlags } from './train.js';

/** Options of `vsa hk edit`. */
export interface EditFlags extends LearningFlags {
  readonly memory: string;
  readonly edit: EditName;
  readonly neighbours: number;
  readonly rewire: number;
  readonly length: number;
}

/**
 * Trains oscillators, and writes them every so many updates.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runHkEdit(flags: EditFlags, io: Io): Promise<void> {
  const { output, data, edit, neighbours, rewire, length, batch, learningRate, seed, updates } = flags;
  const images = await readImages(flags, 'train');
  const backend = await createBackend(flags.backend);
  const memory = await loadMemory(backend, flags.memory);
  const { frozen, layout, digest } = memory;
  const units = countUnits(layout);
  const settings: EditSettings = {
    ...{ memory: digest, edit, neighbours, rewire, length },
    ...{ data: basename(data), batch, learningRate, seed },
  };
  const graphs = await worlds(units, settings);
  const from = await openCheckpoint(output, flags.resume ?? false);
  if (from) checkSame(settings, settingsIn(from, 'edit', output), basename(output));
  const root = key(seed);
  const optimizer = memoryOptimizer({ learningRate });
  const params = initEditing(backend, foldIn(root, 'model'), { units, neighbours, length });
  const initial = initTraining(backend, foldIn(root, 'run'), params, optimizer);
  disposeTree(params);
  const task = { frozen, graphs, images, layout, edit };
  const gradient = await refused(data, () => editingGradient(backend, task, { batch }));
  const { state, seconds } = await runStage(
    backend,
    {
      label: 'hk edit',
      out: output,
      steps: updates,
      every: flags.checkpointEvery,
      metadata: describe('edit', settings),
      initial,
      objective: { gradient },
      optimizer,
      from,
    },
    io,
  );
  const asked = { limit: 1000, key: foldIn(root, 'cues'), signal: io.signal };
  const { said, wanted } = await askEdited(backend, state.params, task, asked);
  disposeTree([state, frozen]);
  const accuracy = shareRight(said, wanted);
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ model: output, edit, updates, accuracy, asked: said.length })}\n`
      : `${basename(output)}: ${edit}, ${updates} updates in ${seconds.toFixed(0)} s; ${(100 * accuracy).toFixed(1)} % of ${said.length} images it learnt from are right.\n`,
  );
}
