// Checks of shapes and axes, before any kernel runs; messages show both shapes.

import { formatShape, sizeOf, type Shape } from './tensor.js';

/** Throws RangeError unless every size is a whole number >= 0; returns the shape. */
export function checkShape(where: string, shape: Shape): Shape {
  const value: unknown = shape;
  if (!Array.isArray(value))
    throw new TypeError(`${where}: expected a shape such as [2, 3], got ${String(shape)}.`);
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw new RangeError(`${where}: expected sizes to be whole numbers >= 0, got ${formatShape(shape)}.`);
    }
  }
  return shape;
}

/** Shape that two shapes broadcast to, as NumPy does; throws RangeError when they do not. */
export function broadcastShapes(where: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i += 1) {
    const sizeA = a[a.length - i] ?? 1;
    const sizeB = b[b.length - i] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new RangeError(
        `${where}: expected shapes that broadcast, got ${formatShape(a)} and ${formatShape(b)}.`,
      );
    }
    out[rank - i] = sizeA === 1 ? sizeB : sizeA;
  }
  return out;
}

/** Turns a negative axis into a positive one; throws RangeError when it is out of range. */
export function checkAxis(where: string, axis: number, shape: Shape): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length) {
    throw new RangeError(
      `${where}: expected an axis from ${-shape.length} to ${shape.length - 1} of shape ${formatShape(shape)}, got ${axis}.`,
    );
  }
  return resolved;
}

/** Axes of a reduction, sorted; undefined means all of them. */
export function checkAxes(
  where: string,
  axis: number | readonly number[] | undefined,
  shape: Shape,
): number[] {
  if (axis === undefined) return shape.map((_, index) => index);
  const axes = (typeof axis === 'number' ? [axis] : axis).map((each) => checkAxis(where, each, shape));
  if (new Set(axes).size !== axes.length) {
    throw new RangeError(`${where}: expected distinct axes, got ${formatShape(axes)}.`);
  }
  return axes.sort((a, b) => a - b);
}

/** Fills in one size of -1; throws RangeError when the number of elements would change. */
export function resolveReshape(where: string, from: Shape, to: Shape): number[] {
  const known = to.filter((size) => size !== -1);
  checkShape(where, known);
  const fits =
    known.length === to.length
      ? sizeOf(known) === sizeOf(from)
      : known.length === to.length - 1 && sizeOf(known) > 0 && sizeOf(from) % sizeOf(known) === 0;
  if (!fits) {
    throw new RangeError(
      `${where}: expected a shape of ${sizeOf(from)} elements for ${formatShape(from)}, got ${formatShape(to)}.`,
    );
  }
  return to.map((size) => (size === -1 ? sizeOf(from) / sizeOf(known) : size));
}
