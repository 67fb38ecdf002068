// Sums over trees and the ownership of what they hold.

import type { Backend } from '../../backend.js';
import { formatShape, type Tensor, type TensorTree } from '../../tensor.js';
import { mapTree, treeEntries, treeTensors, zipTrees } from '../../tree.js';

/** `y + sum_i weights[i] ks[i]`; zeros cost nothing. The sum is made first, so that y is rounded once. Call inside `tidy`. */
export function addWeighted<Y extends TensorTree>(
  backend: Backend,
  y: Y,
  weights: readonly number[],
  ks: readonly Y[],
): Y {
  const change = weightedSum(backend, weights, ks);
  return change === undefined
    ? cloneTree(backend, y)
    : zipTrees([y, change], (a, b) => backend.add(a, pick(b)));
}

/** `sum_i weights[i] ks[i]`, undefined when all weights are zero. Call inside `tidy`. */
export function weightedSum<Y extends TensorTree>(
  backend: Backend,
  weights: readonly number[],
  ks: readonly Y[],
): Y | undefined {
  const terms = ks
    .map((k, index) => ({ k, weight: weights[index] ?? 0 }))
    .filter(({ weight }) => weight !== 0);
  const [first, ...rest] = terms;
  if (first === undefined) return undefined;
  const used = terms.map(({ weight }) => weight);
  return zipTrees([first.k, ...rest.map(({ k }) => k)], (...column) => backend.weightedSum(used, column));
}

/** Second handles on all tensors. */
export function cloneTree<T extends TensorTree>(backend: Backend, tree: T): T {
  return mapTree(tree, (tensor) => backend.clone(tensor));
}

/** Frees the tensors of a tree that none of the others holds. */
export function disposeUnless(tree: TensorTree, ...held: readonly TensorTree[]): void {
  const kept = new Set(held.flatMap((each) => treeTensors(each)));
  for (const tensor of treeTensors(tree)) {
    if (!kept.has(tensor)) tensor.dispose();
  }
}

/** Throws unless a tree has the form of y, tensor by tensor: a wrong derivative would broadcast silently. */
export function checkForm(where: string, what: string, y: TensorTree, other: TensorTree): void {
  const entries = treeEntries(y);
  const others = treeTensors(other);
  if (entries.length !== others.length) {
    throw new RangeError(
      `${where}: expected ${what} to hold ${entries.length} tensors as the state does, got ${others.length}.`,
    );
  }
  for (const [index, [path, tensor]] of entries.entries()) {
    const found = others[index];
    if (
      found === undefined ||
      found.dtype !== 'float32' ||
      formatShape(found.shape) !== formatShape(tensor.shape)
    ) {
      throw new RangeError(
        `${where}: expected ${what} to be float32 of shape ${formatShape(tensor.shape)} at ${path === '' ? 'the root' : path}, ` +
          `got ${found === undefined ? 'nothing' : `${found.dtype} ${formatShape(found.shape)}`}.`,
      );
    }
  }
}

/** Throws unless every tensor of a state is float32, and there is one. */
export function checkState(where: string, y: TensorTree): void {
  const entries = treeEntries(y);
  if (entries.length === 0) throw new TypeError(`${where}: expected a state with tensors, got none.`);
  for (const [path, tensor] of entries) {
    if (tensor.dtype !== 'float32') {
      throw new TypeError(
        `${where}: expected a float32 state, got ${tensor.dtype} at ${path === '' ? 'the root' : path}; cast it.`,
      );
    }
  }
}

/** The tensor of a column that `zipTrees` promises. */
export function pick(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new RangeError('ode: expected trees of one form.');
  return tensor;
}

/** The item of a list that must be there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item === undefined) throw new RangeError(`ode: expected an item at ${index} of ${items.length}.`);
  return item;
}
