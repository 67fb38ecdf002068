// The potential E_K of the oscillators, Eq 9 of Fanaskov and Oseledets, 2025, for every function of the scalar products μ_i · μ_j.

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkEdges, checkFloat } from '../internal/validate.js';
import { sumRows } from '../internal/rows.js';
import { matrixAsymmetry } from '../operators/dense.js';
import type { LayerOperator } from '../operators/operator.js';
import { pairEnergy, pairField } from '../pair-interaction.js';
import type { PairFunction } from './pair-function.js';
import { everyPair, pairsOnGraph, type Pairs } from '../internal/pairs.js';

/** E_K of one layer of oscillators, float32 `[batch, ...sizes, D]`. */
export interface Potential {
  /** E_K of each row, `[batch]`. */
  energy(backend: Backend, mu: Tensor): Tensor;
  /** `∂E_K/∂μ_i = Σ_j ∂E_K/∂s_ij μ_j`, of the shape of μ. */
  gradient(backend: Backend, mu: Tensor): Tensor;
  /** Largest difference between the weights of (i, j) and of (j, i), which Theorem 3.2 wants to be 0. */
  asymmetry(backend: Backend): Promise<number>;
}

/** Coefficients of pairs: `[E]` or `[batch, E]` on a graph, else symmetric `[N, N]` or `[batch, N, N]`, whose diagonal plays no part. */
export interface ReluCoefficients {
  /** A = ∂E/∂s at s <= 0; the paper's b_ij, and -R_ij of Eq 18. @defaultValue zeros */
  readonly linear?: Tensor | undefined;
  /** B, slope of ∂E/∂s above 0; the paper's W_ij, and -S_ij of Eq 18. @defaultValue zeros */
  readonly rectified?: Tensor | undefined;
}

/**
 * Example 2: `E_K = Σ_(i<j) (A_ij s + B_ij relu(s)² / 2)` with `s = μ_i · μ_j`; without B, linear interactions.
 *
 * @param backend - Tensor backend.
 * @param coefficients - See {@link ReluCoefficients}; they stay the caller's.
 * @param edges - Pairs (i, j) of a graph. Default every pair.
 * @returns The potential of oscillators `[batch, N, D]`.
 * @throws TypeError for wrong kinds; RangeError for wrong edges or shapes.
 */
export function reluPotential(
  backend: Backend,
  coefficients: ReluCoefficients,
  edges?: Int32Array,
): Potential {
  const { linear, rectified } = coefficients;
  const given = [linear, rectified].filter((tensor) => tensor !== undefined);
  checkCoefficients(backend, 'hk-memory.reluPotential', given, edges);
  if (edges !== undefined) {
    return {
      energy: (b, mu) => pairEnergy(b, mu, edges, coefficients),
      gradient: (b, mu) => pairField(b, mu, edges, coefficients),
      asymmetry: () => Promise.resolve(0),
    };
  }
  const weigh = (b: Backend, s: Tensor, share: number): Tensor => {
    const bent = rectified && b.mul(b.mul(rectified, share), b.relu(s));
    if (linear === undefined) return bent ?? b.zeros(s.shape);
    return bent === undefined ? b.mul(linear, b.ones(s.shape)) : b.add(linear, bent);
  };
  return fromSlope(
    everyPair,
    // relu(s)² / 2 is half of relu(s), times s.
    (b, s) => everyPair.total(b, b.mul(weigh(b, s, 0.5), s)),
    (b, s) => weigh(b, s, 1),
    given,
  );
}

/** Coefficients of {@link attentionPotential}, shaped as those of {@link ReluCoefficients}. */
export interface AttentionCoefficients {
  /** W_ij. */
  readonly weights: Tensor;
  /** b_ij. @defaultValue zeros */
  readonly linear?: Tensor | undefined;
}

/**
 * Example 3: `E_K = log Σ_(i<j) exp(W_ij s) + Σ_(i<j) b_ij s`, a softmax over all pairs.
 *
 * @param backend - Tensor backend.
 * @param coefficients - See {@link AttentionCoefficients}; they stay the caller's.
 * @param edges - Pairs (i, j) of a graph. Default every pair.
 * @returns The potential of oscillators `[batch, N, D]`.
 * @throws TypeError for wrong kinds; RangeError for wrong edges or shapes.
 */
