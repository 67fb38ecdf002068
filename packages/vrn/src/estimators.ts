// Ways to send a gradient through a choice among the rows of a codebook, for the Gaussian likelihood.
// Sources: the paper's App B, after Bengio, Léonard and Courville 2013 and Jang, Gu and Poole 2017.

import type { Backend, Tensor } from '@vsa/backend';
import { checkPositive } from './internal/check.js';
import { oneHotRows } from './internal/layout.js';

/** A sample of the choices z_k and the way its gradient goes. */
export interface ChoiceEstimator {
  /** Name in messages. */
  readonly name: string;
  /** What of a sample carries no gradient: float32 `[K, B, max n]`, from logits and Gumbel noise of that shape. */
  prepare(backend: Backend, phi: Tensor, noise: Tensor): Tensor;
  /** The sample z, float32 `[K, B, max n]`, rows with sum 1; differentiable in φ. Called within `valueAndGrad`. */
  relax(backend: Backend, phi: Tensor, prepared: Tensor): Tensor;
}

/** Names of the estimators. */
export type EstimatorName = 'straight-through' | 'gumbel-softmax';

/** Options of {@link gumbelSoftmax}. */
export interface GumbelSoftmaxOptions {
  /** Temperature, > 0: low ones are near one-hot and have gradients of high variance. @defaultValue `1` */
  readonly temperature?: number | undefined;
}

/**
 * One-hot samples forward, the gradient of the probabilities backward.
 *
 * @returns A strategy for `gaussianFactorize`.
 */
export function straightThrough(): ChoiceEstimator {
  return {
    name: 'straight-through',
    // The largest of logits plus Gumbel noise is a sample of softmax(φ).
    prepare: (backend, phi, noise) => backend.tidy(() => oneHotRows(backend, backend.add(phi, noise))),
    relax: (backend, phi, sample) => {
      const p = backend.softmax(phi);
      return backend.add(p, backend.stopGradient(backend.sub(sample, p)));
    },
  };
}

/**
 * Soft samples `softmax((φ + Gumbel noise) / temperature)`, differentiable as they are.
 *
 * @param options - See {@link GumbelSoftmaxOptions}.
 * @returns A strategy for `gaussianFactorize`.
 * @throws RangeError when the temperature is not above zero.
 */
export function gumbelSoftmax(options: GumbelSoftmaxOptions = {}): ChoiceEstimator {
  const temperature = checkPositive('vrn.gumbelSoftmax', 'temperature', options.temperature ?? 1);
  return {
    name: 'gumbel-softmax',
    prepare: (backend, _, noise) => backend.clone(noise),
    relax: (backend, phi, noise) => backend.softmax(backend.div(backend.add(phi, noise), temperature)),
  };
}
