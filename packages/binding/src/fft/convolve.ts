// Circular convolution of real vectors by two complex transforms: both inputs ride in one transform, a as the real and b as the
// imaginary part. With z = a + ib, the convolution of z with itself has imaginary part 2 (a convolved with b), so the spectrum is
// squared and never taken apart.

import { formatShape, type Backend, type Shape, type Tensor } from '@vsa/backend';

import { checkPair, checkVectors } from '../internal/check.js';
import type { Fft } from './fft.js';
import { hostPlanOf, uploadPlan, type DevicePlan } from './plan.js';
import { transform } from './transform.js';

/** Options of functions that transform. */
export interface TransformOptions {
  /**
   * Transforms of the vectors' length whose constants are on the device already.
   * @defaultValue the constants are copied to the device at each call, 4 N to 8 N numbers
   */
  readonly fft?: Fft | undefined;
}

/**
 * Circular convolution `c[n] = Σ_m a[m] b[(n - m) mod D]`, in O(D log D); differentiable.
 *
 * @param backend - Tensor backend.
 * @param a - `[..., D]`, float32.
 * @param b - `[..., D]`, float32; leading axes broadcast.
 * @param options - See {@link TransformOptions}.
 * @returns `[..., D]`; the error of a component is a few float32 roundings of |a| |b|.
 * @throws TypeError when one is not float32; RangeError when shapes do not fit or `fft` has another length.
 */
export function circularConvolve(
  backend: Backend,
  a: Tensor,
  b: Tensor,
  options: TransformOptions = {},
): Tensor {
  const shape = checkPair('fft.circularConvolve', a, b);
  return withPlan('fft.circularConvolve', backend, shape, options, (plan) =>
    convolveWith(backend, plan, shape, a, b),
  );
}

/**
 * Circular correlation `c[n] = Σ_m a[m] b[(n + m) mod D]`: the convolution of b with the involution of a.
 *
 * @param backend - Tensor backend.
 * @param a - `[..., D]`, float32.
 * @param b - `[..., D]`, float32; leading axes broadcast.
 * @param options - See {@link TransformOptions}.
 * @returns `[..., D]`, in O(D log D).
 * @throws TypeError when one is not float32; RangeError when shapes do not fit or `fft` has another length.
 */
export function circularCorrelate(
  backend: Backend,
  a: Tensor,
  b: Tensor,
  options: TransformOptions = {},
): Tensor {
  const shape = checkPair('fft.circularCorrelate', a, b);
  return withPlan('fft.circularCorrelate', backend, shape, options, (plan) =>
    convolveWith(backend, plan, shape, involution(backend, a), b),
  );
}

/**
 * Circular deconvolution: the c whose convolution with b gives a, `C[k] = A[k] / B[k]`, in O(D log D).
 *
 * @param backend - Tensor backend.
 * @param a - `[..., D]`, float32.
 * @param b - `[..., D]`, float32; leading axes broadcast. Where its spectrum is near zero the result grows without bound; a spectrum that
 *   is exactly zero somewhere gives NaN.
 * @param options - See {@link TransformOptions}.
 * @returns `[..., D]`.
 * @throws TypeError when one is not float32; RangeError when shapes do not fit or `fft` has another length.
 */
export function circularDeconvolve(
  backend: Backend,
  a: Tensor,
  b: Tensor,
  options: TransformOptions = {},
): Tensor {
  const shape = checkPair('fft.circularDeconvolve', a, b);
  return withPlan('fft.circularDeconvolve', backend, shape, options, (plan) =>
    deconvolveWith(backend, plan, shape, a, b),
  );
}

/**
 * Index reversal `x[(-n) mod D]`, the approximate inverse under convolution (Plate 1995, section II.D).
 *
 * @param backend - Tensor backend.
 * @param x - `[..., D]`, float32.
 * @returns `[..., D]`.
 * @throws TypeError when it is not float32; RangeError when D is 0.
 */
export function involution(backend: Backend, x: Tensor): Tensor {
  checkVectors('fft.involution', 'x', x);
  return backend.tidy(() => backend.roll(backend.reverse(x, -1), 1));
}

