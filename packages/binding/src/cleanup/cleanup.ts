// Cleanup memory: gives back the stored vectors that noisy ones came from. Plate (1995), section II.C; called item memory by Kanerva.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';

import { checkVectors } from '../internal/check.js';
import type { Comparing } from './nearest.js';
import { checkThreshold, checkTopK, type QueryOptions } from './options.js';
import { selectBest } from './select.js';
import { createStore, type Store } from './store.js';

/** An item that a query matched. */
export interface Match {
  /** Row of the item. */
  readonly index: number;
  /** Its label; the index in words when no labels were given. */
  readonly label: string;
  /** Similarity with the query, in [-1, 1] up to rounding. */
  readonly similarity: number;
}

/** Options of {@link createCleanup}. */
export interface CleanupOptions {
  /** One label per item. @defaultValue the indices as text */
  readonly labels?: readonly string[] | undefined;
  /**
   * How items are held: `dense` as float32 features, `packed` at one bit a component where features are ±1 (used for queries that are
   * ±1 too, others take the dense way, so that answers never depend on this). `auto` packs where the backend compares bits natively.
   * @defaultValue `'auto'`
   */
  readonly storage?: 'auto' | 'dense' | 'packed' | undefined;
}

/** A memory of items. The owner frees it with `dispose()` or `using`. */
export interface Cleanup extends Disposable {
  /** Number of items n. */
  readonly size: number;
  /** D. */
  readonly dimension: number;
  /**
   * Finds the items most similar to each of the vectors `[q, D]`: one list per query, the most similar first, equal ones by index, empty
   * when nothing passes the threshold. O(q n D) work and O(n) reading back per query, in pieces.
   * Throws TypeError for a wrong kind, RangeError for a wrong shape or option, `VsaError` `TENSOR_DISPOSED` after `dispose()`.
   */
  query(vectors: Tensor, options?: QueryOptions): Promise<Match[][]>;
  /** Gives the memory back; a second call does nothing. Queries still in flight are rejected. */
  dispose(): void;
}

/** Scores on the device at one time: 16 MB. */
const MAX_SCORES = 2 ** 22;

/**
 * Makes a memory of vectors.
 *
 * @param backend - Tensor backend.
 * @param algebra - Whose similarity is used.
 * @param items - `[n, D]`, float32, n >= 1; may be disposed afterwards.
 * @param options - See {@link CleanupOptions}.
 * @returns The memory, which the caller owns.
 * @throws TypeError when `items` is not float32; RangeError for a wrong shape, number of labels or storage.
 */
export function createCleanup(
  backend: Backend,
  algebra: Comparing,
  items: Tensor,
  options: CleanupOptions = {},
): Cleanup {
  const { labels, storage = 'auto' } = options;
  const dimension = checkVectors('cleanup.createCleanup', 'items', items);
  const [size = 0] = items.shape;
  if (items.shape.length !== 2 || size < 1) {
    throw new RangeError(
      `cleanup.createCleanup: expected items [n, D] with n >= 1, got ${formatShape(items.shape)}.`,
    );
  }
  if (labels !== undefined && labels.length !== size) {
    throw new RangeError(
      `cleanup.createCleanup: expected ${size} labels, one per item, got ${labels.length}.`,
    );
  }
  const labelOf = (index: number): string => labels?.[index] ?? String(index);
  const store = createStore(backend, algebra.metric, items, wantsPacking(backend, algebra, storage));
  const scale = algebra.metric.scale(dimension);
  return {
    size,
    dimension,
    query: async (vectors, { topK = 1, threshold } = {}) => {
      checkVectors('cleanup.query', 'vectors', vectors);
      if (vectors.shape.length !== 2 || vectors.shape[1] !== dimension) {
        throw new RangeError(
          `cleanup.query: expected vectors [q, ${dimension}], got ${formatShape(vectors.shape)}.`,
        );
      }
      checkTopK('cleanup.query', topK);
      checkThreshold('cleanup.query', threshold);
      const floor = threshold ?? -Infinity;
      const found: Match[][] = [];
      for await (const values of scoresInPieces(backend, store, size, vectors)) {
        for (let from = 0; from < values.length; from += size) {
          const best = selectBest({ values, from, count: size, scale }, topK, floor);
          found.push(best.map(({ index, score }) => ({ index, label: labelOf(index), similarity: score })));
        }
      }
      return found;
    },
    dispose: store.dispose,
    [Symbol.dispose]: store.dispose,
  };
}

function wantsPacking(backend: Backend, algebra: Comparing, storage: 'auto' | 'dense' | 'packed'): boolean {
  const bipolar = algebra.metric.values === 'bipolar';
  switch (storage) {
    case 'auto':
      return bipolar && backend.capabilities.hypervectors !== 'tensor';
    case 'packed':
      if (bipolar) return true;
      throw new RangeError(
        "cleanup.createCleanup: expected storage 'auto' or 'dense', got 'packed' for an algebra whose features are not ±1.",
      );
    case 'dense':
      return false;
    default:
      throw new RangeError(
        `cleanup.createCleanup: expected storage auto, dense or packed, got ${String(storage satisfies never)}.`,
      );
  }
}

/** Scores of all queries, so many rows at a time that a piece stays below {@link MAX_SCORES}. */
async function* scoresInPieces(
  backend: Backend,
  store: Store,
  size: number,
  vectors: Tensor,
): AsyncGenerator<ArrayLike<number>> {
  const [count = 0] = vectors.shape;
  // A second handle: the caller may dispose of the vectors while this waits.
  const held = backend.clone(vectors);
  try {
    const rows = Math.max(1, Math.floor(MAX_SCORES / size));
    for (let from = 0; from < count; from += rows) {
      const piece = backend.slice(held, [from, 0], [Math.min(rows, count - from), -1]);
      try {
        yield await store.scores(piece);
      } finally {
        piece.dispose();
      }
    }
  } finally {
    held.dispose();
  }
}
