// What sums over the edges of a graph are given and give, as typed arrays.

/** A graph as kernels walk it; see `PairGraph`. */
export interface EdgeRows {
  /** First entry of each oscillator, and at last 2 E, `[N + 1]`. */
  readonly starts: Int32Array;
  /** Neighbours, ascending within a row, `[2 E]`. */
  readonly neighbours: Int32Array;
  /** Edge of each entry, `[2 E]`. */
  readonly ids: Int32Array;
}

/** States on a graph. All values finite, shapes checked by the caller. */
export interface NeighbourInput extends EdgeRows {
  /** B. */
  readonly batch: number;
  /** D. */
  readonly dimension: number;
  /** x, `[B, N, D]`. */
  readonly states: Float32Array;
}

/** Pair interactions on a graph; see `PairOps` for the equation. */
export interface PairInput extends NeighbourInput {
  /** A, `[E]`. */
  readonly constant: Float32Array;
  /** B, `[E]`. */
  readonly slope: Float32Array;
}

/** Gradients with respect to the parts of a {@link PairInput}. */
export interface PairGradient {
  /** `[B, N, D]`. */
  readonly states: Float32Array;
  /** `[E]`. */
  readonly constant: Float32Array;
  /** `[E]`. */
  readonly slope: Float32Array;
}

/** Sums over the edges of a graph; O(B E D) work, memory of the graph's and the states' size. */
export interface PairKernels {
  /** The field of pair interactions, `[B, N, D]`. */
  pairField(input: PairInput): Float32Array;
  /** Gradients, given that of the field `[B, N, D]`. */
  reversePairField(input: PairInput, gradient: Float32Array): PairGradient;
  /** Sum of the neighbours' states, `[B, N, D]`; its own transpose. */
  neighbourSum(input: NeighbourInput): Float32Array;
}
