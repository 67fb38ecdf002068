// One chunk of starts with the fused kernel of CPU-like backends: whole runs on typed arrays, tensors only before and after.

import type { Backend, Kernels, Tensor } from '@vsa/backend';
import type { CdamParams } from '../model.js';
import type { ResolvedOptions } from '../options.js';
import { expand } from '../overlap-space.js';
import type { ChunkJob, ChunkResult, Ending, HistoryEntry } from './engine.js';
import { measure, type FusedMemory } from './fused-memory.js';

type RelaxInput = Parameters<Kernels['relax']>[0];
type RelaxState = RelaxInput['state'];
type RelaxResult = ReturnType<Kernels['relax']>;
type KernelPool = ReturnType<Kernels['createPool']>;

/** What a chunk of starts needs besides its numbers. */
export interface FusedEngine {
  readonly backend: Backend;
  readonly kernels: Kernels;
  readonly params: CdamParams;
  /** Standardised patterns, float32 `[n, p]`. */
  readonly shapes: Tensor;
  readonly memory: FusedMemory;
  readonly options: ResolvedOptions;
}

/** Time of a call of the kernel while there is a signal to listen to, ms, and starts times steps times patterns in about as long. */
const BREATH = 40;
const BREATH_WORK = 8e6;
/**
 * Least work that is spread over threads unasked, starts times steps times patterns: one thread does some 2 to 3 * 10^8 of these a second
 * while the softmax is sharp, and starting two takes some 50 ms (AMD EPYC, family 25, model 17, Node 20.20, November 2026).
 */
const SPREAD_WORK = 4e6;
/** Fewest starts that are spread over threads unasked. */
const SPREAD = 8;

const STATUS = ['max-steps', 'converged', 'limit-cycle', 'diverged'] as const;

/**
 * Runs a chunk of starts to their ends.
 *
 * @param engine - The memory.
 * @param job - The starts.
 * @returns What they led to.
 */
export async function runFused(engine: FusedEngine, job: ChunkJob): Promise<ChunkResult> {
  const { backend, params, memory, options } = engine;
  const [p = 1, n = 1] = params.patterns.shape;
  using start = backend.tensor(job.starts, [job.rows, n]);
  const reference = await beginning(engine, start, job);
  const histories = firstEntries(reference, memory, options, p);
  const { state, endings } = await advance(engine, job, reference, histories);
  using activity = backend.tidy(() => {
    const coordinates = backend.tensor(state.coordinates, [job.rows, p]);
    const remainder = backend.tensor(new Float32Array(state.remainders), [job.rows, 1]);
    const whole = { coordinates, remainder, startOverlaps: coordinates };
    return expand(backend, whole, params, start).activity;
  });
  const states = float32(await backend.read(activity));
  return { states, correlations: correlate(state, reference, memory), endings, histories };
}

/** Correlations of states with all patterns from their overlaps; the kernel does the same for a history. */
function correlate(
  { coordinates, overlaps, remainders, means }: RelaxState,
  reference: Reference,
  { inverseLengths, neurons }: FusedMemory,
): Float32Array {
  const p = inverseLengths.length;
  const correlations = new Float32Array(overlaps.length);
  for (let row = 0; row < means.length; row += 1) {
    const d = remainders[row] ?? 0;
    let square = d * d * (reference.squares[row] ?? 0);
    for (let k = row * p; k < (row + 1) * p; k += 1) {
      square += (coordinates[k] ?? 0) * (d * (reference.overlaps[k] ?? 0) + (overlaps[k] ?? 0));
    }
    const inverse = inverseOf(square, means[row] ?? 0, neurons);
    for (let k = 0; k < p; k += 1) {
      const value = (overlaps[row * p + k] ?? 0) * inverse * (inverseLengths[k] ?? 0);
      correlations[row * p + k] = Math.max(-1, Math.min(1, value));
    }
  }
  return correlations;
}

/** One over a centred state's length, from its square; 0 for a constant state, of which only roundings are left. */
function inverseOf(square: number, mean: number, neurons: number): number {
  const deviation = Math.sqrt(Math.max(0, square) / neurons);
  return deviation > 1e-6 * Math.max(Math.abs(mean), 1e-30) ? 1 / Math.sqrt(square) : 0;
}

/** Starts as the kernel sees them. */
interface Reference {
  readonly overlaps: Float64Array;
  readonly means: Float64Array;
  readonly squares: Float64Array;
}

