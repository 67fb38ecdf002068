// Checks of tensors that callers pass in.

import type { Backend } from '../backend.js';
import { VsaError } from '../errors.js';

import { formatShape, isTensor, type Tensor } from '../tensor.js';

/**
 * Checks that a value is a live numeric tensor of a backend.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param tensor - What the caller gave.
 * @returns The tensor.
 * @throws TypeError when it is no tensor or holds booleans; VsaError when it is disposed or belongs to another backend.
 */
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

/**
 * Checks that a value is a live numeric matrix of a backend.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param tensor - What the caller gave; should be `[rows >= 1, columns >= 1]`.
 * @param width - Number of columns that it must have; any when left out.
 * @returns Rows and columns.
 * @throws TypeError and VsaError as {@link checkTensor}; RangeError when the shape does not fit.
 */
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

/**
 * Copies a tensor to the host and checks that its values are finite.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param tensor - Checked by {@link checkTensor}.
 * @returns The values, row after row.
 * @throws RangeError, naming the place, when a value is NaN or infinite.
 */
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
      `${where}: expected finite numbers in ${what}, got ${values[wrong] ?? NaN} at row ${Math.floor(wrong / width)}, column ${wrong % width}.`,
    );
  }
  return values;
}
