// Bipolar vectors behind one interface with two implementations that give the same values: one bit a component with WebAssembly SIMD,
// and ±1 tensors. How they are held is the implementation's secret; `words` and `fromWords` are the way out and in.

import type { Shape, Tensor } from './tensor.js';

/** Bipolar (±1) vectors `[...rows, D]` as an implementation holds them. */
export interface BipolarVectors extends Disposable {
  /** `[...rows, D]`. */
  readonly shape: Shape;
  /** Number of components D. */
  readonly dimension: number;
  /** Gives the memory back; a second call does nothing. */
  dispose(): void;
}

/** Operations on {@link BipolarVectors}; the same values on every backend. */
export interface HypervectorOps {
  /** Takes the signs of `x [...rows, D]`; `sgn(0) = +1`. On CPU-like backends and tensors it does not wait. */
  pack(x: Tensor): BipolarVectors;
  /** The ±1 vectors, float32 `[...rows, D]`. */
  unpack(vectors: BipolarVectors): Tensor;
  /** Words `[...rows, ceil(D / 32)]`, flat: 32 components a word, lowest bit first, bit 1 for -1, padding bits zero. */
  words(vectors: BipolarVectors): Promise<Int32Array>;
  /** Vectors of shape `[...rows, D]` from such words. Throws RangeError when their number does not fit. */
  fromWords(words: Int32Array, shape: Shape): BipolarVectors;
  /** Elementwise product (XOR of the bits); row axes broadcast. */
  bind(a: BipolarVectors, b: BipolarVectors): BipolarVectors;
  /** Dot products `D - 2 popcount(a XOR b)` of `a [q, D]` with `b [r, D]`: int32 `[q, r]`. */
  similarity(a: BipolarVectors, b: BipolarVectors): Tensor;
  /** `sgn(weights · codebook)` with `sgn(0) = +1`; `weights` int32 `[q, n]`, `codebook [n, D]` -> `[q, D]`. */
  projectSign(weights: Tensor, codebook: BipolarVectors): BipolarVectors;
}