async function beginning(
  { backend, shapes, memory }: FusedEngine,
  start: Tensor,
  { starts, rows }: ChunkJob,
): Promise<Reference> {
  const { means, squares } = measure(starts, rows, memory.neurons);
  const { mean, matMul, mul, sub, tensor } = backend;
  using overlaps = backend.tidy(() => {
    const centred = sub(start, mean(start, { axis: -1, keepDims: true }));
    return mul(matMul(centred, shapes), tensor(memory.lengths, [1, memory.lengths.length]));
  });
  return { overlaps: new Float64Array(await backend.read(overlaps)), means, squares };
}

/** The start's own entry of each history, which the kernel does not write. */
function firstEntries(
  { overlaps, means, squares }: Reference,
  { inverseLengths, neurons }: FusedMemory,
  { history }: ResolvedOptions,
  p: number,
): HistoryEntry[][] {
  return Array.from(means, (meanActivity, row) => {
    if (history === 'none') return [];
    const square = squares[row] ?? 0;
    const deviation = Math.sqrt(square / neurons);
    const inverse = inverseOf(square, meanActivity, neurons);
    const correlations = inverseLengths.map((own, k) => (overlaps[row * p + k] ?? 0) * own * inverse);
    return [{ correlations, meanActivity, deviation }];
  });
}

interface Advanced {
  readonly state: RelaxState;
  readonly endings: readonly Ending[];
}

/** All steps: at once, or where somebody listens in as many calls as that needs, which changes no bit. */
async function advance(
  engine: FusedEngine,
  job: ChunkJob,
  reference: Reference,
  histories: readonly HistoryEntry[][],
): Promise<Advanced> {
  const { maxSteps } = engine.options;
  const { rows, signal, onStep } = job;
  const p = engine.memory.means.length;
  const state = {
    coordinates: new Float32Array(rows * p),
    overlaps: reference.overlaps.slice(),
    remainders: new Float64Array(rows).fill(1),
    means: reference.means.slice(),
  };
  const whole: Progress = { state, endings: [], histories, reference, strengths: strengthsOf(job) };
  const kernel = kernelOf(engine, job);
  let running = Array.from({ length: rows }, (_, row) => row);
  let steps = 0;
  let size = onStep !== undefined ? 1 : signal === undefined ? maxSteps : Math.ceil(BREATH_WORK / (rows * p));
  let breath = performance.now();
  while (steps < maxSteps && running.length > 0 && signal?.aborted !== true) {
    const count = Math.min(size, maxSteps - steps);
    const begun = performance.now();
    const result = await kernel(inputOf(engine, job, whole, running), count);
    running = settle(result, whole, running, steps, count);
    steps += count;
    onStep?.(steps, running.length);
    const now = performance.now();
    if (onStep === undefined && signal !== undefined)
      size = Math.max(1, Math.round((count * BREATH) / Math.max(1, now - begun)));
    if (steps < maxSteps && now - breath >= BREATH) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = performance.now();
    }
  }
  const status = steps < maxSteps ? 'aborted' : 'max-steps';
  for (const row of running) whole.endings[row] = { status, steps };
  return whole;
}

/** Where all starts of a chunk stand. */
interface Progress extends Advanced {
  readonly endings: Ending[];
  readonly histories: readonly HistoryEntry[][];
  readonly reference: Reference;
  /** a and h, `[rows, 2]`. */
  readonly strengths: Float64Array;
}

function strengthsOf({ a, h, rows }: ChunkJob): Float64Array {
  const of = (given: number | Float32Array, row: number): number =>
    typeof given === 'number' ? given : (given[row] ?? 0);
  return Float64Array.from({ length: 2 * rows }, (_, i) => of(i % 2 === 0 ? a : h, i >> 1));
}

/** The starts that still run, as the kernel takes them. */
function inputOf(
  { memory, options }: FusedEngine,
  { a, h }: ChunkJob,
  { state, reference, strengths }: Progress,
  running: readonly number[],
): RelaxInput {
  const p = memory.means.length;
  const { neurons, gram, gramMeans, means, links, inverseLengths } = memory;
  return {
    neurons,
    gram,
    gramMeans,
    means,
    links,
    strengths: taken(strengths, running, 2),
    // Numbers, not lists: else the bits of a start would depend on what its neighbours have.
    pull: typeof a === 'number' && typeof h === 'number' && h !== 0 ? pullOf(memory, a, h) : undefined,
    state: {
      coordinates: taken(state.coordinates, running, p),
      overlaps: taken(state.overlaps, running, p),
      remainders: taken(state.remainders, running, 1),
      means: taken(state.means, running, 1),
    },
    reference:
      options.history === 'none'
        ? undefined
        : {
            inverseLengths,
            overlaps: taken(reference.overlaps, running, p),
            squares: taken(reference.squares, running, 1),
          },
  };
}

