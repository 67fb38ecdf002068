/** One array as the vector scripts write it; infinities are strings. */
export interface VectorArray {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly (number | string)[];
}

/** Inputs, output and gradients of one operation. */
export interface VectorCase {
  readonly inputs: readonly VectorArray[];
  readonly output: VectorArray;
  /** Gradients of `sum(cos(i) * output_i)`, null for integer inputs; absent where the operation has none. */
  readonly gradients?: readonly (VectorArray | null)[];
}
