// Parameters, gradients and states are trees of tensors; these walk them in one fixed order (arrays by index, records by key as written).

import { isTensor, type Tensor, type TensorTree } from './tensor.js';

/**
 * Applies a function to every tensor of a tree and keeps everything else.
 *
 * @param tree - Any tree.
 * @param map - Called with each tensor and its path, such as `layers.0.weight`.
 * @returns A tree of the same form.
 */
export function mapTree<T extends TensorTree>(tree: T, map: (tensor: Tensor, path: string) => Tensor): T {
  return walk(tree, '', map) as T;
}

function walk(tree: TensorTree, path: string, map: (tensor: Tensor, path: string) => Tensor): TensorTree {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return tree;
  if (isTensor(tree)) return map(tree, path);
  const below = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(tree))
    return (tree as readonly TensorTree[]).map((child, index) => walk(child, below(index), map));
  return Object.fromEntries(
    Object.entries(tree as Readonly<Record<string, TensorTree>>).map(([key, child]) => [
      key,
      walk(child, below(key), map),
    ]),
  );
}

/**
 * Lists the tensors of a tree.
 *
 * @param tree - Any tree.
 * @returns Its tensors in walking order.
 */
export function treeTensors(tree: TensorTree): Tensor[] {
  const found: Tensor[] = [];
  walk(tree, '', (tensor) => {
    found.push(tensor);
    return tensor;
  });
  return found;
}

/**
 * Lists the tensors of a tree with their paths.
 *
 * @param tree - Any tree.
 * @returns Pairs of path and tensor in walking order.
 */
export function treeEntries(tree: TensorTree): [path: string, tensor: Tensor][] {
  const found: [string, Tensor][] = [];
  walk(tree, '', (tensor, path) => {
    found.push([path, tensor]);
    return tensor;
  });
  return found;
}

/**
 * Combines trees of one form, tensor by tensor.
 *
 * @param trees - At least one tree; all of the first one's form.
 * @param combine - Called with the tensors that stand at one place.
 * @returns A tree of the first one's form.
 * @throws RangeError when the numbers of tensors differ.
 */
export function zipTrees<T extends TensorTree>(
  trees: readonly [T, ...TensorTree[]],
  combine: (...tensors: Tensor[]) => Tensor,
): T {
  const lists = trees.map(treeTensors);
  const count = lists[0]?.length ?? 0;
  const other = lists.find((list) => list.length !== count);
  if (other !== undefined) {
    throw new RangeError(`tree.zipTrees: expected trees with ${count} tensors each, got ${other.length}.`);
  }
  let index = 0;
  return mapTree(trees[0], () => {
    const column = lists.map((list) => list[index]).filter((tensor) => tensor !== undefined);
    index += 1;
    return combine(...column);
  });
}

/**
 * Gives back the memory of every tensor of a tree.
 *
 * @param tree - Any tree; its tensors must not be used afterwards.
 */
export function disposeTree(tree: TensorTree): void {
  for (const tensor of treeTensors(tree)) tensor.dispose();
}
