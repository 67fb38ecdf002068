// `vsa vrae`: a trained variational resonator autoencoder at work. `vsa train vrae` trains one.

import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.js';
import { whole } from '../options.js';
import { runExamples, runRecombine, type ExamplesFlags, type RecombineFlags } from '../vrae/recombine.js';

/**
 * Adds the commands.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addVrae(program: Command, io: Io): void {
  const group = program
    .command('vrae')
    .description('variational resonator autoencoder: take the colour of one digit and the shape of another');
  const mix = common(group.command('recombine'), 'the picture to write, .png', 'recombined.png')
    .description('write the picture of the first with some factors of the second; 28 x 28 pixels')
    .argument('<first>', 'a .png file')
    .argument('<second>', 'a .png file')
    .option('--swap <k,...>', 'factors to take from the second: 1 is the tint, 2 the shape', factors, [1])
    .action((first: string, second: string, flags: RecombineFlags) => runRecombine(first, second, flags, io));
  const examples = common(group.command('examples'), 'folder of the pictures', '.')
    .description('write held-out pictures of the kind that the model has learnt from')
    .option('--count <n>', 'how many', whole(1), 4)
    .action((flags: ExamplesFlags) => runExamples(flags, io));
  for (const command of [group, mix, examples]) command.copyInheritedSettings(program);
}

function common(command: Command, what: string, output: string): Command {
  return command
    .requiredOption('--model <file>', 'a file of vsa train vrae')
    .option('--output <path>', what, output)
    .option('--force', 'replace what is there')
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of text');
}

function factors(text: string): readonly number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isSafeInteger(number) && number >= 1)) return numbers;
  throw new InvalidArgumentError('Expected numbers of factors from 1, such as 1 or 1,2.');
}
