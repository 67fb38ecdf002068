// Discrete Fourier transforms of any length in O(N log N), differentiable, on pairs of real tensors: the backend contract has no complex
// element type, and tfjs's own FFT is the O(N²) definition without a gradient.
//
// Method: mixed radix (Cooley and Tukey, Math. Comp. 19, 1965) with radices up to 64 done as matrix products; lengths with a prime
// factor above 64 by Bluestein's chirps (IEEE Trans. Audio Electroacoust. 18, 1970).

import { formatShape, type Backend, type Tensor } from '@vsa/backend';

import { checkDimension, checkVectors } from '../internal/check.js';
import { hostPlanOf, planTensors, uploadPlan, type DevicePlan } from './plan.js';
import { swapParts, transform } from './transform.js';

/** Complex numbers as two real tensors of one shape. */
export interface Complex {
  /** Real parts, `[..., N]`. */
  readonly re: Tensor;
  /** Imaginary parts, `[..., N]`. */
  readonly im: Tensor;
}

/** Transforms of one length with their constants on the device. The owner frees them with `dispose()` or `using`. */
export interface Fft extends Disposable {
  /** N. */
  readonly length: number;
  /** The constants, for this package's own functions. */
  readonly plan: DevicePlan;
  /**
   * `X[k] = Σ_n x[n] exp(-2πi kn / N)` along the last axis of `[..., N]`.
   * Throws TypeError for another kind than float32, RangeError when the shapes differ or end in another size than N.
   */
  forward(x: Complex): Complex;
  /** `x[n] = (1/N) Σ_k X[k] exp(2πi kn / N)` along the last axis of `[..., N]`; throws as {@link Fft.forward}. */
  inverse(x: Complex): Complex;
  /** Gives the constants' memory back. */
  dispose(): void;
}

/**
 * Makes the transforms of one length, with constants that stay on the device until `dispose()`.
 *
 * @param backend - Tensor backend.
 * @param length - N, a whole number >= 1. Cheapest when all prime factors are at most 64; others cost about four times as much.
 * @returns Transforms that the caller owns; 4 N to 8 N float32 numbers and a few small matrices.
 * @throws RangeError when `length` is not a whole number >= 1.
 */
export function createFft(backend: Backend, length: number): Fft {
  checkDimension('fft.createFft', length);
  const plan = uploadPlan(backend, hostPlanOf(backend, length));
  // Kept even when this is called inside a tidy: the owner frees them.
  for (const tensor of planTensors(plan)) backend.keep(tensor);
  const dispose = (): void => {
    for (const tensor of planTensors(plan)) tensor.dispose();
  };
  return {
    length,
    plan,
    forward: (x) => {
      checkComplex('fft.forward', length, x);
      return backend.tidy(() => fromPacked(backend, transform(backend, plan, pack(backend, x)), x.re.shape));
    },
    inverse: (x) => {
      checkComplex('fft.inverse', length, x);
      return backend.tidy(() => {
        const swapped = pack(backend, { re: x.im, im: x.re });
        const result = swapParts(backend, transform(backend, plan, swapped));
        return fromPacked(backend, backend.div(result, length), x.re.shape);
      });
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function checkComplex(where: string, length: number, x: Complex): void {
  checkVectors(where, 're', x.re);
  checkVectors(where, 'im', x.im);
  const shape = formatShape(x.re.shape);
  if (shape !== formatShape(x.im.shape) || x.re.shape.at(-1) !== length) {
    throw new RangeError(
      `${where}: expected re and im of one shape [..., ${length}], got ${shape} and ${formatShape(x.im.shape)}.`,
    );
  }
}

/** `[batch, 2, N]`. */
function pack(backend: Backend, x: Complex): Tensor {
  return backend.reshape(backend.stack([x.re, x.im], -2), [-1, 2, x.re.shape.at(-1) ?? 1]);
}

/** Both parts of `[batch, 2, N]` in the caller's shape. */
function fromPacked(
  backend: Backend,
  x: Tensor,
  shape: readonly number[],
): { readonly re: Tensor; readonly im: Tensor } {
  const part = (index: number): Tensor =>
    backend.reshape(backend.slice(x, [0, index, 0], [-1, 1, -1]), shape);
  return { re: part(0), im: part(1) };
}
