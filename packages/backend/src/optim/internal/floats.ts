// Walking gradients, states and parameters side by side.

import type { Backend } from '../../backend.js';
import { formatShape, type Tensor, type TensorTree } from '../../tensor.js';
import { mapTree, treeEntries, treeTensors } from '../../tree.js';

/**
 * Combines trees tensor by tensor where the first is float32, and clones it elsewhere. Without the check of shapes a wrong
 * gradient would broadcast silently.
 */
export function mapFloats<P extends TensorTree>(
  backend: Backend,
  where: string,
  trees: readonly [P, ...TensorTree[]],
  combine: (...tensors: Tensor[]) => Tensor,
): P {
  const [first] = trees;
  checkAlike(where, trees);
  const columns = trees.map(treeTensors);
  let index = -1;
  return mapTree(first, (tensor) => {
    index += 1;
    if (tensor.dtype !== 'float32') return backend.clone(tensor);
    return combine(...columns.map((column) => column[index]).filter((each) => each !== undefined));
  });
}

/** A tree of zeros of the parameters' form. */
export function zerosLike(backend: Backend, params: TensorTree): TensorTree {
  return mapTree(params, (tensor) => backend.zeros(tensor.shape, tensor.dtype));
}

/** Throws RangeError unless all trees have the tensors of the first, by number and shapes. */
export function checkAlike(where: string, trees: readonly [TensorTree, ...TensorTree[]]): void {
  const [first] = trees;
  const entries = treeEntries(first);
  for (const column of trees.map(treeTensors)) {
    if (column.length !== entries.length) {
      throw new RangeError(
        `${where}: expected trees with ${entries.length} tensors each, got ${column.length}.`,
      );
    }
    for (const [index, [path, { shape }]] of entries.entries()) {
      const other = column[index]?.shape ?? [];
      if (formatShape(other) !== formatShape(shape)) {
        throw new RangeError(
          `${where}: expected one shape, got ${formatShape(shape)} and ${formatShape(other)} at ${path === '' ? 'the root' : path}.`,
        );
      }
    }
  }
}
