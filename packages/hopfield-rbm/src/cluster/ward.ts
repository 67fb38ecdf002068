// Ward's clustering by nearest-neighbour chains (Murtagh and Contreras 2012): from any cluster to its nearest, on to that one's nearest,
// until two are each other's nearest; these merge. Distances come from cluster means, so that no matrix of all pairs is kept.

import { checkSigns } from '../internal/signs.js';
import type { SignRows } from '../patterns.js';
import { wardSpace } from './ward-space.js';

/** A tree of merges, in order of distance, as scipy's linkage and scikit-learn's `children_` have it. */
export interface WardTree {
  /** Number of rows n; row i is node i, merge j makes node n + j. */
  readonly rows: number;
  /** Nodes that merge, the smaller number first, `[n - 1, 2]` row-major. */
  readonly children: Int32Array;
  /** Ward distance of each merge, rising, `[n - 1]`, for bits 0 and 1: of two rows it is the root of the number of units that differ. */
  readonly heights: Float64Array;
}

/** Options of {@link wardTree}. */
export interface WardOptions {
  /** Called now and then with merges done and their number. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops the work: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Time between pauses, ms. */
const BREATH = 40;
/** Bits are numbered in two bytes. */
const MOST_UNITS = 65_536;

/**
 * Ward's hierarchical clustering of rows of +1 and -1, the partitions of scikit-learn's `AgglomerativeClustering` (ward, euclidean); of
 * neighbours that are equally near the first counts.
 *
 * Cost O(n² N), memory O(n N): 6,742 images of 784 pixels take seconds, not gigabytes.
 *
 * @param rows - +1 and -1, `[n, N]`, N <= 65,536.
 * @param options - See {@link WardOptions}.
 * @returns The tree; {@link cutTree} makes clusters of it.
 * @throws TypeError for a wrong kind; RangeError for other values than +1 and -1 or too many units.
 */
export async function wardTree(rows: SignRows, options: WardOptions = {}): Promise<WardTree> {
  const where = 'hopfield-rbm.wardTree';
  const checked = checkSigns(where, 'row', rows);
  const [n, units] = checked.shape;
  if (units > MOST_UNITS) {
    throw new RangeError(`${where}: expected at most ${MOST_UNITS} units, got ${units}.`);
  }
  const { sizes, nearest, merge } = wardSpace(checked);
  const merges: Merge[] = [];
  const chain: number[] = [];
  let breath = performance.now();
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0));
    for (;;) {
      const top = chain.at(-1) ?? 0;
      const below = chain.at(-2);
      const [next, squared] = nearest(top, below);
      if (next === below) {
        merges.push({ x: Math.min(top, next), y: Math.max(top, next), squared });
        break;
      }
      chain.push(next);
    }
    chain.splice(-2);
    const { x, y } = merges.at(-1) ?? { x: 0, y: 0 };
    merge(x, y);
    if (performance.now() - breath > BREATH) {
      options.signal?.throwIfAborted();
      options.onProgress?.(merges.length, n - 1);
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = performance.now();
    }
  }
  return labelled(n, merges);
}

interface Merge {
  /** A row of either cluster; the greater stands for both afterwards. */
  readonly x: number;
  readonly y: number;
  readonly squared: number;
}

/** Sorts merges by distance, which keeps the order of equals, and numbers the nodes in that order. */
function labelled(n: number, merges: readonly Merge[]): WardTree {
  const sorted = merges.toSorted((a, b) => a.squared - b.squared);
  const parents = Int32Array.from({ length: 2 * n - 1 }, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (parents[root] !== root) root = parents[root] ?? 0;
    parents[node] = root;
    return root;
  };
  const children = new Int32Array(2 * (n - 1));
  for (const [index, { x, y }] of sorted.entries()) {
    const pair = [find(x), find(y)].sort((a, b) => a - b);
    children.set(pair, 2 * index);
    for (const node of pair) parents[node] = n + index;
  }
  return { rows: n, children, heights: Float64Array.from(sorted, ({ squared }) => Math.sqrt(squared)) };
}
