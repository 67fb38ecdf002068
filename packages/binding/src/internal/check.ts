// Checks that every algebra makes before any work: cheap ones, of kinds and shapes. Values are not read back from the device.

import { formatShape, isTensor, type Shape, type Tensor } from '@vsa/backend';

/**
 * Checks that a value is a float32 tensor of vectors.
 *
 * @param where - Function that asks, such as `hrr.bind`.
 * @param name - The argument's name.
 * @param x - Should be `[..., D]` with D >= 1.
 * @param axes - Fewest axes.
 * @returns D.
 * @throws TypeError when it is no float32 tensor; RangeError when it has too few axes or D is 0.
 */
export function checkVectors(where: string, name: string, x: Tensor, axes = 1): number {
  if (!isTensor(x)) throw new TypeError(`${where}: expected ${name} to be a tensor, got ${typeof x}.`);
  if (x.dtype !== 'float32') {
    throw new TypeError(
      `${where}: expected ${name} to be float32, got ${x.dtype}. Convert it with backend.cast.`,
    );
  }
  const dimension = x.shape.at(-1);
  if (x.shape.length < axes || dimension === undefined || dimension < 1) {
    const wanted = axes === 1 ? '[..., D]' : '[..., n, D]';
    throw new RangeError(
      `${where}: expected ${name} of shape ${wanted} with D >= 1, got ${formatShape(x.shape)}.`,
    );
  }
  return dimension;
}

/**
 * Checks two arrays of vectors that are combined componentwise.
 *
 * @param where - Function that asks.
 * @param a - `[..., D]`.
 * @param b - `[..., D]` with the same D and leading axes that broadcast.
 * @returns The shape of the result, `[..., D]`.
 * @throws TypeError when one is no float32 tensor; RangeError when the shapes do not fit.
 */
export function checkPair(where: string, a: Tensor, b: Tensor): Shape {
  const dimension = checkVectors(where, 'the first argument', a);
  checkVectors(where, 'the second argument', b);
  const lead = broadcastShapes(a.shape.slice(0, -1), b.shape.slice(0, -1));
  if (b.shape.at(-1) !== dimension || lead === undefined) {
    throw new RangeError(
      `${where}: expected vectors of one dimension whose leading axes broadcast, got ${formatShape(a.shape)} and ${formatShape(b.shape)}.`,
    );
  }
  return [...lead, dimension];
}

/**
 * Checks the arguments of a similarity.
 *
 * @param where - Function that asks.
 * @param a - `[q, D]`.
 * @param b - `[r, D]`.
 * @returns D.
 * @throws TypeError when one is no float32 tensor; RangeError when the shapes do not fit.
 */
export function checkRows(where: string, a: Tensor, b: Tensor): number {
  const dimension = checkVectors(where, 'the first argument', a);
  checkVectors(where, 'the second argument', b);
  if (a.shape.length !== 2 || b.shape.length !== 2 || b.shape[1] !== dimension) {
    throw new RangeError(
      `${where}: expected shapes [q, D] and [r, D], got ${formatShape(a.shape)} and ${formatShape(b.shape)}.`,
    );
  }
  return dimension;
}

/**
 * Checks a collection of vectors.
 *
 * @param where - Function that asks.
 * @param vectors - `[..., n, D]` with n >= 1.
 * @returns n and D.
 * @throws TypeError when it is no float32 tensor; RangeError when it has too few axes or is empty.
 */
export function checkCollection(
  where: string,
  vectors: Tensor,
): { readonly count: number; readonly dimension: number } {
  const dimension = checkVectors(where, 'vectors', vectors, 2);
  const count = vectors.shape.at(-2) ?? 0;
  if (count < 1) {
    throw new RangeError(
      `${where}: expected at least one vector in [..., n, D], got ${formatShape(vectors.shape)}.`,
    );
  }
  return { count, dimension };
}

/**
 * Checks a dimension.
 *
 * @param where - Function that asks.
 * @param dimension - D.
 * @throws RangeError when it is not a whole number >= 1.
 */
export function checkDimension(where: string, dimension: number): void {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new RangeError(`${where}: expected a dimension that is a whole number >= 1, got ${dimension}.`);
  }
}

/**
 * Checks the shape of vectors to draw.
 *
 * @param where - Function that asks.
 * @param shape - `[..., D]`.
 * @returns D.
 * @throws RangeError when it has no axis, a size is not a whole number >= 0, or D is 0.
 */
export function checkShape(where: string, shape: Shape): number {
  const dimension = shape.at(-1);
  if (dimension === undefined || dimension < 1 || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw new RangeError(
      `${where}: expected a shape [..., D] of whole numbers with D >= 1, got ${formatShape(shape)}.`,
    );
  }
  return dimension;
}

/**
 * Checks a shift.
 *
 * @param where - Function that asks.
 * @param shift - Places to rotate by.
 * @throws RangeError when it is not a whole number.
 */
export function checkShift(where: string, shift: number): void {
  if (!Number.isSafeInteger(shift)) {
    throw new RangeError(`${where}: expected a shift that is a whole number, got ${shift}.`);
  }
}

/** NumPy's broadcasting of two shapes; undefined when they do not fit. */
function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 1; axis <= rank; axis++) {
    const left = a.at(-axis) ?? 1;
    const right = b.at(-axis) ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    shape.unshift(left === 1 ? right : left);
  }
  return shape;
}
