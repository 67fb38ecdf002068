// Similarities. Each is a dot product of features divided by a number, so that a memory computes the features of its items once and one
// matrix product answers any number of queries.

import type { Backend, Tensor } from '@vsa/backend';

import { checkRows } from './internal/check.js';

/** A similarity as a scaled dot product: `similarity(a, b) = features(a) · features(b) / scale(D)`. */
export interface Metric {
  /** `[..., D] -> [..., F]`; a new tensor. */
  features(backend: Backend, x: Tensor): Tensor;
  /** What dot products of features are divided by. */
  scale(dimension: number): number;
  /** `bipolar` when the features of valid vectors are ±1, so that they can be held at one bit a component. */
  readonly values: 'bipolar' | 'real';
}

/** Keeps the norm of a zero vector from dividing by zero: such a vector has similarity 0 with everything. */
const LEAST_SQUARED_NORM = 1e-30;

/** `a · b / D`: the cosine of bipolar vectors, exact in float32 up to D = 2^24. */
export const bipolarMetric: Metric = {
  features: (backend, x) => backend.clone(x),
  scale: (dimension) => dimension,
  values: 'bipolar',
};

/** `1 - 2 hamming / D` of vectors of bits. */
export const bitMetric: Metric = {
  features: (backend, x) => backend.tidy(() => backend.sub(1, backend.mul(x, 2))),
  scale: (dimension) => dimension,
  values: 'bipolar',
};

/** `a · b / (|a| |b|)`; 0 when a vector is zero (shorter than 1e-15). */
export const cosineMetric: Metric = {
  features: (backend, x) =>
    backend.tidy(() => {
      const power = backend.sum(backend.square(x), { axis: -1, keepDims: true });
      return backend.mul(x, backend.rsqrt(backend.maximum(power, LEAST_SQUARED_NORM)));
    }),
  scale: () => 1,
  values: 'real',
};

/** Mean cosine of the differences of phases, through `cos(a - b) = cos a cos b + sin a sin b`. */
export const phaseMetric: Metric = {
  features: (backend, x) => backend.tidy(() => backend.concat([backend.cos(x), backend.sin(x)], -1)),
  scale: (dimension) => dimension,
  values: 'real',
};

/**
 * Similarities of all pairs of rows.
 *
 * @param where - Function that asks, for messages.
 * @param backend - Tensor backend.
 * @param metric - See {@link Metric}.
 * @param a - `[q, D]`, float32.
 * @param b - `[r, D]`, float32.
 * @returns `[q, r]`, in O(q r D).
 * @throws TypeError when one is not float32; RangeError for other shapes.
 */
export function compareRows(where: string, backend: Backend, metric: Metric, a: Tensor, b: Tensor): Tensor {
  const dimension = checkRows(where, a, b);
  return backend.tidy(() => {
    const dots = backend.matMul(metric.features(backend, a), metric.features(backend, b), {
      transposeB: true,
    });
    const scale = metric.scale(dimension);
    return scale === 1 ? dots : backend.div(dots, scale);
  });
}
