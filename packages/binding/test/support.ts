// What the tests of this package share: the two backends that run everywhere, reading values, and slow float64 oracles.

import { treeTensors, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { createWasmBackend } from '@vsa/backend/wasm';

export const cpu = await createCpuBackend();
export const wasm = await createWasmBackend();
export const backends: readonly Backend[] = [cpu, wasm];

/** Reads a tensor and frees it. */
export async function take(backend: Backend, x: Tensor): Promise<number[]> {
  const values = await backend.read(x);
  x.dispose();
  return Array.from(values);
}

/** How many tensors a function leaves behind, its result's not counted; frees the result. */
export function leftBehind(backend: Backend, f: () => TensorTree): number {
  const before = backend.memory().tensors;
  const live = treeTensors(f());
  const left = backend.memory().tensors - before - live.length;
  for (const tensor of live) tensor.dispose();
  return left;
}

/** Largest absolute difference; NaN counts as infinite, and so does a difference in length. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
  }
  return largest;
}

/** Euclidean length. */
export function norm(x: ArrayLike<number>): number {
  return Math.sqrt(Array.from(x).reduce((sum, value) => sum + value * value, 0));
}

/** The definition of the transform, O(N²), in float64. */
export function naiveDft(
  re: ArrayLike<number>,
  im: ArrayLike<number>,
  direction: 1 | -1 = -1,
): { readonly re: number[]; readonly im: number[] } {
  const n = re.length;
  const result: { readonly re: number[]; readonly im: number[] } = { re: [], im: [] };
  for (let k = 0; k < n; k++) {
    let sumRe = 0;
    let sumIm = 0;
    for (let m = 0; m < n; m++) {
      const angle = (direction * 2 * Math.PI * ((k * m) % n)) / n;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      sumRe += (re[m] ?? 0) * c - (im[m] ?? 0) * s;
      sumIm += (re[m] ?? 0) * s + (im[m] ?? 0) * c;
    }
    result.re.push(direction === 1 ? sumRe / n : sumRe);
    result.im.push(direction === 1 ? sumIm / n : sumIm);
  }
  return result;
}

/** The definition of circular convolution, O(D²), in float64. */
export function naiveConvolution(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const n = a.length;
  return Array.from({ length: n }, (_, k) => {
    let sum = 0;
    for (let m = 0; m < n; m++) sum += (a[m] ?? 0) * (b[(k - m + n) % n] ?? 0);
    return sum;
  });
}

/** Circular deconvolution by the definition of the transform, in float64. */
export function naiveDeconvolution(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const zeros = Array.from(a, () => 0);
  const top = naiveDft(a, zeros);
  const bottom = naiveDft(b, zeros);
  const re: number[] = [];
  const im: number[] = [];
  for (let k = 0; k < a.length; k++) {
    const [ar = 0, ai = 0, br = 0, bi = 0] = [top.re[k], top.im[k], bottom.re[k], bottom.im[k]];
    const power = br * br + bi * bi;
    re.push((ar * br + ai * bi) / power);
    im.push((ai * br - ar * bi) / power);
  }
  return naiveDft(re, im, 1).re;
}

/** Central differences of a function of float64 numbers. */
export function slopes(f: (x: readonly number[]) => number, x: readonly number[], step = 1e-5): number[] {
  return x.map((_, i) => {
    const at = (shift: number): number => f(x.map((value, j) => (j === i ? value + shift : value)));
    return (at(step) - at(-step)) / (2 * step);
  });
}
