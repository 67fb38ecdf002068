// The poster's equation in float64 loops, one oscillator after the other: independent of the package's way of computing.

import { normal, key } from '@vsa/backend/random';

export interface PlainSystem {
  readonly objects: number;
  readonly features: number;
  readonly dimension: number;
  /** [D][D][N][N] always; numbers are multiples of the identity. */
  readonly within: (d: number, e: number, n: number, m: number) => number;
  readonly between: (d: number, e: number, n: number, m: number) => number;
  readonly omega: (d: number, n: number, m: number) => number;
  readonly drive: (b: number, i: number, d: number, n: number) => number;
}

/** dx/dt of one sample, `[objects][D][N]` flat. */
export function derivative(x: Float64Array, system: PlainSystem, b: number): Float64Array {
  const { objects, features, dimension } = system;
  const at = (i: number, d: number, n: number): number => (i * features + d) * dimension + n;
  const out = new Float64Array(x.length);
  for (let i = 0; i < objects; i += 1) {
    for (let d = 0; d < features; d += 1) {
      const y = Array.from({ length: dimension }, (_, n) => {
        let sum = system.drive(b, i, d, n);
        for (let e = 0; e < features; e += 1) {
          for (let m = 0; m < dimension; m += 1) {
            sum += system.within(d, e, n, m) * (x[at(i, e, m)] ?? NaN);
            if (objects === 2) sum += system.between(d, e, n, m) * (x[at(1 - i, e, m)] ?? NaN);
          }
        }
        return sum;
      });
      const along = y.reduce((sum, value, n) => sum + value * (x[at(i, d, n)] ?? NaN), 0);
      for (let n = 0; n < dimension; n += 1) {
        let turn = 0;
        for (let m = 0; m < dimension; m += 1) turn += system.omega(d, n, m) * (x[at(i, d, m)] ?? NaN);
        out[at(i, d, n)] = turn + (y[n] ?? NaN) - along * (x[at(i, d, n)] ?? NaN);
      }
    }
  }
  return out;
}

/** T normalised Euler steps of a batch `[batch, objects, D, N]`. */
export function evolveOracle(
  start: Float32Array | Float64Array,
  system: PlainSystem,
  steps: number,
  h: number,
): Float64Array {
  const { objects, features, dimension } = system;
  const width = objects * features * dimension;
  const out = Float64Array.from(start);
  for (let b = 0; b * width < out.length; b += 1) {
    const x = out.subarray(b * width, (b + 1) * width);
    for (let step = 0; step < steps; step += 1) {
      const dx = derivative(x, system, b);
      dx.forEach((value, index) => {
        x[index] = (x[index] ?? NaN) + h * value;
      });
      for (let row = 0; row < width; row += dimension) {
        const v = x.subarray(row, row + dimension);
        const length = Math.hypot(...v);
        v.forEach((value, n) => {
          v[n] = value / length;
        });
      }
    }
  }
  return out;
}

export interface Arrays {
  readonly start: Float32Array;
  readonly within: Float32Array;
  readonly between: Float32Array;
  readonly omega: Float32Array;
  readonly drive: Float32Array;
}

export interface Sizes {
  readonly batch: number;
  readonly objects: number;
  readonly features: number;
  readonly dimension: number;
  readonly blocks: boolean;
}

/** Gaussian numbers for a problem, with Ω skew and the start on the sphere. */
export function drawProblem(seed: string, { batch, objects, features, dimension, blocks }: Sizes): Arrays {
  const draw = (name: string, ...shape: number[]): Float32Array => normal(key(`${seed}/${name}`), shape);
  const coupling = blocks ? [features, features, dimension, dimension] : [features, features];
  const start = draw('start', batch * objects * features, dimension);
  for (let row = 0; row < start.length; row += dimension) {
    const v = start.subarray(row, row + dimension);
    const length = Math.hypot(...v);
    v.forEach((value, n) => {
      v[n] = value / length;
    });
  }
  const raw = draw('omega', features, dimension, dimension);
  const omega = raw.map((value, index) => {
    const m = index % dimension;
    const n = Math.floor(index / dimension) % dimension;
    const base = index - m - n * dimension;
    return value - (raw[base + m * dimension + n] ?? NaN);
  });
  const scale = 1 / Math.sqrt(blocks ? features * dimension : features);
  const scaled = (values: Float32Array): Float32Array => values.map((value) => value * scale);
  return {
    start,
    omega,
    within: scaled(draw('within', ...coupling)),
    between: scaled(draw('between', ...coupling)),
    drive: draw('drive', batch, objects, features, dimension),
  };
}

/** The same numbers for the oracle. */
export function plainSystem(arrays: Arrays, sizes: Sizes): PlainSystem {
  const { objects, features, dimension: size, blocks } = sizes;
  const entry = (values: Float32Array) => (d: number, e: number, n: number, m: number) => {
    const pair = d * features + e;
    if (blocks) return values[(pair * size + n) * size + m] ?? NaN;
    return n === m ? (values[pair] ?? NaN) : 0;
  };
  return {
    objects,
    features,
    dimension: size,
    within: entry(arrays.within),
    between: entry(arrays.between),
    omega: (d, n, m) => arrays.omega[(d * size + n) * size + m] ?? NaN,
    drive: (b, i, d, n) => arrays.drive[((b * objects + i) * features + d) * size + n] ?? NaN,
  };
}
