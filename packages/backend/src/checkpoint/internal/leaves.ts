// Walking all leaves of a tree, not only its tensors. Paths are those of `treeEntries`.

import { isTensor, type Tensor, type TensorTree } from '../../tensor.js';
import type { Plain } from './plain.js';

/** What a tree holds at its ends; undefined stands for nothing. */
export type Leaf = Tensor | ArrayBufferView | Plain;

/** A tree of the same form with other leaves; undefined stays. */
export function mapLeaves<T extends TensorTree>(tree: T, map: (leaf: Leaf, path: string) => Leaf): T {
  return walk(tree, '', map) as T;
}

/** All leaves with their paths, arrays by index, records by key as written. */
export function leavesOf(tree: TensorTree): [path: string, leaf: Leaf][] {
  const found: [string, Leaf][] = [];
  mapLeaves(tree, (leaf, path) => {
    found.push([path, leaf]);
    return leaf;
  });
  return found;
}

function walk(tree: TensorTree, path: string, map: (leaf: Leaf, path: string) => Leaf): TensorTree {
  if (tree === undefined) return undefined;
  if (typeof tree !== 'object' || tree === null || isTensor(tree) || ArrayBuffer.isView(tree)) {
    return map(tree, path);
  }
  const below = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(tree)) {
    return (tree as readonly TensorTree[]).map((child, index) => walk(child, below(index), map));
  }
  return Object.fromEntries(
    Object.entries(tree as Readonly<Record<string, TensorTree>>).map(([key, child]) => [
      key,
      walk(child, below(key), map),
    ]),
  );
}
