// How a cleanup memory holds its items: as features ready for one matrix product, or at one bit a component. Both give the same dot
// products to the last bit: those of ±1 vectors are whole numbers below 2^24 either way.

import { VsaError, type Backend, type BipolarVectors, type Tensor } from '@vsa/backend';

import type { Metric } from '../metric.js';

/** Items that wait for queries. */
export interface Store {
  /** Dot products of the features of queries `[q, D]` with those of the n items, flat `[q, n]`. */
  scores(vectors: Tensor): Promise<ArrayLike<number>>;
  /** Gives the memory back; a second call does nothing. */
  dispose(): void;
}

/** What a store holds at a time; every member that is set is owned. */
interface Held {
  /** `[n, F]`, until it is known whether they pack. */
  features: Tensor | undefined;
  /** Items at one bit a component. */
  packed: BipolarVectors | undefined;
  /** Features as columns `[F, n]`: a transposed second factor makes some backends multiply ten times slower. */
  columns: Tensor | undefined;
}

/**
 * Stores items.
 *
 * @param backend - Tensor backend.
 * @param metric - Whose features are compared.
 * @param items - `[n, D]`; not kept.
 * @param packs - Pack items and queries where both are ±1.
 * @returns The store, which the caller owns.
 */
export function createStore(backend: Backend, metric: Metric, items: Tensor, packs: boolean): Store {
  const held: Held = {
    // Kept even when this is called inside a tidy: the owner frees them.
    features: backend.keep(metric.features(backend, items)),
    packed: undefined,
    columns: undefined,
  };
  let disposed = false;
  let ready: Promise<void> | undefined;
  const check = (): void => {
    if (disposed) {
      throw new VsaError(
        'TENSOR_DISPOSED',
        'cleanup.query: expected a live memory, got one after dispose().',
      );
    }
  };
  const prepare = async (): Promise<void> => {
    const pack = packs && held.features !== undefined && (await isBipolar(backend, held.features));
    check();
    if (pack && held.features !== undefined) {
      held.packed = backend.hypervectors.pack(held.features);
      held.features.dispose();
      held.features = undefined;
    }
  };
  return {
    scores: async (vectors) => {
      check();
      const queries = metric.features(backend, vectors);
      try {
        ready ??= prepare();
        await ready;
        check();
        const packed = held.packed !== undefined && (await isBipolar(backend, queries));
        check();
        const dots =
          packed && held.packed !== undefined
            ? comparePacked(backend, held.packed, queries)
            : backend.matMul(queries, columnsOf(backend, held));
        try {
          return await backend.read(dots);
        } finally {
          dots.dispose();
        }
      } finally {
        queries.dispose();
      }
    },
    dispose: () => {
      disposed = true;
      held.features?.dispose();
      held.packed?.dispose();
      held.columns?.dispose();
    },
  };
}

/** Makes the columns on first use. */
function columnsOf(backend: Backend, held: Held): Tensor {
  if (held.columns !== undefined) return held.columns;
  const features = held.features ?? (held.packed && backend.hypervectors.unpack(held.packed));
  if (features === undefined) throw new Error('internal: a cleanup memory holds no items.');
  held.columns = backend.keep(backend.transpose(features));
  features.dispose();
  held.features = undefined;
  return held.columns;
}

function comparePacked(backend: Backend, items: BipolarVectors, features: Tensor): Tensor {
  const queries = backend.hypervectors.pack(features);
  try {
    return backend.hypervectors.similarity(queries, items);
  } finally {
    queries.dispose();
  }
}

/** Whether every component is -1 or +1: packing would change anything else. */
async function isBipolar(backend: Backend, features: Tensor): Promise<boolean> {
  const answer = backend.tidy(() => backend.all(backend.equal(backend.abs(features), 1)));
  try {
    const [value] = await backend.read(answer);
    return value === 1;
  } finally {
    answer.dispose();
  }
}
