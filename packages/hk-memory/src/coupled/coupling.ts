// The coupling of threshold units and oscillators, Eq 12 and 13 of Fanaskov and Oseledets, 2025. The energy is minus one half of a sum over
// pairs; the plus and the squared norm that Eq 46, 49 and 51 print for it do not belong to their equations of motion (the energy would rise).

import type { Backend, Operand, Tensor } from '@vsa/backend';
import { checkEdges, checkShapes } from '../internal/validate.js';
import { sumRows } from '../internal/rows.js';
import type { LayerOperator } from '../operators/operator.js';
import type { PairFunction } from '../oscillators/pair-function.js';
import { everyPairAndSelf, pairsOnGraph } from '../internal/pairs.js';
import { pairDrive, pairEnergy, pairField } from '../pair-interaction.js';

/** How the two kinds of units of a layer act on one another. Activations g are `[batch, ...sizes]`, vectors μ `[batch, ...sizes, D]`. */
export interface Coupling {
  /** The energy's last term, `-1/2 Σ_ij G_ij(g_i g_j) χ_ij(μ_i · μ_j)`, `[batch]`. */
  energy(backend: Backend, g: Tensor, mu: Tensor): Tensor;
  /** Δx of Eq 13: minus the gradient of the energy with respect to g. */
  drive(backend: Backend, g: Tensor, mu: Tensor): Tensor;
  /** δμ of Eq 13: minus the gradient of the energy with respect to μ, with a part along μ that the projection drops. */
  pull(backend: Backend, g: Tensor, mu: Tensor): Tensor;
  /** Largest difference between the couplings of (i, j) and (j, i). @defaultValue none: symmetric as made */
  readonly asymmetry?: ((backend: Backend) => Promise<number>) | undefined;
}

/**
 * Eq 13 with functions G and χ as given: `Δx_i = Σ_j G'_ij(g_i g_j) χ_ij(s_ij) g_j`, `δμ_i = Σ_j G_ij(g_i g_j) χ'_ij(s_ij) μ_j`.
 *
 * @param outer - G, of the products of activations.
 * @param inner - χ, of the scalar products of vectors.
 * @param edges - Pairs (i, j) of a graph. Default every two units, and each with itself.
 * @returns The coupling of units `[batch, N]`. O(batch N²), or O(batch E).
 * @throws TypeError or RangeError for wrong edges.
 */
export function functionCoupling(outer: PairFunction, inner: PairFunction, edges?: Int32Array): Coupling {
  if (edges !== undefined) checkEdges('hk-memory.functionCoupling', edges, Infinity);
  const pairs = edges === undefined ? everyPairAndSelf : pairsOnGraph(edges);
  const products = (b: Backend, g: Tensor): Tensor => pairs.products(b, b.expandDims(g, 2));
  return {
    energy: (b, g, mu) =>
      b.tidy(() => {
        const weight = outer.value(b, products(b, g));
        return b.neg(pairs.total(b, b.mul(weight, inner.value(b, pairs.products(b, mu)))));
      }),
    drive: (b, g, mu) =>
      b.tidy(() => {
        const weight = outer.derivative(b, products(b, g));
        const gated = b.mul(weight, inner.value(b, pairs.products(b, mu)));
        return b.squeeze(pairs.pull(b, gated, b.expandDims(g, 2)), [2]);
      }),
    pull: (b, g, mu) =>
      b.tidy(() => {
        const weight = outer.value(b, products(b, g));
        return pairs.pull(b, b.mul(weight, inner.derivative(b, pairs.products(b, mu))), mu);
      }),
  };
}

/**
 * Eq 16 and 18: G(a) = κ a, χ(s) = s, so that W becomes W + κ μ_i · μ_j.
 *
 * Without edges this is the paper's reading: the Gram matrix of all units with their own products on its diagonal, a correction of rank
 * at most D, at a cost of O(batch N D). With edges it is what the authors' program does: the Gram matrix on a second sparse graph only,
 * without diagonal, whose rank is not bounded.
 *
 * @param backend - Tensor backend.
 * @param strength - κ: a number, or float32 `[]` to learn it.
 * @param edges - Pairs (i, j) of a graph. Default every two units, and each with itself.
 * @returns The coupling.
 * @throws TypeError or RangeError for a strength that is no scalar, or wrong edges.
 */
export function gramCoupling(backend: Backend, strength: Operand, edges?: Int32Array): Coupling {
  const where = 'hk-memory.gramCoupling';
  if (typeof strength !== 'number') checkShapes(backend, where, 'strength', strength, []);
  if (edges !== undefined) {
    checkEdges(where, edges, Infinity);
    return {
      energy: (b, g, mu) =>
        b.tidy(() => b.neg(pairEnergy(b, mu, edges, { coupling: { activations: g, strength } }))),
      drive: (b, g, mu) => b.tidy(() => b.mul(pairDrive(b, mu, edges, g), strength)),
      pull: (b, g, mu) => pairField(b, mu, edges, { coupling: { activations: g, strength } }),
    };
  }
  // κ Σ_j g_j μ_j, [batch, 1, ..., D]: all that one unit needs to know of the others.
  const mean = (b: Backend, g: Tensor, mu: Tensor): Tensor => {
    const axis = g.shape.map((_, index) => index).slice(1);
    return b.mul(b.sum(b.mul(b.expandDims(g, -1), mu), { axis, keepDims: true }), strength);
  };
  return throughField(mean);
}

/**
 * Eq 15 and the lateral connections of App E: G_ij(a) = S_ij a, χ(s) = s, with S a matrix, a graph or a convolution.
 *
 * @param operator - S; the theorem wants it symmetric. O(S) work on D components; no Gram matrix is made.
 * @returns The coupling.
 */
export function gatedCoupling(operator: LayerOperator): Coupling {
  const field = (b: Backend, g: Tensor, mu: Tensor): Tensor =>
    operator.applyVectors(b, b.mul(b.expandDims(g, -1), mu));
  return { ...throughField(field), asymmetry: (b) => operator.asymmetry(b) };
}

/** With c_i = Σ_j S_ij g_j μ_j: energy -1/2 Σ g_i μ_i · c_i, drive μ_i · c_i, pull g_i c_i. */
function throughField(field: (b: Backend, g: Tensor, mu: Tensor) => Tensor): Coupling {
  const drive: Coupling['drive'] = (b, g, mu) =>
    b.tidy(() => b.sum(b.mul(mu, field(b, g, mu)), { axis: -1 }));
  return {
    energy: (b, g, mu) => b.tidy(() => b.mul(sumRows(b, b.mul(g, drive(b, g, mu))), -0.5)),
    drive,
    pull: (b, g, mu) => b.tidy(() => b.mul(b.expandDims(g, -1), field(b, g, mu))),
  };
}
