// What every vector symbolic architecture offers. A factoriser or a data structure takes an `Algebra`, or just the few members that it
// needs: the types are structural.
//
// Vectors are the last axis, `[..., D]` float32; leading axes are a batch and broadcast as NumPy's do. Kinds and shapes are checked;
// values are not, because that would wait for the device: vectors of another kind (a zero among bipolar ones, a bit of 0.3) give what
// the formulas give.

import type { Backend, Shape, Tensor } from '@vsa/backend';
import type { RandomKey } from '@vsa/backend/random';

import type { Metric } from './metric.js';

/**
 * How far a law holds for vectors as the algebra's own `random` draws them.
 *
 * - `exact`: both sides are equal in real arithmetic, always. In float32 they differ by rounding; for bipolar and binary vectors not at all.
 * - `approximate`: the sides differ, but for random vectors their similarity is far above chance, at any D.
 * - `false`: the sides are no more similar than unrelated vectors.
 */
export type LawStatus = 'exact' | 'approximate' | 'false';

/** Laws of an algebra; `a b` binds, `a + b` bundles, `ρ` permutes, `1` is the identity and `a⁻¹` the inverse. */
export interface Laws {
  /** `a b = b a`. */
  readonly commutativity: LawStatus;
  /** `(a b) c = a (b c)`. */
  readonly associativity: LawStatus;
  /** `a 1 = a`. */
  readonly identity: LawStatus;
  /** `a a = 1`. */
  readonly selfInverse: LawStatus;
  /** `a a⁻¹ = 1`. */
  readonly inverse: LawStatus;
  /** Unbinding b from `a b` gives a. */
  readonly unbindInvertsBind: LawStatus;
  /** `c (x1 + ... + xn) = c x1 + ... + c xn`. */
  readonly bindDistributesOverBundle: LawStatus;
  /** `(a + b) + c = a + b + c`. */
  readonly bundleAssociativity: LawStatus;
  /** `ρ(a b) = ρ(a) ρ(b)`. */
  readonly permuteDistributesOverBind: LawStatus;
  /** `ρ(x1 + ... + xn) = ρ(x1) + ... + ρ(xn)`. */
  readonly permuteDistributesOverBundle: LawStatus;
  /** `similarity(a c, b c) = similarity(a, b)`. */
  readonly bindPreservesSimilarity: LawStatus;
}

/** A vector symbolic architecture. Functions are free of `this`, pure, and return tensors that the caller owns. */
export interface Algebra {
  /** Such as `map-bipolar`. */
  readonly name: string;
  /** Which laws hold, and how far. */
  readonly laws: Laws;
  /** What {@link Algebra.similarity} compares, for code that compares the same vectors many times. */
  readonly metric: Metric;
  /** Independent random vectors `shape = [..., D]`; unrelated ones have similarity 0 ± O(1/√D). Throws RangeError for a wrong shape. */
  random(backend: Backend, key: RandomKey, shape: Shape): Tensor;
  /** The vector `[D]` that binding leaves everything unchanged with. Throws RangeError for a wrong dimension. */
  identity(backend: Backend, dimension: number): Tensor;
  /** Binds `a [..., D]` and `b [..., D]`: a vector dissimilar to both. Throws RangeError when shapes do not fit. */
  bind(backend: Backend, a: Tensor, b: Tensor): Tensor;
  /** Takes `factor [..., D]` out of `bound [..., D]`; {@link Laws.unbindInvertsBind} says how well. Throws as `bind`. */
  unbind(backend: Backend, bound: Tensor, factor: Tensor): Tensor;
  /** The vectors whose binding undoes a binding with `x [..., D]`. */
  inverse(backend: Backend, x: Tensor): Tensor;
  /** Superposes n vectors `[..., n, D]` into one `[..., D]` that is similar to each. Throws RangeError when n is 0. */
  bundle(backend: Backend, vectors: Tensor): Tensor;
  /** Binds n vectors `[..., n, D]` together into `[..., D]`, in log2 n rounds. Throws RangeError when n is 0. */
  bindAll(backend: Backend, vectors: Tensor): Tensor;
  /** Rotates components: i goes to `(i + shift) mod D`. Throws RangeError when `shift` is no whole number. */
  permute(backend: Backend, x: Tensor, shift: number): Tensor;
  /** Similarities of `a [q, D]` with `b [r, D]`: `[q, r]` in [-1, 1], 1 for equal vectors. Throws RangeError for other shapes. */
  similarity(backend: Backend, a: Tensor, b: Tensor): Tensor;
}
