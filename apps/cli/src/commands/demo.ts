// `vsa demo family`: the main job on real input. Triples (person, relation, person) of real word vectors are bound and taken apart again.

import { availableParallelism } from 'node:os';
import { createBackend, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { composites, familyWords, projectBipolar } from '@vsa/datasets';
import { factorize as resonate } from '@vsa/resonator';
import { experimentsOf } from '@vsa/reproductions';
import { factorize as infer } from '@vsa/vrn';
import { Argument, type Command } from 'commander';
import { Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { whole } from '../options.js';
import { table } from '../table.js';
import { reproduce } from './reproduce.js';

interface Flags {
  readonly triples: number;
  readonly seed: number;
  readonly backend: Parameters<typeof createBackend>[0];
  readonly out: string;
  readonly report: boolean;
}

const DIMENSION = 2000;
const ROLES = ['person', 'relation', 'person'] as const;

/** Experiments that are no factorisation, and so no part of this. */
const ASIDE: readonly string[] = ['vrn/fig7', 'vrn/fig8'];

/** Posteriors that the worked example prints, a role. */
const SHOWN = 3;

/**
 * Adds the command.
 *
 * @param program - The program.
 * @param io - Its world.
 */
export function addDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .description(
      'factor triples of real word vectors by both methods, then reproduce the paper at quick scale',
    )
    .addArgument(new Argument('<name>', 'which demonstration').choices(['family']))
    .option('--triples <n>', 'how many', whole(1), 200)
    .option('--seed <n>', 'every random number follows from it', whole(0), 0)
    .option('--backend <name>', 'auto, cpu, wasm, webgpu or node', 'auto')
    .option('--out <dir>', 'folder of the report', 'vsa-report')
    .option('--no-report', 'leave the reproduction out')
    .action((_name: string, flags: Flags) => demo(flags, io));
}

async function demo(flags: Flags, io: Io): Promise<void> {
  const { seed, out } = flags;
  const backend = await createBackend(flags.backend);
  await family(backend, flags, io);
  if (!flags.report) return;
  io.stdout('\nNow the figures of the paper, at quick scale:\n\n');
  const jobs = Math.min(availableParallelism(), 8);
  const figures = experimentsOf('vrn').filter(({ id }) => !ASIDE.includes(id));
  await reproduce(figures, { scale: 'quick', out, seed, backend: 'wasm', jobs }, io);
}

/** One triple as the methods see it. */
interface Answer {
  readonly name: string;
  readonly found: readonly (readonly number[])[];
  readonly seconds: number;
}

async function family(backend: Backend, { triples, seed }: Flags, io: Io): Promise<void> {
  const own = key(seed);
  const { words, ...vectors } = familyWords();
  // A projection of its own for each role: the same word is another vector as first person, relation and second person.
  const books = ROLES.map((_, role) => projectBipolar(foldIn(foldIn(own, 'role'), role), vectors, DIMENSION));
  const drawn = composites(foldIn(own, 'triples'), books, triples);
  const truth = Array.from({ length: triples }, (_, row) =>
    Array.from(drawn.indices.subarray(row * ROLES.length, (row + 1) * ROLES.length)),
  );
  const codebooks = books.map(({ values, shape }) => backend.tensor(values, shape));
  using x = backend.tensor(drawn.values, drawn.shape);
  try {
    io.stdout(
      `${triples} triples (${ROLES.join(', ')}) of ${words.length} GloVe word vectors, bound to vectors of D = ${DIMENSION} on ${backend.name}.\n\n`,
    );
    const resonator = await timed('resonator network', async () => {
      const { results } = await resonate(backend, x, codebooks, { signal: io.signal });
      return results.map(({ indices }) => indices);
    });
    // Real words are correlated, which the outer product suffers from; the pseudo-inverse takes the correlations out.
    const inverse = await timed('resonator, pseudo-inverse', async () => {
      const options = { synapse: 'pseudo-inverse', signal: io.signal } as const;
      const { results } = await resonate(backend, x, codebooks, options);
      return results.map(({ indices }) => indices);
    });
    const posteriors: Float32Array[][] = [];
    const vrn = await timed('variational (VRN)', async () => {
      const { results } = await infer(backend, x, codebooks, { signal: io.signal });
      for (const result of results) posteriors.push([...result.posteriors]);
      return results.map(({ indices }) => indices);
    });
    if (io.signal.aborted) throw new Interrupted();
    const rows = [resonator, inverse, vrn].map((answer) => scored(answer, truth));
    io.stdout(table(['method', 'factors found', 'whole triples', 'time'], rows));
    io.stdout(`\n${example(words, truth[0] ?? [], posteriors[0] ?? [])}`);
  } finally {
    for (const codebook of codebooks) codebook.dispose();
  }
}

async function timed(name: string, work: () => Promise<readonly (readonly number[])[]>): Promise<Answer> {
  const start = performance.now();
  const found = await work();
  return { name, found, seconds: (performance.now() - start) / 1000 };
}

function scored({ name, found, seconds }: Answer, truth: readonly (readonly number[])[]): readonly string[] {
  const hits = found.map((indices, row) => indices.filter((index, k) => index === truth[row]?.[k]).length);
  const factors = hits.reduce((sum, value) => sum + value, 0) / (truth.length * ROLES.length);
  const whole = hits.filter((value) => value === ROLES.length).length / truth.length;
  return [name, percent(factors), percent(whole), `${seconds.toFixed(2)} s`];
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function example(
  words: readonly string[],
  truth: readonly number[],
  posteriors: readonly Float32Array[],
): string {
  const bound = truth.map((index) => words[index] ?? '').join(' * ');
  const lines = ROLES.map((role, k) => {
    const ranked = Array.from(posteriors[k] ?? [], (probability, index) => ({ probability, index }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, SHOWN)
      .map(({ probability, index }) => `${words[index] ?? ''} ${probability.toFixed(3)}`);
    return `  ${role.padEnd(9)} ${ranked.join('   ')}\n`;
  });
  return `For example ${bound}, as VRN sees it (most probable words of each role):\n${lines.join('')}`;
}
