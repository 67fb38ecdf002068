// Resonator networks: Frady, Kent, Olshausen and Sommer (2020), and Eq 1 of "Variational semantic decomposition of compositional
// representations" (VRN paper, section 2). Each factor's estimate is cleaned up against its codebook after the other estimates are unbound
// from the composite. No energy is known for these dynamics, so none is given; `agreement` tells how well the estimates explain the composite.

import type { Backend, Tensor } from '@vsa/backend';
import { choose } from '@vsa/backend/check';
import { activations, type Activation, type ActivationName } from './activations.js';
import { product, type Binding } from './binding.js';
import { starts, updates, type StartName, type UpdateName } from './rules.js';

/** Codebooks in the forms that a step needs; made by `prepare`, freed with `disposeTree`. */
export interface ResonatorParams {
  /** One codebook X a factor, float32 `[n_k, D]`, a vector a row. */
  readonly codebooks: readonly Tensor[];
  /** Their transposes, float32 `[D, n_k]`. */
  readonly transposes: readonly Tensor[];
  /** Probe matrices of the synapses, float32 `[D, n_k]`. */
  readonly probes: readonly Tensor[];
  /** Squared lengths of the vectors, `n_k` numbers a factor. */
  readonly squaredLengths: readonly Float64Array[];
}

/** Where a run of a batch stands. */
export type ResonatorState = {
  /** The composites x, float32 `[batch, D]`; a step hands the same tensor on. */
  readonly composites: Tensor;
  /** The estimates of the K factors, each float32 `[batch, D]`. */
  readonly estimates: readonly Tensor[];
};

/** Options of {@link step}. */
export interface StepOptions {
  /** Order of update. @defaultValue `'sequential'` */
  readonly update?: UpdateName | undefined;
  /** What follows the projection: a name or a function. @defaultValue `'sign'` */
  readonly activation?: ActivationName | Activation | undefined;
  /** How factors are bound. @defaultValue elementwise product */
  readonly binding?: Binding | undefined;
}

/**
 * The state before the first step.
 *
 * @param backend - Tensor backend.
 * @param composites - x, float32 `[batch, D]`; the state holds a second handle on it.
 * @param params - See {@link ResonatorParams}.
 * @param start - A rule, or the estimates themselves: K tensors `[batch, D]` or `[D]`. Default `'signed'`.
 * @returns A state whose tensors the caller owns.
 * @throws RangeError for an unknown rule or when estimates given are not as many as the codebooks.
 */
export function init(
  backend: Backend,
  composites: Tensor,
  params: ResonatorParams,
  start: StartName | readonly Tensor[] = 'signed',
): ResonatorState {
  const { codebooks } = params;
  return backend.tidy(() => {
    const first = isList(start)
      ? start
      : codebooks.map((codebook) => choose(starts, start, 'resonator.init', 'start')(backend, codebook));
    if (first.length !== codebooks.length) {
      throw new RangeError(
        `resonator.init: expected ${codebooks.length} start estimates, one a codebook, got ${first.length}.`,
      );
    }
    return {
      composites: backend.clone(composites),
      estimates: first.map((estimate) => backend.broadcastTo(estimate, composites.shape)),
    };
  });
}

/**
 * One step: `s_j <- f(X_j^T P_j^T (x unbound from the other estimates))` for every factor j. Pure; O(batch · D · Σ n_k) work.
 *
 * For bipolar vectors and outer-product synapses all sums are whole numbers below `n D`; while `n D < 2^24` they are exact in float32,
 * so a row's bits depend neither on the batch nor on the order of summation.
 *
 * @param backend - Tensor backend.
 * @param state - See {@link ResonatorState}; stays the caller's.
 * @param params - See {@link ResonatorParams}.
 * @param options - See {@link StepOptions}.
 * @returns The next state: the same `composites` handle, new estimates.
 * @throws RangeError for an unknown name.
 */
export function step(
  backend: Backend,
  state: ResonatorState,
  params: ResonatorParams,
  options: StepOptions = {},
): ResonatorState {
  const { activation = 'sign', binding = product } = options;
  const update = choose(updates, options.update ?? 'sequential', 'resonator.step', 'update');
  const activate =
    typeof activation === 'function'
      ? activation
      : choose(activations, activation, 'resonator.step', 'activation');
  const { composites, estimates } = state;
  const join = (a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined =>
    a === undefined ? b : b === undefined ? a : binding.bind(backend, a, b);
  return backend.tidy(() => {
    // Products of the estimates after j (as they were) and before j (as the rule wants them): 3K bindings a step instead of K².
    const after = new Array<Tensor | undefined>(estimates.length);
    for (let j = estimates.length - 2; j >= 0; j -= 1) after[j] = join(estimates[j + 1], after[j + 1]);
    let before: Tensor | undefined;
    const next = estimates.map((estimate, j) => {
      const others = join(before, after[j]);
      const heard = others === undefined ? composites : binding.unbind(backend, composites, others);
      const weights = backend.matMul(heard, at(params.probes, j));
      const updated = activate(backend, backend.matMul(weights, at(params.codebooks, j)));
      if (after[j] !== undefined) before = join(before, update(estimate, updated));
      return updated;
    });
    return { composites, estimates: next };
  });
}

/**
 * How well the estimates explain the composites: the cosine of x and the bound estimates.
 *
 * @param backend - Tensor backend.
 * @param state - See {@link ResonatorState}.
 * @param binding - How factors are bound. Default elementwise product.
 * @returns Cosines in [-1, 1], float32 `[batch]`; 1 where bipolar factors explain x exactly, 0 where either vector is zero.
 */
export function agreement(backend: Backend, state: ResonatorState, binding: Binding = product): Tensor {
  const { sum, mul, square, rsqrt, maximum } = backend;
  return backend.tidy(() => {
    const bound = state.estimates.reduce((a, b) => binding.bind(backend, a, b));
    const x = state.composites;
    const inverseLength = (v: Tensor): Tensor => rsqrt(maximum(sum(square(v), { axis: -1 }), 1e-37));
    return mul(mul(sum(mul(x, bound), { axis: -1 }), inverseLength(x)), inverseLength(bound));
  });
}

function isList(start: StartName | readonly Tensor[]): start is readonly Tensor[] {
  return Array.isArray(start);
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new RangeError(`resonator.step: expected a codebook for factor ${index}.`);
  return tensor;
}
