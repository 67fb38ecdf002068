// Weights among the units of one layer as a linear operator: a matrix, a sparse graph or a convolution. Threshold units go through it
// as numbers, oscillators as vectors, component by component (App E of Fanaskov and Oseledets, 2025).

import type { Backend, Tensor } from '@vsa/backend';

/** A linear operator W among the units of one layer, differentiable in what it acts on and in its weights. */
export interface LayerOperator {
  /** For messages. */
  readonly name: string;
  /** W g: `[batch, ...sizes]` to the same. */
  apply(backend: Backend, g: Tensor): Tensor;
  /** W on each component of vectors: `[batch, ...sizes, D]` to the same. */
  applyVectors(backend: Backend, vectors: Tensor): Tensor;
  /** Largest |W - Wᵀ|; 0 for operators that are symmetric by the way they are made. */
  asymmetry(backend: Backend): Promise<number>;
}
