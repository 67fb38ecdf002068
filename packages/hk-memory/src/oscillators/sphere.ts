// Unit vectors: projection on the tangent space, and normalising.

import type { Backend, Tensor } from '@vsa/backend';

const last = { axis: -1, keepDims: true } as const;

/**
 * `(I - μ_i μ_iᵀ) v_i`, Eq 9. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - Unit vectors, float32 `[..., D]`.
 * @param vectors - v, of the same shape.
 * @returns Float32 `[..., D]`, at right angles to μ.
 */
export function tangent(backend: Backend, mu: Tensor, vectors: Tensor): Tensor {
  const { mul, sub, sum, tidy } = backend;
  return tidy(() => sub(vectors, mul(mu, sum(mul(mu, vectors), last))));
}

/**
 * `μ / |μ|`. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - Vectors that are not zero, float32 `[..., D]`.
 * @returns Float32 `[..., D]` of length 1; NaN for a vector of zeros.
 */
export function normalised(backend: Backend, mu: Tensor): Tensor {
  const { mul, rsqrt, square, sum, tidy } = backend;
  return tidy(() => mul(mu, rsqrt(sum(square(mu), last))));
}
