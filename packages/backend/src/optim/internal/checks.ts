// Argument checks that the pieces share.

/** Throws RangeError unless 0 <= value < limit. */
export function checkRate(value: number, caller: string, name = 'a learning rate', limit = Infinity): void {
  if (value >= 0 && value < limit) return;
  throw new RangeError(`optim.${caller}: expected ${name} in [0, ${limit}), got ${value}.`);
}

/** Throws RangeError unless a number is positive and finite. */
export function checkPositive(value: number, name: string, caller: string): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new RangeError(`optim.${caller}: expected ${name} to be positive and finite, got ${value}.`);
}

/** Throws RangeError unless a number of steps is whole and >= 1. */
export function checkSteps(value: number, caller: string): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`optim.${caller}: expected steps to be a whole number >= 1, got ${value}.`);
}
