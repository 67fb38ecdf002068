// The same dynamics in p numbers a start instead of n. By Eq 1 a state never leaves the span of its start and the patterns:
// σ = d σ(0) + u Ξ^T with d = (1 - η)^t. Its overlaps are then d z(0) + u G with the Gram matrix G = Ξ^T Ξ, so a step costs
// O(batch · (p^2 + E)) and never sees a neuron: for the paper's p = 46 and n = 1000 that is 43 times less. Exact but for rounding.

import type { Backend, Tensor } from '@vsa/backend';
import {
  mixedWeights,
  paperSettings,
  type CdamParams,
  type CdamState,
  type CdamStepOptions,
} from './model.js';

/** Where a run of a batch stands, in coordinates. */
export type OverlapState = {
  /** u, what each pattern adds to the state, float32 `[batch, p]`. */
  readonly coordinates: Tensor;
  /** d, what is left of the start, float32 `[batch, 1]`. */
  readonly remainder: Tensor;
  /** z(0), overlaps of the start, float32 `[batch, p]`; a step hands the same tensor on. */
  readonly startOverlaps: Tensor;
};

/**
 * Scalar products of all patterns. O(n p^2), once.
 *
 * @param backend - Tensor backend.
 * @param params - See {@link CdamParams}.
 * @returns G, float32 `[p, p]`.
 */
export function gramMatrix(backend: Backend, params: CdamParams): Tensor {
  return backend.matMul(params.patterns, params.transposed);
}

/**
 * The coordinates of a start: none of the patterns, all of itself.
 *
 * @param backend - Tensor backend.
 * @param activity - σ(0), float32 `[batch, n]`.
 * @param params - See {@link CdamParams}.
 * @returns A state whose tensors the caller owns.
 */
export function initOverlaps(backend: Backend, activity: Tensor, params: CdamParams): OverlapState {
  const startOverlaps = backend.matMul(activity, params.transposed);
  return {
    coordinates: backend.zeros(startOverlaps.shape),
    remainder: backend.ones([activity.shape[0] ?? 0, 1]),
    startOverlaps,
  };
}

/**
 * One step of Eq 1 in coordinates. Pure; O(batch · (p^2 + E)).
 *
 * @param backend - Tensor backend.
 * @param state - See {@link OverlapState}; stays the caller's.
 * @param params - See {@link CdamParams}.
 * @param gram - G, from {@link gramMatrix}.
 * @param options - See {@link CdamStepOptions}.
 * @returns The next state: the same `startOverlaps` handle, new coordinates.
 */
export function stepOverlaps(
  backend: Backend,
  state: OverlapState,
  params: CdamParams,
  gram: Tensor,
  options: CdamStepOptions = {},
): OverlapState {
  const { add, mul, matMul } = backend;
  const { eta = paperSettings.eta } = options;
  const { coordinates, remainder, startOverlaps } = state;
  return backend.tidy(() => {
    const overlaps = add(mul(startOverlaps, remainder), matMul(coordinates, gram));
    const weights = mixedWeights(backend, overlaps, params, options);
    return {
      coordinates: add(mul(coordinates, 1 - eta), mul(weights, eta)),
      remainder: mul(remainder, 1 - eta),
      startOverlaps,
    };
  });
}

/**
 * The state that coordinates stand for, `d σ(0) + u Ξ^T`. O(batch · n p).
 *
 * @param backend - Tensor backend.
 * @param state - See {@link OverlapState}.
 * @param params - See {@link CdamParams}.
 * @param activity - σ(0), float32 `[batch, n]`, rows in the state's order.
 * @returns A state whose tensors the caller owns.
 */
export function expand(
  backend: Backend,
  state: OverlapState,
  params: CdamParams,
  activity: Tensor,
): CdamState {
  const { add, mul, matMul } = backend;
  return backend.tidy(() => ({
    activity: add(mul(activity, state.remainder), matMul(state.coordinates, params.patterns)),
  }));
}
