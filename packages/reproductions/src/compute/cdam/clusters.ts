// Clusters of attractors, and how well they agree with communities that are known.

import { agnes, type Cluster } from 'ml-hclust';

/** Attractors that correlate by more than this on average are one group. */
export const GROUP_CORRELATION = 0.5;

/** A tree of attractors: average linkage of the distances 1 - r. */
export interface AttractorTree {
  /** Cuts the tree into so many clusters: a number from 0 for each attractor. */
  clusters(count: number): Int32Array;
  /** Number of groups whose members correlate by more than {@link GROUP_CORRELATION} on average. */
  readonly groups: number;
}

/**
 * Builds the tree.
 *
 * @param correlations - Of attractors with attractors, `[p, p]`, row-major.
 * @param size - p >= 2.
 * @returns See {@link AttractorTree}.
 */
export function attractorTree(correlations: ArrayLike<number>, size: number): AttractorTree {
  const distances = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? 0 : 1 - (correlations[i * size + j] ?? 0))),
  );
  const root = agnes(distances, { method: 'average', isDistanceMatrix: true });
  return {
    clusters: (count) => labelled(count === 1 ? [root] : root.group(count).children, size),
    groups: root.cut(1 - GROUP_CORRELATION).length,
  };
}

function labelled(clusters: readonly Cluster[], size: number): Int32Array {
  const labels = new Int32Array(size);
  for (const [label, cluster] of clusters.entries()) {
    for (const index of cluster.indices()) labels[index] = label;
  }
  return labels;
}

/**
 * Adjusted Rand index (Hubert and Arabie, 1985) of a clustering against known communities.
 *
 * @param found - Cluster of each item.
 * @param known - Community of each item; items with a negative one do not count.
 * @returns 1 for the same partition, about 0 for chance; can be negative.
 */
export function adjustedRand(found: ArrayLike<number>, known: ArrayLike<number>): number {
  const cells = new Map<string, number>();
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  let count = 0;
  for (let item = 0; item < known.length; item += 1) {
    const [a, b] = [found[item] ?? 0, known[item] ?? -1];
    if (b < 0) continue;
    count += 1;
    cells.set(`${a} ${b}`, (cells.get(`${a} ${b}`) ?? 0) + 1);
    rows.set(a, (rows.get(a) ?? 0) + 1);
    columns.set(b, (columns.get(b) ?? 0) + 1);
  }
  const together = pairsIn(cells);
  const [inRows, inColumns] = [pairsIn(rows), pairsIn(columns)];
  const expected = (inRows * inColumns) / ((count * (count - 1)) / 2);
  const most = (inRows + inColumns) / 2;
  // Both all in one, or both all apart: the same partition.
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function pairsIn(sizes: ReadonlyMap<unknown, number>): number {
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}
