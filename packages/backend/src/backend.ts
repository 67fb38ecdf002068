// The contract between models and numbers. A model sees this file and nothing below it; an implementation (cpu, wasm, webgpu, node)
// fills it in. Functions are free of `this`, so `const { add, mul } = backend` works.
//
// Ownership: a function never disposes its arguments and returns tensors that the caller owns.

import type { HypervectorOps } from './hypervectors.js';
import type { Kernels } from './kernels/types.js';
import type { OscillatorOps } from './oscillators.js';
import type { DType, Operand, Shape, Tensor, TensorData, TensorTree, TensorValues } from './tensor.js';

/** Names of the implementations. */
export type BackendName = 'cpu' | 'wasm' | 'webgpu' | 'node';

/** What an implementation can do, for models that choose a path and for people. */
export interface BackendCapabilities {
  /** What runs the numbers, in words, such as a GPU's name. */
  readonly device: string;
  /** True when a GPU is emulated on the CPU. */
  readonly softwareAdapter: boolean;
  /** True when one large matrix product keeps every core, or a GPU, busy; models then prefer few large products to kernels of one thread. */
  readonly parallelProducts: boolean;
  /** Who serves {@link Backend.hypervectors}. */
  readonly hypervectors: 'wasm-simd' | 'tensor';
}

/** Making tensors and reading them. */
export interface CreationOps {
  /**
   * Makes a tensor; nested lists give the shape when `shape` is left out, typed arrays then give one axis.
   * Throws RangeError for ragged lists, a shape of another size, or NaN; TypeError for a wrong kind.
   */
  tensor(values: TensorValues, shape?: Shape, dtype?: DType): Tensor;
  /** A tensor of shape `[]`. */
  scalar(value: number, dtype?: DType): Tensor;
  /** All zeros. */
  zeros(shape: Shape, dtype?: DType): Tensor;
  /** All ones. */
  ones(shape: Shape, dtype?: DType): Tensor;
  /** All `value`. */
  fill(shape: Shape, value: number, dtype?: DType): Tensor;
  /** Identity matrix `[n, n]`. */
  eye(n: number): Tensor;
  /** `start, start + step, ...` below `stop`, shape `[count]`. */
  range(start: number, stop: number, step?: number, dtype?: DType): Tensor;
  /** `[...indices.shape, depth]` float32, one at the index and zero elsewhere. `indices` is int32. */
  oneHot(indices: Tensor, depth: number): Tensor;
  /** A second handle on the same values. */
  clone(x: Tensor): Tensor;
  /** Converts the element type; float to int32 truncates. */
  cast(x: Tensor, dtype: DType): Tensor;
  /** Copies the values to the host, row-major. */
  read(x: Tensor): Promise<TensorData>;
}

