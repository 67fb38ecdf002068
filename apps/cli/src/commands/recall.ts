// `vsa recall`: patterns and their graph from files, one start, two numbers a and h.

import { createBackend, VsaError, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { recall, type Recall } from '@vsa/cdam';
import { Option, type Command } from 'commander';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { least, positive, real, whole } from '../options.js';
import { startProgress } from '../progress.js';
import { readRecall, type RecallInput } from '../recall/inputs.js';
import { GRAPH_NAMES } from '../recall/named-graphs.js';
import { writeDocument, writeTables } from '../recall/output.js';

interface Flags {
  readonly patterns: string;
  readonly layout: 'rows' | 'columns';
  readonly graph: string;
  readonly directed?: boolean;
  readonly trigger: string;
  readonly a: number;
  readonly h: number;
  readonly beta: number;
  readonly eta: number;
  readonly steps: number;
  readonly tolerance: number;
  readonly longestCycle?: number;
  readonly noise: number;
  readonly seed: number;
  readonly meanLoad: '1' | '1/n';
  readonly normalisation: 'symmetric' | 'none';
  readonly threshold: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly history?: boolean;
  readonly json?: boolean;
}

/**
 * Adds the command.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addRecall(program: Command, io: Io): void {
  program
    .command('recall')
    .description('start from a pattern or a state and follow recall along a memory graph (CDAM)')
    .requiredOption('--patterns <file>', '.npy, .npz, .safetensors or .json, [p, n], a pattern a row')
    .requiredOption('--graph <name>', `edge list (.csv), or ${GRAPH_NAMES.join(', ')}`)
    .requiredOption('--trigger <start>', 'index of a pattern, from 0, or file of a state [n]')
    .option('--a <strength>', 'auto-association', real(), 1)
    .option('--h <strength>', 'hetero-association', real(), 0)
    .option('--directed', 'edges lead from source to target only')
    .option('--beta <number>', 'sharpness of the softmax', positive(), 1)
    .option('--eta <number>', 'size of a step', positive(), 0.1)
    .option('--steps <n>', 'largest number of steps', whole(0), 100)
    .option('--tolerance <share>', 'a state stands still below it; 0 never looks', least(0), 1e-5)
    .option('--longest-cycle <n>', 'look for limit cycles of up to so many steps', whole(2))
    .option('--noise <amplitude>', 'uniform noise on the start; the paper has 1', least(0), 0)
    .option('--seed <n>', 'fixes noise and random graphs', whole(0), 0)
    .addOption(
      new Option('--mean-load <c>', 'coefficient of the mean pattern').choices(['1', '1/n']).default('1'),
    )
    .addOption(
      new Option('--normalisation <name>', 'D^-1/2 A D^-1/2, or A')
        .choices(['symmetric', 'none'])
        .default('symmetric'),
    )
    .addOption(
      new Option('--layout <name>', 'where a pattern lies in the file')
        .choices(['rows', 'columns'])
        .default('rows'),
    )
    .option('--threshold <r>', 'a pattern is active above this correlation', real(), 0.1)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--history', 'write the correlations of every step')
    .option('--json', 'write one JSON document instead of tables')
    .action((flags: Flags) => run(flags, io));
}

async function run(flags: Flags, io: Io): Promise<void> {
  const { graph, a, h, threshold, json = false, history = false, directed = false } = flags;
  const input = await readRecall({ ...flags, type: directed ? 'directed' : 'undirected' });
  for (const note of input.notes) io.stderr(`note: ${note}\n`);
  const backend = await createBackend(flags.backend);
  const result = await recalled(backend, input, flags, io);
  if (json) {
    writeDocument(io, result, history ? 'correlations' : 'none');
    return;
  }
  const heading = { backend: backend.name, graph, a, h, threshold };
  writeTables(io, heading, input, result, history ? 'every' : 'some');
}

async function recalled(backend: Backend, input: RecallInput, flags: Flags, io: Io): Promise<Recall> {
  const { a, h, beta, eta, steps, tolerance, longestCycle, noise, seed, meanLoad, normalisation } = flags;
  const { p, n, trigger } = input;
  const progress = startProgress(io, 'recall');
  const start = performance.now();
  using patterns = backend.tensor(input.patterns, [p, n]);
  using state = typeof trigger === 'number' ? undefined : backend.tensor(trigger, [1, n]);
  try {
    const { results } = await recall(backend, patterns, input.graph, {
      a,
      h,
      beta,
      eta,
      tolerance,
      normalisation,
      maxSteps: steps,
      starts: state ?? [Number(trigger)],
      noise: noise === 0 ? undefined : { key: foldIn(key(seed), 'noise'), amplitude: noise },
      meanLoad: meanLoad === '1' ? 'full' : 'per-neuron',
      limitCycles: longestCycle === undefined ? undefined : { longest: longestCycle },
      // The tables need it; a document only where it is asked for.
      history: flags.json === true && flags.history !== true ? 'none' : 'correlations',
      activeAbove: flags.threshold,
      signal: io.signal,
      onProgress: ({ step, maxSteps }) => {
        const elapsed = (performance.now() - start) / 1000;
        progress.update(step / maxSteps, (elapsed * (maxSteps - step)) / step);
      },
    });
    if (io.signal.aborted) throw new Interrupted();
    const [result] = results;
    if (result === undefined) throw new Error('internal: expected one result, got none.');
    return result;
  } catch (error) {
    // The files are checked by now, so what the library refuses is an option.
    const refused = error instanceof RangeError || error instanceof TypeError || VsaError.isInstance(error);
    throw refused ? new InputError(error.message, { cause: error }) : error;
  } finally {
    progress.end();
  }
}
