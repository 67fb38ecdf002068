// `vsa train vrae`: an autoencoder that learns to see tints and shapes apart, without labels.

import { createBackend, disposeTree } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { initTraining } from '@vsa/backend/train';
import { partTintFromShape, picturesAt, picturesOf, readPosteriors, vraeLoss } from '@vsa/vrn/autoencoder';
import { Option, type Command } from 'commander';
import { basename } from 'node:path';
import { InputError } from '../input-error.js';
import type { Io } from '../io.js';
import { positive, whole } from '../options.js';
import { durationText } from '../progress.js';
import { openCheckpoint } from '../train/checkpoint-file.js';
import { runStage } from '../train/run-stage.js';
import { checkSame, settingsOf } from '../train/settings.js';
import { KIND, newVrae, RECIPE, vraeOptimizer, type VraeSettings } from './model-files.js';
import { vraePictures } from './pictures.js';

interface Flags extends Omit<VraeSettings, 'recipe'> {
  readonly out: string;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/** Held-out pictures that the error is measured on, at most. */
const HELD_OUT = 1000;

/**
 * Adds the command.
 *
 * @param group - `vsa train`.
 * @param io - The world.
 */
export function addTrainVrae(group: Command, io: Io): void {
  group
    .command('vrae')
    .description('an autoencoder of coloured digits whose codes are factors: tint and shape, without labels')
    .addOption(
      new Option('--data <name>', "'mnist', or 'digits': a thousand that are carried along")
        .choices(['mnist', 'digits'])
        .default('mnist'),
    )
    .addOption(
      new Option('--tints <name>', 'one of ten fixed tints an image, or any')
        .choices(['ten', 'random'])
        .default('ten'),
    )
    .option('--images <n>', 'the first so many to learn from', whole(1), 10_000)
    .option('--codes <n,n>', 'rows of the codebooks of tint and shape', '16,64')
    .option('--dimension <D>', 'components of a bound vector', whole(1), 128)
    .option('--hidden <n>', 'units of the hidden layers of encoder and decoder', whole(1), 256)
    .option('--steps <n>', 'updates', whole(1), 3000)
    .option('--batch <n>', 'images an update', whole(1), 64)
    .option('--learning-rate <rate>', 'at the start; falls to 0', positive(), 0.002)
    .option('--seed <n>', 'every random number follows from it', whole(0), 0)
    .option('--out <file>', 'checkpoint: parameters, optimiser, step and key', 'vrae.safetensors')
    .option('--resume', 'go on from the checkpoint, to the bits of a run that never stopped')
    .option('--checkpoint-every <n>', 'updates between two checkpoints', whole(1), 500)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of text')
    .action((flags: Flags) => trainVrae(flags, io));
}

async function trainVrae(flags: Flags, io: Io): Promise<void> {
  const { data, tints, images, codes, dimension, hidden, steps, batch, learningRate, seed, out } = flags;
  checkCodes(codes);
  const settings: VraeSettings = {
    ...{ recipe: RECIPE, data, tints, codes, dimension, hidden, steps, batch, learningRate, seed },
    // The carried digits are few.
    images: data === 'digits' ? Math.min(images, 800) : images,
  };
  const from = await openCheckpoint(out, flags.resume ?? false);
  if (from) {
    const found = settingsOf(from.metadata, KIND, basename(out));
    checkSame(settings, { recipe: 1, ...found }, basename(out));
  }
  const pictures = await vraePictures(settings, 'train');
  const backend = await createBackend(flags.backend);
  const optimizer = vraeOptimizer(settings);
  const params = newVrae(backend, settings);
  const initial = initTraining(backend, foldIn(key(seed), 'run'), params, optimizer);
  disposeTree(params);
  const { state, seconds } = await runStage(
    backend,
    {
      label: 'vrae',
      out,
      steps,
      every: flags.checkpointEvery,
      metadata: { kind: KIND, settings: JSON.stringify(settings) },
      initial,
      watched: 'estimate',
      objective: { loss: vraeLoss(backend, pictures, { batch, ...partTintFromShape(pictures.shape[1]) }) },
      optimizer,
      from,
    },
    io,
  );
  const held = await vraePictures(settings, 'test');
  const count = Math.min(held.shape[0], HELD_OUT);
  const error = backend.tidy(() => {
    const y = picturesAt(
      backend,
      held,
      Array.from({ length: count }, (_, index) => index),
    );
    const found = picturesOf(backend, state.params, readPosteriors(backend, state.params, y));
    return backend.mean(backend.sum(backend.square(backend.sub(found, y)), { axis: -1 }));
  });
  const squared = Number((await backend.read(error))[0]);
  disposeTree([state, error]);
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ stage: 'vrae', model: out, steps, squaredError: squared, heldOut: count })}\n`
      : `${basename(out)}: ${steps} updates in ${durationText(seconds)}; squared error of ${count} held-out pictures from their codes ${squared.toFixed(2)}.\n`,
  );
}

/** Two books: the views that part tint from shape are two. */
function checkCodes(codes: string): void {
  if (/^[1-9]\d{0,4},[1-9]\d{0,4}$/.test(codes)) return;
  throw new InputError(`--codes: expected two whole numbers >= 1 such as 16,64, got ${codes}.`);
}
