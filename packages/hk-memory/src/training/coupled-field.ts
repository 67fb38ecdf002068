// The coupled field on a second graph, by the backend's kernels, or between all units, by tensor operations around them.

import type { Backend, CoupledState, CoupledWeights, PairGraph, Tensor } from '@vsa/backend';

/** The two graphs, of N units; the first of E edges. */
export interface EditingGraphs {
  /** Where oscillators pull one another. */
  readonly pairs: PairGraph;
  /** Where the coupling acts: on a second small world, as in the authors' programs, or between all units, as Eq 18 is printed. */
  readonly coupling: PairGraph | 'all';
}

/**
 * Vectors divided by their lengths. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - `[..., D]`, none of length 0.
 * @returns Unit vectors of the same shape.
 */
export function directions(backend: Backend, mu: Tensor): Tensor {
  const { mul, rsqrt, square, sum, tidy } = backend;
  return tidy(() => mul(mu, rsqrt(sum(square(mu), { axis: -1, keepDims: true }))));
}

/**
 * `coupledField` of the backend, or the same with sums over all units in the coupling: `h = Σ_j g_j u_j` for each i, O(B N D) more.
 *
 * @param backend - Tensor backend.
 * @param state - Activations and oscillators.
 * @param graphs - See {@link EditingGraphs}.
 * @param weights - Parameters.
 * @returns The derivative of μ, and what drives the units. Differentiable.
 */
export function coupledField(
  backend: Backend,
  state: CoupledState,
  { pairs, coupling }: EditingGraphs,
  weights: CoupledWeights,
): CoupledState {
  const { add, expandDims, mul, oscillators, scalar, sub, sum, tidy } = backend;
  if (coupling !== 'all') return oscillators.coupledField(state, { pairs, coupling }, weights);
  return tidy(() => {
    const { g, mu } = state;
    const { strength } = weights;
    // Without κ, the graph of the coupling plays no part.
    const alone = oscillators.coupledField(
      state,
      { pairs, coupling: pairs },
      { ...weights, strength: scalar(0) },
    );
    const unit = directions(backend, mu);
    const gate = expandDims(g, -1);
    const heard = mul(sum(mul(unit, gate), { axis: 1, keepDims: true }), strength);
    const drive = sum(mul(unit, heard), { axis: -1, keepDims: true });
    const pull = mul(gate, sub(heard, mul(unit, drive)));
    return { g: sum(drive, { axis: -1 }), mu: add(alone.mu, pull) };
  });
}

/**
 * Gradients of `sum(gradient * coupledField(state, graphs, weights))`.
 *
 * @param backend - Tensor backend.
 * @param state - Activations and oscillators.
 * @param graphs - See {@link EditingGraphs}.
 * @param weights - Parameters.
 * @param along - What {@link coupledField} gave for the same, and the gradient.
 * @returns Gradients with respect to state and weights.
 */
export function coupledPullback(
  backend: Backend,
  state: CoupledState,
  graphs: EditingGraphs,
  weights: CoupledWeights,
  along: { readonly value: CoupledState; readonly gradient: CoupledState },
): { readonly state: CoupledState; readonly weights: CoupledWeights } {
  const { add, mul, oscillators, sum, tidy, valueAndGrad } = backend;
  const { pairs, coupling } = graphs;
  if (coupling !== 'all') return oscillators.coupledPullback(state, { pairs, coupling }, weights, along);
  return tidy(() => {
    const { gradient } = valueAndGrad(
      (at: { readonly state: CoupledState; readonly weights: CoupledWeights }) => {
        const { g, mu } = coupledField(backend, at.state, graphs, at.weights);
        return add(sum(mul(g, along.gradient.g)), sum(mul(mu, along.gradient.mu)));
      },
      { state, weights },
    );
    return gradient;
  });
}
