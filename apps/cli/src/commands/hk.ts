// `vsa hk`: Hopfield-Kuramoto memory: threshold units that learn images, oscillators that edit them, and asking both.

import { Option, type Command } from 'commander';
import { runHkEdit, type EditFlags } from '../hk/edit.js';
import { runHkRecall, type RecallFlags } from '../hk/recall.js';
import { runHkRun, type RunFlags } from '../hk/run.js';
import { runHkTrain, type TrainFlags } from '../hk/train.js';
import type { Io } from '../io.js';
import { least, positive, whole } from '../options.js';

const EDITS = ['conflation', 'swap', 'associative-conflation', 'associative-swap'];

/**
 * Adds the commands.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addHk(program: Command, io: Io): void {
  const hk = program
    .command('hk')
    .description('Hopfield-Kuramoto memory: threshold units, and oscillators that edit what they remember');
  const train = learning(hk.command('train').description('teach threshold units the classes of images'))
    .option('--augment <n>', 'units besides those of pixels and classes', whole(0), 300)
    .option('--classes <n>', 'units of classes', whole(1), 10)
    .action((flags: TrainFlags) => runHkTrain(flags, io));
  const edit = learning(
    hk.command('edit').description('teach oscillators to edit labels 0 and 1 of a frozen memory'),
  )
    .requiredOption('--memory <file>', 'a file of vsa hk train')
    .addOption(new Option('--edit <name>', 'which edit').choices(EDITS).default('swap'))
    .option('--neighbours <k>', 'of each unit in both small worlds, even', whole(2), 150)
    .option('--rewire <p>', 'probability that an edge is drawn again', least(0), 0.1)
    .option('--length <D>', 'components of an oscillator', whole(2), 5)
    .action((flags: EditFlags) => runHkEdit(flags, io));
  const recall = images(hk.command('recall').description('ask a memory, with or without oscillators'))
    .requiredOption('--memory <file>', 'a file of vsa hk train')
    .option('--oscillators <file>', 'a file of vsa hk edit; labels then are the edited ones')
    .addOption(
      new Option('--split <name>', "part of 'mnist' and 'digits'").choices(['train', 'test']).default('test'),
    )
    .option('--limit <n>', 'the first so many images', whole(1), 10_000)
    .option('--seed <n>', 'fixes the second images of associative edits', whole(0), 0)
    .action((flags: RecallFlags) => runHkRecall(flags, io));
  const run = hk
    .command('run')
    .description('let a described system of threshold units, oscillators or both run')
    .argument('<system>', 'JSON: threshold, oscillators, coupling, start; the README has the fields')
    .option('--duration <time>', 'time to run for', positive(), 1)
    .option('--samples <n>', 'states told after the first', whole(1), 20)
    .option('--energy', 'follow the energy too; what the theorem needs is an error then, else a warning')
    .option('--seed <n>', 'fixes the start where the file has none', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of text')
    .action((system: string, flags: RunFlags) => runHkRun(system, flags, io));
  for (const command of [train, edit, recall, run]) command.copyInheritedSettings(program);
}

function images(command: Command): Command {
  return command
    .option('--data <file>', "idx images; 'mnist'; or 'digits', a thousand that are carried along", 'mnist')
    .option('--labels <file>', 'idx classes of idx images')
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of text');
}

function learning(command: Command): Command {
  return images(command)
    .requiredOption('--output <file>', 'the model to write, .safetensors')
    .option('--resume', 'go on from the output, to the bits of a run that never stopped')
    .option('--updates <n>', 'updates in all', whole(1), 9000)
    .option('--batch <n>', 'images an update', whole(1), 100)
    .option('--learning-rate <number>', 'at the start; halves every 1000 updates', positive(), 1e-4)
    .option('--checkpoint-every <n>', 'updates between two checkpoints', whole(1), 500)
    .option('--seed <n>', 'every random number follows from it', whole(0), 33);
}
