// From options and files to oscillators: their number, frequencies or rotations, and who hears whom.

import { extname } from 'node:path';
import { foldIn, key, normal } from '@vsa/backend/random';
import {
  drawFrequencies,
  gaussian,
  lorentzian,
  phaseGraph,
  randomGraph,
  ringGraph,
  spreadFrequencies,
  uniformLaw,
  type PhaseGraph,
} from '@vsa/kuramoto';
import { shapeText } from '../files/array.js';
import { readArray } from '../files/read-array.js';
import { InputError } from '../input-error.js';
import { readEdges } from './edge-list.js';

/** What a person asks for. */
export interface OscillatorRequest {
  /** A law's name, or a file of `[N]` numbers. */
  readonly frequencies: string;
  /** Number of oscillators, for laws. */
  readonly oscillators: number | undefined;
  /** Width of the law. */
  readonly width: number;
  /** Centre of the law. */
  readonly centre: number;
  /** Frequencies at the law's quantiles, or drawn. */
  readonly sampling: 'draw' | 'spread';
  /** File of edges, `ring:k` or `random:k`; undefined is the mean field. */
  readonly graph: string | undefined;
  /** Whether an edge is heard at its target only. */
  readonly type: 'directed' | 'undirected';
  /** Components of an oscillator. */
  readonly dimension: number;
  /** File of rotations. */
  readonly omega: string | undefined;
  /** Fixes frequencies and random graphs. */
  readonly seed: number;
}

/** What is to be simulated. */
export interface OscillatorInput {
  readonly count: number;
  /** ω, of phase oscillators. */
  readonly frequencies: Float32Array;
  /** Ω, of oscillators on spheres; undefined for phase oscillators. */
  readonly omega: Float32Array | undefined;
  readonly graph: PhaseGraph | undefined;
}

const LAWS = { lorentzian, gaussian, uniform: uniformLaw };
const DEFAULT_COUNT = 1000;

/**
 * Reads what is to be simulated.
 *
 * @param request - See {@link OscillatorRequest}.
 * @returns See {@link OscillatorInput}.
 * @throws InputError, one line that names the file or option, for everything that is wrong.
 */
export async function readOscillators(request: OscillatorRequest): Promise<OscillatorInput> {
  const { dimension, seed, oscillators } = request;
  if (dimension < 2) {
    throw new InputError(`--dimension: expected N >= 2, as oscillators lie on S^(N-1), got ${dimension}.`);
  }
  if (request.omega === undefined && dimension === 2) {
    const frequencies = await readFrequencies(request);
    const graph = await readGraph(request, frequencies.length);
    return { count: frequencies.length, frequencies, omega: undefined, graph };
  }
  const given = request.omega === undefined ? undefined : await readArray(request.omega);
  const [first = 0] = given?.shape ?? [];
  const each = given?.shape.length === 3 ? first : undefined;
  if (given !== undefined && !fits(given.shape, dimension)) {
    throw new InputError(
      `${request.omega ?? ''}: expected skew-symmetric matrices [${dimension}, ${dimension}] or [oscillators, ${dimension}, ${dimension}], got ${shapeText(given.shape)}: see --dimension.`,
    );
  }
  if (each !== undefined && oscillators !== undefined && each !== oscillators) {
    throw new InputError(`--oscillators: expected ${each}, as many as matrices, got ${oscillators}.`);
  }
  const count = each ?? oscillators ?? DEFAULT_COUNT;
  const omega = given?.values ?? skewMatrices(request, count);
  return {
    count,
    frequencies: new Float32Array(count),
    omega,
    graph: await readGraph({ ...request, seed }, count),
  };
}

function fits(shape: readonly number[], n: number): boolean {
  const [row, column] = shape.slice(-2);
  return (shape.length === 2 || shape.length === 3) && row === n && column === n;
}

/** Ω of independent Gaussian entries above the diagonal. */
function skewMatrices(
  { dimension: n, width, frequencies, seed }: OscillatorRequest,
  count: number,
): Float32Array {
  if (frequencies !== 'gaussian') {
    throw new InputError(
      `--frequencies: expected gaussian for oscillators in ${n} dimensions, or rotations from --omega, got '${frequencies}'.`,
    );
  }
  const drawn = normal(foldIn(key(seed), 'omega'), [count, n, n]);
  return drawn.map((value, at) => {
    const [row, column] = [Math.floor(at / n) % n, at % n];
    if (row === column) return 0;
    return row < column ? width * value : -width * (drawn[at + (column - row) * n + (row - column)] ?? 0);
  });
}

async function readFrequencies(request: OscillatorRequest): Promise<Float32Array> {
  const { frequencies: text, oscillators, width, centre, sampling, seed } = request;
  const law = Object.entries(LAWS).find(([name]) => name === text)?.[1];
  if (law !== undefined) {
    const count = oscillators ?? DEFAULT_COUNT;
    const chosen = law(width, centre);
    return sampling === 'spread'
      ? spreadFrequencies(chosen, count)
      : drawFrequencies(chosen, foldIn(key(seed), 'frequencies'), count);
  }
  if (extname(text) === '') {
    throw new InputError(
      `--frequencies: expected ${Object.keys(LAWS).join(', ')} or a file of numbers, got '${text}'.`,
    );
  }
  const { shape, values } = await readArray(text);
  if (shape.length !== 1 || values.length === 0) {
    throw new InputError(`${text}: expected frequencies [N], got ${shapeText(shape)}.`);
  }
  if (oscillators !== undefined && oscillators !== values.length) {
    throw new InputError(
      `--oscillators: expected ${values.length}, as many as ${text} has, got ${oscillators}.`,
    );
  }
  return values;
}

async function readGraph(
  { graph, type, seed }: OscillatorRequest,
  count: number,
): Promise<PhaseGraph | undefined> {
  if (graph === undefined) return undefined;
  const [, kind, size] = /^(ring|random):(\d+)$/.exec(graph) ?? [];
  try {
    if (kind === 'ring') return ringGraph(count, Number(size));
    if (kind === 'random') return randomGraph(foldIn(key(seed), 'graph'), count, Number(size));
    if (extname(graph) === '') {
      throw new InputError(`--graph: expected an edge list (.csv), ring:k or random:k, got '${graph}'.`);
    }
    return phaseGraph(count, await readEdges(graph), type);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${graph}: ${error.message}`, { cause: error });
    throw error;
  }
}
