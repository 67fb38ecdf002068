// A function that forgets a temporary fills a GPU in minutes; counting tensors shows it in one call.

import type { Backend } from '../backend.js';
import { disposeTree } from '../tree.js';
import type { TensorTree } from '../tensor.js';

/**
 * Runs a function, frees what it returns, and counts what is left behind.
 *
 * @param backend - Where it runs.
 * @param f - Called once; what it returns is freed.
 * @returns Number of tensors that it left alive; 0 is right.
 */
export async function countLeaks(
  backend: Backend,
  f: () => TensorTree | Promise<TensorTree>,
): Promise<number> {
  const before = backend.memory().tensors;
  disposeTree(await f());
  return backend.memory().tensors - before;
}
