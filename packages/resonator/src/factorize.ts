// The way in for people: codebooks and composites in, indices out.

import type { Backend, Tensor } from '@vsa/backend';
import type { Found } from './internal/dense.js';
import { chooseRoute, createModel, type Model } from './internal/route.js';
import {
  checkCodebooks,
  checkComposites,
  checkStart,
  readMatrix,
  type HostMatrix,
} from './internal/validate.js';
import { resolveOptions, type FactorizeRunOptions, type ResonatorOptions } from './options.js';

/** What was found for one composite. */
export interface Factorization {
  /** Index of the winning vector in each codebook, K numbers. */
  readonly indices: readonly number[];
  /** Cosine of each estimate, after sign repair, with its winner, in [-1, 1]; K numbers. */
  readonly similarities: Float32Array;
  /** The sign, +1 or -1, by which each estimate was multiplied; always +1 with the signed readout. */
  readonly signs: readonly number[];
  /**
   * How the run ended; none is an error. `diverged` means that an estimate outgrew float32 (only activations without a bound);
   * what was found is then read from the step before.
   */
  readonly status: 'converged' | 'limit-cycle' | 'diverged' | 'max-steps' | 'aborted';
  /** Steps done, the one that showed the fixed point or closed the cycle included. */
  readonly steps: number;
  /** Length of the limit cycle in steps, where `status` is `limit-cycle`. */
  readonly cycleLength?: number;
}

/** What {@link factorize} gives, on the host. */
export interface ResonatorResult {
  /** One entry a composite, in order. */
  readonly results: readonly Factorization[];
  /** The path that was taken. */
  readonly path: 'dense' | 'packed';
}

/** Codebooks set up once, for many calls. */
export interface Resonator extends Disposable {
  /**
   * Factors composites `[batch, D]` or `[D]`.
   *
   * Throws TypeError, RangeError or VsaError, before any kernel runs, for composites that do not fit or are not finite.
   */
  factorize(composites: Tensor, options?: FactorizeRunOptions): Promise<ResonatorResult>;
  /** Gives the memory back. */
  dispose(): void;
}

/**
 * Finds, for each composite, one vector a codebook whose binding it is.
 *
 * A composite's answer is the same alone and in a batch: bit for bit with ±1 vectors, sign and outer product, where all sums are whole
 * numbers that float32 holds exactly while `n D < 2^24` (from the `mean` start, the first step rounds). Noise in x is welcome.
 * Cost: O(steps · D · Σ n_k) a composite, only while it runs.
 *
 * @param backend - Tensor backend.
 * @param composites - x, `[batch, D]` or `[D]`, float32 or int32, finite; stays the caller's.
 * @param codebooks - One a factor, at least two, each `[n_k, D]`, a vector a row; sizes may differ; they stay the caller's.
 * @param options - See {@link ResonatorOptions} and {@link FactorizeRunOptions}; `standardRule` is the default, `paperRule` the paper's.
 * @returns Indices, similarities, signs, status and steps of each composite, on the host.
 * @throws TypeError for a wrong kind; RangeError for a wrong shape or option, or a value that is not finite; VsaError for a tensor of
 * another backend or one already disposed. All before any kernel runs.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { bipolar, key } from '@vsa/backend/random';
 * import { factorize } from '@vsa/resonator';
 *
 * const backend = await createBackend('auto');
 * const book = backend.tensor(bipolar(key(1), [20, 1000]), [20, 1000]);
 * const reversed = backend.reverse(book, 1);
 * const composite = backend.mul(book, backend.roll(reversed, -3, 0)); // row i times row i + 3
 * const { results } = await factorize(backend, composite, [book, reversed]);
 * console.log(results[4].indices); // => [ 4, 7 ]
 * ```
 */
export async function factorize(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: ResonatorOptions & FactorizeRunOptions = {},
): Promise<ResonatorResult> {
  using resonator = await build('resonator.factorize', backend, codebooks, options, composites);
  return await resonator.factorize(composites, options);
}

/**
 * Sets codebooks up for many calls of `factorize`: checked, transposed, inverted or packed once.
 *
 * @param backend - Tensor backend.
 * @param codebooks - One a factor, at least two, each `[n_k, D]`, a vector a row; they stay the caller's.
 * @param options - See {@link ResonatorOptions}.
 * @returns A resonator that owns its tensors until `dispose()`.
 * @throws As {@link factorize}, for codebooks and options.
 */
export async function createResonator(
  backend: Backend,
  codebooks: readonly Tensor[],
  options: ResonatorOptions = {},
): Promise<Resonator> {
  return await build('resonator.createResonator', backend, codebooks, options);
}

async function build(
  where: string,
  backend: Backend,
  codebooks: readonly Tensor[],
  given: ResonatorOptions,
  composites?: Tensor,
): Promise<Resonator> {
  const options = resolveOptions(where, given);
  const dimension = checkCodebooks(backend, where, codebooks);
  // Shapes of the composites are checked before the codebooks are set up, which may cost much.
  if (composites !== undefined) checkComposites(backend, where, composites, dimension);
  const hosts: HostMatrix[] = [];
  for (const [k, codebook] of codebooks.entries()) {
    hosts.push(await readMatrix(backend, where, `codebook ${k}`, codebook));
  }
  const model = createModel(where, backend, hosts, dimension, options);
  return {
    factorize: (x, run = {}) => factorAll(where, model, x, run),
    dispose: model.dispose,
    [Symbol.dispose]: model.dispose,
  };
}

async function factorAll(
  where: string,
  model: Model,
  composites: Tensor,
  { onProgress, signal }: FactorizeRunOptions,
): Promise<ResonatorResult> {
  const { backend, dimension, factors, options } = model;
  const { start, maxSteps } = options;
  const rows = checkComposites(backend, where, composites, dimension);
  const given: HostMatrix[] = [];
  if (typeof start !== 'string') {
    checkStart(backend, where, start, factors, rows, dimension);
    for (const [k, estimate] of start.entries()) {
      given.push(await readMatrix(backend, where, `start estimate ${k}`, estimate));
    }
  }
  const host = await readMatrix(backend, where, 'composites', composites);
  const route = chooseRoute(where, model, host, given);
  const results: Found[] = [];
  for (let first = 0; first < rows; first += route.size) {
    const count = Math.min(route.size, rows - first);
    const found = await route.run({
      values: host.values.subarray(first * dimension, (first + count) * dimension),
      first,
      count,
      signal,
      onStep: (step, active) => {
        onProgress?.({ done: first + count - active, rows, step, maxSteps });
      },
    });
    results.push(...found);
  }
  return { results, path: route.path };
}
