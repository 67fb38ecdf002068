// Indexing with a promise that the element is there, so that callers need no cast.

/**
 * The element at an index that the caller knows to exist.
 *
 * @param list - Any list.
 * @param index - Whole number within the list.
 * @returns The element.
 * @throws RangeError when there is none: a mistake of this package.
 */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index];
  if (value === undefined)
    throw new RangeError(`internal: expected an element at ${index}, got ${list.length} elements.`);
  return value;
}