/** What a share of each pattern pulls. */
function pullOf(
  { gram, linkedGram, means, linkedMeans }: FusedMemory,
  a: number,
  h: number,
): NonNullable<RelaxInput['pull']> {
  // A loop: `map` calls a function for each of the p^2 numbers.
  const pulled = new Float32Array(gram.length);
  for (let i = 0; i < pulled.length; i += 1) pulled[i] = a * (gram[i] ?? 0) + h * (linkedGram[i] ?? 0);
  return { gram: pulled, means: means.map((value, i) => a * value + h * (linkedMeans[i] ?? 0)) };
}

/** Writes back what a call did; returns the starts that still run. */
function settle(
  result: RelaxResult,
  { state, endings, histories }: Progress,
  running: readonly number[],
  before: number,
  count: number,
): number[] {
  const p = state.coordinates.length / state.means.length;
  const left: number[] = [];
  for (const [place, row] of running.entries()) {
    state.coordinates.set(result.state.coordinates.subarray(place * p, (place + 1) * p), row * p);
    state.overlaps.set(result.state.overlaps.subarray(place * p, (place + 1) * p), row * p);
    state.remainders[row] = result.state.remainders[place] ?? 0;
    state.means[row] = result.state.means[place] ?? 0;
    const status = STATUS[result.status[place] ?? 0] ?? 'max-steps';
    const done = result.steps[place] ?? 0;
    if (result.history !== undefined) {
      const kept = status === 'diverged' ? done - 1 : done;
      const first = place * count * (p + 2);
      for (let line = 0; line < kept; line += 1) {
        const entry = result.history.subarray(first + line * (p + 2), first + (line + 1) * (p + 2));
        histories[row]?.push({
          correlations: entry.slice(0, p),
          meanActivity: entry[p] ?? NaN,
          deviation: entry[p + 1] ?? NaN,
        });
      }
    }
    if (status === 'max-steps') {
      left.push(row);
      continue;
    }
    const steps = before + done;
    endings[row] =
      status === 'limit-cycle' ? { status, steps, cycleLength: result.lags[place] ?? 0 } : { status, steps };
  }
  return left;
}

type Kernel = (input: RelaxInput, maxSteps: number) => Promise<RelaxResult>;

/** The kernel on this thread, or on the shared threads where that pays. */
function kernelOf({ kernels, options, memory }: FusedEngine, { rows }: ChunkJob): Kernel {
  const { beta, eta, meanLoad, tolerance, longest, history, threads, maxSteps } = options;
  const lags = Math.max(longest, tolerance > 0 ? 1 : 0);
  const settings = { beta, eta, meanLoad, tolerance, longest: lags, history };
  const alone: Kernel = (input, steps) =>
    Promise.resolve(kernels.relax(input, { ...settings, maxSteps: steps }));
  const pays = rows >= SPREAD && rows * maxSteps * memory.means.length >= SPREAD_WORK;
  const pool = threads === undefined ? (pays ? kernels.sharedPool() : undefined) : many(kernels, threads);
  if (pool === undefined || pool.threads < 2 || rows < 2) return alone;
  return async (input, steps) => {
    try {
      return await pool.relax(input, { ...settings, maxSteps: steps });
    } catch (error) {
      // Threads that nobody asked for may be forbidden, by a page's security policy for one.
      if (threads !== undefined) throw error;
      return await alone(input, steps);
    }
  };
}

function many(kernels: Kernels, threads: number): KernelPool | undefined {
  return threads < 2 ? undefined : kernels.sharedPool({ threads });
}

/** Values read from a backend, as float32. */
function float32(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values);
}

/** Rows of some starts; the array itself where these are all. */
function taken<T extends Float32Array | Float64Array>(values: T, rows: readonly number[], width: number): T {
  if (rows.length * width === values.length) return values;
  const out = values.slice(0, rows.length * width) as T;
  for (const [place, row] of rows.entries()) {
    out.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return out;
}
