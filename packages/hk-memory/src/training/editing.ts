// Oscillators that edit what frozen threshold units remember: section 6 and App F of Fanaskov and Oseledets, 2025, with the sparse coupling of
// their programs. The sums over edges are the backend's fused ones, so nothing has the size of edges times batch.

import { formatShape, type Backend, type PairGraph, type Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { foldIn, normal, type RandomKey } from '@vsa/backend/random';

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

/** The two graphs, of N units and E edges each. */
export interface EditingGraphs {
  /** Where oscillators pull one another. */
  readonly pairs: PairGraph;
  /** Where the coupling acts. */
  readonly coupling: PairGraph;
}

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
 * Right-hand side of the coupled model. With the sums c_i of g_j μ_j over the coupling's neighbours:
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
  { linear, rectified, omega, strength }: EditingParams,
): EditingState {
  const { add, expandDims, matMul, mul, oscillators, relu, reshape, sub, sum, tidy, transpose } = backend;
  return tidy(() => {
    const along = { axis: -1, keepDims: true };
    const unit = directions(backend, mu);
    const g = relu(x);
    const gate = expandDims(g, -1);
    const heard = oscillators.neighbourSum(mul(unit, gate), graphs.coupling);
    const drive = sum(mul(unit, heard), { axis: -1 });
    const pulled = oscillators.pairField(unit, graphs.pairs, { constant: linear, slope: rectified });
    const force = sub(pulled, mul(mul(gate, strength), heard));
    const inward = sub(mul(sum(mul(force, unit), along), unit), force);
    const skew = mul(sub(omega, transpose(omega)), 0.5);
    const [batch = 0, units = 0, length = 0] = mu.shape;
    const turned = reshape(matMul(reshape(unit, [batch * units, length]), skew), mu.shape);
    return {
      x: add(add(matMul(g, frozen.symmetric), sub(frozen.bias, x)), mul(drive, strength)),
      mu: add(inward, turned),
    };
  });
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
  if (pairs.count !== units || coupling.count !== units) {
    throw new RangeError(
      `${where}: expected graphs of ${units} units, got ${pairs.count} and ${coupling.count}.`,
    );
  }
}
