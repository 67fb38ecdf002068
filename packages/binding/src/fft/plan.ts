// Constants of a transform: small DFT matrices, twiddle factors and, for lengths with a large prime factor, Bluestein's chirps. They are
// computed in float64 and rounded once to float32.
//
// Two forms, and who frees them. A `HostPlan` is typed arrays: ordinary garbage-collected memory, kept per backend in a WeakMap that
// holds at most MAX_KEPT lengths and goes away with the backend. A `DevicePlan` is the same plan as tensors: it belongs to whoever
// uploaded it, and nothing here keeps one, so that no tensor lives on behind a caller's back.

import type { Backend, Tensor } from '@vsa/backend';

import { chirp, chirpKernel, hostFft, powerOfTwoFrom, type HostSignal } from './host.js';
import { chooseRadices } from './radices.js';

/** Values and shape of a constant. */
export interface HostArray {
  /** Row-major values. */
  readonly values: Float32Array;
  /** Sizes of the axes. */
  readonly shape: readonly number[];
}

/**
 * Complex factors as two arrays: with x as (re, im) on an axis of size 2, `x · same + swapped(x) · cross` is the complex product.
 */
export interface Factors<A> {
  /** Real parts, twice. */
  readonly same: A;
  /** Imaginary parts, the first copy negated. */
  readonly cross: A;
}

/** The whole transform as one matrix product. */
export interface DirectPlan<A> {
  readonly kind: 'direct';
  /** N. */
  readonly length: number;
  /** `[2N, 2N]`: row (part, n), column (part, k). */
  readonly matrix: A;
}

/** Cooley and Tukey (1965): `radix` transforms of length `rest.length` after `rest.length` small ones. */
export interface SplitPlan<A> {
  readonly kind: 'split';
  /** N. */
  readonly length: number;
  /** Size of the small transform. */
  readonly radix: number;
  /** `[2 radix, 2 radix]`. */
  readonly matrix: A;
  /** `exp(-2πi m k / N)`, each `[rest.length, 2, radix]`. */
  readonly twiddles: Factors<A>;
  /** Plan of length `N / radix`. */
  readonly rest: Plan<A>;
}

/** Bluestein (1970): a convolution of power-of-two length. */
export interface ChirpPlan<A> {
  readonly kind: 'chirp';
  /** N. */
  readonly length: number;
  /** `exp(-iπ n² / N)`, each `[2, N]`. */
  readonly chirp: Factors<A>;
  /** Spectrum of the conjugate chirp over the padded length, each `[2, M]`. */
  readonly spectrum: Factors<A>;
  /** Plan of length M >= 2N - 1. */
  readonly padded: Plan<A>;
}

/** How a transform of one length is done. */
export type Plan<A> = DirectPlan<A> | SplitPlan<A> | ChirpPlan<A>;

/** A plan as typed arrays. */
export type HostPlan = Plan<HostArray>;

/** A plan as tensors of one backend. */
export type DevicePlan = Plan<Tensor>;

/** Lengths kept per backend. */
const MAX_KEPT = 16;

const kept = new WeakMap<Backend, Map<number, HostPlan>>();

/**
 * The plan of a length, made on first use and kept with the backend (at most 16 lengths, the oldest goes first).
 *
 * @param backend - Whose lifetime the kept plan shares.
 * @param length - N, a whole number >= 1.
 * @returns Constants as typed arrays, some 2N to 4N numbers and the small matrices.
 */
export function hostPlanOf(backend: Backend, length: number): HostPlan {
  const plans = kept.get(backend) ?? new Map<number, HostPlan>();
  kept.set(backend, plans);
  const known = plans.get(length);
  if (known !== undefined) return known;
  const plan = createHostPlan(length);
  const oldest = plans.keys().next();
  if (plans.size >= MAX_KEPT && oldest.done !== true) plans.delete(oldest.value);
  plans.set(length, plan);
  return plan;
}

/**
 * Computes the constants of a transform.
 *
 * @param length - N, a whole number >= 1.
 * @returns Constants as typed arrays.
 */
export function createHostPlan(length: number): HostPlan {
  const radices = chooseRadices(length);
  return radices === undefined ? chirpPlan(length) : splitPlan(length, radices);
}

/**
 * Copies a plan to a backend.
 *
 * @param backend - Where the tensors go.
 * @param plan - Constants as typed arrays.
 * @returns The same plan as tensors, which the caller owns.
 */
