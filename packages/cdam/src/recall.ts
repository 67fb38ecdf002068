// The way in for people: patterns, a graph and two numbers in; states, correlations and statuses out.

import type { Backend, Tensor } from '@vsa/backend';
import type { GraphInput } from './graph/memory-graph.js';
import { createMemory, type RecallResult } from './memory.js';
import type { RecallOptions } from './options.js';
import type { PrepareOptions } from './prepare.js';

/**
 * Starts from patterns or states and follows Eq 1 of the CDAM paper along the memory graph.
 *
 * Cost a step and start: O(n p + E) in states, O(p^2 + E) in coordinates, whichever is cheaper (see `path`).
 *
 * @param backend - Tensor backend.
 * @param patterns - `[p, n]`, a pattern a row (the transpose of the paper's Ξ), finite; stays the caller's.
 * @param graph - One vertex a pattern: a memory graph, a graphology graph, or a list of undirected edges.
 * @param options - See {@link RecallOptions} and {@link PrepareOptions}; the defaults are the paper's, with a = 1 and h = 0.
 * @returns States, correlations, statuses and steps of each start, on the host.
 * @throws TypeError for a wrong kind; RangeError for a wrong shape or option, or a value that is not finite; VsaError for a tensor of
 * another backend or one already disposed. All before the first step.
 *
 * @example
 * ```ts
 * import { createBackend } from '@vsa/backend';
 * import { key } from '@vsa/backend/random';
 * import { cycleGraph, randomPatterns, recall } from '@vsa/cdam';
 *
 * const backend = await createBackend('auto');
 * const patterns = backend.tensor(randomPatterns(key(1), 30, 500), [30, 500]);
 * const { results } = await recall(backend, patterns, cycleGraph(30), { a: 0.5, h: 0.5, starts: [4] });
 * console.log(results[0]?.active, results[0]?.status);
 * ```
 */
export async function recall(
  backend: Backend,
  patterns: Tensor,
  graph: GraphInput,
  options: RecallOptions & PrepareOptions = {},
): Promise<RecallResult> {
  using memory = await createMemory(backend, patterns, graph, options);
  return await memory.recall(options);
}
