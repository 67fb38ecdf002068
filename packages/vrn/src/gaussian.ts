// The variant with a Gaussian likelihood, which the paper reports as unstable and without meaningful results. Kept as that.
// Source: "Variational semantic decomposition of compositional representations", App B, Eq 27 to 31, and Fig 8.

import { disposeTree, run, type Backend, type Progress, type Tensor } from '@vsa/backend';
import { foldIn, gumbel, type RandomKey } from '@vsa/backend/random';
import { gumbelSoftmax, straightThrough, type ChoiceEstimator, type EstimatorName } from './estimators.js';
import { adamInit, adamMove, adamRule } from './internal/adam.js';
import { checkFinite, checkWhole, resolveName } from './internal/check.js';
import { checkValues } from './internal/check-values.js';
import { split } from './internal/layout.js';
import { at } from './internal/lists.js';
import { expectations } from './internal/products.js';
import { readAnswers, readTraces } from './internal/read-out.js';
import { init } from './logits.js';
import type { VrnState } from './optimizers.js';
import { createProblem, type VrnProblem } from './problem.js';

const WHERE = 'vrn.gaussianFactorize';

const estimators: Readonly<
  Record<EstimatorName, (options: Pick<GaussianOptions, 'temperature'>) => ChoiceEstimator>
> = { 'straight-through': straightThrough, 'gumbel-softmax': gumbelSoftmax };

/** Options of {@link gaussianFactorize}. */
export interface GaussianOptions {
  /** Fixes the samples. */
  readonly key: RandomKey;
  /** How a gradient passes a sample. @defaultValue `'straight-through'` */
  readonly estimator?: EstimatorName | ChoiceEstimator | undefined;
  /** Temperature of `gumbel-softmax` given by name, > 0. @defaultValue `1` */
  readonly temperature?: number | undefined;
  /** Entropy weight; Eq 31 has 1. @defaultValue `1` */
  readonly gamma?: number | undefined;
  /** Adam's step size, > 0. @defaultValue `0.02` */
  readonly learningRate?: number | undefined;
  /** Number of steps, a whole number >= 0. @defaultValue `100` */
  readonly steps?: number | undefined;
  /** Ends the search after the current step with status `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What was found for one composite. */
export interface GaussianFactors {
  /** Row of each codebook, the most probable one. */
  readonly indices: readonly number[];
  /** Posterior of each factor, `[n_k]`, sum 1. */
  readonly posteriors: readonly Float32Array[];
  /** Eq 31 negated, one sample a step, `[steps + 1]`. */
  readonly loss: Float32Array;
  /** Mean squared error of the sample, what Fig 8 shows, `[steps + 1]`. */
  readonly error: Float32Array;
  /** How the search ended. */
  readonly status: 'max-steps' | 'aborted';
  /** Steps done. */
  readonly steps: number;
}

/** Loss and error of a sample, float32 `[B]` each. */
export type GaussianLoss = {
  /** `|x - prod_k X_k z_k|^2 / 2 - γ sum_k H(p_k)`. */
  readonly loss: Tensor;
  /** `|x - prod_k X_k z_k|^2 / D`. */
  readonly error: Tensor;
};

/**
 * Loss of one sample: Eq 31 negated, its expectation replaced by a sample of the choices.
 *
 * @param backend - Tensor backend.
 * @param phi - Logits, float32 `[K, B, max n]`.
 * @param problem - The problem; its γ weighs the entropy, its priors and scale are not used.
 * @param estimator - How the gradient passes the sample.
 * @param prepared - What `estimator.prepare` made of the noise.
 * @returns Loss and error, float32 `[B]`; differentiable in φ.
 */
export function gaussianLoss(
  backend: Backend,
  phi: Tensor,
  problem: VrnProblem,
  estimator: ChoiceEstimator,
  prepared: Tensor,
): GaussianLoss {
  const { add, exp, logSoftmax, mean, mul, square, sub, sum, tidy } = backend;
  return tidy(() => {
    const z = estimator.relax(backend, phi, prepared);
    const product = expectations(backend, split(backend, z, problem), problem).reduce((a, b) => mul(a, b));
    const squared = square(sub(problem.composites, product));
    const logP = logSoftmax(phi);
    const negativeEntropy = sum(mul(exp(logP), logP), { axis: [0, 2] });
    return {
      loss: add(mul(sum(squared, { axis: -1 }), 0.5), mul(negativeEntropy, problem.gamma)),
      error: mean(squared, { axis: -1 }),
    };
  });
}

/**
 * Factorises with the Gaussian likelihood of App B: Adam on sampled losses. A negative result of the paper, here to be seen:
 * use `factorize` for anything else. All composites are searched at once.
 *
 * @param backend - Tensor backend.
 * @param composites - Composites, float32 `[B, D]`, or one of shape `[D]`; finite.
 * @param codebooks - 2 to 10 codebooks, float32 `[n_k, D]`; finite.
 * @param options - See {@link GaussianOptions}.
 * @returns One result a composite, in order.
 * @throws TypeError or RangeError for bad input, before a step is made.
 */
export async function gaussianFactorize(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  options: GaussianOptions,
): Promise<{ readonly results: readonly GaussianFactors[] }> {
  const { estimator: choice = 'straight-through', gamma = 1, key, onProgress, signal, steps = 100 } = options;
  checkFinite(WHERE, 'gamma', gamma);
  checkWhole(WHERE, 'steps', steps, 0);
  const estimator =
    typeof choice === 'string'
      ? resolveName(WHERE, 'estimator', estimators, choice)({ temperature: options.temperature })
      : choice;
  const rule = adamRule({ learningRate: options.learningRate });
  await checkValues(backend, composites, codebooks, WHERE);
  const problem = createProblem(backend, composites, codebooks, { gamma });
  const start = init(backend, problem);
  const initial = adamInit(backend, start);
  const prepare = (phi: Tensor, step: number): Tensor => {
    using noise = backend.tensor(gumbel(foldIn(key, step), phi.shape), phi.shape);
    return estimator.prepare(backend, phi, noise);
  };
  try {
    const end = await run<VrnState, GaussianLoss>(
      (state, step) => {
        using prepared = prepare(state.phi, step);
        const { value, gradient } = backend.valueAndGrad(
          (phi: Tensor) => backend.sum(gaussianLoss(backend, phi, problem, estimator, prepared).loss),
          state.phi,
        );
        const next = backend.tidy(() => adamMove(backend, state, gradient, rule, step));
        disposeTree([value, gradient]);
        return next;
      },
      initial,
      {
        maxSteps: steps,
        record: (state, step) => {
          using prepared = prepare(state.phi, step);
          return gaussianLoss(backend, state.phi, problem, estimator, prepared);
        },
        onProgress,
        signal,
      },
    );
    const answers = await readAnswers(backend, end.state.phi, problem);
    const losses = await readTraces(
      backend,
      end.history.map(({ loss }) => loss),
    );
    const errors = await readTraces(
      backend,
      end.history.map(({ error }) => error),
    );
    disposeTree([end.history, end.state === initial ? undefined : end.state]);
    const status = end.status === 'aborted' ? 'aborted' : 'max-steps';
    const results = answers.map((answer, row) => ({
      ...answer,
      loss: at(losses, row),
      error: at(errors, row),
      status,
      steps: end.steps,
    })) satisfies GaussianFactors[];
    return { results };
  } finally {
    disposeTree([problem, start, initial]);
  }
}
