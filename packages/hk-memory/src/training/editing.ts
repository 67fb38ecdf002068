// Oscillators that edit what frozen threshold units remember: section 6 and App F of Fanaskov and Oseledets, 2025, with the sparse coupling of
// their programs or the dense one of Eq 18. The sums over edges are the backend's fused ones, so nothing has the size of edges times batch.

import { formatShape, type Backend, type CoupledWeights, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import type { FieldWithPullback } from '@vsa/backend/ode';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';
import { coupledField, coupledPullback, directions, type EditingGraphs } from './coupled-field.js';

/** Parameters of the oscillators, float32; D is the length of a vector. */
export type EditingParams = {
  /** A, the paper's -R, `[E]`. */
  readonly linear: Tensor;
  /** B, the paper's -S, `[E]`. */
  readonly rectified: Tensor;
  /** Where the oscillators begin when no image says it, of any length > 0, `[N, D]`. */
  readonly start: Tensor;
  /** Its skew part turns all oscillators alike, `[D, D]`. */
  readonly omega: Tensor;
  /** κ, `[]`. */
  readonly strength: Tensor;
};

/** Threshold units that are trained already. */
export type FrozenThreshold = {
  /** `(W + Wᵀ) / 2`, `[N, N]`. */
  readonly symmetric: Tensor;
  /** b, `[N]`. */
  readonly bias: Tensor;
};

/** State of the coupled model. */
export type EditingState = {
  /** Threshold units, `[batch, N]`. */
  readonly x: Tensor;
  /** Oscillators, `[batch, N, D]`; the field looks at their directions only. */
  readonly mu: Tensor;
};

/** Deviation of the start's other components. */
const BROKEN = 1e-2;

/** κ before training. */
const STRENGTH = 1e-2;

/** Options of {@link initEditing}. */
export interface EditingSetup {
  /** N. */
  readonly units: number;
  /** k: the deviation of A and B is `1 / sqrt(k)`. */
  readonly neighbours: number;
  /** Length D >= 2 of the vectors. */
  readonly length: number;
}

/**
 * Parameters before training.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes them.
 * @param setup - See {@link EditingSetup}.
 * @returns Parameters that the caller owns; `N k / 2` edges in each graph.
 * @throws RangeError for a number out of range.
 */
export function initEditing(
  backend: Backend,
  key: RandomKey,
  { units, neighbours, length }: EditingSetup,
): EditingParams {
  const where = 'hk-memory.initEditing';
  checkWhole(where, 'units', units, 3);
  checkWhole(where, 'neighbours', neighbours, 2);
  checkWhole(where, 'length', length, 2);
  const edges = (units * neighbours) / 2;
  const drawn = (name: string, shape: readonly number[], deviation: number): Float32Array =>
    normal(foldIn(key, name), shape).map((value) => value * deviation);
  const scaled = (name: string): Tensor => backend.tensor(drawn(name, [edges], 1 / Math.sqrt(neighbours)));
  // Were all oscillators e_1, as the paper has it, they would never move, and the gradient of A, B and the start would be exactly 0: the
  // force on each is along itself, and the derivative of a cosine at 0 is 0. The authors' program gets away only by rounding, which Lion's
  // signs blow up. A hundredth in the other components breaks the symmetry and lets them learn.
  const start = drawn('start', [units, length], BROKEN);
  for (let unit = 0; unit < units; unit += 1) start[unit * length] = 1;
  return {
    linear: scaled('linear'),
    rectified: scaled('rectified'),
    start: backend.tensor(start, [units, length]),
    omega: backend.tensor(drawn('omega', [length, length], 1), [length, length]),
    strength: backend.scalar(STRENGTH),
  };
}

/**
 * Right-hand side of the coupled model. With the sums c_i of g_j μ_j over the coupling's neighbours, or over all j:
 * `dx = W g - x + b + κ μ·c`, `dμ = -(1 - μ μᵀ)(Σ_j (A + B relu(μ_i·μ_j)) μ_j - κ g c) + μ (Ω - Ωᵀ) / 2`, `g = relu(x)`.
 *
 * @param backend - Tensor backend.
 * @param frozen - See {@link FrozenThreshold}.
 * @param graphs - See {@link EditingGraphs}.
 * @param state - See {@link EditingState}.
 * @param params - See {@link EditingParams}; `start` plays no part.
 * @returns The derivative of the state; differentiable in state and parameters.
 */
export function editingField(
  backend: Backend,
  frozen: FrozenThreshold,
  graphs: EditingGraphs,
  { x, mu }: EditingState,
  params: EditingParams,
): EditingState {
  const { add, matMul, relu, sub, tidy } = backend;
  return tidy(() => {
    const g = relu(x);
    const coupled = coupledField(backend, { g, mu }, graphs, coupledWeights(backend, params));
    return { x: add(add(matMul(g, frozen.symmetric), sub(frozen.bias, x)), coupled.g), mu: coupled.mu };
  });
}

/** Ω's skew part, and the parameters as the backend calls them. */
function coupledWeights(
  { mul, sub, transpose }: Backend,
  { linear, rectified, omega, strength }: EditingParams,
): CoupledWeights {
  return { constant: linear, slope: rectified, strength, turn: mul(sub(omega, transpose(omega)), 0.5) };
}

/**
 * The coupled model with its derivative by hand: two products of matrices, and the backend's gradient of the coupled field, a stage.
 *
 * @param backend - Tensor backend.
 * @param frozen - See {@link FrozenThreshold}.
 * @param graphs - See {@link EditingGraphs}.
 * @param params - See {@link EditingParams}; all stay the caller's.
 * @returns For `gradientByPullback`; the gradient of `start`, which plays no part, is left out.
 */
export function editingFlow(
  backend: Backend,
  frozen: FrozenThreshold,
  graphs: EditingGraphs,
  params: EditingParams,
): FieldWithPullback<EditingState, CoupledWeights, Omit<EditingParams, 'start'>> {
  const { add, greater, matMul, mul, relu, sub, tidy, transpose, where } = backend;
  return {
    field: (_, state) => editingField(backend, frozen, graphs, state, params),
    pullback: (_, { x, mu }, cotangent, slope) =>
      tidy(() => {
        // The units' own derivative is their drive and what does not depend on the oscillators; those look at `slope.mu` only.
        const along = {
          value: { g: slope.x, mu: slope.mu },
          gradient: { g: cotangent.x, mu: cotangent.mu },
        };
        const weights = coupledWeights(backend, params);
        const back = coupledPullback(backend, { g: relu(x), mu }, graphs, weights, along);
        const ofG = add(matMul(cotangent.x, frozen.symmetric), back.state.g);
        return {
          y: { x: sub(where(greater(x, 0), ofG, 0), cotangent.x), mu: back.state.mu },
          kept: back.weights,
        };
      }),
    gather: (kept) =>
      tidy(() => {
        const sum = (name: keyof CoupledWeights): Tensor =>
          kept.map((each) => each[name]).reduce((all, each) => add(all, each));
        const turn = sum('turn');
        return {
          linear: sum('constant'),
          rectified: sum('slope'),
          omega: mul(sub(turn, transpose(turn)), 0.5),
          strength: sum('strength'),
        };
      }),
  };
}

/**
 * The learnt start for every sample of a batch, on the sphere. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param start - `[N, D]`.
 * @param batch - Number of samples.
 * @returns `[batch, N, D]`.
 */
export function learntStart(backend: Backend, start: Tensor, batch: number): Tensor {
  return backend.tidy(() => backend.broadcastTo(directions(backend, start), [batch, ...start.shape]));
}

/**
 * Throws unless parameters, graphs and frozen units fit.
 *
 * @param where - Who asks.
 * @param frozen - See {@link FrozenThreshold}.
 * @param graphs - See {@link EditingGraphs}.
 * @param params - See {@link EditingParams}.
 * @throws RangeError when they do not.
 */
export function checkEditing(
  where: string,
  frozen: FrozenThreshold,
  graphs: EditingGraphs,
  params: EditingParams,
): void {
  const { symmetric, bias } = frozen;
  const { pairs, coupling } = graphs;
  const [units = 0, length = 0] = params.start.shape;
  const edges = pairs.edges.length / 2;
  const expected: readonly (readonly [string, Tensor, readonly number[]])[] = [
    ['symmetric', symmetric, [units, units]],
    ['bias', bias, [units]],
    ['linear', params.linear, [edges]],
    ['rectified', params.rectified, [edges]],
    ['omega', params.omega, [length, length]],
    ['strength', params.strength, []],
  ];
  for (const [name, { shape }, want] of expected) {
    if (formatShape(shape) !== formatShape(want)) {
      throw new RangeError(
        `${where}: expected ${name} of shape ${formatShape(want)}, got ${formatShape(shape)}.`,
      );
    }
  }
  const coupled = coupling === 'all' ? units : coupling.count;
  if (pairs.count !== units || coupled !== units) {
    throw new RangeError(`${where}: expected graphs of ${units} units, got ${pairs.count} and ${coupled}.`);
  }
}
