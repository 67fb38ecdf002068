// What the fused kernel needs of a memory, on the host, made once: the Gram matrix of the centred patterns and the graph's entries.

import type { Backend, Kernels, Tensor } from '@vsa/backend';
import { toDense, type SparseMatrix } from '../graph/adjacency.js';
import type { CdamParams } from '../model.js';
import type { RepresentationName } from '../prepare.js';

type RelaxInput = Parameters<Kernels['relax']>[0];

/** A memory for the kernel; see `relax` in `@vsa/backend`. */
export interface FusedMemory extends Pick<RelaxInput, 'neurons' | 'gram' | 'gramMeans' | 'means' | 'links'> {
  /** Length of each centred pattern, 0 for a constant one, `[p]`. */
  readonly lengths: Float32Array;
  /** One over them, 0 for a constant one, `[p]`. */
  readonly inverseLengths: Float32Array;
  /** M applied to `gram`, `[p, p]`. */
  readonly linkedGram: Float32Array;
  /** M applied to `means`, `[p]`. */
  readonly linkedMeans: Float64Array;
}

/** A full matrix takes four of its numbers at once, an entry costs about as much as four. */
const ENTRY_COST = 4;
/** Multiply-adds up to which M times the Gram matrix is done here rather than by the backend. */
const SMALL_PRODUCT = 2 ** 24;

const FULL: Readonly<Record<RepresentationName, (matrix: SparseMatrix) => boolean>> = {
  dense: () => true,
  sparse: () => false,
  auto: ({ size, values }) => values.length * ENTRY_COST > size * size,
};

/** Makes it. O(n p^2), and a product of M with a `[p, p]` matrix. */
export async function fusedMemory(
  {
    backend,
    params,
    shapes,
  }: { readonly backend: Backend; readonly params: CdamParams; readonly shapes: Tensor },
  patterns: Float32Array,
  matrix: SparseMatrix,
  representation: RepresentationName,
): Promise<FusedMemory> {
  const [p = 1, n = 1] = params.patterns.shape;
  const { means, lengths } = measure(patterns, p, n);
  const gram = await read(backend, () => {
    const { mean, matMul, mul, sub, tensor } = backend;
    // Centred before the product: what is common to all neurons would only bring roundings.
    const centred = sub(params.patterns, mean(params.patterns, { axis: -1, keepDims: true }));
    return mul(matMul(centred, shapes), tensor(lengths, [1, p]));
  });
  const gramMeans = new Float64Array(p);
  for (let i = 0; i < gram.length; i += 1) gramMeans[i % p] = (gramMeans[i % p] ?? 0) + (gram[i] ?? 0) / p;
  const linkedMeans = new Float64Array(p);
  for (const [entry, source] of matrix.sources.entries()) {
    const value = (matrix.values[entry] ?? 0) * (means[matrix.targets[entry] ?? 0] ?? 0);
    linkedMeans[source] = (linkedMeans[source] ?? 0) + value;
  }
  return {
    neurons: n,
    gram,
    gramMeans,
    means,
    links: linksOf(matrix, representation),
    lengths,
    inverseLengths: lengths.map((length) => (length === 0 ? 0 : 1 / length)),
    linkedGram: await linked(backend, matrix, gram),
    linkedMeans,
  };
}

/** Means and lengths of rows less their means, in float64; a row is constant by the rule of `standardise`. */
export function measure(
  rows: Float32Array,
  count: number,
  width: number,
): { readonly means: Float64Array; readonly squares: Float64Array; readonly lengths: Float32Array } {
  const means = new Float64Array(count);
  const squares = new Float64Array(count);
  const lengths = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    const values = rows.subarray(row * width, (row + 1) * width);
    let sum = 0;
    for (const value of values) sum += value;
    const mean = sum / width;
    let square = 0;
    let largest = 0;
    let furthest = 0;
    for (const value of values) {
      const away = value - mean;
      square += away * away;
      largest = Math.max(largest, Math.abs(value));
      furthest = Math.max(furthest, Math.abs(away));
    }
    means[row] = mean;
    squares[row] = square;
    lengths[row] = furthest > 1e-6 * Math.max(largest, 1e-30) ? Math.sqrt(square) : 0;
  }
  return { means, squares, lengths };
}

async function read(backend: Backend, make: () => Tensor): Promise<Float32Array> {
  using made = backend.tidy(make);
  return new Float32Array(await backend.read(made));
}

/** M times the Gram matrix: row i is what the successors of i add up to. */
async function linked(backend: Backend, matrix: SparseMatrix, gram: Float32Array): Promise<Float32Array> {
  const { size: p, sources, targets, values } = matrix;
  if (values.length * p > SMALL_PRODUCT) {
    return await read(backend, () =>
      backend.matMul(backend.tensor(toDense(matrix), [p, p]), backend.tensor(gram, [p, p])),
    );
  }
  const sums = new Float64Array(p * p);
  for (const [entry, source] of sources.entries()) {
    const value = values[entry] ?? 0;
    const to = source * p;
    const from = (targets[entry] ?? 0) * p;
    for (let k = 0; k < p; k += 1) sums[to + k] = (sums[to + k] ?? 0) + value * (gram[from + k] ?? 0);
  }
  return Float32Array.from(sums);
}

function linksOf(matrix: SparseMatrix, representation: RepresentationName): RelaxInput['links'] {
  const { size, sources, targets, values } = matrix;
  if (values.length === 0) return { kind: 'none' };
  if (FULL[representation](matrix)) return { kind: 'full', matrix: Float32Array.from(toDense(matrix)) };
  // The matrix is sorted by targets; the kernel goes through the successors of one source after the other.
  const offsets = new Int32Array(size + 1);
  for (const source of sources) offsets[source + 1] = (offsets[source + 1] ?? 0) + 1;
  for (let i = 0; i < size; i += 1) offsets[i + 1] = (offsets[i + 1] ?? 0) + (offsets[i] ?? 0);
  const places = offsets.slice();
  const columns = new Int32Array(values.length);
  const entries = new Float32Array(values.length);
  for (const [entry, source] of sources.entries()) {
    const place = places[source] ?? 0;
    places[source] = place + 1;
    columns[place] = targets[entry] ?? 0;
    entries[place] = values[entry] ?? 0;
  }
  return { kind: 'entries', offsets, targets: columns, values: entries };
}
