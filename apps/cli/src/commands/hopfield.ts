// `vsa hopfield store` and `vsa hopfield recall`: binary patterns in a network, and states that run down to them.

import { createBackend } from '@vsa/backend';
import { encodeSafetensors } from '@vsa/backend/checkpoint';
import { key } from '@vsa/backend/random';
import {
  hebbianNetwork,
  overlaps,
  projectionNetwork,
  recall,
  sampleStates,
  storkeyNetwork,
  type HopfieldRecallResult,
} from '@vsa/hopfield-rbm';
import { Option, type Command } from 'commander';
import { basename } from 'node:path';
import { checkOutput, writeWhole } from '../files/write-new.js';
import { encodeNetwork, readNetwork, type StoredNetwork } from '../hopfield/network-file.js';
import { MNIST, readSigns, refused } from '../hopfield/signs.js';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { least, positive, whole } from '../options.js';
import { table } from '../table.js';

const RULES = { projection: projectionNetwork, hebbian: hebbianNetwork, storkey: storkeyNetwork } as const;

interface StoreFlags {
  readonly patterns: string;
  readonly labels?: string;
  readonly cut: number;
  readonly rule: keyof typeof RULES;
  readonly diagonal: 'kept' | 'removed';
  readonly output: string;
  readonly force?: boolean;
}

interface RecallFlags {
  readonly network: string;
  readonly states: string;
  readonly cut: number;
  readonly updates: 'asynchronous' | 'synchronous';
  readonly steps: number;
  readonly beta?: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly output?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/**
 * Adds the commands.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addHopfield(program: Command, io: Io): void {
  const hopfield = program
    .command('hopfield')
    .description('store binary patterns in a Hopfield network, and recall them');
  const store = hopfield
    .command('store')
    .description('store patterns of +1 and -1 in a network, a .safetensors file')
    .requiredOption(
      '--patterns <file>',
      `.npy, .npz, .safetensors or .json, [p, N]; idx images; or '${MNIST}': its ten class patterns`,
    )
    .requiredOption('--output <file>', 'the network to write, .safetensors')
    .option('--labels <file>', 'idx classes of idx images: then one pattern a class')
    .option('--cut <share>', 'a pixel of idx images is +1 when grey / 255 is above it', least(0), 0.01)
    .addOption(new Option('--rule <name>', 'how').choices(Object.keys(RULES)).default('projection'))
    .addOption(
      new Option('--diagonal <name>', 'self-couplings').choices(['kept', 'removed']).default('removed'),
    )
    .option('--force', 'replace the output when it is there')
    .action((flags: StoreFlags) => runStore(flags, io));
  const recalled = hopfield
    .command('recall')
    .description('run states down to attractors, or at a temperature, and say which patterns they are')
    .requiredOption('--network <file>', 'a network of `vsa hopfield store`')
    .requiredOption('--states <file>', 'states of +1 and -1, [rows, N] or [N], or idx images')
    .option('--cut <share>', 'a pixel of idx images is +1 when grey / 255 is above it', least(0), 0.01)
    .addOption(
      new Option('--updates <name>', 'one unit after another, or all at once')
        .choices(['asynchronous', 'synchronous'])
        .default('asynchronous'),
    )
    .option('--steps <n>', 'largest number of sweeps over all units', whole(0), 100)
    .option('--beta <number>', 'Glauber dynamics at temperature 1/beta, for --steps sweeps', positive())
    .option('--seed <n>', 'fixes Glauber dynamics', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--output <file>', 'also write the final states, .safetensors')
    .option('--force', 'replace the output when it is there')
    .option('--json', 'write one JSON document instead of a table')
    .action((flags: RecallFlags) => runRecall(flags, io));
  for (const command of [store, recalled]) command.copyInheritedSettings(program);
}

async function runStore(flags: StoreFlags, io: Io): Promise<void> {
  const { output, rule, diagonal, force = false } = flags;
  await checkOutput(output, force ? 'replace' : 'keep');
  const patterns = await readSigns({ ...flags, source: flags.patterns });
  const network = await refused(flags.patterns, () => RULES[rule](patterns, { selfCoupling: diagonal }));
  await writeWhole(output, encodeNetwork({ network, patterns }, { rule, diagonal }));
  const [p, n] = patterns.shape;
  io.stdout(
    `${basename(output)}: ${p} pattern${p === 1 ? '' : 's'} of ${n} units, ${rule} rule, diagonal ${diagonal}\n`,
  );
}

async function runRecall(flags: RecallFlags, io: Io): Promise<void> {
  const { output, force = false, json = false } = flags;
  if (output !== undefined) await checkOutput(output, force ? 'replace' : 'keep');
  if (flags.states === MNIST) throw new InputError(`--states: expected a file, got '${MNIST}'.`);
  const stored = await readNetwork(flags.network);
  const states = await readSigns({ ...flags, source: flags.states });
  const [, units] = states.shape;
  const n = stored.network.field.length;
  if (units !== n) {
    throw new InputError(
      `${basename(flags.states)}: expected states of ${n} units, as ${basename(flags.network)} has, got ${units}.`,
    );
  }
  const result = await settled(stored, states, flags, io);
  if (io.signal.aborted) throw new Interrupted();
  if (output !== undefined) {
    const data = Float32Array.from(result.states.values);
    await writeWhole(
      output,
      encodeSafetensors(new Map([['states', { dtype: 'F32', shape: result.states.shape, data }]])),
    );
  }
  const near = overlaps(result.states, stored.patterns);
  const rows = result.results.map(({ status, steps, energy }, row) => {
    const [, p] = near.shape;
    const line = near.values.subarray(row * p, (row + 1) * p);
    const pattern = line.reduce((best, value, index) => (value > (line[best] ?? 0) ? index : best), 0);
    return { status, steps, energy, pattern, overlap: line[pattern] ?? 0 };
  });
  if (json) {
    io.stdout(`${JSON.stringify({ results: rows })}\n`);
    return;
  }
  io.stdout(
    table(
      ['row', 'status', 'steps', 'energy', 'nearest pattern', 'overlap'],
      rows.map(({ status, steps, energy, pattern, overlap }, row) => [
        String(row),
        status,
        String(steps),
        energy.toFixed(4),
        String(pattern),
        overlap.toFixed(4),
      ]),
    ),
  );
}

/** Glauber dynamics end where the steps end; a recall of no steps then tells the energies. */
async function settled(
  { network }: StoredNetwork,
  states: Parameters<typeof recall>[2],
  { backend: name, updates, steps, beta, seed }: RecallFlags,
  io: Io,
): Promise<HopfieldRecallResult> {
  const backend = await createBackend(name);
  if (beta === undefined)
    return recall(backend, network, states, { updates, maxSteps: steps, signal: io.signal });
  const finals = await sampleStates(backend, network, states, { key: key(seed), beta, steps, updates });
  const { results } = await recall(backend, network, finals, { maxSteps: 0 });
  return { states: finals, results: results.map((result) => ({ ...result, steps })) };
}