/** Runs inside a tidy with the caller's plan, or with one copied for this call. */
function withPlan(
  where: string,
  backend: Backend,
  shape: Shape,
  { fft }: TransformOptions,
  f: (plan: DevicePlan) => Tensor,
): Tensor {
  const dimension = shape.at(-1) ?? 1;
  if (fft !== undefined && fft.length !== dimension) {
    throw new RangeError(
      `${where}: expected vectors [..., ${fft.length}] as options.fft has that length, got ${formatShape(shape)}.`,
    );
  }
  return backend.tidy(() => f(fft?.plan ?? uploadPlan(backend, hostPlanOf(backend, dimension))));
}

function convolveWith(backend: Backend, plan: DevicePlan, shape: Shape, a: Tensor, b: Tensor): Tensor {
  const { packed, balance } = packPair(backend, shape, a, b);
  const { re, im } = parts(backend, transform(backend, plan, packed));
  const { mul, add, sub } = backend;
  // z²/2 = (re² - im²)/2 + i re·im, written with the parts swapped so that the next forward transform is an inverse one.
  const half = mul(mul(sub(re, im), add(re, im)), 0.5);
  const result = transform(backend, plan, backend.concat([mul(re, im), half], 1));
  // The imaginary part of the inverse transform is the real part of the swapped one.
  const convolved = backend.reshape(backend.slice(result, [0, 0, 0], [-1, 1, -1]), shape);
  return backend.div(convolved, mul(balance, plan.length));
}

function deconvolveWith(backend: Backend, plan: DevicePlan, shape: Shape, a: Tensor, b: Tensor): Tensor {
  const { packed, balance } = packPair(backend, shape, a, b);
  const spectrum = transform(backend, plan, packed);
  // z[k] and conj z[-k] are A + iB and A - iB: their sum is 2A, their difference 2iB.
  const mirrored = backend.roll(backend.reverse(spectrum, -1), 1);
  const { re, im } = parts(backend, spectrum);
  const { re: reMirror, im: imMirror } = parts(backend, mirrored);
  const { mul, add, sub } = backend;
  const aRe = add(re, reMirror);
  const aIm = sub(im, imMirror);
  const bRe = add(im, imMirror);
  const bIm = sub(reMirror, re);
  const power = add(backend.square(bRe), backend.square(bIm));
  const quotientRe = backend.div(add(mul(aRe, bRe), mul(aIm, bIm)), power);
  const quotientIm = backend.div(sub(mul(aIm, bRe), mul(aRe, bIm)), power);
  const result = transform(backend, plan, backend.concat([quotientIm, quotientRe], 1));
  const quotient = backend.reshape(backend.slice(result, [0, 1, 0], [-1, 1, -1]), shape);
  return backend.div(quotient, mul(balance, plan.length));
}

/** Packs a (times a balance per row) and b as real and imaginary parts, `[batch, 2, D]`. */
function packPair(
  backend: Backend,
  shape: Shape,
  a: Tensor,
  b: Tensor,
): { readonly packed: Tensor; readonly balance: Tensor } {
  const balance = balanceOf(backend, a, b);
  const rows = (x: Tensor): Tensor =>
    backend.reshape(sameShape(x.shape, shape) ? x : backend.broadcastTo(x, shape), [
      -1,
      1,
      shape.at(-1) ?? 1,
    ]);
  return { packed: backend.concat([rows(backend.mul(a, balance)), rows(b)], 1), balance };
}

/**
 * max|b| / max|a| per row, 1 where either is zero: without it the smaller of two signals that share a transform would carry the
 * rounding errors of the larger one. Results do not depend on it, so no gradient goes through it.
 */
function balanceOf(backend: Backend, a: Tensor, b: Tensor): Tensor {
  const top = (x: Tensor): Tensor =>
    backend.max(backend.abs(backend.stopGradient(x)), { axis: -1, keepDims: true });
  const peakA = top(a);
  const peakB = top(b);
  const usable = backend.greater(backend.minimum(peakA, peakB), 0);
  return backend.where(usable, backend.div(peakB, backend.where(usable, peakA, 1)), 1);
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Both parts of `[batch, 2, D]`, each `[batch, 1, D]`. */
function parts(backend: Backend, x: Tensor): { readonly re: Tensor; readonly im: Tensor } {
  const part = (index: number): Tensor => backend.slice(x, [0, index, 0], [-1, 1, -1]);
  return { re: part(0), im: part(1) };
}
