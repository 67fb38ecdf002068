// Random data for the tests, and the comparison of tensors with numbers.

import type { Backend, Tensor } from '@vsa/backend';
import { key, normal } from '@vsa/backend/random';
import { expect } from 'vitest';

/** Gaussian numbers, fixed by a seed. */
export function normals(seed: number, count: number, scale = 1): Float32Array {
  return normal(key(seed), [count]).map((value) => scale * value);
}

/** Unit vectors, `[batch, count, length]`. */
export function unitVectors(seed: number, batch: number, count: number, length: number): Float32Array {
  const values = normals(seed, batch * count * length);
  for (let start = 0; start < values.length; start += length) {
    const vector = values.subarray(start, start + length);
    const size = Math.hypot(...vector);
    vector.set(vector.map((value) => value / size));
  }
  return values;
}

/** Fails unless a tensor holds these numbers to within a tolerance. */
export async function expectClose(
  backend: Backend,
  tensor: Tensor,
  wanted: ArrayLike<number>,
  tolerance: number,
): Promise<void> {
  const values = Float64Array.from(await backend.read(tensor));
  expect(values.length).toBe(wanted.length);
  const largest = values.reduce(
    (worst, value, index) => Math.max(worst, Math.abs(value - (wanted[index] ?? NaN))),
    0,
  );
  expect(largest).toBeLessThanOrEqual(tolerance);
}
