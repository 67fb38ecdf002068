// What an estimate goes through after its projection onto a codebook. The paper's main text uses sgn (bipolar) and tanh (real), its
// appendix G.3 also x / ||x||.

import type { Backend, Tensor } from '@vsa/backend';

/** A pure function of estimates `[batch, D]`, float32, that gives new ones of the same shape, owned by the caller. */
export type Activation = (backend: Backend, x: Tensor) => Tensor;

/** Names of {@link activations}. */
export type ActivationName = 'sign' | 'tanh' | 'norm' | 'identity';

/** Smaller squared lengths are taken for zero, so that a zero estimate stays zero instead of becoming NaN. */
const TINY = 1e-37;

/** Takes the smallest normal float32, 1.2e-38, beyond 1. */
const LARGE = 3e38;

/**
 * The known activations by name.
 *
 * - `sign`: sgn with `sgn(0) = +1`, for bipolar codebooks.
 * - `tanh`: hyperbolic tangent; on an outer-product synapse its input is of the order of D, so it nearly is sgn.
 * - `norm`: `x / ||x||` over the components.
 * - `identity`: none. Outer-product synapses then grow without bound and the run ends as `diverged`; use it with pseudo-inverse ones.
 */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  // Clipped to [-1, 0] after a scaling that takes any normal float32 below zero to -1 or less. On wasm, 1024 x 1000 values take 0.8 ms,
  // and where(x >= 0, 1, -1) takes 15 ms (best of 15, two busy cores, Node 20).
  sign: (backend, x) => backend.add(backend.mul(backend.clip(backend.mul(x, LARGE), -1, 0), 2), 1),
  tanh: (backend, x) => backend.tanh(x),
  norm: (backend, x) => {
    const squared = backend.sum(backend.square(x), { axis: -1, keepDims: true });
    return backend.mul(x, backend.rsqrt(backend.maximum(squared, TINY)));
  },
  identity: (backend, x) => backend.clone(x),
};
