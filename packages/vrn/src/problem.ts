// What is to be solved: composites, codebooks, priors and weights, with the tensors that every step reuses made once.
// Source: "Variational semantic decomposition of compositional representations", Eq 19.

import type { Backend, Tensor } from '@vsa/backend';
import type { Priors } from './internal/check.js';
import { logPriorsOf, specify } from './internal/specify.js';

/** How the similarity δ is scaled: `mean` is the paper's `x·y / D`, `sum` the plain dot product. */
export type DeltaScale = 'mean' | 'sum';

/**
 * A factorisation problem: a plain tree of tensors and numbers. Free one with `disposeTree`.
 *
 * `{ ...problem, gamma }` is the same problem at another entropy weight.
 */
export type VrnProblem = {
  /** Composites, float32 `[B, D]`. */
  readonly composites: Tensor;
  /** Codebooks X_k, one vector a row, float32 `[n_k, D]`. */
  readonly codebooks: readonly Tensor[];
  /** `scale` times the transposed codebooks, float32 `[D, n_k]`: a product with a transposed matrix is slow. */
  readonly transposed: readonly Tensor[];
  /** Sizes n_k. */
  readonly sizes: readonly number[];
  /** Logarithms of the priors, float32 `[K, 1, max n]`, zero in padding; undefined when all are uniform. */
  readonly logPriors: Tensor | undefined;
  /** Entropy weight γ. */
  readonly gamma: number;
  /** Factor of the dot product in δ: 1/D or 1. */
  readonly scale: number;
};

/** Options of {@link createProblem}. */
export interface ProblemOptions {
  /** Entropy weight γ. @defaultValue `1 / D` with scale `mean`, `1` with `sum`: the same posteriors */
  readonly gamma?: number | undefined;
  /** Scale of δ. @defaultValue `'mean'` */
  readonly deltaScale?: DeltaScale | undefined;
  /** Prior of each factor, probabilities above zero. @defaultValue uniform */
  readonly priors?: Priors | undefined;
}

/**
 * Makes a problem; its tensors are its own (copies are shared handles, so this costs one transposed copy of the codebooks).
 *
 * @param backend - Tensor backend.
 * @param composites - Composites, float32 `[B, D]`, or one of shape `[D]`.
 * @param codebooks - 2 to 10 codebooks, float32 `[n_k, D]`, one vector a row; sizes may differ.
 * @param options - See {@link ProblemOptions}.
 * @returns A problem that the caller frees with `disposeTree`.
 * @throws TypeError or RangeError for wrong kinds, shapes, weights or priors.
 */
export function createProblem(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: ProblemOptions = {},
): VrnProblem {
  const { dimension, gamma, priors, scale, sizes } = specify(
    'vrn.createProblem',
    composites,
    codebooks,
    options,
  );
  return backend.tidy(() => ({
    composites: backend.reshape(composites, [-1, dimension]),
    codebooks: codebooks.map((book) => backend.clone(book)),
    transposed: codebooks.map((book) => scaledTranspose(backend, book, scale)),
    sizes,
    logPriors: logPriorTensor(backend, priors, sizes),
    gamma,
    scale,
  }));
}

function scaledTranspose(backend: Backend, book: Tensor, scale: number): Tensor {
  const turned = backend.transpose(book);
  return scale === 1 ? turned : backend.mul(turned, scale);
}

function logPriorTensor(
  backend: Backend,
  priors: Priors | undefined,
  sizes: readonly number[],
): Tensor | undefined {
  const logs = logPriorsOf(priors, sizes);
  if (logs === undefined) return undefined;
  const widest = Math.max(...sizes);
  const values = new Float32Array(sizes.length * widest);
  logs.forEach((row, k) => {
    values.set(row, k * widest);
  });
  return backend.tensor(values, [sizes.length, 1, widest]);
}
