// The pair interaction on a sparse graph, in tensor operations: gather the two ends of each edge, take their scalar product, weigh, and add
// up at the ends. Weights are those of Example 2 (ReLU) and of the coupling of Eq 18 of Fanaskov and Oseledets, Binding threshold units
// with artificial oscillatory neurons, 2025. Signs here are plain sums: the models put the minus of Eq 9 where it belongs.

import type { Backend, Operand, Tensor } from '@vsa/backend';
import { addEnds, takeEnds, type Ends } from './internal/ends.js';
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
 * @returns Float32 `[batch, N, D]`, zeros at vertices without edges. It is the gradient of {@link pairEnergy}. O(batch E D) memory.
 * @throws TypeError for wrong kinds; RangeError for wrong shapes or ends.
 */
export function pairField(backend: Backend, mu: Tensor, edges: Int32Array, weights: PairWeights): Tensor {
  const count = check(backend, 'hk-memory.pairField', mu, edges, weights);
  const { expandDims, mul, tidy } = backend;
  return tidy(() => {
    const { first, second } = takeEnds(backend, mu, edges);
    const weight = expandDims(weigh(backend, dot(backend, { first, second }), edges, weights), 2);
    return addEnds(backend, { first: mul(weight, second), second: mul(weight, first) }, edges, count);
  });
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
  check(backend, 'hk-memory.pairEnergy', mu, edges, weights);
  const { rectified } = weights;
  const { mul, sum, tidy } = backend;
  return tidy(() => {
    const s = dot(backend, takeEnds(backend, mu, edges));
    // relu(s)² / 2 is half of relu(s), times s.
    const halved = { ...weights, rectified: rectified && mul(rectified, 0.5) };
    return sum(mul(weigh(backend, s, edges, halved), s), { axis: 0 });
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
  const { mul, tidy } = backend;
  return tidy(() => {
    const s = dot(backend, takeEnds(backend, mu, edges));
    const { first, second } = takeEnds(backend, activations, edges);
    return addEnds(backend, { first: mul(s, second), second: mul(s, first) }, edges, count);
  });
}

/** `[E, batch]` */
function dot(backend: Backend, { first, second }: Ends): Tensor {
  return backend.sum(backend.mul(first, second), { axis: -1 });
}

/** Weights of the edges, `[E, batch]` or `[E, 1]`. */
function weigh(
  backend: Backend,
  s: Tensor,
  edges: Int32Array,
  { linear, rectified, coupling }: PairWeights,
): Tensor {
  const { add, expandDims, mul, relu, transpose, zeros } = backend;
  const column = (x: Tensor): Tensor => (x.shape.length === 1 ? expandDims(x, 1) : transpose(x));
  const parts: Tensor[] = [];
  if (linear !== undefined) parts.push(column(linear));
  if (rectified !== undefined) parts.push(mul(column(rectified), relu(s)));
  if (coupling !== undefined) {
    const { first, second } = takeEnds(backend, coupling.activations, edges);
    parts.push(mul(mul(first, second), coupling.strength));
  }
  return parts.length === 0 ? zeros(s.shape) : parts.reduce((a, b) => add(a, b));
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
