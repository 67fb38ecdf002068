// Block Gibbs sampling where it runs fastest: a fused kernel, on this thread or several, or tensors where there is none.

import type { Backend, Kernels } from '@vsa/backend';
import { checkWhole, choose } from '@vsa/backend/check';
import { gibbsTensors } from './gibbs-tensors.js';

/** The chains and their machine, as the kernels take them. */
export type GibbsInput = Parameters<Kernels['gibbs']>[0];
/** What the kernels' chains come to. */
export type GibbsResult = ReturnType<Kernels['gibbs']>;
/** Steps, order, couplings. */
export type GibbsPlan = NonNullable<Parameters<Kernels['gibbs']>[1]>;

/** How chains are run. */
export interface GibbsRunOptions {
  /**
   * `fused` takes kernels on typed arrays, `tensor` the backend's operations; both draw the same random numbers.
   * @defaultValue `'auto'`: fused where the backend has kernels
   */
  readonly path?: 'auto' | 'fused' | 'tensor' | undefined;
  /**
   * Threads of the fused path, a whole number >= 1; they are shared by all calls on a backend and change no bit.
   * @defaultValue the processors where the work is worth it, else 1
   */
  readonly threads?: number | undefined;
  /** Rejects the call with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** Fewest chains that are spread over threads. */
const SPREAD = 16;
/** Least work that is spread unasked, multiply-adds: starting two threads takes some 50 ms, one does about 10^10 of these a second. */
const SPREAD_WORK = 1e9;

/** Checks the choice of a path; gives the fused one's kernels, or undefined for tensors. */
export function kernelsFor(
  where: string,
  backend: Backend,
  { path = 'auto', threads }: GibbsRunOptions,
): Kernels | undefined {
  choose({ auto: true, fused: true, tensor: true }, path, where, 'path');
  if (threads !== undefined) checkWhole(where, 'threads', threads, 1);
  if (path === 'tensor') return undefined;
  if (path === 'fused' && backend.kernels === undefined) {
    throw new RangeError(
      `${where}: expected a backend with fused kernels for path 'fused', got '${backend.name}'; use path 'auto'.`,
    );
  }
  return backend.kernels;
}

/** Runs chains; `work` is the number of multiply-adds of all calls of this kind, by which threads are chosen. */
export async function runGibbs(
  backend: Backend,
  input: GibbsInput,
  plan: GibbsPlan,
  options: GibbsRunOptions,
  work?: number,
): Promise<GibbsResult> {
  const { signal, threads } = options;
  const kernels = kernelsFor('hopfield-rbm', backend, options);
  signal?.throwIfAborted();
  if (kernels === undefined) return gibbsTensors(backend, input, plan, signal);
  const chains = input.states.length / input.visible;
  const all = work ?? 2 * (plan.steps ?? 1) * chains * input.visible * input.hidden;
  const wanted = threads === undefined ? all >= SPREAD_WORK : threads > 1;
  if (!wanted || chains < SPREAD) return kernels.gibbs(input, plan);
  try {
    return await kernels
      .sharedPool(threads === undefined ? {} : { threads })
      .gibbs(input, { ...plan, signal });
  } catch (error) {
    // Threads that nobody asked for may be forbidden, by a page's security policy for one.
    if (threads !== undefined || signal?.aborted === true) throw error;
    return kernels.gibbs(input, plan);
  }
}
