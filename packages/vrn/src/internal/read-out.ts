// From tensors to results on the host.

import type { Backend, Tensor } from '@vsa/backend';
import { decode } from '../logits.js';
import type { VrnFactors } from '../options.js';
import type { VrnProblem } from '../problem.js';
import { at } from './lists.js';

/** Choices and posteriors of every row. */
export async function readAnswers(
  backend: Backend,
  phi: Tensor,
  { sizes }: VrnProblem,
): Promise<Pick<VrnFactors, 'indices' | 'posteriors'>[]> {
  using probabilities = backend.softmax(phi);
  using best = decode(backend, phi);
  const p = await backend.read(probabilities);
  const indices = await backend.read(best);
  const batch = at(phi.shape, 1);
  const widest = at(phi.shape, 2);
  return Array.from({ length: batch }, (_, row) => ({
    indices: Array.from(indices.subarray(row * sizes.length, (row + 1) * sizes.length)),
    posteriors: sizes.map((size, k) => {
      const from = (k * batch + row) * widest;
      return new Float32Array(p.subarray(from, from + size));
    }),
  }));
}

/** A history of `[B]` tensors as one series a row; empty for an empty history. */
export async function readTraces(backend: Backend, history: readonly Tensor[]): Promise<Float32Array[]> {
  const length = history.length;
  if (length === 0) return [];
  using stacked = backend.stack(history, 1);
  const values = await backend.read(stacked);
  return Array.from(
    { length: at(stacked.shape, 0) },
    (_, row) => new Float32Array(values.subarray(row * length, (row + 1) * length)),
  );
}
