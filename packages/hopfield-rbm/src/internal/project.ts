// Wᵀs of many states on a backend, block by block: data stay bytes, and only a block of them is ever float32.

import type { Backend, Tensor } from '@vsa/backend';
import type { Patterns } from '../patterns.js';

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
  return backend.tensor(Float32Array.from(values.subarray(begin * n, (begin + count) * n)), [count, n]);
}

/** Calls `use` with h = S W of each block, `[block, p]`, in order. */
export async function forEachBlock(
  backend: Backend,
  weights: Tensor,
  rows: Patterns,
  use: (inputs: Float32Array, begin: number) => void,
): Promise<void> {
  for (let begin = 0; begin < rows.shape[0]; begin += BLOCK) {
    const count = Math.min(BLOCK, rows.shape[0] - begin);
    using states = tensorOfRows(backend, rows, begin, count);
    using inputs = backend.matMul(states, weights);
    use(Float32Array.from(await backend.read(inputs)), begin);
  }
}
