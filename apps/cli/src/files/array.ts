// An array of numbers as read from a file.

/** Numbers in row-major order with their shape. */
export interface NumberArray {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** The numbers; float64 and whole numbers are rounded to float32. */
  readonly values: Float32Array;
}

/** Arrays of a file by name; a file of one unnamed array calls it by the empty name. */
export type NamedArrays = ReadonlyMap<string, () => NumberArray>;

/**
 * Writes a shape as messages show it.
 *
 * @param shape - Sizes of the axes.
 * @returns For example `[2, 512]`.
 */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/**
 * Number of elements of a shape.
 *
 * @param shape - Sizes of the axes.
 * @returns Their product.
 */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