export function attentionPotential(
  backend: Backend,
  { weights, linear }: AttentionCoefficients,
  edges?: Int32Array,
): Potential {
  const given = linear === undefined ? [weights] : [weights, linear];
  checkCoefficients(backend, 'hk-memory.attentionPotential', given, edges);
  const pairs = edges === undefined ? everyPair : pairsOnGraph(edges);
  return fromSlope(
    pairs,
    (b, s) => {
      const attention = b.reshape(pairs.logTotalExp(b, b.mul(weights, s)), [-1]);
      return linear === undefined ? attention : b.add(attention, pairs.total(b, b.mul(linear, s)));
    },
    (b, s) => {
      const logits = b.mul(weights, s);
      const shares = b.mul(weights, b.exp(b.sub(logits, pairs.logTotalExp(b, logits))));
      return linear === undefined ? shares : b.add(shares, linear);
    },
    edges === undefined ? given : [],
  );
}

/**
 * `E_K = Σ_(i<j) f(s_ij)` with a function of the user's own.
 *
 * @param f - Of `s = μ_i · μ_j` for each pair; see {@link PairFunction}. Its symmetry is the caller's to see to.
 * @param edges - Pairs (i, j) of a graph. Default every pair.
 * @returns The potential of oscillators `[batch, N, D]`.
 * @throws TypeError or RangeError for wrong edges.
 */
export function functionPotential(f: PairFunction, edges?: Int32Array): Potential {
  if (edges !== undefined) checkEdges('hk-memory.functionPotential', edges, Infinity);
  const pairs = edges === undefined ? everyPair : pairsOnGraph(edges);
  return fromSlope(
    pairs,
    (b, s) => pairs.total(b, f.value(b, s)),
    (b, s) => f.derivative(b, s),
    [],
  );
}

/**
 * `E_K = μ · A μ / 2` with a linear operator A on the layer, such as a convolution (App E.1.2): what it gives to a pair is ∂E/∂s.
 *
 * @param operator - Acts on each component of the vectors; must be symmetric.
 * @returns The potential of oscillators `[batch, ...sizes, D]`.
 */
export function operatorPotential(operator: LayerOperator): Potential {
  return {
    energy: (b, mu) => b.tidy(() => b.mul(sumRows(b, b.mul(mu, operator.applyVectors(b, mu))), 0.5)),
    gradient: (b, mu) => operator.applyVectors(b, mu),
    asymmetry: (b) => operator.asymmetry(b),
  };
}

/**
 * The sum of potentials.
 *
 * @param parts - At least one.
 * @returns Their sum.
 * @throws RangeError when there is none.
 */
export function sumPotentials(...parts: readonly Potential[]): Potential {
  if (parts.length === 0) {
    throw new RangeError('hk-memory.sumPotentials: expected at least one potential, got none.');
  }
  return {
    energy: (b, mu) =>
      b.tidy(() => parts.map((part) => part.energy(b, mu)).reduce((sum, each) => b.add(sum, each))),
    gradient: (b, mu) =>
      b.tidy(() => parts.map((part) => part.gradient(b, mu)).reduce((sum, each) => b.add(sum, each))),
    asymmetry: async (b) => Math.max(...(await Promise.all(parts.map((part) => part.asymmetry(b))))),
  };
}

function fromSlope(
  pairs: Pairs,
  energy: (b: Backend, s: Tensor) => Tensor,
  slope: (b: Backend, s: Tensor) => Tensor,
  matrices: readonly Tensor[],
): Potential {
  return {
    energy: (b, mu) => b.tidy(() => energy(b, pairs.products(b, mu))),
    gradient: (b, mu) => b.tidy(() => pairs.pull(b, slope(b, pairs.products(b, mu)), mu)),
    asymmetry: async (b) =>
      Math.max(0, ...(await Promise.all(matrices.map((matrix) => matrixAsymmetry(b, matrix))))),
  };
}

function checkCoefficients(
  backend: Backend,
  where: string,
  given: readonly Tensor[],
  edges: Int32Array | undefined,
): void {
  const count = edges === undefined ? undefined : checkEdges(where, edges, Infinity);
  for (const tensor of given) {
    const { shape } = checkFloat(backend, where, 'coefficients', tensor);
    const rank = count === undefined ? 2 : 1;
    const wide = shape.length === rank || shape.length === rank + 1;
    const [before, last] = [shape.at(-2), shape.at(-1)];
    if (!wide || last === 0 || (count === undefined ? before !== last : last !== count)) {
      const form = count === undefined ? '[N, N] or [batch, N, N]' : `[${count}] or [batch, ${count}]`;
      throw new RangeError(`${where}: expected coefficients of shape ${form}, got ${formatShape(shape)}.`);
    }
  }
}
