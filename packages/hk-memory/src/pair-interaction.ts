// The pair interaction on a sparse graph: gather the two ends of each edge, take their scalar product, weigh, and add up at the ends. The
// backend's fused sums over edges do it without any array of batch times edges; weights of their own for each row take tensor operations.
// Weights are those of Example 2 (ReLU) and of the coupling of Eq 18 of Fanaskov and Oseledets, Binding threshold units
// with artificial oscillatory neurons, 2025. Signs here are plain sums: the models put the minus of Eq 9 where it belongs.

import type { Backend, Operand, Tensor } from '@vsa/backend';
import { addEnds, takeEnds, type Ends } from './internal/ends.js';
import { graphOf } from './internal/graph.js';
import { checkEdges, checkShapes, checkVectors } from './internal/validate.js';

/** The part `κ g_i g_j` of an edge's weight, Eq 18. */
export interface PairCoupling {
  /** Activations g of the threshold units, float32 `[batch, N]`. */
  readonly activations: Tensor;
  /** κ: a number, or float32 `[]` to learn it. */
  readonly strength: Operand;
}

/** What the edges weigh: `w_e(s) = A_e + B_e relu(s) + κ g_i g_j` with `s = μ_i · μ_j`; parts left out are zero. */
export interface PairWeights {
  /** A, float32 `[E]`, or `[batch, E]` for one set a row. */
  readonly linear?: Tensor | undefined;
  /** B, of the same shapes. */
  readonly rectified?: Tensor | undefined;
  /** The threshold units' part. */
  readonly coupling?: PairCoupling | undefined;
}

/**
 * What the edges pull the vectors by: `field_i = Σ_e w_e(μ_i · μ_j) μ_j` over the edges at i. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - Vectors, float32 `[batch, N, D >= 2]`.
 * @param edges - Pairs (i, j) with i ≠ j, one after the other: `2 E` numbers in 0 .. N - 1.
 * @param weights - See {@link PairWeights}.
 * @returns Float32 `[batch, N, D]`, zeros at vertices without edges. It is the gradient of {@link pairEnergy}. No array of batch times edges is made, but for weights `[batch, E]`.
 * @throws TypeError for wrong kinds; RangeError for wrong shapes or ends.
 */
export function pairField(backend: Backend, mu: Tensor, edges: Int32Array, weights: PairWeights): Tensor {
  const count = check(backend, 'hk-memory.pairField', mu, edges, weights);
  return backend.tidy(() => pull(backend, mu, edges, weights, count));
}

/**
 * Energy of the edges, `Σ_e (A_e s + B_e relu(s)² / 2 + κ g_i g_j s)`: Example 2 and, but for its sign, the coupling. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - As for {@link pairField}.
 * @param edges - As for {@link pairField}.
 * @param weights - As for {@link pairField}.
 * @returns Float32 `[batch]`.
 * @throws As {@link pairField}.
 */
export function pairEnergy(backend: Backend, mu: Tensor, edges: Int32Array, weights: PairWeights): Tensor {
  const count = check(backend, 'hk-memory.pairEnergy', mu, edges, weights);
  const { rectified } = weights;
  const { mul, sum, tidy } = backend;
  return tidy(() => {
    // relu(s)² / 2 is half of relu(s), times s; and Σ_i μ_i · field_i has every edge twice.
    const halved = { ...weights, rectified: rectified && mul(rectified, 0.5) };
    return mul(sum(mul(mu, pull(backend, mu, edges, halved, count)), { axis: [1, 2] }), 0.5);
  });
}

/**
 * Scalar products at the edges, `s_e = μ_i · μ_j`. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - As for {@link pairField}.
 * @param edges - As for {@link pairField}.
 * @returns Float32 `[batch, E]`.
 * @throws As {@link pairField}.
 */
export function pairProducts(backend: Backend, mu: Tensor, edges: Int32Array): Tensor {
  check(backend, 'hk-memory.pairProducts', mu, edges, {});
  return backend.tidy(() => backend.transpose(dot(backend, takeEnds(backend, mu, edges))));
}

