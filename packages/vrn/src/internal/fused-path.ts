// The search with the fused kernels of CPU-like backends: whole runs on typed arrays, no tensor operation in between.
//
// `auto` takes them wherever they can do a search, on native TensorFlow too: at D = 1024, K = 3, n = 100 and 100 Adam steps on two
// cores of an AMD EPYC (family 25, model 17; Node 20.20, November 2026, fastest runs, the machine being shared) with ±1 codebooks
// 16 composites took 39 ms on one thread against 166 with tensors, 100 took 113 on two threads against 379, 400 took 467 against 771;
// with real ones, which the kernels take by multiply-adds, 66 against 180, 181 against 295, and 882 against 884.

import type { Backend, Kernels, Tensor } from '@vsa/backend';
import type { VrnFactors } from '../options.js';
import type { Search } from './chunks.js';
import { at } from './lists.js';
import { readBook, readFinite } from './read-finite.js';
import { gammaAt, type Settings } from './settings.js';
import { logPriorsOf, type Specification } from './specify.js';

/** Composites a call on this thread: some ten milliseconds of work, then timers and abort signals get their turn. */
const CHUNK = 32;
/** Composites a call and thread of a pool, which leaves this thread free. */
const POOL_CHUNK = 64;
/** Fewest composites that are spread over threads unasked. */
const SPREAD = 16;
/**
 * Least work that is spread unasked, multiply-adds: starting two threads takes some 50 ms, one does 1 to 2 * 10^10 of these a second
 * (AMD EPYC, family 25, model 17, Node 20.20, November 2026).
 */
const SPREAD_WORK = 1e9;

/** Why the fused kernels cannot do a search, in words; undefined when they can. */
export function fusedObstacle(
  { kernels, name }: Backend,
  { annealing, optimizer, steps, tolerance, traced }: Settings,
  gamma: number,
): string | undefined {
  if (kernels === undefined) return `backend ${name} has no fused kernels`;
  if (optimizer.kernel === undefined) return `optimizer ${optimizer.name} has constants of its own`;
  if (optimizer.kernel !== 'coordinate' && tolerance > 0) return 'gradient descent has a tolerance';
  const anneals = Array.from({ length: steps }, (_, step) => annealing(step, steps, gamma)).some(
    (weight) => weight !== gamma,
  );
  if (anneals && traced) return 'a trace at the final gamma is wanted under annealing';
  return undefined;
}

/** The search with fused kernels, one thread or a pool; copies composites and codebooks to the host. */
export async function fusedSearch(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  specification: Specification,
  settings: Settings,
): Promise<Search> {
  const { kernels } = backend;
  if (kernels === undefined) throw new RangeError('internal: expected a backend with kernels.');
  const { dimension, sizes } = specification;
  const x = await readFinite(backend, 'composites', composites);
  const books = await Promise.all(codebooks.map((book, k) => readBook(backend, `codebooks[${k}]`, book)));
  const solve = solverOf(specification, settings, books);
  const { signal, steps, threads } = settings;
  const pool = poolOf(kernels, x.length / dimension, specification, settings);
  return {
    path: 'fused',
    batch: x.length / dimension,
    sizes,
    chunk: pool === undefined ? CHUNK : POOL_CHUNK * pool.threads,
    async search(begin, size, start, onSteps) {
      // Kernels are synchronous: without this an abort could not arrive between chunks.
      if (begin > 0) await new Promise((resolve) => setTimeout(resolve, 0));
      const aborted = signal?.aborted === true;
      const part = x.subarray(begin * dimension, (begin + size) * dimension);
      // No steps: the state that an aborted search is in.
      const on = async (runner: Kernels | KernelPool): Promise<VrnFactors[]> =>
        await solve(runner, part, tiled(start, size), aborted ? 0 : steps);
      let rows: VrnFactors[];
      try {
        rows = await on(aborted ? kernels : (pool ?? kernels));
      } catch (error) {
        // Threads that nobody asked for may be forbidden, by a page's security policy for one.
        if (pool === undefined || threads !== undefined) throw error;
        rows = await on(kernels);
      }
      if (!aborted && steps > 0) onSteps(steps);
      return aborted ? rows.map((row) => ({ ...row, status: 'aborted' as const })) : rows;
    },
    // Threads are shared and stay for the next call.
    [Symbol.dispose]: () => undefined,
  };
}

