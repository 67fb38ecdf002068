// Patterns and graph set up once, for many recalls: sweeps over (a, h), trials, automata.

import { disposeTree, formatShape, isTensor, type Backend, type Tensor } from '@vsa/backend';
import { checkTensor, checkWhole, readFinite } from '@vsa/backend/check';
import { standardise } from './correlation.js';
import { graphOf } from './graph/graphology.js';
import { adjacency } from './graph/adjacency.js';
import type { GraphInput, MemoryGraph } from './graph/memory-graph.js';
import {
  runChunk,
  type ChunkJob,
  type ChunkResult,
  type Ending,
  type HistoryEntry,
} from './internal/engine.js';
import { fusedMemory, type FusedMemory } from './internal/fused-memory.js';
import { runFused } from './internal/fused.js';
import { routeOf, type Route } from './internal/route.js';
import type { CdamParams } from './model.js';
import { resolveOptions, type RecallOptions, type ResolvedOptions } from './options.js';
import { gramMatrix } from './overlap-space.js';
import { withNoise } from './patterns.js';
import { checkPatterns, prepare, type PrepareOptions } from './prepare.js';

/** What one start led to, on the host. */
export interface Recall extends Ending {
  /** σ at the end, n numbers. */
  readonly state: Float32Array;
  /** Pearson correlation of the final state with each pattern, p numbers in [-1, 1]; 0 where either is constant. */
  readonly correlations: Float32Array;
  /** Patterns whose correlation is above the threshold, the strongest first. */
  readonly active: readonly number[];
  /** Pattern of the largest correlation. */
  readonly best: number;
  /** Mean of the final state over neurons. */
  readonly meanActivity: number;
  /** The start (first) and what each step left; empty without `history`. */
  readonly history: readonly HistoryEntry[];
}

/** What a recall gives. */
export interface RecallResult {
  /** One entry a start, in order. */
  readonly results: readonly Recall[];
  /** Final states, row-major `[starts, n]`; the entries' `state` are views of it. */
  readonly states: Float32Array;
  /** Correlations of final states with patterns, row-major `[starts, p]`; the entries' `correlations` are views of it. */
  readonly correlations: Float32Array;
  /** The path that was taken. */
  readonly path: Route;
}

/** A memory set up for recall. */
export interface CdamMemory extends Disposable {
  /** Its graph. */
  readonly graph: MemoryGraph;
  /** Number of patterns p. */
  readonly patterns: number;
  /** Number of neurons n. */
  readonly neurons: number;
  /** Its tensors, for `step`, `energy`, `overlaps`; they belong to the memory. */
  readonly params: CdamParams;
  /**
   * Runs Eq 1 from many starts at once.
   *
   * Throws TypeError, RangeError or VsaError, before any step, for starts or options that do not fit.
   */
  recall(options?: RecallOptions): Promise<RecallResult>;
  /** Gives the memory back. */
  dispose(): void;
}

/** Starts of one chunk hold about this many numbers, 64 MiB. */
const CHUNK_NUMBERS = 2 ** 24;

/**
 * Sets patterns and graph up for many recalls.
 *
 * @param backend - Tensor backend.
 * @param patterns - `[p, n]`, a pattern a row (the transpose of the paper's Ξ), finite; stays the caller's.
 * @param graph - One vertex a pattern: a memory graph, a graphology graph, or a list of undirected edges.
 * @param options - See {@link PrepareOptions}.
 * @returns A memory that owns its tensors until `dispose()`.
 * @throws TypeError for a wrong kind; RangeError for a wrong shape, a value that is not finite, a graph with other than p vertices, or an
 * unknown option; VsaError for a tensor of another backend or one already disposed.
 */
export async function createMemory(
  backend: Backend,
  patterns: Tensor,
  graph: GraphInput,
  options: PrepareOptions = {},
): Promise<CdamMemory> {
  const where = 'cdam.createMemory';
  const [p, n] = checkPatterns(backend, where, patterns);
  const links = graphOf(where, graph, p);
  const params = await prepare(backend, patterns, links, options);
  const shapes = backend.tidy(() => backend.transpose(standardise(backend, params.patterns)));
  const host = await readFinite(backend, where, 'patterns', params.patterns);
  let gram: Tensor | undefined;
  let fused: Promise<FusedMemory> | undefined;
  const { normalisation = 'symmetric', representation = 'auto' } = options;
  const engineOf = async (route: Route, resolved: ResolvedOptions): Promise<Runner> => {
    const common = { backend, params, shapes, options: resolved };
    if (route === 'fused' && backend.kernels !== undefined) {
      const { kernels } = backend;
      fused ??= fusedMemory(common, host, adjacency(links, normalisation), representation);
      const memory = await fused;
      return (job) => runFused({ ...common, kernels, memory }, job);
    }
    if (route === 'overlap') gram ??= gramMatrix(backend, params);
    const used = route === 'overlap' ? gram : undefined;
    return (job) => runChunk({ ...common, gram: used }, job);
  };
  const dispose = (): void => {
    disposeTree([params, shapes, gram]);
  };
  return {
    graph: links,
    patterns: p,
    neurons: n,
    params,
    dispose,
    [Symbol.dispose]: dispose,
    recall: async (given = {}) => {
      const starts = await readStarts(backend, host, p, n, given);
      const rows = starts.length / n;
      const resolved = resolveOptions('cdam.recall', given, rows, n);
      const path = routeOf(backend, resolved, given, { p, n, rows });
      const run = await engineOf(path, resolved);
      return { ...(await recallAll(run, resolved, { starts, rows, p, n }, given)), path };
    },
  };
}