/**
 * What the edges drive the threshold units by: `Δx_i = Σ_e (μ_i · μ_j) g_j` over the edges at i, Eq 18 without κ. Differentiable.
 *
 * @param backend - Tensor backend.
 * @param mu - As for {@link pairField}.
 * @param edges - As for {@link pairField}.
 * @param activations - Activations g, float32 `[batch, N]`.
 * @returns Float32 `[batch, N]`: the gradient with respect to g of {@link pairEnergy} with only a coupling of strength 1.
 * @throws As {@link pairField}.
 */
export function pairDrive(backend: Backend, mu: Tensor, edges: Int32Array, activations: Tensor): Tensor {
  const coupling = { activations, strength: 1 };
  const count = check(backend, 'hk-memory.pairDrive', mu, edges, { coupling });
  const { expandDims, mul, oscillators, sum, tidy } = backend;
  return tidy(() => {
    const arriving = oscillators.neighbourSum(mul(expandDims(activations, 2), mu), graphOf(edges, count));
    return sum(mul(mu, arriving), { axis: -1 });
  });
}

/** The field, by the fused sums where all rows have the same weights. */
function pull(backend: Backend, mu: Tensor, edges: Int32Array, weights: PairWeights, count: number): Tensor {
  const { add, expandDims, mul, oscillators, zeros } = backend;
  const { linear, rectified, coupling } = weights;
  const each = [linear, rectified].some((tensor) => tensor?.shape.length === 2);
  const graph = graphOf(edges, count);
  const parts: Tensor[] = [];
  if (each) {
    const { first, second } = takeEnds(backend, mu, edges);
    const weight = expandDims(weigh(backend, dot(backend, { first, second }), weights), 2);
    parts.push(addEnds(backend, { first: mul(weight, second), second: mul(weight, first) }, edges, count));
  } else if (linear !== undefined || rectified !== undefined) {
    const none = [edges.length / 2];
    const same = { constant: linear ?? zeros(none), slope: rectified ?? zeros(none) };
    parts.push(oscillators.pairField(mu, graph, same));
  }
  if (coupling !== undefined) {
    // κ g_i Σ_j g_j μ_j
    const g = expandDims(coupling.activations, 2);
    parts.push(mul(mul(g, oscillators.neighbourSum(mul(g, mu), graph)), coupling.strength));
  }
  return parts.length === 0 ? zeros(mu.shape) : parts.reduce((a, b) => add(a, b));
}

/** `[E, batch]` */
function dot(backend: Backend, { first, second }: Ends): Tensor {
  return backend.sum(backend.mul(first, second), { axis: -1 });
}

/** Weights `A + B relu(s)` of the edges, `[E, batch]` or `[E, 1]`. */
function weigh(backend: Backend, s: Tensor, { linear, rectified }: PairWeights): Tensor {
  const { add, expandDims, mul, relu, transpose, zeros } = backend;
  const column = (x: Tensor): Tensor => (x.shape.length === 1 ? expandDims(x, 1) : transpose(x));
  const straight = linear === undefined ? zeros([s.shape[0] ?? 0, 1]) : column(linear);
  return rectified === undefined ? straight : add(straight, mul(column(rectified), relu(s)));
}

/** Throws for bad input; gives N. */
function check(
  backend: Backend,
  where: string,
  mu: Tensor,
  edges: Int32Array,
  { linear, rectified, coupling }: PairWeights,
): number {
  const [batch, count] = checkVectors(backend, where, mu);
  const pairs = checkEdges(where, edges, count);
  const shapes = [[pairs], [batch, pairs]] as const;
  if (linear !== undefined) checkShapes(backend, where, 'linear', linear, ...shapes);
  if (rectified !== undefined) checkShapes(backend, where, 'rectified', rectified, ...shapes);
  if (coupling !== undefined) {
    checkShapes(backend, where, 'activations', coupling.activations, [batch, count]);
    if (typeof coupling.strength !== 'number') {
      checkShapes(backend, where, 'strength', coupling.strength, []);
    }
  }
  return count;
}
