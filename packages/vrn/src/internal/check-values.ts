// NaN and infinity are looked for where the numbers live; only one bit a tensor is read.

import type { Backend, Tensor } from '@vsa/backend';
import { notFinite } from './check.js';

/** Throws RangeError naming the tensor that holds NaN or infinity. */
export async function checkValues(
  backend: Backend,
  composites: Tensor,
  codebooks: readonly Tensor[],
  where: string,
): Promise<void> {
  const named: (readonly [string, Tensor])[] = [
    ['composites', composites],
    ...codebooks.map((book, k) => [`codebooks[${k}]`, book] as const),
  ];
  for (const [name, tensor] of named) {
    using finite = backend.tidy(() => backend.all(backend.isFinite(tensor)));
    if ((await backend.read(finite))[0] === 0) {
      throw notFinite(where, name);
    }
  }
}
