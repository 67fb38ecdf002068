// The matrix M of a memory graph (CDAM paper, section 2.1), as a list of its entries that are not zero.
//
// Entry (μ, ν) belongs to the edge μ -> ν, as networkx writes adjacency matrices, and an undirected edge has both entries, a self-loop one.
// D holds the row sums of A on both sides, for directed graphs too, which is how the paper's figures were made. A vertex that no edge
// leaves has no degree to divide by; its factor is 1, so that a directed path reaches its last vertex.

import { choose } from '@vsa/backend/check';
import type { MemoryGraph } from './memory-graph.js';

/** What a matrix is made of: `D^-1/2 A D^-1/2` with row sums D, or A itself. */
export type NormalisationName = 'symmetric' | 'none';

/** The entries of a `[p, p]` matrix that are not zero: sorted by `targets`, then by `sources`, each pair once. */
export interface SparseMatrix {
  /** p. */
  readonly size: number;
  /** Row of each entry. */
  readonly sources: Int32Array;
  /** Column of each entry, never falling. */
  readonly targets: Int32Array;
  /** Value of each entry. */
  readonly values: Float64Array;
}

const NORMALISATIONS: Readonly<Record<NormalisationName, (matrix: SparseMatrix) => SparseMatrix>> = {
  symmetric: normalise,
  none: (matrix) => matrix,
};

/**
 * The matrix M of a graph. O(E log E).
 *
 * @param graph - A memory graph.
 * @param normalisation - See {@link NormalisationName}. Default `'symmetric'`, the paper's.
 * @returns Its entries; repeated edges are added up, and edges of weight 0 are left out.
 * @throws RangeError for an unknown normalisation.
 */
export function adjacency(graph: MemoryGraph, normalisation: NormalisationName = 'symmetric'): SparseMatrix {
  const rule = choose(NORMALISATIONS, normalisation, 'cdam.adjacency', 'normalisation');
  const { vertices, type } = graph;
  // Safe: vertices <= 2^24, so a place stays below 2^48.
  const sums = new Map<number, number>();
  const add = (source: number, target: number, weight: number): void => {
    const place = target * vertices + source;
    sums.set(place, (sums.get(place) ?? 0) + weight);
  };
  for (const [index, source] of graph.sources.entries()) {
    const target = graph.targets[index] ?? 0;
    const weight = graph.weights[index] ?? 0;
    if (weight === 0) continue;
    add(source, target, weight);
    if (type === 'undirected' && source !== target) add(target, source, weight);
  }
  const places = Float64Array.from(sums.keys()).sort();
  return rule({
    size: vertices,
    sources: Int32Array.from(places, (place) => place % vertices),
    targets: Int32Array.from(places, (place) => Math.floor(place / vertices)),
    values: Float64Array.from(places, (place) => sums.get(place) ?? 0),
  });
}

/**
 * Row sums of a matrix: of A these are the out-degrees, weighted.
 *
 * @param matrix - Entries.
 * @returns p sums.
 */
export function rowSums(matrix: SparseMatrix): Float64Array {
  const sums = new Float64Array(matrix.size);
  for (const [index, source] of matrix.sources.entries()) {
    sums[source] = (sums[source] ?? 0) + (matrix.values[index] ?? 0);
  }
  return sums;
}

/**
 * Writes a matrix out in full.
 *
 * @param matrix - Entries.
 * @returns `[p, p]`, row-major: entry (μ, ν) at `μ p + ν`.
 */
export function toDense(matrix: SparseMatrix): Float64Array {
  const { size } = matrix;
  const dense = new Float64Array(size * size);
  for (const [index, source] of matrix.sources.entries()) {
    dense[source * size + (matrix.targets[index] ?? 0)] = matrix.values[index] ?? 0;
  }
  return dense;
}

function normalise(matrix: SparseMatrix): SparseMatrix {
  const factors = rowSums(matrix).map((sum) => (sum > 0 ? 1 / Math.sqrt(sum) : 1));
  const values = matrix.values.map(
    (value, index) =>
      value * (factors[matrix.sources[index] ?? 0] ?? 1) * (factors[matrix.targets[index] ?? 0] ?? 1),
  );
  return { ...matrix, values };
}