export function uploadPlan(backend: Backend, plan: HostPlan): DevicePlan {
  const put = (array: HostArray): Tensor => backend.tensor(array.values, array.shape);
  const putFactors = (factors: Factors<HostArray>): Factors<Tensor> => ({
    same: put(factors.same),
    cross: put(factors.cross),
  });
  switch (plan.kind) {
    case 'direct':
      return { ...plan, matrix: put(plan.matrix) };
    case 'split':
      return {
        ...plan,
        matrix: put(plan.matrix),
        twiddles: putFactors(plan.twiddles),
        rest: uploadPlan(backend, plan.rest),
      };
    case 'chirp':
      return {
        ...plan,
        chirp: putFactors(plan.chirp),
        spectrum: putFactors(plan.spectrum),
        padded: uploadPlan(backend, plan.padded),
      };
    default:
      return plan satisfies never;
  }
}

/**
 * Lists the tensors of a plan.
 *
 * @param plan - A plan of tensors.
 * @returns Every tensor once.
 */
export function planTensors(plan: DevicePlan): Tensor[] {
  switch (plan.kind) {
    case 'direct':
      return [plan.matrix];
    case 'split':
      return [plan.matrix, plan.twiddles.same, plan.twiddles.cross, ...planTensors(plan.rest)];
    case 'chirp':
      return [
        plan.chirp.same,
        plan.chirp.cross,
        plan.spectrum.same,
        plan.spectrum.cross,
        ...planTensors(plan.padded),
      ];
    default:
      return plan satisfies never;
  }
}

function splitPlan(length: number, radices: readonly number[]): HostPlan {
  const [radix = 1, ...others] = radices;
  const matrix = dftMatrix(radix);
  if (others.length === 0) return { kind: 'direct', length, matrix };
  const rest = length / radix;
  return {
    kind: 'split',
    length,
    radix,
    matrix,
    twiddles: twiddleFactors(rest, radix),
    rest: splitPlan(rest, others),
  };
}

function chirpPlan(length: number): HostPlan {
  const padded = powerOfTwoFrom(2 * length - 1);
  const spectrum = hostFft(chirpKernel(length, padded));
  // The inverse transform of the convolution divides by M; doing it here costs nothing later.
  const scale = (values: Float64Array): Float64Array => values.map((value) => value / padded);
  return {
    kind: 'chirp',
    length,
    chirp: signalFactors(chirp(length)),
    spectrum: signalFactors({ re: scale(spectrum.re), im: scale(spectrum.im) }),
    padded: createHostPlan(padded),
  };
}

/** The DFT of length n on rows (re, im): re' = re·cos + im·sin, im' = im·cos - re·sin at the angle 2π nk / N. */
function dftMatrix(n: number): HostArray {
  const values = new Float32Array(4 * n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const angle = (2 * Math.PI * ((row * column) % n)) / n;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      values[row * 2 * n + column] = cos;
      values[row * 2 * n + n + column] = -sin;
      values[(n + row) * 2 * n + column] = sin;
      values[(n + row) * 2 * n + n + column] = cos;
    }
  }
  return { values, shape: [2 * n, 2 * n] };
}

function twiddleFactors(rest: number, radix: number): Factors<HostArray> {
  const shape = [rest, 2, radix];
  const same = new Float32Array(rest * 2 * radix);
  const cross = new Float32Array(rest * 2 * radix);
  for (let m = 0; m < rest; m++) {
    for (let k = 0; k < radix; k++) {
      const angle = (2 * Math.PI * m * k) / (rest * radix);
      const at = m * 2 * radix + k;
      same[at] = same[at + radix] = Math.cos(angle);
      cross[at] = Math.sin(angle);
      cross[at + radix] = -Math.sin(angle);
    }
  }
  return { same: { values: same, shape }, cross: { values: cross, shape } };
}

function signalFactors({ re, im }: HostSignal): Factors<HostArray> {
  const n = re.length;
  const same = new Float32Array(2 * n);
  const cross = new Float32Array(2 * n);
  same.set(re, 0);
  same.set(re, n);
  cross.set(
    im.map((value) => -value),
    0,
  );
  cross.set(im, n);
  return { same: { values: same, shape: [2, n] }, cross: { values: cross, shape: [2, n] } };
}
