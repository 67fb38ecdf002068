// How many memories an attention head hears at a time (CDAM paper, A.2, after Ramsauer et al. 2021): few of them speak for point-like
// attractors, many for metastable states.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkMatrix, checkPositive, readFinite } from '@vsa/backend/check';

/** Options of {@link attentionSpread}. */
export interface AttentionOptions {
  /** β, factor of the scalar products, > 0. @defaultValue `1 / sqrt(d)`, as in Transformers */
  readonly beta?: number | undefined;
  /** Share of the softmax that has to be reached, in (0, 1]. @defaultValue `0.9` */
  readonly mass?: number | undefined;
}

/** What {@link attentionSpread} gives. */
export interface AttentionSpread {
  /** S: for each query, the least number of keys whose softmax values sum to `mass`. */
  readonly counts: Int32Array;
  /** k, the median of S. */
  readonly median: number;
}

/**
 * Counts, for each query, the keys that make up most of its softmax, and takes the median. O(q k (d + log k)).
 *
 * @param backend - Tensor backend.
 * @param queries - Float32 `[q, d]`, finite; stays the caller's.
 * @param keys - Float32 `[k, d]`, finite; stays the caller's.
 * @param options - See {@link AttentionOptions}.
 * @returns Counts from 1 to k, and their median.
 * @throws TypeError for a wrong kind; RangeError for a wrong shape or option, or a value that is not finite.
 */
export async function attentionSpread(
  backend: Backend,
  queries: Tensor,
  keys: Tensor,
  options: AttentionOptions = {},
): Promise<AttentionSpread> {
  const where = 'cdam.attentionSpread';
  const [, d] = checkMatrix(backend, where, 'queries', queries);
  const [count, width] = checkMatrix(backend, where, 'keys', keys);
  if (d !== width) {
    throw new RangeError(
      `${where}: expected queries and keys of one width, got ${formatShape(queries.shape)} and ${formatShape(keys.shape)}.`,
    );
  }
  const { beta = 1 / Math.sqrt(d), mass = 0.9 } = options;
  checkPositive(where, 'beta', beta);
  if (checkPositive(where, 'mass', mass) > 1) {
    throw new RangeError(`${where}: expected mass in (0, 1], got ${mass}.`);
  }
  await readFinite(backend, where, 'queries', queries);
  await readFinite(backend, where, 'keys', keys);
  const shares = backend.tidy(() => {
    const products = backend.matMul(queries, keys, { transposeB: true });
    return backend.softmax(backend.mul(products, beta));
  });
  const values = Float32Array.from(await backend.read(shares));
  shares.dispose();
  const counts = Int32Array.from({ length: values.length / count }, (_, row) => {
    // Float32Array sorts by number; float64 sums of at most 2^24 float32 shares lose nothing that counts.
    const falling = values
      .slice(row * count, (row + 1) * count)
      .sort()
      .reverse();
    let sum = 0;
    const reached = falling.findIndex((share) => (sum += share) >= mass);
    return reached < 0 ? count : reached + 1;
  });
  const sorted = [...counts].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return { counts, median: sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2 };
}
