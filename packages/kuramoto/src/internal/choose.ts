// Options name strategies; a wrong name must say which ones there are.

/**
 * Finds a strategy by name.
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
