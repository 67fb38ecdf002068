// The transform itself, on tensors `[batch, 2, N]` whose middle axis is (real, imaginary). Every step is a differentiable operation of
// the backend, and every contraction is one plain two-dimensional matrix product, the form that all backends do fastest.
//
// These functions leave their temporaries to the `tidy` that every caller wraps around them.

import type { Backend, Tensor } from '@vsa/backend';

import type { ChirpPlan, DevicePlan, Factors, SplitPlan } from './plan.js';

/**
 * Forward transform `X[k] = Σ_n x[n] exp(-2πi kn / N)`; O(N log N) work and as many matrix products as the plan has radices.
 *
 * @param backend - Tensor backend.
 * @param plan - Plan of length N on that backend.
 * @param x - Signals `[batch, 2, N]`, float32.
 * @returns Spectra `[batch, 2, N]`.
 */
export function transform(backend: Backend, plan: DevicePlan, x: Tensor): Tensor {
  switch (plan.kind) {
    case 'direct': {
      const flat = backend.reshape(x, [-1, 2 * plan.length]);
      return backend.reshape(backend.matMul(flat, plan.matrix), [-1, 2, plan.length]);
    }
    case 'split':
      return split(backend, plan, x);
    case 'chirp':
      return chirped(backend, plan, x);
    default:
      return plan satisfies never;
  }
}

/**
 * Exchanges real and imaginary parts; around {@link transform} this gives N times the inverse transform.
 *
 * @param backend - Tensor backend.
 * @param x - `[..., 2, N]`.
 * @returns `[..., 2, N]`.
 */
export function swapParts(backend: Backend, x: Tensor): Tensor {
  const axis = x.shape.length - 2;
  const [re, im] = halves(backend, x, axis);
  return backend.concat([im, re], axis);
}

/** The two entries of an axis of size 2; slices, as reversing costs the wasm backend 50 ns a number (November 2026, two shared cores). */
function halves(backend: Backend, x: Tensor, axis: number): [Tensor, Tensor] {
  const size = x.shape.map((_, i) => (i === axis ? 1 : -1));
  const part = (index: number): Tensor =>
    backend.slice(
      x,
      x.shape.map((_, i) => (i === axis ? index : 0)),
      size,
    );
  return [part(0), part(1)];
}

/** With n = n1 M + m and k = k1 + r k2: r-point transforms over n1, twiddles W_N^(m k1), then M-point transforms over m. */
function split(backend: Backend, plan: SplitPlan<Tensor>, x: Tensor): Tensor {
  const { radix, matrix, twiddles, rest } = plan;
  const columns = backend.transpose(backend.reshape(x, [-1, 2, radix, rest.length]), [0, 3, 1, 2]);
  const small = backend.matMul(backend.reshape(columns, [-1, 2 * radix]), matrix);
  const turned = multiply(backend, backend.reshape(small, [-1, rest.length, 2, radix]), twiddles);
  const rows = backend.reshape(backend.transpose(turned, [0, 3, 2, 1]), [-1, 2, rest.length]);
  const inner = backend.reshape(transform(backend, rest, rows), [-1, radix, 2, rest.length]);
  return backend.reshape(backend.transpose(inner, [0, 2, 3, 1]), [-1, 2, plan.length]);
}

/** kn = (k² + n² - (k - n)²) / 2 turns the transform into a convolution with a chirp. */
function chirped(backend: Backend, plan: ChirpPlan<Tensor>, x: Tensor): Tensor {
  const { length, padded } = plan;
  const signal = multiply(backend, x, plan.chirp);
  const wide = backend.pad(signal, [
    [0, 0],
    [0, 0],
    [0, padded.length - length],
  ]);
  const product = multiply(backend, transform(backend, padded, wide), plan.spectrum);
  const convolved = swapParts(backend, transform(backend, padded, swapParts(backend, product)));
  const head = backend.slice(convolved, [0, 0, 0], [-1, 2, length]);
  return multiply(backend, head, plan.chirp);
}

/** Complex product with constant factors. */
function multiply(backend: Backend, x: Tensor, factors: Factors<Tensor>): Tensor {
  return backend.add(backend.mul(x, factors.same), backend.mul(swapParts(backend, x), factors.cross));
}
