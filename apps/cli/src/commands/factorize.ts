// `vsa factorize`: take composites from files apart.

import { createBackend, VsaError, type Backend } from '@vsa/backend';
import { Option, type Command } from 'commander';
import { readProblem, type ProblemInput } from '../factorize/inputs.js';
import { writeDocument, writeTable } from '../factorize/output.js';
import { solve, type MethodName, type Solution, type SolveOptions } from '../factorize/solve.js';
import { InputError } from '../input-error.js';
import type { Io } from '../io.js';
import { positive, real, whole } from '../options.js';
import { startProgress } from '../progress.js';

interface Flags extends SolveOptions {
  readonly codebooks: readonly string[];
  readonly composite: string;
  readonly method: MethodName;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly json?: boolean;
}

/** Options that only one of the methods has. */
const OWN: Readonly<Record<MethodName, readonly (keyof SolveOptions)[]>> = {
  resonator: ['update', 'activation', 'synapse', 'start', 'decode'],
  vrn: ['gamma', 'optimizer', 'learningRate', 'deltaScale', 'restarts'],
};

/**
 * Adds the command.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addFactorize(program: Command, io: Io): void {
  program
    .command('factorize')
    .description('find, for each composite, one vector of each codebook whose elementwise product it is')
    .requiredOption(
      '--codebooks <files...>',
      'one .npy, .npz, .safetensors or .json a factor, [D, n] or [n, D]',
    )
    .requiredOption('--composite <file>', 'composite [D], or a batch [batch, D]')
    .addOption(new Option('--method <name>', 'how').choices(['resonator', 'vrn']).default('vrn'))
    .option('--steps <n>', 'largest number of steps (100)', whole(1))
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--seed <n>', 'fixes random starts (0)', whole(0))
    .option('--json', 'write one JSON document instead of a table')
    .optionsGroup('Options of vrn:')
    .option('--gamma <weight>', 'entropy weight (1/D, or 1 with --delta-scale sum)', real())
    .addOption(new Option('--optimizer <name>', '(adam)').choices(['adam', 'sgd', 'coordinate']))
    .option('--learning-rate <rate>', 'step size of adam and sgd (0.02)', positive())
    .addOption(new Option('--delta-scale <name>', 'x·y / D or x·y (mean)').choices(['mean', 'sum']))
    .option('--restarts <n>', 'more starts, from random logits (0)', whole(0))
    .optionsGroup('Options of resonator:')
    .addOption(new Option('--update <name>', '(sequential)').choices(['synchronous', 'sequential']))
    .addOption(new Option('--activation <name>', '(sign)').choices(['sign', 'tanh', 'norm', 'identity']))
    .addOption(new Option('--synapse <name>', '(outer-product)').choices(['outer-product', 'pseudo-inverse']))
    .addOption(new Option('--start <name>', '(signed)').choices(['signed', 'mean']))
    .addOption(new Option('--decode <name>', '(absolute)').choices(['absolute', 'signed']))
    .action((flags: Flags) => factorize(flags, io));
}

async function factorize(flags: Flags, io: Io): Promise<void> {
  const { method, json = false } = flags;
  checkOwnership(flags);
  const problem = await readProblem(flags.composite, flags.codebooks);
  for (const note of problem.notes) io.stderr(`note: ${note}\n`);
  const backend = await createBackend(flags.backend);
  const solutions = await solved(backend, problem, flags, io);
  const heading = { method, backend: backend.name, dimension: problem.dimension };
  (json ? writeDocument : writeTable)(io, heading, solutions);
}

async function solved(
  backend: Backend,
  problem: ProblemInput,
  flags: Flags,
  io: Io,
): Promise<readonly Solution[]> {
  const progress = startProgress(io, 'factorize');
  const start = performance.now();
  try {
    return await solve(backend, problem, flags.method, flags, io.signal, (share) => {
      const elapsed = (performance.now() - start) / 1000;
      progress.update(share, share > 0 ? (elapsed * (1 - share)) / share : undefined);
    });
  } catch (error) {
    // The files are checked by now, so what the library refuses is an option.
    const refused = error instanceof RangeError || error instanceof TypeError || VsaError.isInstance(error);
    throw refused ? new InputError(error.message, { cause: error }) : error;
  } finally {
    progress.end();
  }
}

function checkOwnership(flags: Flags): void {
  const other = flags.method === 'vrn' ? 'resonator' : 'vrn';
  const wrong = OWN[other].find((name) => flags[name] !== undefined);
  if (wrong === undefined) return;
  const option = `--${wrong.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new InputError(`${option}: expected an option of --method ${flags.method}, got one of ${other}.`);
}
