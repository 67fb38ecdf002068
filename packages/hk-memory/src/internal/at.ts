// Lists that are known to be long enough.

/** An element that is there. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`hk-memory: expected an element ${index}, got none.`);
  return found;
}
