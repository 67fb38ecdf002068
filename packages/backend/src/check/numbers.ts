// Checks of numbers and names. Messages are built only when something is wrong.

/**
 * Checks that a value is a finite number.
 *
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @returns The number.
 * @throws TypeError when it is no number; RangeError when it is not finite.
 * @example
 * ```ts
 * import { checkFinite } from '@vsa/backend/check';
 *
 * const beta = checkFinite('model.recall', 'beta', 2);
 * console.log(beta); // 2
 * ```
 */
export function checkFinite(where: string, what: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a number, got ${typeof value}.`);
  }
  if (!Number.isFinite(value)) {
    throw new RangeError(`${where}: expected ${what} to be finite, got ${value}.`);
  }
  return value;
}

/**
 * Checks that a value is a finite number above zero.
 *
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @returns The number.
 * @throws TypeError when it is no number; RangeError when it is not finite or not above zero.
 */
export function checkPositive(where: string, what: string, value: unknown): number {
  const number = checkFinite(where, what, value);
  if (number <= 0) throw new RangeError(`${where}: expected ${what} > 0, got ${number}.`);
  return number;
}

/**
 * Checks that a value is a finite number of at least zero.
 *
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @returns The number.
 * @throws TypeError when it is no number; RangeError when it is not finite or below zero.
 */
export function checkNonNegative(where: string, what: string, value: unknown): number {
  const number = checkFinite(where, what, value);
  if (number < 0) throw new RangeError(`${where}: expected ${what} >= 0, got ${number}.`);
  return number;
}

/**
 * Checks that a value is a probability.
 *
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @returns The number, in [0, 1].
 * @throws TypeError when it is no number; RangeError when it is not in [0, 1].
 */
export function checkProbability(where: string, what: string, value: unknown): number {
  const number = checkFinite(where, what, value);
  if (number < 0 || number > 1) {
    throw new RangeError(`${where}: expected ${what} in [0, 1], got ${number}.`);
  }
  return number;
}

/**
 * Checks that a value is a whole number of at least `least`.
 *
 * @param where - `module.fn` for the message.
 * @param what - Name of the argument for the message.
 * @param value - What the caller gave.
 * @param least - Smallest allowed value.
 * @returns The number.
 * @throws TypeError when it is no number; RangeError when it is not whole, not exact, or too small.
 */
export function checkWhole(where: string, what: string, value: unknown, least: number): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a whole number, got ${typeof value}.`);
  }
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${where}: expected ${what} to be a whole number >= ${least}, got ${value}.`);
  }
  return value;
}

/**
 * Finds a strategy by the name of an option.
 *
 * @param strategies - Strategies by name.
 * @param name - The name that the caller gave.
 * @param where - `module.fn` for the message.
 * @param option - Name of the option for the message.
 * @returns The strategy.
 * @throws TypeError when `name` is not a string; RangeError, listing the names, when it is unknown.
 */
export function choose<T>(
  strategies: Readonly<Record<string, T>>,
  name: unknown,
  where: string,
  option: string,
): T {
  const names = Object.keys(strategies)
    .map((known) => `'${known}'`)
    .join(', ');
  if (typeof name !== 'string') {
    throw new TypeError(`${where}: expected ${option} to be one of ${names}, got ${typeof name}.`);
  }
  const strategy = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (strategy === undefined) {
    throw new RangeError(`${where}: expected ${option} to be one of ${names}, got '${name}'.`);
  }
  return strategy;
}
