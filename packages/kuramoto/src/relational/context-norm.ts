// Context normalisation: T. W. Webb et al., "Learning representations that support extrapolation", ICML 2020, and the code beside
// "Emergent symbols through binding in external memory", ICLR 2021. The oscillatory-binding poster does not mention it.

import type { Backend, Tensor } from '@vsa/backend';

/** What it learns, one number a feature. */
export type ContextNormParams = {
  /** γ, `[D]`. */
  readonly scale: Tensor;
  /** β, `[D]`. */
  readonly shift: Tensor;
};

const SOFTENING = 1e-8;

/**
 * γ = 1 and β = 0.
 *
 * @param backend - Tensor backend.
 * @param features - D.
 * @returns Parameters that the caller owns.
 */
export function initContextNorm(backend: Backend, features: number): ContextNormParams {
  return { scale: backend.ones([features]), shift: backend.zeros([features]) };
}

/**
 * Normalises each feature over the objects of a sample: `(E - mean) / sqrt(var + 1e-8) γ + β` with the unbiased variance. Differentiable.
 *
 * With two objects it keeps little more than which of the two is larger, feature by feature; two equal objects give exactly β.
 *
 * @param backend - Tensor backend.
 * @param features - E, float32 `[batch, objects, D]`, two objects or more.
 * @param params - See {@link ContextNormParams}.
 * @returns Float32 `[batch, objects, D]`.
 */
export function contextNorm(backend: Backend, features: Tensor, params: ContextNormParams): Tensor {
  const { add, mean, mul, rsqrt, square, sub, sum } = backend;
  const along = { axis: 1, keepDims: true };
  const objects = features.shape[1] ?? 0;
  return backend.tidy(() => {
    const centred = sub(features, mean(features, along));
    const variance = mul(sum(square(centred), along), 1 / (objects - 1));
    return add(mul(mul(centred, rsqrt(add(variance, SOFTENING))), params.scale), params.shift);
  });
}
