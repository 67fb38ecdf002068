// Tensors to the host, checked, for the fused kernels.

import type { Backend, Tensor } from '@vsa/backend';
import { notFinite } from './check.js';

/**
 * Codebooks that were read before: a tensor never changes, and the same ones come with composite after composite. Reading and
 * checking them took 0.4 of the 2.9 ms of 100 Adam steps on one composite (D = 1024, K = 3, n = 100, wasm, one core of an AMD EPYC,
 * family 25, model 17, Node 20.20, November 2026, fastest runs).
 */
const known = new WeakMap<Backend, WeakMap<Tensor, Float32Array>>();

/** The numbers of a tensor, all finite. */
export async function readFinite(backend: Backend, name: string, tensor: Tensor): Promise<Float32Array> {
  const read = await backend.read(tensor);
  const values = read instanceof Float32Array ? read : new Float32Array(read);
  if (!allFinite(values)) throw notFinite('vrn.factorize', name);
  return values;
}

/** As `readFinite`, and kept as long as the tensor is: not to be written to. */
export async function readBook(backend: Backend, name: string, tensor: Tensor): Promise<Float32Array> {
  const books = known.get(backend) ?? new WeakMap<Tensor, Float32Array>();
  known.set(backend, books);
  // Whoever uses a tensor after its end is told so by the reading.
  const before = tensor.disposed ? undefined : books.get(tensor);
  if (before !== undefined) return before;
  const values = await readFinite(backend, name, tensor);
  books.set(tensor, values);
  return values;
}

/** x * 0 is 0 for finite x and NaN for the rest; four sums, so that they do not wait for one another. */
function allFinite(values: Float32Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += (values[i] ?? 0) * 0;
    b += (values[i + 1] ?? 0) * 0;
    c += (values[i + 2] ?? 0) * 0;
    d += (values[i + 3] ?? 0) * 0;
  }
  for (let i = whole; i < values.length; i += 1) a += (values[i] ?? 0) * 0;
  return a + b + c + d === 0;
}
