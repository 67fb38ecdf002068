// The handle that users hold: a TensorFlow.js tensor that no public type names, with the backend it belongs to.

import type * as tf from '@tensorflow/tfjs-core';
import { VsaError } from '../errors.js';
import { formatShape, isTensor, type DType, type Shape, type Tensor } from '../tensor.js';
import type { BackendName } from '../backend.js';

/** Tensor of a TensorFlow.js backend. */
export class BackendTensor implements Tensor {
  readonly #inner: tf.Tensor;
  readonly #owner: object;
  readonly backend: BackendName;

  constructor(inner: tf.Tensor, owner: object, backend: BackendName) {
    this.#inner = inner;
    this.#owner = owner;
    this.backend = backend;
  }

  get shape(): Shape {
    return this.#inner.shape;
  }

  get dtype(): DType {
    return this.#inner.dtype as DType;
  }

  get size(): number {
    return this.#inner.size;
  }

  get disposed(): boolean {
    return this.#inner.isDisposed;
  }

  dispose(): void {
    if (!this.#inner.isDisposed) this.#inner.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return `Tensor(${this.dtype} ${formatShape(this.shape)} on ${this.backend})`;
  }

  /** The TensorFlow.js tensor, once the handle is seen to be alive and to belong to `owner`. */
  static open(where: string, tensor: unknown, owner: object, backend: BackendName): tf.Tensor {
    if (!(tensor instanceof BackendTensor)) {
      if (isTensor(tensor)) {
        throw new VsaError(
          'TENSOR_FOREIGN',
          `${where}: expected a tensor of this '${backend}' backend, got one of another library or copy; make it with backend.tensor(...).`,
        );
      }
      throw new TypeError(
        `${where}: expected a tensor, got ${describe(tensor)}; make one with backend.tensor(...).`,
      );
    }
    if (tensor.#owner !== owner) {
      throw new VsaError(
        'TENSOR_FOREIGN',
        `${where}: expected a tensor of this '${backend}' backend, got one of another '${tensor.backend}' backend; read it there and make it here with backend.tensor(...).`,
      );
    }
    if (tensor.#inner.isDisposed) {
      throw new VsaError(
        'TENSOR_DISPOSED',
        `${where}: tensor of shape ${formatShape(tensor.shape)} was used after dispose(); keep it, or return it from tidy().`,
      );
    }
    return tensor.#inner;
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  return Array.isArray(value) ? 'an array' : typeof value;
}
