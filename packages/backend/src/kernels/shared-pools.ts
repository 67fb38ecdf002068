// One pool of threads for all callers: starting threads takes longer than many runs.

import type { KernelPool, Kernels } from './types.js';

/**
 * Keeps pools by their number of threads.
 *
 * @param create - Makes a pool.
 * @returns The method `sharedPool`: the pool made before, unless it was disposed.
 */
export function sharedPools(create: Kernels['createPool']): Kernels['sharedPool'] {
  const pools = new Map<number | undefined, KernelPool>();
  return ({ threads } = {}) => {
    const known = pools.get(threads);
    if (known !== undefined) return known;
    const pool = create({ threads });
    const dispose = (): void => {
      if (pools.get(threads) === made) pools.delete(threads);
      pool.dispose();
    };
    const made: KernelPool = { ...pool, dispose, [Symbol.dispose]: dispose };
    pools.set(threads, made);
    return made;
  };
}
