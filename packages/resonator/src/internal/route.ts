// Which path a call takes, and how a chunk of composites runs on it.

import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import type { ResonatorParams } from '../model.js';
import type { ResolvedOptions } from '../options.js';
import { prepareFromHost } from '../prepare.js';
import { factorDense, type Found, type OnStep } from './dense.js';
import {
  factorPacked,
  firstStep,
  layOut,
  packedObstacle,
  packModel,
  type KernelPool,
  type PackedModel,
  type PackedStart,
} from './packed.js';
import type { HostMatrix } from './validate.js';

/** Codebooks and a rule, set up as far as they have been needed. */
export interface Model {
  /** Tensor backend. */
  readonly backend: Backend;
  /** D. */
  readonly dimension: number;
  /** K. */
  readonly factors: number;
  /** The rule. */
  readonly options: ResolvedOptions;
  /** The codebooks as bits, or why they cannot be. */
  readonly packed: PackedModel | string;
  /** The codebooks as tensors, made when first asked for. */
  params(): ResonatorParams;
  /** Worker threads, started when first asked for; undefined for one thread. */
  pool(): KernelPool | undefined;
  /** Gives everything back. */
  dispose(): void;
}

/** A part of the composites. */
export interface Chunk {
  /** `[count, D]`. */
  readonly values: Float32Array;
  /** First row. */
  readonly first: number;
  /** Number of rows. */
  readonly count: number;
  /** Ends the run. */
  readonly signal: AbortSignal | undefined;
  /** Called after steps. */
  readonly onStep: OnStep;
}

/** A way to run chunks. */
export interface Route {
  /** Its name. */
  readonly path: 'dense' | 'packed';
  /** Composites at a time. */
  readonly size: number;
  /** Runs a chunk. */
  run(chunk: Chunk): Promise<Found[]>;
}

/** Default bounds of a chunk on tensors. */
const DENSE_BYTES = 64 * 2 ** 20;
const DENSE_ROWS = 1024;
/** Default rows of a packed chunk and thread: about a tenth of a second at D = 1024, K = 3, n = 100 and 100 steps; then timers get their turn. */
const PACKED_ROWS = 64;

/**
 * Sets a model up; tensors and threads are made on demand.
 *
 * @param where - `module.fn` for messages.
 * @param backend - Tensor backend.
 * @param hosts - Checked codebooks.
 * @param dimension - D.
 * @param options - The rule.
 * @returns The model, owned by the caller.
 * @throws RangeError when `path` is `packed` and the model cannot be.
 */
export function createModel(
  where: string,
  backend: Backend,
  hosts: readonly HostMatrix[],
  dimension: number,
  options: ResolvedOptions,
): Model {
  const { kernels } = backend;
  const obstacle =
    options.path === 'dense' ? 'path dense' : packedObstacle(kernels, options, hosts, dimension);
  if (options.path === 'packed' && obstacle !== undefined) throw unpackable(where, obstacle);
  let params: ResonatorParams | undefined;
  let pool: KernelPool | undefined;
  return {
    backend,
    dimension,
    factors: hosts.length,
    options,
    packed: kernels && obstacle === undefined ? packModel(kernels, hosts, dimension) : (obstacle ?? ''),
    params: () => (params ??= prepareFromHost(backend, hosts, dimension, options.synapse)),
    pool: () =>
      options.threads > 1 ? (pool ??= kernels?.createPool({ threads: options.threads })) : undefined,
    dispose: () => {
      if (params) disposeTree({ ...params });
      pool?.dispose();
      params = undefined;
      pool = undefined;
    },
  };
}

/**
 * Chooses the path of a call.
 *
 * @param where - `module.fn` for messages.
 * @param model - See {@link Model}.
 * @param composites - On the host.
 * @param given - Start estimates that the caller gave, on the host; none for a rule.
 * @returns The route.
 * @throws RangeError when `path` is `packed` and composites or start are not ±1.
 */
export function chooseRoute(
  where: string,
  model: Model,
  composites: HostMatrix,
  given: readonly HostMatrix[],
): Route {
  const { packed, options } = model;
  if (typeof packed === 'string') return denseRoute(model);
  const obstacle = !composites.bipolar
    ? 'values other than -1 and 1 in composites'
    : given.some(({ bipolar }) => !bipolar)
      ? 'values other than -1 and 1 in start estimates'
      : undefined;
  if (obstacle === undefined) return packedRoute(model, packed, given);
  if (options.path === 'packed') throw unpackable(where, obstacle);
  return denseRoute(model);
}

function unpackable(where: string, obstacle: string): RangeError {
  return new RangeError(
    `${where}: expected ±1 codebooks and composites, sign, outer products and elementwise binding for path 'packed', got ${obstacle}; use path 'auto'.`,
  );
}

function denseRoute(model: Model): Route {
  const { backend, dimension, factors, options } = model;
  // Rows whose states, past states and intermediate products stay below the bound.
  const vectors = 5 + factors * (4 + Math.max(1, options.longest));
  const fitting = Math.floor(DENSE_BYTES / (4 * dimension * vectors));
  return {
    path: 'dense',
    size: options.chunk ?? Math.max(1, Math.min(DENSE_ROWS, fitting)),
    async run({ values, first, count, signal, onStep }) {
      using composites = backend.tensor(values, [count, dimension]);
      const start = startOf(backend, options.start, first, count);
      try {
        return await factorDense(backend, composites, model.params(), { options, start, signal, onStep });
      } finally {
        if (typeof start !== 'string') disposeTree(start);
      }
    },
  };
}

/** The start of a chunk; given estimates are cut to its rows, as float32. */
function startOf(
  backend: Backend,
  start: ResolvedOptions['start'],
  first: number,
  count: number,
): ResolvedOptions['start'] {
  if (typeof start === 'string') return start;
  return backend.tidy(() =>
    start.map((estimate: Tensor) => {
      const own = estimate.shape.length === 1 ? estimate : backend.slice(estimate, [first, 0], [count, -1]);
      return backend.cast(own, 'float32');
    }),
  );
}

function packedRoute(model: Model, packed: PackedModel, given: readonly HostMatrix[]): Route {
  const { backend, dimension, options } = model;
  const { kernels, signedStart, meanStart } = packed;
  const begin = async ({ values, first, count }: Chunk): Promise<PackedStart> => {
    const known =
      given.length > 0
        ? given.map((estimates) => {
            const own =
              estimates.rows === 1
                ? estimates.values
                : estimates.values.subarray(first * dimension, (first + count) * dimension);
            return kernels.pack(own, dimension);
          })
        : options.start === 'signed'
          ? signedStart
          : meanStart;
    if (known) return { states: layOut(known, count, dimension), done: 0 };
    return firstStep(backend, packed, model.params(), values, options);
  };
  return {
    path: 'packed',
    size: options.chunk ?? PACKED_ROWS * options.threads,
    async run(chunk) {
      // Kernels are synchronous: without this an abort could not arrive between chunks.
      if (chunk.first > 0) await new Promise((resolve) => setTimeout(resolve, 0));
      // All that a run has that was aborted before it began is its start, which may be real: read it on tensors.
      if (chunk.signal?.aborted === true) return denseRoute(model).run(chunk);
      // One composite cannot be spread, and threads take their time to start.
      const pool = chunk.count > 1 ? model.pool() : undefined;
      const found = await factorPacked(packed, chunk.values, await begin(chunk), options, pool);
      chunk.onStep(options.maxSteps, 0);
      return found;
    },
  };
}
