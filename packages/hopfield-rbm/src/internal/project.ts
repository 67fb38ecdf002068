// Wᵀs of many states on a backend, block by block: data stay bytes, and only a block of them is ever float32.

import type { Backend, Tensor } from '@vsa/backend';
import type { Patterns } from '../patterns.js';
import type { Machine } from './machine.js';

/** States a block: 784 units of them take 6 MB as float32. */
const BLOCK = 2000;

/** Rows `[begin, begin + count)` of states as a tensor `[count, N]`. */
export function tensorOfRows(
  backend: Backend,
  { values, shape }: Patterns,
  begin: number,
  count: number,
): Tensor {
  const [, n] = shape;
  return backend.tensor(new Float32Array(values.subarray(begin * n, (begin + count) * n)), [count, n]);
}

/** Calls `use` with h = S W of each block, `[block, p]`, in order. */
export async function forEachBlock(
  backend: Backend,
  { visible, hidden, weights }: Pick<Machine, 'visible' | 'hidden' | 'weights'>,
  rows: Patterns,
  use: (inputs: Float32Array, begin: number) => void,
): Promise<void> {
  const { kernels } = backend;
  using w = kernels === undefined ? backend.tensor(weights, [visible, hidden]) : undefined;
  for (let begin = 0; begin < rows.shape[0]; begin += BLOCK) {
    const count = Math.min(BLOCK, rows.shape[0] - begin);
    if (kernels !== undefined) {
      const signs = new Float32Array(rows.values.subarray(begin * visible, (begin + count) * visible));
      use(kernels.signProduct(signs, weights, visible), begin);
    } else if (w !== undefined) {
      using states = tensorOfRows(backend, rows, begin, count);
      using inputs = backend.matMul(states, w);
      use(new Float32Array(await backend.read(inputs)), begin);
    }
    // Kernels are synchronous: between blocks timers and signals get their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