/** The shared threads that a search runs on; undefined for this thread. */
function poolOf(
  kernels: Kernels,
  batch: number,
  { dimension, sizes }: Specification,
  { steps, threads }: Settings,
): KernelPool | undefined {
  if (threads !== undefined) {
    // Starting threads costs more than a few composites do.
    return threads > 1 && batch >= SPREAD ? kernels.sharedPool({ threads }) : undefined;
  }
  const work = 2 * batch * steps * dimension * sizes.reduce((sum, size) => sum + size, 0);
  if (batch < SPREAD || work < SPREAD_WORK) return undefined;
  const pool = kernels.sharedPool();
  return pool.threads > 1 ? pool : undefined;
}

/** The same logits for each of `size` composites, `[size, N]`. */
function tiled(start: readonly Float32Array[] | undefined, size: number): Float32Array | undefined {
  if (start === undefined) return undefined;
  const row = start.flatMap((part) => [...part]);
  return Float32Array.from({ length: size * row.length }, (_, index) => at(row, index % row.length));
}

type KernelPool = ReturnType<Kernels['createPool']>;

type Solver = (
  kernels: Kernels | KernelPool,
  composites: Float32Array,
  logits: Float32Array | undefined,
  steps: number,
) => Promise<VrnFactors[]>;

function solverOf(
  { deltaScale, dimension, gamma, priors, sizes }: Specification,
  settings: Settings,
  codebooks: readonly Float32Array[],
): Solver {
  const { optimizer, tolerance, traced } = settings;
  const logs = logPriorsOf(priors, sizes);
  const logPrior = logs === undefined ? undefined : Float32Array.from(logs.flat());
  // The kernels leave the constant of a uniform prior out.
  const uniform = logs === undefined ? gamma * sizes.reduce((sum, size) => sum + Math.log(size), 0) : 0;
  return async (kernels, composites, logits, steps) => {
    const input = { dimension, composites, codebooks };
    const weights = Float32Array.from({ length: steps }, (_, step) => gammaAt(settings, step, gamma));
    const options = {
      deltaScale,
      maxSteps: steps,
      gamma: steps === 0 ? gamma : weights,
      logits,
      logPrior,
      trace: 'free-energy',
    } as const;
    const { kernel, learningRate } = optimizer;
    const {
      freeEnergy,
      logits: phi,
      probabilities,
      status,
      steps: done,
    } = kernel === 'coordinate'
      ? await kernels.coordinateAscent(input, { ...options, tolerance })
      : await kernels.descend(input, { ...options, optimizer: kernel, learningRate });
    if (freeEnergy === undefined) throw new RangeError('internal: expected a trace of the free energy.');
    return Array.from(done, (count, row): VrnFactors => {
      const energies = Float32Array.from(
        freeEnergy.subarray(row * (steps + 1), row * (steps + 1) + count + 1),
        (value) => value + uniform,
      );
      return {
        indices: partsOf(phi, sizes, row).map(argMax),
        posteriors: partsOf(probabilities, sizes, row),
        freeEnergy: at(energies, count),
        ...(traced ? { trace: energies } : {}),
        status: at(status, row) === 1 ? 'converged' : 'max-steps',
        steps: count,
      };
    });
  };
}

/** The part of each factor in a row `[N]`. */
function partsOf(rows: Float32Array, sizes: readonly number[], row: number): Float32Array[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let from = row * total;
  return sizes.map((size) => {
    from += size;
    return rows.slice(from - size, from);
  });
}

/** First index of the largest value. */
function argMax(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > at(values, best) ? index : best), 0);
}
