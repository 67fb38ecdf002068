// The variational resonator autoencoder: Sec 4.4 and App D of "Variational semantic decomposition of compositional representations".
// x = f(y) encodes a picture, h(x) gives a posterior over the rows of each codebook, and g decodes a bound vector to a picture.

import type { Backend, Tensor } from '@vsa/backend';
import { checkMatrix, checkNonNegative, checkWhole } from '@vsa/backend/check';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';
import { initPerceptron, perceptron, type PerceptronParams } from './perceptron.js';

/** What the autoencoder learns. All float32. */
export type VraeParams = {
  /** f: pixels -> D. */
  readonly encoder: PerceptronParams;
  /** h: D -> n_k logits for each factor; empty where the solver infers. */
  readonly posteriors: readonly PerceptronParams[];
  /** X_k, one vector a row, `[n_k, D]` each. */
  readonly codebooks: readonly Tensor[];
  /** g: D -> pixels. */
  readonly decoder: PerceptronParams;
};

/** Sizes of {@link initVrae}. */
export interface VraeSizes {
  /** Values of a picture, such as 2352 = 28 * 28 * 3. */
  readonly pixels: number;
  /** n_k, rows of each codebook: K = 2 to 10 of them, each >= 1. */
  readonly codes: readonly number[];
  /** D, components of a bound vector. */
  readonly dimension: number;
  /** Units of the hidden layer of encoder and decoder. @defaultValue `256` */
  readonly hidden?: number | undefined;
  /** Units of the hidden layer of each posterior; 0 for none. @defaultValue `128` */
  readonly posteriorHidden?: number | undefined;
  /** Deviation of the entries of the codebooks. @defaultValue `1` */
  readonly spread?: number | undefined;
  /** Mean of the entries of the codebooks; trained worse at 1, see docs/autoencoder.md. @defaultValue `0` */
  readonly centre?: number | undefined;
}

const FEWEST = 2;
const MOST = 10;

/**
 * Draws an autoencoder: Kaiming's normal weights, Gaussian codebooks.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes the parameters.
 * @param sizes - See {@link VraeSizes}.
 * @returns Parameters that the caller owns.
 * @throws RangeError for a size out of range; TypeError when `key` is no key.
 */
export function initVrae(backend: Backend, key: RandomKey, sizes: VraeSizes): VraeParams {
  const where = 'vrn.initVrae';
  const { pixels, codes, dimension, hidden = 256, posteriorHidden = 128, spread = 1, centre = 0 } = sizes;
  checkWhole(where, 'pixels', pixels, 1);
  checkWhole(where, 'dimension', dimension, 1);
  checkWhole(where, 'hidden', hidden, 1);
  checkWhole(where, 'posteriorHidden', posteriorHidden, 0);
  checkNonNegative(where, 'spread', spread);
  if (codes.length < FEWEST || codes.length > MOST) {
    throw new RangeError(`${where}: expected ${FEWEST} to ${MOST} codebooks, got ${codes.length}.`);
  }
  codes.forEach((rows, k) => checkWhole(where, `codes[${k}]`, rows, 1));
  const between = posteriorHidden > 0 ? [posteriorHidden] : [];
  const each = (name: string, k: number): RandomKey => foldIn(foldIn(key, name), k);
  return {
    encoder: initPerceptron(backend, foldIn(key, 'encoder'), [pixels, hidden, dimension]),
    posteriors: codes.map((rows, k) =>
      initPerceptron(backend, each('posterior', k), [dimension, ...between, rows]),
    ),
    codebooks: codes.map((rows, k) => {
      const entries = normal(each('codebook', k), [rows, dimension], { mean: centre, deviation: spread });
      return backend.tensor(entries, [rows, dimension]);
    }),
    decoder: initPerceptron(backend, foldIn(key, 'decoder'), [dimension, hidden, pixels]),
  };
}

/**
 * x = f(y), the bound vectors of pictures; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link VraeParams}.
 * @param pictures - Float32 `[B, pixels]`, values in [0, 1].
 * @returns Float32 `[B, D]`.
 * @throws TypeError when `pictures` is no numeric tensor; RangeError for another number of pixels.
 */
export function encode(backend: Backend, params: VraeParams, pictures: Tensor): Tensor {
  checkMatrix(backend, 'vrn.encode', 'pictures', pictures, params.encoder[0]?.weight.shape[0]);
  return perceptron(backend, params.encoder, pictures);
}

/**
 * g(x), pictures of bound vectors; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link VraeParams}.
 * @param x - Float32 `[B, D]`.
 * @returns Float32 `[B, pixels]`; near [0, 1] after training, not limited to it.
 * @throws TypeError when `x` is no numeric tensor; RangeError for another D.
 */
export function decode(backend: Backend, params: VraeParams, x: Tensor): Tensor {
  checkMatrix(backend, 'vrn.decode', 'x', x, params.decoder[0]?.weight.shape[0]);
  return perceptron(backend, params.decoder, x);
}

/**
 * x̂ = ⊙_k X_k z_k, the vector bound of one choice a factor; differentiable.
 *
 * @param backend - Tensor backend.
 * @param codebooks - X_k, float32 `[n_k, D]` each.
 * @param choices - z_k, float32 `[B, n_k]` each: posteriors, samples or one-hot rows.
 * @returns Float32 `[B, D]`.
 * @throws RangeError when there is not one choice a codebook, or one has another width.
 */
export function bindChoices(
  backend: Backend,
  codebooks: readonly Tensor[],
  choices: readonly Tensor[],
): Tensor {
  if (choices.length !== codebooks.length || choices.length === 0) {
    throw new RangeError(`vrn.bindChoices: expected ${codebooks.length} choices, got ${choices.length}.`);
  }
  return backend.tidy(() =>
    choices
      .map((choice, k) => {
        const book = codebooks[k] ?? choice;
        checkMatrix(backend, 'vrn.bindChoices', `choices[${k}]`, choice, book.shape[0]);
        return backend.matMul(choice, book);
      })
      .reduce((product, estimate) => backend.mul(product, estimate)),
  );
}
