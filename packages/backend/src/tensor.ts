// What a model sees of numbers: an opaque handle with a shape and a type. Where the numbers live is the backend's secret.

/** Element types. `bool` is read as bytes 0 and 1. */
export type DType = 'float32' | 'int32' | 'bool';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Typed arrays that reading gives. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** Nested lists of numbers, all rows of one depth equally long. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** What a tensor can be made of. */
export type TensorValues = NestedNumbers | Float32Array | Float64Array | Int32Array | Uint8Array;

/** A multidimensional array on one backend; immutable. The holder frees it with `dispose()` or `using`. */
export interface Tensor extends Disposable {
  /** Sizes of the axes. */
  readonly shape: Shape;
  /** Element type. */
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** Name of the backend that holds it. */
  readonly backend: string;
  /** True once its memory is given back; every use then throws. */
  readonly disposed: boolean;
  /** Gives its memory back; a second call does nothing. */
  dispose(): void;
}

/** A tensor, or a plain number that is broadcast. */
export type Operand = Tensor | number;

/** Tensors in nested arrays and records: parameters, gradients, states. Other leaves (typed arrays too) pass through untouched. */
export type TensorTree =
  | Tensor
  | ArrayBufferView
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly TensorTree[]
  | { readonly [name: string]: TensorTree };

/**
 * Tells whether a value is a tensor.
 *
 * @param value - Anything.
 * @returns True for a tensor of any backend.
 */
export function isTensor(value: unknown): value is Tensor {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dtype' in value &&
    'dispose' in value &&
    'disposed' in value
  );
}

/**
 * Number of elements of a shape.
 *
 * @param shape - Sizes of the axes.
 * @returns Their product; 1 for a scalar.
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Writes a shape as messages show it.
 *
 * @param shape - Sizes of the axes.
 * @returns For example `[2, 512]`.
 */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
