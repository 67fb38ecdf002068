// Where oscillators start. The poster says "random phases"; what is shared decides whether same and different can be told at all.

import type { Backend, Tensor } from '@vsa/backend';
import { checkWhole, choose } from '@vsa/backend/check';
import { normal, type RandomKey } from '@vsa/backend/random';

/**
 * What shares a start. `fixed`: all objects of all samples. `shared`: both objects of a sample. `independent`: none.
 * With `independent` starts, two views of one symbol begin apart, and nothing was learnt within 2,500 updates.
 */
export type StartName = 'fixed' | 'shared' | 'independent';

/** Sizes of {@link startStates}. */
export interface StartSizes {
  /** Samples. */
  readonly batch: number;
  /** Oscillators an object, D. */
  readonly features: number;
  /** Components of an oscillator, N >= 2. @defaultValue `2` */
  readonly dimension?: number | undefined;
  /** Objects, one or two. @defaultValue `2` */
  readonly objects?: number | undefined;
}

type Repeats = (sizes: { readonly batch: number; readonly objects: number }) => readonly [number, number];

const DRAWN: Readonly<Record<StartName, Repeats>> = {
  fixed: () => [1, 1],
  shared: ({ batch }) => [batch, 1],
  independent: ({ batch, objects }) => [batch, objects],
};

/**
 * Start states, uniform on the sphere: Gaussian numbers divided by their length.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the numbers; a fixed start is the same for every batch size.
 * @param kind - See {@link StartName}.
 * @param sizes - See {@link StartSizes}.
 * @returns Unit vectors, float32 `[batch, objects, D, N]`.
 * @throws RangeError for a wrong name or size; TypeError when `key` is no key.
 */
export function startStates(backend: Backend, key: RandomKey, kind: StartName, sizes: StartSizes): Tensor {
  const where = 'kuramoto.startStates';
  const { batch, features, dimension = 2, objects = 2 } = sizes;
  const drawn = choose(DRAWN, kind, where, 'kind');
  checkWhole(where, 'batch', batch, 1);
  checkWhole(where, 'features', features, 1);
  checkWhole(where, 'dimension', dimension, 2);
  checkWhole(where, 'objects', objects, 1);
  const shape = [...drawn({ batch, objects }), features, dimension];
  const values = normal(key, shape);
  for (let at = 0; at < values.length; at += dimension) {
    const row = values.subarray(at, at + dimension);
    const length = Math.hypot(...row);
    // A draw of zeros has no direction; its probability is about 1e-14 for N = 2.
    if (length === 0) row[0] = 1;
    else row.forEach((value, i) => (row[i] = value / length));
  }
  return backend.tidy(() =>
    backend.broadcastTo(backend.tensor(values, shape), [batch, objects, features, dimension]),
  );
}
