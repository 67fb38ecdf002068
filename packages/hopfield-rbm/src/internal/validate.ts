// Bad input is found here, before any work starts.

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