type Runner = (job: ChunkJob) => Promise<ChunkResult>;

async function readStarts(
  backend: Backend,
  host: Float32Array,
  p: number,
  n: number,
  { starts = 'all', noise }: RecallOptions,
): Promise<Float32Array> {
  const where = 'cdam.recall';
  const clean = await cleanStarts();
  return noise === undefined ? clean : withNoise(clean, noise);

  async function cleanStarts(): Promise<Float32Array> {
    if (starts === 'all') return host;
    if (isTensor(starts)) {
      const { shape } = checkTensor(backend, where, 'starts', starts);
      if (shape.length !== 2 || shape[1] !== n || shape[0] === 0) {
        throw new RangeError(
          `${where}: expected starts of shape [batch >= 1, ${n}], as wide as the patterns, got ${formatShape(shape)}.`,
        );
      }
      return await readFinite(backend, where, 'starts', starts);
    }
    if (!Array.isArray(starts)) {
      throw new TypeError(
        `${where}: expected starts to be 'all', a list of patterns or a tensor, got ${typeof starts}.`,
      );
    }
    if (starts.length === 0) throw new RangeError(`${where}: expected at least one start, got none.`);
    const values = new Float32Array(starts.length * n);
    for (const [row, given] of starts.entries()) {
      const pattern = checkWhole(where, `start ${row}`, given, 0);
      if (pattern >= p) {
        throw new RangeError(
          `${where}: expected start ${row} to be a pattern from 0 to ${p - 1}, got ${pattern}.`,
        );
      }
      values.set(host.subarray(pattern * n, (pattern + 1) * n), row * n);
    }
    return values;
  }
}

async function recallAll(
  run: Runner,
  options: ResolvedOptions,
  {
    starts,
    rows,
    p,
    n,
  }: { readonly starts: Float32Array; readonly rows: number; readonly p: number; readonly n: number },
  { onProgress, signal }: RecallOptions,
): Promise<Omit<RecallResult, 'path'>> {
  const past = (options.history === 'none' ? 0 : options.maxSteps) * (p + 2);
  const size = Math.max(1, Math.floor(CHUNK_NUMBERS / ((n + p) * Math.max(1, options.longest) + past)));
  let states: Float32Array = new Float32Array(0);
  let correlations: Float32Array = new Float32Array(0);
  const results: Recall[] = [];
  for (let first = 0; first < rows; first += size) {
    const count = Math.min(size, rows - first);
    const part = (given: number | Float32Array): number | Float32Array =>
      typeof given === 'number' ? given : given.subarray(first, first + count);
    const tell = (step: number, active: number): void => {
      onProgress?.({ done: first + count - active, starts: rows, step, maxSteps: options.maxSteps });
    };
    const chunk = await run({
      starts: starts.subarray(first * n, (first + count) * n),
      rows: count,
      a: part(options.a),
      h: part(options.h),
      signal,
      onStep: onProgress === undefined ? undefined : tell,
    });
    if (count === rows) {
      ({ states, correlations } = chunk);
    } else {
      if (first === 0) [states, correlations] = [new Float32Array(rows * n), new Float32Array(rows * p)];
      states.set(chunk.states, first * n);
      correlations.set(chunk.correlations, first * p);
    }
    for (const [row, ending] of chunk.endings.entries()) {
      const at = first + row;
      results.push({
        ...ending,
        ...summary(
          states.subarray(at * n, (at + 1) * n),
          correlations.subarray(at * p, (at + 1) * p),
          options,
        ),
        history: chunk.histories[row] ?? [],
      });
    }
  }
  return { results, states, correlations };
}

function summary(
  state: Float32Array,
  correlations: Float32Array,
  { activeAbove }: ResolvedOptions,
): Pick<Recall, 'state' | 'correlations' | 'active' | 'best' | 'meanActivity'> {
  // Every start passes here: no sort of all p, no call for each of n numbers.
  let sum = 0;
  for (const value of state) sum += value;
  let best = 0;
  const active: number[] = [];
  for (let k = 0; k < correlations.length; k += 1) {
    const value = correlations[k] ?? 0;
    if (value > (correlations[best] ?? 0)) best = k;
    if (value > activeAbove) active.push(k);
  }
  active.sort((i, j) => (correlations[j] ?? 0) - (correlations[i] ?? 0) || i - j);
  return { state, correlations, active, best, meanActivity: sum / state.length };
}
