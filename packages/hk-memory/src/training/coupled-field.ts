// The coupled field on a second graph, by the backend's kernels, or between all units, by tensor operations around them.

import {
  createPairGraph,
  type Backend,
  type CoupledState,
  type CoupledWeights,
  type PairGraph,
  type Tensor,
} from '@vsa/backend';

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
  if (coupling !== 'all') return backend.oscillators.coupledField(state, { pairs, coupling }, weights);
  return backend.tidy(() => {
    const among = backend.oscillators.coupledField(state, alone(pairs), weights);
    const every = throughAll(backend, state, weights.strength);
    return { g: every.g, mu: backend.add(among.mu, every.mu) };
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
  const { add, mul, oscillators, sub, sum, tidy, valueAndGrad } = backend;
  const { pairs, coupling } = graphs;
  if (coupling !== 'all') return oscillators.coupledPullback(state, { pairs, coupling }, weights, along);
  return tidy(() => {
    const { value, gradient } = along;
    const { strength } = weights;
    const every = throughAll(backend, state, strength);
    // What the pairs alone gave, and its gradient by the kernels; the rest has no sums over edges.
    const among = { g: backend.zeros(value.g.shape), mu: sub(value.mu, every.mu) };
    const ofPairs = oscillators.coupledPullback(state, alone(pairs), weights, { value: among, gradient });
    const ofAll = valueAndGrad(
      (at: { readonly state: CoupledState; readonly strength: Tensor }) => {
        const { g, mu } = throughAll(backend, at.state, at.strength);
        return add(sum(mul(g, gradient.g)), sum(mul(mu, gradient.mu)));
      },
      { state, strength },
    ).gradient;
    return {
      state: { g: ofAll.state.g, mu: add(ofPairs.state.mu, ofAll.state.mu) },
      weights: { ...ofPairs.weights, strength: ofAll.strength },
    };
  });
}

/** The pairs, and nothing that they are coupled to: κ has no part then. */
function alone(pairs: PairGraph): { readonly pairs: PairGraph; readonly coupling: PairGraph } {
  return { pairs, coupling: createPairGraph([], pairs.count) };
}

/** The coupling's part between all units: drive `κ u · h` and pull `κ g (h - u (u · h))`. */
function throughAll(backend: Backend, { g, mu }: CoupledState, strength: Tensor): CoupledState {
  const { expandDims, mul, sub, sum, tidy } = backend;
  return tidy(() => {
    const unit = directions(backend, mu);
    const gate = expandDims(g, -1);
    const heard = mul(sum(mul(unit, gate), { axis: 1, keepDims: true }), strength);
    const drive = sum(mul(unit, heard), { axis: -1, keepDims: true });
    return { g: sum(drive, { axis: -1 }), mu: mul(gate, sub(heard, mul(unit, drive))) };
  });
}
