// `vsa train same-different` and `vsa train rmts`: the two stages of the oscillatory-binding poster, on glyphs.

import { createHash } from 'node:crypto';
import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { foldIn, type RandomKey } from '@vsa/backend/random';
import { initTraining, loadTraining } from '@vsa/backend/train';
import { rmtsTrials, sameDifferentTrials } from '@vsa/datasets/glyphs';
import type { StartName } from '@vsa/kuramoto';
import {
  encode,
  freezeCoherences,
  initRmtsHead,
  contrastedLoss,
  initSameDifferent,
  relationalCouplings,
  relationalOptimizer,
  rmtsAccuracy,
  rmtsLoss,
  sameDifferent,
  sameDifferentOf,
  settleEncoder,
  standardiseFeatures,
  symbolImages,
  trialAccuracy,
  type BindingOptions,
  type CoherenceSet,
  type EncoderParams,
  type NormName,
  type PairClassifier,
  type SameDifferentParams,
  type TrialClassifier,
  type TrialImages,
} from '@vsa/kuramoto/relational';
import { Option, type Command } from 'commander';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { positive, real, whole } from '../options.js';
import { durationText, startProgress } from '../progress.js';
import { table } from '../table.js';
import { openCheckpoint, readCheckpoint } from '../train/checkpoint-file.js';
import { runStage } from '../train/run-stage.js';
import {
  checkSame,
  firstSettings,
  RECIPE,
  runData,
  settingsOf,
  type RunData,
  type Settings,
} from '../train/settings.js';
import { addTrainVrae } from '../vrae/train.js';

