// From bound vectors to choices among the rows of the codebooks: posteriors, and samples of them.

import type { Backend, Tensor } from '@vsa/backend';
import { checkPositive } from '@vsa/backend/check';
import type { Schedule } from '@vsa/backend/optim';
import { foldIn, gumbel, type RandomKey } from '@vsa/backend/random';
import type { ChoiceEstimator } from '../estimators.js';
import { unroll, type UnrollOptions } from '../unroll.js';
import type { VraeParams } from './model.js';
import { perceptron } from './perceptron.js';

/** How posteriors come out of bound vectors. */
export interface Inference {
  /** Logits φ_k, float32 `[B, n_k]` each, that the caller owns; differentiable in all parameters and in x `[B, D]`. */
  logits(backend: Backend, params: VraeParams, x: Tensor): Tensor[];
}

/** Options of {@link choicesOf}. */
export interface ChoiceOptions {
  /** @defaultValue `amortised()` */
  readonly inference?: Inference | undefined;
  /** How z_k comes from the posterior p_k; the expectation, z_k = p_k, is what Eq 41 takes. @defaultValue the expectation */
  readonly estimator?: ChoiceEstimator | undefined;
  /** T in `p = softmax(φ / T)`, > 0, by the number of updates done; a T that falls anneals. @defaultValue `1` */
  readonly temperature?: number | Schedule | undefined;
}

/** Posteriors and choices of a batch; the caller owns the tensors. */
export type Choices = {
  /** `log p_k`, float32 `[B, n_k]` each. */
  readonly logPosteriors: Tensor[];
  /** z_k, float32 `[B, n_k]` each. */
  readonly choices: Tensor[];
};

/** Far below the least posterior of any weight, and above zero in float32. */
const TINY = 1e-20;

/**
 * Amortised posteriors: `φ_k = h(x)_k` by layers a factor, as App D has it.
 *
 * @returns For the option `inference`.
 */
export function amortised(): Inference {
  return {
    logits: (backend, { posteriors }, x) => posteriors.map((layers) => perceptron(backend, layers, x)),
  };
}

/**
 * The solver in place of h. Each of its steps is differentiated; memory grows with their number.
 *
 * @param options - Those of `unroll`.
 * @returns For the option `inference`.
 */
export function solved(options: UnrollOptions = {}): Inference {
  return {
    logits: (backend, { codebooks }, x) =>
      backend.tidy(() =>
        unroll(backend, x, codebooks, options).posteriors.map((p) => backend.log(backend.add(p, TINY))),
      ),
  };
}

/**
 * Posteriors of bound vectors, and choices by them; differentiable.
 *
 * @param backend - Tensor backend.
 * @param params - The autoencoder's.
 * @param x - Bound vectors, float32 `[B, D]`.
 * @param context - Key of the samples, and updates done.
 * @param options - See {@link ChoiceOptions}.
 * @returns See {@link Choices}.
 * @throws RangeError for a temperature that is not above zero, or another D.
 */
export function choicesOf(
  backend: Backend,
  params: VraeParams,
  x: Tensor,
  context: { readonly key: RandomKey; readonly step: number },
  options: ChoiceOptions = {},
): Choices {
  const { inference = amortised(), estimator, temperature = 1 } = options;
  const value = typeof temperature === 'number' ? temperature : temperature(context.step);
  checkPositive('vrn.choicesOf', 'temperature', value);
  const { div, exp, logSoftmax, tensor, tidy } = backend;
  return tidy(() => {
    const logits = inference.logits(backend, params, x).map((phi) => div(phi, value));
    const logPosteriors = logits.map((phi) => logSoftmax(phi));
    const choices = logits.map((phi, k) => {
      if (estimator === undefined) return exp(logPosteriors[k] ?? phi);
      const noise = tensor(gumbel(foldIn(context.key, k), phi.shape), phi.shape);
      return estimator.relax(backend, phi, estimator.prepare(backend, backend.stopGradient(phi), noise));
    });
    return { logPosteriors, choices };
  });
}
