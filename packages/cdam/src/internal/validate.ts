// Bad input is found here, before any kernel runs.

import { formatShape, isTensor, VsaError, type Backend, type Tensor } from '@vsa/backend';

/** Throws unless `tensor` is a live numeric tensor of this backend; returns it. */
export function checkTensor(backend: Backend, where: string, what: string, tensor: unknown): Tensor {
  if (!isTensor(tensor)) {
    throw new TypeError(
      `${where}: expected ${what} to be a tensor, got ${typeof tensor}; make one with backend.tensor(...).`,
    );
  }
  if (tensor.backend !== backend.name) {
    throw new VsaError(
      'TENSOR_FOREIGN',
      `${where}: expected ${what} on backend '${backend.name}', got a tensor of '${tensor.backend}'; read it there and make it here.`,
    );
  }
  if (tensor.disposed) {
    throw new VsaError(
      'TENSOR_DISPOSED',
      `${where}: expected ${what} to be alive, got a tensor after dispose().`,
    );
  }
  if (tensor.dtype === 'bool') {
    throw new TypeError(`${where}: expected ${what} to be float32 or int32, got bool.`);
  }
  return tensor;
}

/** Throws unless `tensor` is `[rows >= 1, columns >= 1]`, or wide as `width`; returns both sizes. */
export function checkMatrix(
  backend: Backend,
  where: string,
  what: string,
  tensor: unknown,
  width?: number,
): readonly [rows: number, columns: number] {
  const { shape } = checkTensor(backend, where, what, tensor);
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows === 0 || columns === 0 || (width !== undefined && columns !== width)) {
    const wanted = width === undefined ? '[rows >= 1, columns >= 1]' : `[rows >= 1, ${width}]`;
    throw new RangeError(`${where}: expected ${what} of shape ${wanted}, got ${formatShape(shape)}.`);
  }
  return [rows, columns];
}

/** Copies a matrix to the host; throws RangeError, naming it, when a value is not finite. */
export async function readFinite(
  backend: Backend,
  where: string,
  what: string,
  tensor: Tensor,
): Promise<Float32Array> {
  const data = await backend.read(tensor);
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const width = tensor.shape.at(-1) ?? 1;
    throw new RangeError(
      `${where}: expected finite numbers in ${what}, got ${values[wrong]} at row ${Math.floor(wrong / width)}, column ${wrong % width}.`,
    );
  }
  return values;
}

/** Throws RangeError unless `value` is a whole number of at least `least`, TypeError unless it is a number; returns it. */
export function checkWhole(where: string, what: string, value: unknown, least: number): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a whole number, got ${typeof value}.`);
  }
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${where}: expected ${what} to be a whole number >= ${least}, got ${value}.`);
  }
  return value;
}

/** Most vertices that a graph may have: their numbers fit an int32 tensor, and so do squares of moderate sizes. */
const MAX_VERTICES = 2 ** 24;

/** Throws RangeError unless `value` is a number of vertices; returns it. */
export function checkVertices(where: string, value: number, least = 1): number {
  checkWhole(where, 'the number of vertices', value, least);
  if (value > MAX_VERTICES) {
    throw new RangeError(`${where}: expected at most ${MAX_VERTICES} vertices, got ${value}.`);
  }
  return value;
}

/** Throws RangeError unless `value` is finite; returns it. */
export function checkFinite(where: string, what: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a number, got ${typeof value}.`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`${where}: expected ${what} to be finite, got ${value}.`);
  }
  return value;
}

/** Throws RangeError unless `value` is finite and > 0; returns it. */
export function checkPositive(where: string, what: string, value: unknown): number {
  if (!(checkFinite(where, what, value) > 0)) {
    throw new RangeError(`${where}: expected ${what} > 0, got ${String(value)}.`);
  }
  return Number(value);
}

/** Throws RangeError unless `value` is a probability; returns it. */
export function checkProbability(where: string, what: string, value: unknown): number {
  const number = checkFinite(where, what, value);
  if (number < 0 || number > 1) {
    throw new RangeError(`${where}: expected ${what} in [0, 1], got ${number}.`);
  }
  return number;
}

/** Throws unless `value` is a finite weight >= 0; returns it. */
export function checkWeight(where: string, what: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected the weight of ${what} to be a number, got ${typeof value}.`);
  }
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new RangeError(`${where}: expected the weight of ${what} to be finite and >= 0, got ${value}.`);
  }
  return value;
}