/** Elementwise functions; binary ones broadcast as NumPy does. */
export interface ElementwiseOps {
  add(a: Operand, b: Operand): Tensor;
  sub(a: Operand, b: Operand): Tensor;
  mul(a: Operand, b: Operand): Tensor;
  /** Real division. */
  div(a: Operand, b: Operand): Tensor;
  /** `a^b`; the gradient needs a > 0. */
  pow(a: Operand, b: Operand): Tensor;
  maximum(a: Operand, b: Operand): Tensor;
  minimum(a: Operand, b: Operand): Tensor;
  /** Angle of the point (b, a), rad, in (-π, π]. */
  atan2(a: Operand, b: Operand): Tensor;
  /** Remainder with the divisor's sign. */
  mod(a: Operand, b: Operand): Tensor;
  neg(x: Tensor): Tensor;
  abs(x: Tensor): Tensor;
  /** -1, 0 or 1. Gradient zero. */
  sign(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  /** `1 / sqrt(x)`. */
  rsqrt(x: Tensor): Tensor;
  reciprocal(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  expm1(x: Tensor): Tensor;
  log(x: Tensor): Tensor;
  log1p(x: Tensor): Tensor;
  sin(x: Tensor): Tensor;
  cos(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  /** `log(1 + exp(x))`. */
  softplus(x: Tensor): Tensor;
  floor(x: Tensor): Tensor;
  ceil(x: Tensor): Tensor;
  /** Half to even. */
  round(x: Tensor): Tensor;
  /** Limits values to `[min, max]`; the gradient is 1 inside and 0 outside. */
  clip(x: Tensor, min: number, max: number): Tensor;
  /** `sum_i weights[i] xs[i]` of float32 tensors of one shape, from the first to the last; faster than sums of pairs. */
  weightedSum(weights: readonly number[], xs: readonly Tensor[]): Tensor;
}

/** Comparisons and choices; results are `bool`. */
export interface LogicOps {
  equal(a: Operand, b: Operand): Tensor;
  notEqual(a: Operand, b: Operand): Tensor;
  greater(a: Operand, b: Operand): Tensor;
  greaterEqual(a: Operand, b: Operand): Tensor;
  less(a: Operand, b: Operand): Tensor;
  lessEqual(a: Operand, b: Operand): Tensor;
  logicalAnd(a: Tensor, b: Tensor): Tensor;
  logicalOr(a: Tensor, b: Tensor): Tensor;
  logicalNot(x: Tensor): Tensor;
  isNaN(x: Tensor): Tensor;
  isFinite(x: Tensor): Tensor;
  /** `a` where `condition` (bool) holds, else `b`; all three broadcast. */
  where(condition: Tensor, a: Operand, b: Operand): Tensor;
}

/** Options of reductions. */
export interface ReduceOptions {
  /** Axis or axes to reduce, negative from the end. @defaultValue all */
  readonly axis?: number | readonly number[] | undefined;
  /** Keep reduced axes with size 1. @defaultValue `false` */
  readonly keepDims?: boolean | undefined;
}

/** Options of {@link ReductionOps.cumsum}. */
export interface CumsumOptions {
  /** Axis to sum along. @defaultValue `-1` */
  readonly axis?: number | undefined;
  /** Leave the own element out. @defaultValue `false` */
  readonly exclusive?: boolean | undefined;
  /** Sum from the end. @defaultValue `false` */
  readonly reverse?: boolean | undefined;
}

/** Reductions and normalisations. */
export interface ReductionOps {
  sum(x: Tensor, options?: ReduceOptions): Tensor;
  mean(x: Tensor, options?: ReduceOptions): Tensor;
  /** Ties share the gradient equally. */
  max(x: Tensor, options?: ReduceOptions): Tensor;
  /** Ties share the gradient equally. */
  min(x: Tensor, options?: ReduceOptions): Tensor;
  prod(x: Tensor, options?: ReduceOptions): Tensor;
  /** True where any is true; `bool` in and out. */
  any(x: Tensor, options?: ReduceOptions): Tensor;
  /** True where all are true; `bool` in and out. */
  all(x: Tensor, options?: ReduceOptions): Tensor;
  /** Index of the first largest value, int32. @defaultValue axis -1 */
  argMax(x: Tensor, axis?: number): Tensor;
  /** Index of the first smallest value, int32. @defaultValue axis -1 */
  argMin(x: Tensor, axis?: number): Tensor;
  /** The k largest along the last axis, in falling order, with their int32 indices. No gradient. */
  topK(x: Tensor, k: number): { readonly values: Tensor; readonly indices: Tensor };
  cumsum(x: Tensor, options?: CumsumOptions): Tensor;
  /** `log(sum(exp(x)))`, stable. */
  logSumExp(x: Tensor, options?: ReduceOptions): Tensor;
  /** Stable softmax along one axis. @defaultValue axis -1 */
  softmax(x: Tensor, axis?: number): Tensor;
  /** Stable log of softmax along one axis. @defaultValue axis -1 */
  logSoftmax(x: Tensor, axis?: number): Tensor;
}

/** Options of {@link LinearOps.matMul}. */
export interface MatMulOptions {
  /** Use `a` with its last two axes swapped. @defaultValue `false` */
  readonly transposeA?: boolean | undefined;
  /** Use `b` with its last two axes swapped. @defaultValue `false` */
  readonly transposeB?: boolean | undefined;
}

/** Options of convolutions. */
export interface Conv2dOptions {
  /** Step of the window, one number or `[height, width]`. @defaultValue `1` */
  readonly strides?: number | readonly [number, number] | undefined;
  /** `same` pads with zeros to `ceil(size / stride)`; `valid` pads nothing; a number pads every side by as much. @defaultValue `'valid'` */
  readonly padding?: 'same' | 'valid' | number | undefined;
}

/** Options of pooling. */
export interface Pool2dOptions {
  /** Size of the window. */
  readonly window: number | readonly [number, number];
  /** Step of the window. @defaultValue its size */
  readonly strides?: number | readonly [number, number] | undefined;
  /** `same` covers every element; `valid` takes whole windows only. @defaultValue `'valid'` */
  readonly padding?: 'same' | 'valid' | undefined;
}

/** Products and convolutions. */
export interface LinearOps {
  /** `[..., m, k] · [..., k, n] -> [..., m, n]`; leading axes broadcast. */
  matMul(a: Tensor, b: Tensor, options?: MatMulOptions): Tensor;
  /** `x [batch, H, W, in]`, `filter [h, w, in, out]` -> `[batch, H', W', out]` (cross-correlation). */
  conv2d(x: Tensor, filter: Tensor, options?: Conv2dOptions): Tensor;
  /** The transpose of {@link LinearOps.conv2d}: `x [batch, H', W', out]`, `filter [h, w, in, out]` -> `[batch, ...size, in]`. */
  conv2dTranspose(
    x: Tensor,
    filter: Tensor,
    size: readonly [number, number],
    options?: Conv2dOptions,
  ): Tensor;
  maxPool2d(x: Tensor, options: Pool2dOptions): Tensor;
  avgPool2d(x: Tensor, options: Pool2dOptions): Tensor;
}

/** Moving elements. */
export interface ShapeOps {
  /** One size may be -1. */
  reshape(x: Tensor, shape: Shape): Tensor;
  /** Permutes axes. @defaultValue reversed */
  transpose(x: Tensor, permutation?: readonly number[]): Tensor;
  expandDims(x: Tensor, axis: number): Tensor;
  /** Drops axes of size 1. @defaultValue all of them */
  squeeze(x: Tensor, axes?: readonly number[]): Tensor;
  broadcastTo(x: Tensor, shape: Shape): Tensor;
  concat(xs: readonly Tensor[], axis?: number): Tensor;
  stack(xs: readonly Tensor[], axis?: number): Tensor;
  unstack(x: Tensor, axis?: number): Tensor[];
  /** `size` -1 means up to the end. */
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  /** Pads each axis by `[before, after]`. @defaultValue value 0 */
  pad(x: Tensor, paddings: readonly (readonly [number, number])[], value?: number): Tensor;
  tile(x: Tensor, repetitions: readonly number[]): Tensor;
  reverse(x: Tensor, axis?: number): Tensor;
  /** Rotates the elements along an axis: element i goes to `(i + shift) mod size`. @defaultValue axis -1 */
  roll(x: Tensor, shift: number, axis?: number): Tensor;
  /** Takes slices along an axis; `indices` is int32. @defaultValue axis 0 */
  gather(x: Tensor, indices: Tensor, axis?: number): Tensor;
  /** Sums the rows of `x [n, ...]` by `segmentIds [n]` (int32) into `[count, ...]`. */
  segmentSum(x: Tensor, segmentIds: Tensor, count: number): Tensor;
}

/** Differentiation. */
export interface GradientOps {
  /**
   * Value of a scalar function and its gradient with respect to every float32 tensor of `params`
   * (zeros where the value does not depend on it), by reverse accumulation. `f` must be synchronous.
   * Throws RangeError when the value is not a scalar.
   */
  valueAndGrad<P extends TensorTree>(
    f: (params: P) => Tensor,
    params: P,
  ): { readonly value: Tensor; readonly gradient: P };
  /** The same value with gradient zero. */
  stopGradient(x: Tensor): Tensor;
}

/** Memory in use. */
export interface MemoryInfo {
  /** Live tensors of all backends in this process. */
  readonly tensors: number;
  /** Bytes that they hold. */
  readonly bytes: number;
}

/** Memory. */
export interface MemoryOps {
  /** Runs `f` and frees every tensor made in it that its result does not hold. `f` must be synchronous. */
  tidy<T extends TensorTree>(f: () => T): T;
  /** Exempts a tensor from the enclosing {@link MemoryOps.tidy}. */
  keep(x: Tensor): Tensor;
  /** Counts live tensors. */
  memory(): MemoryInfo;
}

/** A tensor implementation. Get one from `createBackend`. */
export interface Backend
  extends CreationOps, ElementwiseOps, LogicOps, ReductionOps, LinearOps, ShapeOps, GradientOps, MemoryOps {
  /** Which implementation this is. */
  readonly name: BackendName;
  /** What it can do. */
  readonly capabilities: BackendCapabilities;
  /** Bit-packed bipolar vectors. */
  readonly hypervectors: HypervectorOps;
  /** Coupled oscillators on spheres. */
  readonly oscillators: OscillatorOps;
  /** Fused solvers on typed arrays, on CPU-like backends with WebAssembly SIMD; undefined elsewhere. */
  readonly kernels: Kernels | undefined;
  /**
   * Resolves to the driver's words when the device is gone for good, as a GPU that is reset or unplugged: reading tensors fails from then on, and
   * this backend cannot start again in this process or worker. Undefined where there is no such device.
   */
  readonly lost?: Promise<string> | undefined;
}
