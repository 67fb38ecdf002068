// `vsa kuramoto run`: oscillators on the mean field or a graph, and their order over time.

import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { createBackend, VsaError, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { simulate, simulateSpheres, type PhaseResult, type SphereResult } from '@vsa/kuramoto';
import { Option, type Command } from 'commander';
import { npyBytes } from '../files/write-npy.js';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { readOscillators, type OscillatorInput } from '../kuramoto/inputs.js';
import { positive, real, whole } from '../options.js';
import { startProgress } from '../progress.js';
import { table } from '../table.js';

interface Flags {
  readonly oscillators?: number;
  readonly frequencies: string;
  readonly width: number;
  readonly centre: number;
  readonly sampling: 'draw' | 'spread';
  readonly coupling: number;
  readonly lag: number;
  readonly graph?: string;
  readonly directed?: boolean;
  readonly dimension: number;
  readonly omega?: string;
  readonly duration: number;
  readonly step?: number;
  readonly method: 'euler' | 'heun' | 'rk4';
  readonly records: number;
  readonly transient: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * Adds the command.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addKuramoto(program: Command, io: Io): void {
  const kuramoto = program.command('kuramoto').description('coupled oscillators');
  kuramoto.copyInheritedSettings(program);
  kuramoto
    .command('run')
    .description('simulate oscillators on the mean field or a graph; writes their order over time')
    .option('--oscillators <n>', 'how many; 1000 unless a file says', whole(1))
    .option('--frequencies <law>', 'lorentzian, gaussian, uniform, or a file of numbers', 'gaussian')
    .option('--width <w>', 'half width, deviation or half range of the law', positive(), 1)
    .option('--centre <w>', 'centre of the law', real(), 0)
    .addOption(
      new Option('--sampling <name>', 'frequencies drawn, or spread evenly over the law')
        .choices(['draw', 'spread'])
        .default('draw'),
    )
    .requiredOption('--coupling <k>', 'K', real())
    .option('--lag <radians>', 'alpha of sin(theta_j - theta_i - alpha)', real(), 0)
    .option('--graph <name>', 'edge list (.csv), ring:k or random:k; the mean field without it')
    .option('--directed', 'edges are heard at their target only')
    .option('--dimension <n>', 'components of an oscillator; above 2 they lie on spheres', whole(0), 2)
    .option('--omega <file>', 'rotations on spheres, [n, n] or [oscillators, n, n], skew-symmetric')
    .option('--duration <time>', 'time to simulate', positive(), 50)
    .option('--step <time>', 'longest step; 0.05, on spheres 0.01', positive())
    .addOption(
      new Option('--method <name>', 'of phase oscillators').choices(['euler', 'heun', 'rk4']).default('rk4'),
    )
    .option('--records <n>', 'records after the start', whole(1), 100)
    .option('--transient <time>', 'frequencies are measured after it', real(), 0)
    .option('--seed <n>', 'fixes frequencies, phases and random graphs', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--out <file>', '.npy with columns t, r and psi (on spheres t and r), or .json')
    .option('--json', 'write one JSON document instead of a table')
    .action((flags: Flags) => run(flags, io));
}

async function run(flags: Flags, io: Io): Promise<void> {
  const { out, json = false, directed = false } = flags;
  if (out !== undefined && !['.npy', '.json'].includes(extname(out))) {
    throw new InputError(`--out: expected a file ending in .npy or .json, got '${out}'.`);
  }
  const input = await readOscillators({
    ...flags,
    oscillators: flags.oscillators,
    graph: flags.graph,
    omega: flags.omega,
    type: directed ? 'directed' : 'undirected',
  });
  const backend = await createBackend(flags.backend);
  const result = await simulated(backend, input, flags, io);
  const document = `${JSON.stringify(documentOf(result, input, flags))}\n`;
  if (out !== undefined) {
    try {
      await writeFile(out, extname(out) === '.npy' ? columnsOf(result) : document);
    } catch (error) {
      throw new InputError(`--out: cannot write '${out}': ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    }
  }
  if (json) io.stdout(document);
  else if (out === undefined) writeTable(io, backend, input, flags, result);
}

async function simulated(
  backend: Backend,
  { count, frequencies, omega, graph }: OscillatorInput,
  flags: Flags,
  io: Io,
): Promise<PhaseResult | SphereResult> {
  const { coupling, lag, dimension, duration, step, method, records, transient, seed } = flags;
  const progress = startProgress(io, 'kuramoto');
  const begun = performance.now();
  const start = foldIn(key(seed), 'start');
  const common = {
    start,
    duration,
    stepSize: step,
    records,
    signal: io.signal,
    onProgress: (time: number) => {
      const elapsed = (performance.now() - begun) / 1000;
      progress.update(time / duration, (elapsed * (duration - time)) / time);
    },
  };
  try {
    const result =
      omega === undefined
        ? await simulate(backend, { frequencies, coupling, lag, graph }, { ...common, method, transient })
        : await simulateSpheres(backend, { count, dimension, coupling, omega, graph }, common);
    if (result.status === 'aborted') throw new Interrupted();
    return result;
  } catch (error) {
    // The files are read by now, so what the library refuses is an option or what a file holds.
    const refused = error instanceof RangeError || error instanceof TypeError || VsaError.isInstance(error);
    throw refused ? new InputError(error.message, { cause: error }) : error;
  } finally {
    progress.end();
  }
}

const digits = (value: number): number => Number(value.toPrecision(9));

function documentOf(result: PhaseResult | SphereResult, { count }: OscillatorInput, flags: Flags): object {
  const { coupling, lag, dimension, seed } = flags;
  const shared = {
    oscillators: count,
    dimension,
    coupling,
    seed,
    stepSize: result.stepSize,
    times: Array.from(result.times, digits),
    order: Array.from(result.order, digits),
  };
  if ('states' in result) return { ...shared, states: Array.from(result.states, digits) };
  return {
    ...shared,
    lag,
    meanPhase: Array.from(result.meanPhase, digits),
    phases: Array.from(result.phases, digits),
    frequencies: Array.from(result.frequencies, digits),
  };
}

function columnsOf(result: PhaseResult | SphereResult): Uint8Array {
  const columns = [result.times, result.order, ...('meanPhase' in result ? [result.meanPhase] : [])];
  const width = columns.length;
  const rows = result.times.length;
  const values = Float64Array.from(
    { length: rows * width },
    (_, at) => columns[at % width]?.[Math.floor(at / width)] ?? 0,
  );
  return npyBytes(values, [rows, width]);
}

/** Lines of the table, the last record always among them. */
const LINES = 20;

function writeTable(
  io: Io,
  backend: Backend,
  { count, graph }: OscillatorInput,
  { coupling, dimension }: Flags,
  result: PhaseResult | SphereResult,
): void {
  const where = graph === undefined ? 'the mean field' : `a graph of ${graph.sources.length} edges`;
  const last = result.times.length - 1;
  const every = Math.max(1, Math.ceil(last / LINES));
  const rows = [...result.times.keys()]
    .filter((index) => index % every === 0 || index === last)
    .map((index) => [(result.times[index] ?? 0).toFixed(2), (result.order[index] ?? 0).toFixed(4)]);
  const late = result.order.slice(Math.floor(result.order.length / 2));
  const mean = late.reduce((sum, r) => sum + r, 0) / late.length;
  io.stdout(
    `kuramoto on ${backend.name}: ${count} oscillators on S^${dimension - 1}, ${where}, K = ${coupling}, steps of ${digits(result.stepSize)}\n\n`,
  );
  io.stdout(table(['t', 'r'], rows));
  io.stdout(`\nr over the second half: ${mean.toFixed(4)} on average\n`);
}
