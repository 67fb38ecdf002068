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

/** Threshold units and oscillators coupled; see `CoupledOps` for the equation. All values finite, shapes checked by the caller. */
export interface CoupledInput {
  /** B. */
  readonly batch: number;
  /** D. */
  readonly dimension: number;
  /** Where oscillators pull one another. */
  readonly pairs: EdgeRows;
  /** Where the coupling acts. */
  readonly coupling: EdgeRows;
  /** x, `[B, N, D]`. */
  readonly states: Float32Array;
  /** g, `[B, N]`. */
  readonly gates: Float32Array;
  /** A, `[E]`. */
  readonly constant: Float32Array;
  /** B, `[E]`. */
  readonly slope: Float32Array;
  /** κ. */
  readonly strength: number;
  /** S, `[D, D]`. */
  readonly turn: Float32Array;
}

/** The coupled field, or its gradient. */
export interface CoupledField {
  /** `[B, N, D]`. */
  readonly states: Float32Array;
  /** `[B, N]`. */
  readonly drive: Float32Array;
}

/** Gradients with respect to the parts of a {@link CoupledInput}. */
export interface CoupledGradient {
  /** `[B, N, D]`. */
  readonly states: Float32Array;
  /** `[B, N]`. */
  readonly gates: Float32Array;
  /** `[E]`. */
  readonly constant: Float32Array;
  /** `[E]`. */
  readonly slope: Float32Array;
  readonly strength: number;
  /** `[D, D]`. */
  readonly turn: Float32Array;
}

/** The coupled field in one call, and its gradient in another; O(B E D) work, memory of the graphs' and the states' size. */
export interface CoupledKernels {
  /** The field. */
  coupledField(input: CoupledInput): CoupledField;
  /** Gradients, given `states` of the field, and the gradient of the field. */
  reverseCoupled(input: CoupledInput, states: Float32Array, gradient: CoupledField): CoupledGradient;
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
