// `vsa automaton`: ask a finite automaton, held in a memory, a sequence of labels.

import { basename } from 'node:path';
import { createBackend, VsaError, type Backend } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { createAutomaton, type AutomatonAnswer } from '@vsa/cdam';
import { Option, type Command } from 'commander';
import { parseAutomaton, type AutomatonFile } from '../automaton/definition.js';
import { writeAnswer, writeAnswerTable } from '../automaton/output.js';
import { readPatterns } from '../automaton/patterns.js';
import { readBytes } from '../files/read-bytes.js';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { positive, whole } from '../options.js';

interface Flags {
  readonly start: string;
  readonly inputs: string;
  readonly beta: number;
  readonly eta: number;
  readonly steps: number;
  readonly seed?: number;
  readonly undefinedLabels: 'hold' | 'write';
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/**
 * Adds the command.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addAutomaton(program: Command, io: Io): void {
  program
    .command('automaton')
    .description('run a finite automaton in a memory: ask labels, get the states visited (CDAM)')
    .argument('<file>', 'JSON with states, transitions and patterns')
    .requiredOption('--start <state>', 'where to begin')
    .requiredOption('--inputs <labels>', 'labels in order, parted by commas')
    .option('--beta <number>', 'sharpness of the softmax', positive(), 0.5)
    .option('--eta <number>', 'size of a step', positive(), 0.1)
    .option('--steps <n>', 'steps after the start and after each label', whole(1), 100)
    .option('--seed <n>', 'fixes random patterns (that of the file, or 0)', whole(0))
    .addOption(
      new Option('--undefined-labels <name>', 'keep a label without transition from the neurons, or write it')
        .choices(['hold', 'write'])
        .default('hold'),
    )
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--json', 'write one JSON document instead of a table')
    .action((path: string, flags: Flags) => run(path, flags, io));
}

async function run(path: string, flags: Flags, io: Io): Promise<void> {
  const name = basename(path);
  const file = parseAutomaton(new TextDecoder().decode(await readBytes(path)), name);
  const inputs = flags.inputs.trim() === '' ? [] : flags.inputs.split(',').map((label) => label.trim());
  check(file, flags.start, inputs, name);
  const { states, labels } = file;
  const patterns = {
    statePatterns: await readPatterns(file.patterns.states, states, path),
    labelPatterns: await readPatterns(file.patterns.labels, labels, path),
  };
  const backend = await createBackend(flags.backend);
  const answer = await asked(backend, file, patterns, inputs, flags);
  if (io.signal.aborted) throw new Interrupted();
  if (flags.json === true) {
    writeAnswer(io, answer);
    return;
  }
  io.stdout(
    `${name} on ${backend.name}: ${states.length} states, ${labels.length} labels, ${file.transitions.length} transitions, from ${flags.start}\n\n`,
  );
  writeAnswerTable(io, answer);
}

function check(
  { states, labels }: AutomatonFile,
  start: string,
  inputs: readonly string[],
  name: string,
): void {
  if (!states.includes(start)) {
    throw new InputError(`--start: expected a state of ${name} (${states.join(', ')}), got '${start}'.`);
  }
  const stranger = inputs.find((label) => !labels.includes(label));
  if (stranger !== undefined) {
    throw new InputError(`--inputs: expected labels of ${name} (${labels.join(', ')}), got '${stranger}'.`);
  }
}

async function asked(
  backend: Backend,
  { states, labels, transitions, neurons, split, seed }: AutomatonFile,
  patterns: Pick<NonNullable<Parameters<typeof createAutomaton>[2]>, 'statePatterns' | 'labelPatterns'>,
  inputs: readonly string[],
  flags: Flags,
): Promise<AutomatonAnswer> {
  const { start, beta, eta, steps, undefinedLabels } = flags;
  try {
    using automaton = await createAutomaton(
      backend,
      { states, labels, transitions },
      { neurons, stateShare: split, key: key(flags.seed ?? seed), ...patterns },
    );
    return await automaton.ask(start, inputs, { beta, eta, maxSteps: steps, undefinedLabels });
  } catch (error) {
    // What the library refuses stands in the file: two transitions for one label, patterns of other lengths.
    const refused = error instanceof RangeError || error instanceof TypeError || VsaError.isInstance(error);
    throw refused ? new InputError(error.message, { cause: error }) : error;
  }
}
