// Patterns of +1 and -1, a pattern a row: the transpose of the paper's ξ, `[N, p]`, as data sets come.

/** Rows of +1 and -1: patterns, images or states. */
export interface SignRows {
  /** +1 and -1, row-major `[rows, N]`; an `Int8Array` takes a byte each. */
  readonly values: ArrayLike<number>;
  /** Rows and units. */
  readonly shape: readonly [rows: number, units: number];
}

/** Rows of +1 and -1 that this package made or checked. */
export interface Patterns extends SignRows {
  /** One byte each. */
  readonly values: Int8Array;
}
