// Set-up work that all starts and all (a, h) share: transposes, the mean load and the graph as tensors, so that no step makes them.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkTensor, choose, readFinite } from '@vsa/backend/check';
import { adjacency, toDense, type NormalisationName, type SparseMatrix } from './graph/adjacency.js';
import { graphOf } from './graph/graphology.js';
import type { GraphInput } from './graph/memory-graph.js';
import type { CdamParams, Links } from './model.js';

/** How M stands in memory: chosen by density, a full matrix, or its entries. The results agree to rounding. */
export type RepresentationName = 'auto' | 'dense' | 'sparse';

/** Options of {@link prepare}. */
export interface PrepareOptions {
  /** What M is made of. @defaultValue `'symmetric'`, the paper's `D^-1/2 A D^-1/2` */
  readonly normalisation?: NormalisationName | undefined;
  /** How M stands in memory. @defaultValue `'auto'` */
  readonly representation?: RepresentationName | undefined;
}

/** Up to this p a full product costs less than a gather and a scatter, however few the edges. */
const SMALL = 64;
/** A gathered and scattered entry costs about as much as this many of a full product (wasm, 2 cores, Node 20, November 2026). */
const ENTRY_COST = 32;

/** Whether M is held in full. */
const REPRESENTATIONS: Readonly<Record<RepresentationName, (matrix: SparseMatrix) => boolean>> = {
  dense: () => true,
  sparse: () => false,
  auto: ({ size, values }) => size <= SMALL || values.length * ENTRY_COST > size * size,
};

/**
 * Brings patterns and graph into the forms that `step` needs.
 *
 * @param backend - Tensor backend.
 * @param patterns - `[p, n]`, a pattern a row (the transpose of the paper's Ξ), finite; stays the caller's.
 * @param graph - One vertex a pattern; see {@link GraphInput}.
 * @param options - See {@link PrepareOptions}.
 * @returns Tensors that the caller owns; free them with `disposeTree`.
 * @throws TypeError for a wrong kind; RangeError for a wrong shape, a value that is not finite, a graph with other than p vertices, or an
 * unknown option; VsaError for a tensor of another backend or one already disposed.
 */
export async function prepare(
  backend: Backend,
  patterns: Tensor,
  graph: GraphInput,
  options: PrepareOptions = {},
): Promise<CdamParams> {
  const where = 'cdam.prepare';
  const [p, n] = checkPatterns(backend, where, patterns);
  const { normalisation = 'symmetric', representation = 'auto' } = options;
  const full = choose(REPRESENTATIONS, representation, where, 'representation');
  const matrix = adjacency(graphOf(where, graph, p), normalisation);
  const values = await readFinite(backend, where, 'patterns', patterns);
  return {
    patterns: backend.tensor(values, [p, n]),
    transposed: backend.tensor(transpose(values, p, n), [n, p]),
    links:
      full(matrix) && matrix.values.length > 0 ? denseLinks(backend, matrix) : sparseLinks(backend, matrix),
  };
}

/**
 * Throws unless `patterns` is `[p >= 1, n >= 2]`; returns both.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for messages.
 * @param patterns - What the caller gave.
 * @returns p and n.
 */
export function checkPatterns(
  backend: Backend,
  where: string,
  patterns: unknown,
): readonly [p: number, n: number] {
  const { shape } = checkTensor(backend, where, 'patterns', patterns);
  const [p = 0, n = 0] = shape;
  if (shape.length !== 2 || p < 1 || n < 2) {
    throw new RangeError(
      `${where}: expected patterns of shape [p >= 1, n >= 2], a pattern a row, got ${formatShape(shape)}.`,
    );
  }
  return [p, n];
}

function denseLinks(backend: Backend, matrix: SparseMatrix): Links {
  return { kind: 'dense', matrix: backend.tensor(toDense(matrix), [matrix.size, matrix.size]) };
}

/** Slots may hold this many times the entries before plain entries cost less. */
const SLACK = 2;

function sparseLinks(backend: Backend, matrix: SparseMatrix): Links {
  const { size, sources, targets, values } = matrix;
  const count = values.length;
  // Place of each entry among those of its target, which stand together.
  const places = new Int32Array(count);
  for (let i = 1; i < count; i += 1) {
    places[i] = targets[i] === targets[i - 1] ? (places[i - 1] ?? 0) + 1 : 0;
  }
  const width = count === 0 ? 0 : 1 + places.reduce((a, b) => Math.max(a, b), 0);
  if (width === 0 || width * size > SLACK * count) {
    return {
      kind: 'sparse',
      sources: backend.tensor(sources, [count]),
      targets: backend.tensor(targets, [count]),
      values: backend.tensor(values, [count, 1]),
    };
  }
  const slots = Array.from({ length: width }, () => ({
    sources: new Int32Array(size),
    values: new Float64Array(size),
  }));
  for (const [index, place] of places.entries()) {
    const slot = slots[place];
    const target = targets[index] ?? 0;
    if (slot === undefined) continue;
    slot.sources[target] = sources[index] ?? 0;
    slot.values[target] = values[index] ?? 0;
  }
  return {
    kind: 'regular',
    slots: slots.map((slot) => ({
      sources: backend.tensor(slot.sources, [size]),
      values: backend.tensor(slot.values, [size, 1]),
    })),
  };
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      out[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return out;
}
