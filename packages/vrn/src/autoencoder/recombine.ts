// What a trained autoencoder is for: reading the codes of pictures, and pictures of codes put together anew.

import type { Backend, Tensor } from '@vsa/backend';
import { checkMatrix } from '@vsa/backend/check';
import { key } from '@vsa/backend/random';
import { choicesOf, type ChoiceOptions } from './choices.js';
import { bindChoices, decode, encode, type VraeParams } from './model.js';

/** How choices are read: without samples. */
export type ReadOptions = Pick<ChoiceOptions, 'inference'> & {
  /** T in `p = softmax(φ / T)`, that of the end of training. @defaultValue `1` */
  readonly temperature?: number | undefined;
};

/** Nothing is drawn without an estimator. */
const UNUSED = { key: key(0), step: 0 };

/**
 * Posteriors of pictures.
 *
 * @param backend - Tensor backend.
 * @param params - The autoencoder's.
 * @param pictures - Float32 `[B, pixels]` in [0, 1].
 * @param options - See {@link ReadOptions}.
 * @returns p_k, float32 `[B, n_k]` each, rows with sum 1, that the caller owns.
 * @throws RangeError for another number of pixels or a temperature that is not above zero; TypeError for no numeric tensor.
 */
export function readPosteriors(
  backend: Backend,
  params: VraeParams,
  pictures: Tensor,
  options: ReadOptions = {},
): Tensor[] {
  return backend.tidy(() => {
    const x = encode(backend, params, pictures);
    return choicesOf(backend, params, x, UNUSED, options).choices;
  });
}

/**
 * Pictures of posteriors: `g(⊙_k X_k p_k)`.
 *
 * @param backend - Tensor backend.
 * @param params - The autoencoder's.
 * @param posteriors - p_k, or one-hot rows, float32 `[B, n_k]` each.
 * @returns Float32 `[B, pixels]`, limited to [0, 1].
 * @throws RangeError when there is not one for each codebook, or one has another width.
 */
export function picturesOf(backend: Backend, params: VraeParams, posteriors: readonly Tensor[]): Tensor {
  return backend.tidy(() =>
    backend.clip(decode(backend, params, bindChoices(backend, params.codebooks, posteriors)), 0, 1),
  );
}

/**
 * Pictures with some factors of one picture and the others of another.
 *
 * @param backend - Tensor backend.
 * @param params - The autoencoder's.
 * @param from - Pictures that give all other factors, float32 `[B, pixels]` in [0, 1].
 * @param other - Pictures that give the factors swapped, of the same shape.
 * @param swap - Numbers of those factors, from 0.
 * @param options - See {@link ReadOptions}.
 * @returns Float32 `[B, pixels]` in [0, 1].
 * @throws RangeError for pictures of different shapes, or a factor that there is not.
 */
export function recombine(
  backend: Backend,
  params: VraeParams,
  from: Tensor,
  other: Tensor,
  swap: readonly number[],
  options: ReadOptions = {},
): Tensor {
  const where = 'vrn.recombine';
  const [rows, width] = checkMatrix(backend, where, 'from', from);
  if (checkMatrix(backend, where, 'other', other, width)[0] !== rows) {
    throw new RangeError(
      `${where}: expected as many pictures in other as in from, ${rows}, got ${other.shape[0] ?? 0}.`,
    );
  }
  const count = params.codebooks.length;
  for (const factor of swap) {
    if (Number.isInteger(factor) && factor >= 0 && factor < count) continue;
    throw new RangeError(`${where}: expected factors from 0 to ${count - 1}, got ${factor}.`);
  }
  return backend.tidy(() => {
    const kept = readPosteriors(backend, params, from, options);
    const taken = readPosteriors(backend, params, other, options);
    return picturesOf(
      backend,
      params,
      kept.map((p, k) => (swap.includes(k) ? (taken[k] ?? p) : p)),
    );
  });
}