interface Common {
  readonly out: string;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
  readonly trials: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

interface FirstFlags extends Common {
  readonly heldOut: number;
  readonly steps: number;
  readonly batch: number;
  readonly others?: number;
  readonly features: number;
  readonly dimension: number;
  readonly evolve: number;
  readonly stepSize: number;
  readonly start: StartName;
  readonly norm: NormName;
  readonly rho: number;
  readonly learningRate: number;
  readonly seed: number;
}

interface SecondFlags extends Common {
  readonly from: string;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
}

/** Settings of the second stage. */
interface SecondSettings {
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly trials: number;
  /** SHA-256 of the first stage's file. */
  readonly from: string;
}

const HEAD = 'candidate';

/**
 * Adds the commands.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addTrain(program: Command, io: Io): void {
  const group = program
    .command('train')
    .description('train models of relational reasoning, and an autoencoder');
  group.copyInheritedSettings(program);
  const first = group
    .command('same-different')
    .description(
      'do two images show the same symbol? A CNN, oscillators and a classifier of their coherences',
    )
    .option('--held-out <n>', 'symbols of 100 that only the test has', whole(0), 5)
    .option('--steps <n>', 'updates', whole(1), 5000)
    .option('--batch <n>', 'pairs of one symbol an update, 2 or more', whole(2), 32)
    .option(
      '--others <n>',
      'images of other pairs that each first one is set beside (default: 15, or as many as there are)',
      whole(1),
    )
    .option('--features <n>', 'oscillators an object, D', whole(1), 64)
    .option('--dimension <n>', 'components of an oscillator, N', whole(2), 2)
    .option('--evolve <n>', 'Euler steps T', whole(1), 25)
    .option('--step-size <h>', 'length of an Euler step', positive(), 0.1)
    .addOption(
      new Option('--start <name>', 'what shares the random start phases')
        .choices(['fixed', 'shared', 'independent'])
        .default('fixed'),
    )
    .addOption(
      new Option('--norm <name>', 'of features over a pair').choices(['none', 'context']).default('none'),
    )
    .option(
      '--rho <coherence>',
      'mean coherence, 0 to 2, above which the untrained classifier says "same"',
      real(),
      1.6,
    )
    .option('--learning-rate <rate>', 'at the start; falls to 0', positive(), 0.003)
    .option('--seed <n>', 'every random number follows from it', whole(0), 0);
  common(first, 'same-different.safetensors').action((flags: FirstFlags) => trainFirst(flags, io));
  const second = group
    .command('rmts')
    .description(
      'which pair stands in the same relation? A new classifier on coherences of the frozen first stage',
    )
    .requiredOption('--from <file>', 'checkpoint of vsa train same-different')
    .option('--steps <n>', 'updates', whole(1), 2000)
    .option('--batch <n>', 'trials an update', whole(1), 32)
    .option('--learning-rate <rate>', 'at the start; falls to 0', positive(), 0.001);
  common(second, 'rmts.safetensors').action((flags: SecondFlags) => trainSecond(flags, io));
  addTrainVrae(group, io);
  for (const command of group.commands) command.copyInheritedSettings(program);
}

function common(command: Command, out: string): Command {
  return command
    .option('--out <file>', 'checkpoint: parameters, optimiser, step and key', out)
    .option('--resume', 'go on from the checkpoint, to the bits of a run that never stopped')
    .option('--checkpoint-every <n>', 'updates between two checkpoints', whole(1), 500)
    .option('--trials <n>', 'trials that an accuracy is measured on', whole(1), 2000)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of a table');
}

async function trainFirst(flags: FirstFlags, io: Io): Promise<void> {
  const {
    heldOut,
    steps,
    batch,
    features,
    dimension,
    evolve,
    stepSize,
    start,
    norm,
    rho,
    learningRate,
    seed,
  } = flags;
  const { others = Math.min(15, batch - 1) } = flags;
  if (others >= batch) {
    throw new InputError(`--others: expected 1 to ${batch - 1}, less than --batch, got ${others}.`);
  }
  const settings: Settings = {
    ...{ recipe: RECIPE, heldOut, steps, batch, others, features, dimension, evolve, stepSize },
    ...{ start, norm, threshold: rho, learningRate, seed },
  };
  const run = runData(settings, 2);
  const { root, split, painter, binding } = run;
  const from = await openCheckpoint(flags.out, flags.resume ?? false);
  if (from) checkSame(settings, firstSettings(from.metadata, flags.out), flags.out);
  const side = (name: 'train' | 'test'): TrialImages => ({
    painter,
    trials: sameDifferentTrials(foldIn(root, name), split[name]),
  });
  const data = { train: side('train'), test: side('test') };
  // Half of the trials show one symbol.
  const most = Math.min(batch, data.train.trials.shape[0] / 2);
  const backend = await createBackend(flags.backend);
  // With starts that are not fixed every pass has its own.
  const startOf = (passKey: RandomKey): BindingOptions =>
    start === 'fixed' ? binding : { ...binding, startKey: passKey };
  const classify: TrialClassifier<SameDifferentParams> = (params, images, passKey) =>
    sameDifferent(backend, params, images, startOf(passKey));
  const pairs: PairClassifier<SameDifferentParams> = {
    embed: (params, images) => standardiseFeatures(backend, encode(backend, params.binding.encoder, images)),
    compare: (params, embedded, passKey) => sameDifferentOf(backend, params, embedded, startOf(passKey)),
  };
  const optimizer = relationalOptimizer(steps, { learningRate });
  const params = initSameDifferent(backend, foldIn(root, 'model'), {
    ...{ features, dimension, threshold: rho },
    ...relationalCouplings(features),
  });
  const initial = initTraining(backend, foldIn(root, 'run'), params, optimizer);
  disposeTree(params);
  const { state, recent, seconds } = await runStage(
    backend,
    {
      label: 'same-different',
      out: flags.out,
      steps,
      every: flags.checkpointEvery,
      metadata: { kind: 'same-different', settings: JSON.stringify(settings) },
      initial,
      objective: {
        loss: contrastedLoss(backend, pairs, data.train, {
          ...{ key: foldIn(root, 'order'), batch: most, others: Math.min(others, most - 1) },
        }),
      },
      optimizer,
      from,
    },
    io,
  );
  const encoder = settledEncoder(backend, state.params, run);
  const trained = { ...state.params, binding: { ...state.params.binding, encoder } };
  const accuracy = (name: 'train' | 'test'): Promise<number> => {
    const repeats = Math.ceil(flags.trials / data[name].trials.shape[0]);
    const limit = Math.ceil(flags.trials / repeats);
    return trialAccuracy(backend, classify, trained, data[name], {
      key: foldIn(root, `${name} images`),
      limit,
      repeats,
    });
  };
  const result = { train: await accuracy('train'), test: await accuracy('test') };
  disposeTree([state, encoder]);
  report(io, flags, {
    stage: 'same-different',
    symbols: split.train.length,
    steps,
    recent,
    seconds,
    ...result,
  });
}

/** An encoder that needs no other images to standardise a feature; the same at every call. */
function settledEncoder(
  backend: Backend,
  { binding }: SameDifferentParams,
  { root, split, painter }: RunData,
): EncoderParams {
  using images = symbolImages(backend, foldIn(root, 'settling'), painter, split.train);
  return settleEncoder(backend, binding.encoder, images);
}

async function trainSecond(flags: SecondFlags, io: Io): Promise<void> {
  const { steps, batch, learningRate, trials } = flags;
  const first = await readCheckpoint(flags.from);
  const settings = firstSettings(first.metadata, flags.from);
  const run = runData(settings, 5);
  const { root, split, painter, binding } = run;
  const own: SecondSettings = {
    ...{ steps, batch, learningRate, trials },
    from: createHash('sha256').update(first.bytes).digest('hex'),
  };
  const from = await openCheckpoint(flags.out, flags.resume ?? false);
  if (from) checkSame(own, settingsOf(from.metadata, 'rmts', flags.out), flags.out);
  const backend = await createBackend(flags.backend);
  const { features, dimension } = settings;
  const like = initTraining(
    backend,
    root,
    initSameDifferent(backend, root, { features, dimension }),
    relationalOptimizer(settings.steps),
  );
  const { state: loaded } = loadTraining(backend, first.bytes, like);
  const encoder = settledEncoder(backend, loaded.params, run);
  disposeTree(like);
  const limit = Math.max(4, Math.ceil(trials / 4) * 4);
  const set = async (name: 'train' | 'test'): Promise<CoherenceSet> => {
    const data = { painter, trials: rmtsTrials(foldIn(root, `rmts ${name}`), split[name], { limit }) };
    const progress = startProgress(io, `coherences (${name})`);
    const begun = performance.now();
    const [count] = data.trials.shape;
    try {
      return await freezeCoherences(backend, { ...loaded.params.binding, encoder }, data, {
        ...binding,
        key: foldIn(root, `rmts ${name} images`),
        onProgress: (done) => {
          progress.update(done / count, ((performance.now() - begun) / 1000 / done) * (count - done));
          if (io.signal.aborted) throw new Interrupted();
        },
      });
    } finally {
      progress.end();
    }
  };
  const sets = { train: await set('train'), test: await set('test') };
  disposeTree([loaded, encoder]);
  const optimizer = relationalOptimizer(steps, { learningRate });
  const head = initRmtsHead(backend, foldIn(root, 'rmts model'), { features, head: HEAD });
  const initial = initTraining(backend, foldIn(root, 'rmts run'), head, optimizer);
  disposeTree(head);
  const { state, recent, seconds } = await runStage(
    backend,
    {
      label: 'rmts',
      out: flags.out,
      steps,
      every: flags.checkpointEvery,
      metadata: { kind: 'rmts', settings: JSON.stringify(own) },
      initial,
      objective: {
        loss: rmtsLoss(backend, sets.train, {
          key: foldIn(root, 'rmts order'),
          batch: Math.min(batch, sets.train.shape[0]),
          head: HEAD,
        }),
      },
      optimizer,
      from,
    },
    io,
  );
  const result = {
    train: await rmtsAccuracy(backend, state.params, sets.train, HEAD),
    test: await rmtsAccuracy(backend, state.params, sets.test, HEAD),
  };
  disposeTree(state);
  report(io, flags, { stage: 'rmts', symbols: split.train.length, steps, recent, seconds, ...result });
}

interface Report {
  readonly stage: string;
  readonly symbols: number;
  readonly steps: number;
  readonly recent: number;
  readonly seconds: number;
  readonly train: number;
  readonly test: number;
}

function report(io: Io, { json = false, out }: Common, { seconds, recent, ...result }: Report): void {
  if (json) {
    io.stdout(`${JSON.stringify({ ...result, checkpoint: out })}\n`);
    return;
  }
  const batches = Number.isNaN(recent) ? '-' : recent.toFixed(3);
  io.stdout(
    table(
      ['stage', 'symbols', 'updates', 'last batches', 'train symbols', 'unseen symbols'],
      [
        [
          result.stage,
          `${result.symbols}`,
          `${result.steps}`,
          batches,
          result.train.toFixed(3),
          result.test.toFixed(3),
        ],
      ],
    ),
  );
  io.stdout(`\nTrained for ${durationText(seconds)}; ${out} has it all.\n`);
}
