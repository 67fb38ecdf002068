// Bad input is found here, before any kernel runs.

import { formatShape, type Backend, type Shape, type Tensor } from '@vsa/backend';
import { checkTensor } from '@vsa/backend/check';

/**
 * Throws unless a value is a live float32 tensor of a backend.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @returns The tensor.
 */
export function checkFloat(backend: Backend, where: string, what: string, value: unknown): Tensor {
  const tensor = checkTensor(backend, where, what, value);
  if (tensor.dtype !== 'float32') {
    throw new TypeError(`${where}: expected ${what} to be float32, got ${tensor.dtype}; use backend.cast.`);
  }
  return tensor;
}

/**
 * Throws unless a value is a float32 tensor of one of some shapes.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @param shapes - Allowed shapes.
 * @returns The tensor.
 */
export function checkShapes(
  backend: Backend,
  where: string,
  what: string,
  value: unknown,
  ...shapes: readonly Shape[]
): Tensor {
  const tensor = checkFloat(backend, where, what, value);
  const { shape } = tensor;
  const fits = (form: Shape): boolean =>
    form.length === shape.length && form.every((size, axis) => size === shape[axis]);
  if (!shapes.some(fits)) {
    throw new RangeError(
      `${where}: expected ${what} of shape ${shapes.map(formatShape).join(' or ')}, got ${formatShape(shape)}.`,
    );
  }
  return tensor;
}

/**
 * Throws unless a value is a batch of populations of vectors.
 *
 * @param backend - Tensor backend.
 * @param where - `module.fn` for the message.
 * @param mu - What the caller gave; should be float32 `[batch >= 1, N >= 1, D >= 2]`.
 * @returns Its sizes.
 */
export function checkVectors(
  backend: Backend,
  where: string,
  mu: unknown,
): readonly [batch: number, count: number, length: number] {
  const { shape } = checkFloat(backend, where, 'mu', mu);
  const [batch = 0, count = 0, length = 0] = shape;
  if (shape.length !== 3 || batch < 1 || count < 1 || length < 2) {
    throw new RangeError(
      `${where}: expected mu of shape [batch >= 1, N >= 1, D >= 2], got ${formatShape(shape)}.`,
    );
  }
  return [batch, count, length];
}

/**
 * Throws unless a list of numbers is a list of edges.
 *
 * @param where - `module.fn` for the message.
 * @param edges - Pairs (i, j), one after the other.
 * @param count - Number of vertices N.
 * @returns Number of edges E >= 1.
 */
export function checkEdges(where: string, edges: unknown, count: number): number {
  if (!(edges instanceof Int32Array)) {
    throw new TypeError(`${where}: expected edges to be an Int32Array of pairs, got ${typeof edges}.`);
  }
  if (edges.length === 0 || edges.length % 2 === 1) {
    throw new RangeError(
      `${where}: expected edges to hold two ends for each of >= 1 edges, got ${edges.length} numbers.`,
    );
  }
  for (let end = 0; end < edges.length; end += 2) {
    const [i = -1, j = -1] = [edges[end], edges[end + 1]];
    if (i < 0 || j < 0 || i >= count || j >= count || i === j) {
      throw new RangeError(
        `${where}: expected two different ends in 0 .. ${count - 1} in edge ${end / 2}, got (${i}, ${j}).`,
      );
    }
  }
  return edges.length / 2;
}
