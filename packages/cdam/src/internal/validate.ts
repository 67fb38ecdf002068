// Bad input is found here, before any kernel runs.

import { checkWhole } from '@vsa/backend/check';

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
