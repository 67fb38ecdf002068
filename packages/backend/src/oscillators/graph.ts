// Undirected graphs in the form that kernels walk: for every oscillator its neighbours in ascending order, and which edge leads there.

import type { PairGraph } from '../oscillators.js';

const WHERE = 'createPairGraph';

/** Most edges: entries are counted in 32-bit integers, two an edge, four bytes each. */
const MOST_EDGES = 2 ** 28;

/**
 * Prepares an undirected graph for `backend.oscillators.pairField` and `neighbourSum`. O(N + E log E), some 6 E integers.
 *
 * @param edges - The two ends of each edge, `[E, 2]` as pairs or flat, E >= 0, in any order; an edge given twice counts twice.
 * @param count - Number of oscillators N >= 1.
 * @returns The graph, in plain memory; keep it, as backends prepare each graph once.
 * @throws RangeError for an end outside 0 to N - 1, an edge from an oscillator to itself, or an odd number of ends.
 * @example
 * ```ts
 * import { createBackend, createPairGraph } from '@vsa/backend';
 *
 * const backend = await createBackend('cpu');
 * const triangle = createPairGraph([[0, 1], [1, 2], [2, 0]], 3);
 * using ones = backend.ones([1, 3, 2]);
 * using sums = backend.oscillators.neighbourSum(ones, triangle);
 * console.log(await backend.read(sums)); // 2 everywhere
 * ```
 */
export function createPairGraph(
  edges: Int32Array | readonly (readonly [number, number])[],
  count: number,
): PairGraph {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`${WHERE}: expected count to be a whole number >= 1, got ${count}.`);
  }
  const flat = edges instanceof Int32Array ? edges.slice() : Int32Array.from(edges.flat());
  const entries = flat.length;
  if (entries % 2 !== 0 || entries > 2 * MOST_EDGES) {
    throw new RangeError(
      `${WHERE}: expected two ends an edge and at most ${MOST_EDGES} edges, got ${entries} ends.`,
    );
  }
  checkEnds(flat, count);
  // Every end is an entry of its row, and the other end its neighbour: sorted by the neighbour first, then, keeping that order, by the row.
  const own = (entry: number): number => flat[entry] ?? 0;
  const other = (entry: number): number => flat[entry ^ 1] ?? 0;
  const byNeighbour = sorted(
    Int32Array.from({ length: entries }, (_, entry) => entry),
    other,
    countsOf(flat, count),
  );
  const starts = countsOf(flat, count);
  const order = sorted(byNeighbour, own, starts);
  return {
    count,
    edges: flat,
    starts,
    neighbours: order.map(other),
    ids: order.map((entry) => entry >> 1),
  };
}

function checkEnds(flat: Int32Array, count: number): void {
  flat.forEach((end, entry) => {
    if (end < 0 || end >= count) {
      throw new RangeError(
        `${WHERE}: expected ends from 0 to ${count - 1}, got ${end} at edge ${entry >> 1}.`,
      );
    }
    if (end === flat[entry ^ 1]) {
      throw new RangeError(`${WHERE}: expected edges between two oscillators, got ${end} to itself.`);
    }
  });
}

/** How many keys are below each of 0 to `count`. */
function countsOf(keys: Int32Array, count: number): Int32Array {
  const below = new Int32Array(count + 1);
  for (const key of keys) below[key + 1] = (below[key + 1] ?? 0) + 1;
  for (let key = 0; key < count; key += 1) below[key + 1] = (below[key + 1] ?? 0) + (below[key] ?? 0);
  return below;
}

/** A stable counting sort. */
function sorted(entries: Int32Array, keyOf: (entry: number) => number, below: Int32Array): Int32Array {
  const next = below.slice();
  const order = new Int32Array(entries.length);
  for (const entry of entries) {
    const key = keyOf(entry);
    const at = next[key] ?? 0;
    next[key] = at + 1;
    order[at] = entry;
  }
  return order;
}
