// The bit-packed path: ±1 vectors at one bit a component, in the backend's WebAssembly kernels. Signs of whole-number sums decide on both
// paths, so the decisions are the dense path's, bit for bit, while the dense sums stay exact (n D < 2^24).

import { disposeTree, type Backend, type Kernels } from '@vsa/backend';
import { activations } from '../activations.js';
import { product } from '../binding.js';
import { init, step, type ResonatorParams } from '../model.js';
import type { ResolvedOptions } from '../options.js';
import { readRows, type FactorDots } from '../readout.js';
import { readouts } from '../rules.js';
import type { Ending, Found } from './dense.js';
import type { HostMatrix } from './validate.js';

/** Worker threads that run the kernels. */
export type KernelPool = ReturnType<Kernels['createPool']>;

/** Most factors that the kernels take, and bound of their weighted sums. */
const MOST_FACTORS = 16;
const LARGEST_SUM = 2 ** 31;

/**
 * Why a resonator cannot work on bits.
 *
 * @param kernels - The backend's kernels.
 * @param options - Its rule.
 * @param codebooks - Its codebooks.
 * @param dimension - D.
 * @returns The reason in words; undefined when it can, given composites and start estimates of ±1.
 */
export function packedObstacle(
  kernels: Kernels | undefined,
  options: ResolvedOptions,
  codebooks: readonly HostMatrix[],
  dimension: number,
): string | undefined {
  if (kernels === undefined) return 'a backend without WebAssembly kernels';
  if (options.activation !== activations.sign) return "an activation other than 'sign'";
  if (options.synapse !== 'outer-product') return `${options.synapse} synapses`;
  if (options.binding !== product) return 'a binding of its own';
  if (codebooks.length > MOST_FACTORS) return `more than ${MOST_FACTORS} factors`;
  const odd = codebooks.findIndex(({ bipolar }) => !bipolar);
  if (odd >= 0) return `values other than -1 and 1 in codebook ${odd}`;
  if (codebooks.some(({ rows }) => rows * dimension >= LARGEST_SUM))
    return 'a codebook of 2^31 components or more';
  return undefined;
}

/** Codebooks as the kernels want them. */
export interface PackedModel {
  /** The kernels. */
  readonly kernels: Kernels;
  /** D. */
  readonly dimension: number;
  /** Packed codebooks. */
  readonly codebooks: readonly Int32Array[];
  /** Number of vectors of each codebook. */
  readonly counts: readonly number[];
  /** Packed signed starts, one vector a factor. */
  readonly signedStart: readonly Int32Array[];
  /** Packed means, where all of them are ±1 vectors. */
  readonly meanStart: readonly Int32Array[] | undefined;
}

/**
 * Packs codebooks and their starts.
 *
 * @param kernels - The backend's kernels.
 * @param hosts - Codebooks of ±1.
 * @param dimension - D.
 * @returns The packed model.
 */
export function packModel(kernels: Kernels, hosts: readonly HostMatrix[], dimension: number): PackedModel {
  const codebooks = hosts.map(({ values }) => kernels.pack(values, dimension));
  const counts = hosts.map(({ rows }) => rows);
  const signedStart = codebooks.map((codebook, k) =>
    kernels.projectSign(new Int32Array(counts[k] ?? 0).fill(1), codebook, dimension),
  );
  // A mean of ±1 vectors is one itself only where they are all the same.
  const words = Math.ceil(dimension / 32);
  const alike = codebooks.every((codebook) =>
    codebook.every((word, index) => word === codebook[index % words]),
  );
  return { kernels, dimension, codebooks, counts, signedStart, meanStart: alike ? signedStart : undefined };
}

/** Where the packed run of a chunk begins. */
export interface PackedStart {
  /** Packed estimates, `[rows, K, words]`. */
  readonly states: Int32Array;
  /** Steps that were taken before. */
  readonly done: number;
}

/**
 * Lays out start estimates: one vector a factor is repeated, one a row is taken as it is.
 *
 * @param packed - Packed estimates of each factor, `[words]` or `[rows, words]`.
 * @param rows - Number of composites.
 * @param dimension - D.
 * @returns `[rows, K, words]`.
 */
export function layOut(packed: readonly Int32Array[], rows: number, dimension: number): Int32Array {
  const words = Math.ceil(dimension / 32);
  const states = new Int32Array(rows * packed.length * words);
  for (const [k, estimates] of packed.entries()) {
    const stride = estimates.length === words ? 0 : words;
    for (let row = 0; row < rows; row += 1) {
      const from = row * stride;
      states.set(estimates.subarray(from, from + words), (row * packed.length + k) * words);
    }
  }
  return states;
}

/**
 * Takes the first step from a start that is not ±1 on tensors; sgn makes the estimates ±1.
 *
 * @param backend - Tensor backend.
 * @param model - See {@link PackedModel}.
 * @param params - The same codebooks as tensors.
 * @param composites - The chunk's composites, `[rows, D]` on the host.
 * @param options - The rule.
 * @returns Where the packed run begins.
 */
export async function firstStep(
  backend: Backend,
  model: PackedModel,
  params: ResonatorParams,
  composites: Float32Array,
  options: ResolvedOptions,
): Promise<PackedStart> {
  const { kernels, dimension } = model;
  const rows = composites.length / dimension;
  const next = backend.tidy(() => {
    const x = backend.tensor(composites, [rows, dimension]);
    const { estimates } = step(backend, init(backend, x, params, options.start), params, options);
    return estimates;
  });
  try {
    const packed: Int32Array[] = [];
    for (const estimate of next) {
      packed.push(kernels.pack(Float32Array.from(await backend.read(estimate)), dimension));
    }
    return { states: layOut(packed, rows, dimension), done: 1 };
  } finally {
    disposeTree(next);
  }
}

const STATUS = ['max-steps', 'converged', 'limit-cycle'] as const;

/**
 * Runs a chunk of composites.
 *
 * @param model - See {@link PackedModel}.
 * @param composites - `[rows, D]` of ±1.
 * @param start - See {@link PackedStart}.
 * @param options - The rule.
 * @param pool - Worker threads; the kernels run here without.
 * @returns What was found, by row.
 */
export async function factorPacked(
  model: PackedModel,
  composites: Float32Array,
  start: PackedStart,
  options: ResolvedOptions,
  pool: KernelPool | undefined,
): Promise<Found[]> {
  const { kernels, dimension, codebooks, counts } = model;
  const input = {
    dimension,
    composites: kernels.pack(composites, dimension),
    codebooks,
    states: start.states,
  };
  const settings = {
    maxSteps: options.maxSteps - start.done,
    order: options.update,
    maxCycleLength: options.longest,
  };
  const result = pool ? await pool.resonate(input, settings) : kernels.resonate(input, settings);
  const stride = counts.reduce((sum, count) => sum + count, 0);
  let offset = 0;
  const factors = counts.map((count): FactorDots => {
    const squaredLengths = new Float64Array(count).fill(dimension);
    const dots = {
      dots: result.similarities,
      offset,
      stride,
      squaredLength: () => dimension,
      squaredLengths,
    };
    offset += count;
    return dots;
  });
  const readings = readRows(composites.length / dimension, factors, readouts[options.decode]);
  return readings.map((reading, row) => {
    const status = STATUS[result.status[row] ?? 0] ?? 'max-steps';
    const steps = start.done + (result.steps[row] ?? 0);
    const ending: Ending =
      status === 'limit-cycle'
        ? { status, steps, cycleLength: result.cycleLength[row] ?? 0 }
        : { status, steps };
    return { ...reading, ...ending };
  });
}
