// Bipolar vectors at one bit a component. Two implementations give the same bits: WebAssembly SIMD and plain tensors.

import type { Shape, Tensor } from './tensor.js';

/**
 * Packed bipolar vectors: bit 1 means -1, 32 components an int32 word, lowest bit first; padding bits are zero.
 */
export interface PackedVectors extends Disposable {
  /** The words, int32 `[...rows, ceil(D / 32)]`. */
  readonly words: Tensor;
  /** Number of components D. */
  readonly dimension: number;
  /** Shape of the unpacked vectors, `[...rows, D]`. */
  readonly shape: Shape;
  /** Gives the memory back. */
  dispose(): void;
}

/** Operations on {@link PackedVectors}; the same bits on every backend. */
export interface HypervectorOps {
  /** Packs the signs of `x [...rows, D]`; `sgn(0) = +1`. */
  pack(x: Tensor): PackedVectors;
  /** The ±1 vectors, float32 `[...rows, D]`. */
  unpack(packed: PackedVectors): Tensor;
  /** Elementwise product (XOR of the bits); row axes broadcast. */
  bind(a: PackedVectors, b: PackedVectors): PackedVectors;
  /** Dot products `D - 2 popcount(a XOR b)` of `a [q, D]` with `b [r, D]`: int32 `[q, r]`. */
  similarity(a: PackedVectors, b: PackedVectors): Tensor;
  /** `sgn(weights · codebook)` with `sgn(0) = +1`; `weights` int32 `[q, n]`, `codebook [n, D]` -> `[q, D]`. */
  projectSign(weights: Tensor, codebook: PackedVectors): PackedVectors;
}
