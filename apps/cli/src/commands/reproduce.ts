// `vsa reproduce` and `vsa merge`: run a paper's experiments and report on its claims.

import { availableParallelism } from 'node:os';
import { createBackend } from '@vsa/backend';
import { experimentsOf, papers, type Experiment, type Scale } from '@vsa/reproductions';
import {
  codeVersion,
  collectResults,
  mergeStores,
  openInlineLane,
  openStore,
  openWorkerLane,
  runCells,
  writeReport,
  type Lane,
  type RunOutcome,
  type RunResults,
} from '@vsa/reproductions/node';
import { Option, type Command } from 'commander';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { shard, whole, type ShardOption } from '../options.js';
import { durationText, startProgress } from '../progress.js';
import { table } from '../table.js';

/** What a run of experiments needs. */
export interface ReproduceFlags {
  readonly scale: Scale;
  readonly out: string;
  readonly seed: number;
  readonly backend: string;
  readonly jobs: number;
  readonly shard?: ShardOption;
}

const MAX_JOBS = 8;

/** Worker threads run compiled code: from sources, everything runs in this thread. */
const COMPILED = !import.meta.url.endsWith('.ts');

/**
 * Adds both commands.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addReproduce(program: Command, io: Io): void {
  const names = papers.map(({ id }) => id).join(', ');
  program
    .command('reproduce')
    .description('run the experiments of a paper and report on its claims; a run that was stopped goes on')
    .argument('<paper>', `which paper: ${names}`)
    .argument('[experiments...]', 'such as fig3 fig4, or all', ['all'])
    .addOption(new Option('--scale <name>', 'how large').choices(['quick', 'paper']).default('quick'))
    .option('--out <dir>', 'folder of the report and of the finished cells', 'vsa-report')
    .option('--seed <n>', 'every random number follows from it', whole(0), 0)
    .option('--backend <name>', 'wasm, cpu, node, webgpu or auto', 'wasm')
    .option('--jobs <n>', 'worker threads', whole(1), Math.min(availableParallelism(), MAX_JOBS))
    .option('--shard <i/n>', 'compute only one of n parts, without a report; then merge', shard)
    .action((paper: string, experiments: readonly string[], flags: ReproduceFlags) =>
      reproduce(selected(paper, experiments), flags, io),
    );
  program
    .command('merge')
    .description('put the parts of a run together and write its report')
    .argument('<dirs...>', 'folders of the parts')
    .requiredOption('--out <dir>', 'folder of the whole')
    .action((folders: readonly string[], { out }: { readonly out: string }) => merge(folders, out, io));
}

/**
 * Runs experiments and writes their report.
 *
 * @param experiments - What to run.
 * @param flags - See {@link ReproduceFlags}.
 * @param io - The world.
 * @throws Interrupted after Ctrl-C; finished cells are kept.
 */
export async function reproduce(
  experiments: readonly Experiment[],
  flags: ReproduceFlags,
  io: Io,
): Promise<void> {
  const { scale, seed, out } = flags;
  const store = openStore(out);
  const code = await codeVersion();
  const lanes = await openLanes(flags.backend, flags.jobs);
  const progress = startProgress(io, `reproduce (${scale})`);
  let outcome: RunOutcome;
  try {
    outcome = await runCells({
      experiments,
      scale,
      seed,
      code,
      store,
      lanes,
      shard: flags.shard,
      signal: io.signal,
      onProgress: ({ done, total, secondsLeft }) => {
        progress.update(done / total, secondsLeft, `${done} of ${total} cells`);
      },
    });
  } finally {
    progress.end();
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  const { records, total, reused, seconds, status } = outcome;
  const kept = `${records.length} of ${total} cells done, ${reused} of them earlier, in ${durationText(seconds)}`;
  if (status === 'aborted') {
    io.stderr(`${kept}; the same command goes on from here.\n`);
    throw new Interrupted();
  }
  io.stderr(`${kept}.\n`);
  if (flags.shard !== undefined) {
    const { index, count } = flags.shard;
    io.stdout(
      `Part ${index} of ${count} is done: ${out}. Put the parts together with: vsa merge DIR... --out DIR\n`,
    );
    return;
  }
  const backend = lanes[0]?.machine.backend ?? flags.backend;
  const results = collectResults(experiments, { scale, seed, backend, code }, records);
  await report(out, results, seconds, io);
}

async function merge(folders: readonly string[], out: string, io: Io): Promise<void> {
  try {
    const target = openStore(out);
    const { run, experiments, records } = await mergeStores(folders.map(openStore), target);
    const results = collectResults(experiments, run, records);
    const missing = results.experiments.filter(({ cells }) => cells.done < cells.total);
    for (const { id, cells } of missing)
      io.stderr(`note: ${id} has ${cells.done} of ${cells.total} cells; other parts are missing.\n`);
    await report(out, results, undefined, io);
  } catch (error) {
    throw error instanceof RangeError ? new InputError(error.message, { cause: error }) : error;
  }
}

async function report(
  out: string,
  results: RunResults,
  wallSeconds: number | undefined,
  io: Io,
): Promise<void> {
  const paper = papers.find(({ id }) => id === results.experiments[0]?.paper);
  const path = await writeReport(out, results, {
    paperTitle: paper?.title ?? 'Reproduction',
    written: io.now().toISOString(),
    wallSeconds,
  });
  const claims = results.experiments.flatMap((experiment) => experiment.claims);
  const rows = claims.map(({ verdict, id, ours, statement }) => [verdict, id, ours, statement]);
  io.stdout(table(['verdict', 'claim', 'ours', 'statement'], rows));
  io.stdout(`\nReport: ${path}\n`);
}

async function openLanes(backend: string, jobs: number): Promise<readonly Lane[]> {
  const name = backend as Parameters<typeof createBackend>[0];
  if (!COMPILED) return [await openInlineLane(await createBackend(name))];
  const first = await openWorkerLane(backend);
  const others = await Promise.all(Array.from({ length: jobs - 1 }, () => openWorkerLane(backend)));
  return [first, ...others];
}

function selected(paper: string, names: readonly string[]): readonly Experiment[] {
  const known = papers.map(({ id }) => id);
  if (!known.includes(paper)) {
    throw new InputError(`reproduce: expected a paper among ${known.join(', ')}, got '${paper}'.`);
  }
  const all = experimentsOf(paper);
  if (names.includes('all')) return all;
  const short = (experiment: Experiment): string => experiment.id.slice(paper.length + 1);
  const unknown = names.find((name) => !all.some((experiment) => short(experiment) === name));
  if (unknown !== undefined) {
    throw new InputError(
      `reproduce: expected all or some of ${all.map(short).join(', ')}, got '${unknown}'.`,
    );
  }
  return all.filter((experiment) => names.includes(short(experiment)));
}
