// Which of the three ways a recall takes.

import type { Backend } from '@vsa/backend';
import type { RecallOptions, ResolvedOptions } from '../options.js';

/** The ways, by what a step of one start costs: 2 n p; p^2; p for each share of the softmax that counts, and the exponentials. */
export type Route = 'state' | 'overlap' | 'fused';

/** Largest p for which a Gram matrix is made unasked: 64 MiB. */
const LARGEST_GRAM = 4096;
/** Beyond this p the products of all cores, or a GPU, are faster where the softmax is flat. */
const LARGEST_FUSED = 1024;
/** Beyond this p a call of the kernel for every single step costs more than the steps. */
const LARGEST_HEARD = 512;
/** Most numbers of a start's history in one call of the kernel. */
const HISTORY_NUMBERS = 2 ** 24;

/** Why the fused kernel cannot do a recall, in words; undefined when it can. */
export function fusedObstacle(
  { kernels, name }: Backend,
  { longest, history, maxSteps }: ResolvedOptions,
  { onProgress, signal }: RecallOptions,
  p: number,
): string | undefined {
  if (kernels === undefined) return `backend ${name} has no fused kernels`;
  // Between calls the past states would be lost.
  if (longest > 0 && (onProgress !== undefined || signal !== undefined)) {
    return 'limit cycles are looked for, and somebody listens or may abort';
  }
  if (history !== 'none' && maxSteps * (p + 2) > HISTORY_NUMBERS) {
    return `a history of ${maxSteps} steps does not fit one call`;
  }
  return p > 2 ** 14 ? `more than ${2 ** 14} patterns` : undefined;
}

/** The way of a recall. Throws RangeError when the fused one is asked for and cannot be had. */
export function routeOf(
  backend: Backend,
  resolved: ResolvedOptions,
  given: RecallOptions,
  sizes: { readonly p: number; readonly n: number; readonly rows: number },
): Route {
  const { p, n, rows } = sizes;
  const obstacle = fusedObstacle(backend, resolved, given, p);
  if (resolved.path === 'fused' && obstacle !== undefined) {
    throw new RangeError(`cdam.recall: expected a recall that path 'fused' can do, but ${obstacle}.`);
  }
  if (resolved.path !== 'auto') return resolved.path;
  // The Gram matrix costs n p^2 once; states cost 2 n p a step and start.
  const work = rows * resolved.maxSteps;
  if (p > LARGEST_GRAM || p * (n + work) >= 2 * n * work) return 'state';
  const largest =
    given.onProgress !== undefined
      ? LARGEST_HEARD
      : backend.capabilities.parallelProducts
        ? LARGEST_FUSED
        : LARGEST_GRAM;
  return obstacle === undefined && p <= largest ? 'fused' : 'overlap';
}
