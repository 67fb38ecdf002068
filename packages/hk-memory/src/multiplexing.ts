// Example 4 of Fanaskov and Oseledets, 2025, as a construction that runs: the same threshold units compute one of two functions, and the
// oscillators' start says which. Within a group oscillators attract one another; between the groups the potential s² (1 - s)² has one
// valley where the groups are aligned (s = 1) and one where they are at right angles (s = 0), parted at s = 1/2. The coupling adds
// `(V_ij - W_ij) s` to the weights between the groups, so that they are V when aligned and W when at right angles. (The paper prints g_i
// for g_j in its Δx.)

import { formatShape, type Backend, type Tensor } from '@vsa/backend';
import { checkPositive, checkWhole, choose } from '@vsa/backend/check';
import { normal, type RandomKey } from '@vsa/backend/random';
import { gatedCoupling } from './coupled/coupling.js';
import { coupledMemory, type CoupledState } from './coupled/memory.js';
import { checkFloat, checkShapes } from './internal/validate.js';
import type { Lagrange } from './lagrange/lagrange.js';
import type { Memory } from './memory.js';
import { denseOperator } from './operators/dense.js';
import type { PairFunction } from './oscillators/pair-function.js';
import { functionPotential } from './oscillators/potential.js';

/** What a multiplexer is made of. */
export interface MultiplexerParts {
  /** Lagrange function of the threshold units. */
  readonly lagrange: Lagrange;
  /** W, weights between the groups while at right angles, float32 `[n, m]`. */
  readonly orthogonal: Tensor;
  /** V, weights while aligned, float32 `[n, m]`. */
  readonly aligned: Tensor;
  /** b, float32 `[n + m]`. @defaultValue zeros */
  readonly bias?: Tensor | undefined;
  /** κ_K, how little the oscillators heed the threshold units. @defaultValue `1000` */
  readonly kappaK?: number | undefined;
}

/** Where the oscillators start: groups at right angles, which chooses W, or aligned, which chooses V. */
export type MultiplexName = 'orthogonal' | 'aligned';

/** Threshold units that compute one of two functions. */
export interface Multiplexer extends Disposable {
  /** The memory, of `n + m` units. */
  readonly memory: Memory<CoupledState>;
  /** The oscillators' start that chooses a function: float32 `[batch, n + m, length]`, noisy, which the caller owns. */
  start(key: RandomKey, name: MultiplexName, options?: MultiplexStart): Tensor;
  /** Frees the weights that it holds. */
  dispose(): void;
}

/** Options of a start. */
export interface MultiplexStart {
  /** Rows. @defaultValue `1` */
  readonly batch?: number | undefined;
  /** Length of the vectors. @defaultValue `3` */
  readonly length?: number | undefined;
  /** Standard deviation of what is added to each component before normalising. @defaultValue `0.1` */
  readonly noise?: number | undefined;
}

const DIRECTIONS: Readonly<Record<MultiplexName, 0 | 1>> = { aligned: 0, orthogonal: 1 };

/**
 * Builds a memory whose threshold units between two groups of n and m have weights W or V, by the oscillators' start.
 *
 * @param backend - Tensor backend.
 * @param parts - See {@link MultiplexerParts}; they stay the caller's.
 * @returns The memory with its starts; the caller disposes it.
 * @throws TypeError for wrong kinds; RangeError for wrong shapes or κ_K <= 0.
 */
export function createMultiplexer(backend: Backend, parts: MultiplexerParts): Multiplexer {
  const where = 'hk-memory.createMultiplexer';
  const { lagrange, orthogonal, aligned, bias, kappaK = 1000 } = parts;
  const { shape } = checkFloat(backend, where, 'orthogonal', orthogonal);
  const [n = 0, m = 0] = shape;
  if (shape.length !== 2 || n === 0 || m === 0) {
    throw new RangeError(`${where}: expected weights of shape [n, m], got ${formatShape(shape)}.`);
  }
  checkShapes(backend, where, 'aligned', aligned, [n, m]);
  if (bias !== undefined) checkShapes(backend, where, 'bias', bias, [n + m]);
  checkPositive(where, 'kappaK', kappaK);
  const weights = acrossGroups(backend, orthogonal);
  const change = backend.tidy(() => acrossGroups(backend, backend.sub(aligned, orthogonal)));
  const across = backend.tidy(() => acrossGroups(backend, backend.ones([n, m])));
  const memory = coupledMemory(
    backend,
    {
      threshold: { lagrange, bias, lateral: denseOperator(backend, weights) },
      potential: functionPotential(twoValleys(across)),
      coupling: gatedCoupling(denseOperator(backend, change)),
    },
    { kappaK },
  );
  const dispose = (): void => {
    for (const tensor of [weights, change, across]) tensor.dispose();
  };
  const start: Multiplexer['start'] = (key, name, options = {}) => {
    const { batch = 1, length = 3, noise = 0.1 } = options;
    const axis = choose(DIRECTIONS, name, 'hk-memory.start', 'name');
    checkWhole('hk-memory.start', 'batch', batch, 1);
    checkWhole('hk-memory.start', 'length', length, 2);
    const vectors = normal(key, [batch * (n + m) * length]);
    for (let place = 0; place < vectors.length; place += length) {
      const direction = (place / length) % (n + m) < n ? 0 : axis;
      const vector = vectors.subarray(place, place + length);
      vector.set(vector.map((value, index) => noise * value + (index === direction ? 1 : 0)));
      const size = Math.hypot(...vector);
      vector.set(vector.map((value) => value / size));
    }
    return backend.tensor(vectors, [batch, n + m, length]);
  };
  return { memory, start, dispose, [Symbol.dispose]: dispose };
}

/** `[[0, W], [Wᵀ, 0]]`, `[n + m, n + m]`. */
function acrossGroups({ add, pad, tidy, transpose }: Backend, weights: Tensor): Tensor {
  const [n = 0, m = 0] = weights.shape;
  return tidy(() => {
    const upper = pad(weights, [
      [0, m],
      [n, 0],
    ]);
    return add(upper, transpose(upper));
  });
}

/** `s² (1 - s)²` across the groups, `-s` within. */
function twoValleys(across: Tensor): PairFunction {
  return {
    value: ({ add, mul, square, sub }, s) => {
      const valleys = square(mul(s, sub(1, s)));
      return add(mul(across, valleys), mul(sub(across, 1), s));
    },
    derivative: ({ add, mul, sub }, s) => {
      const slope = mul(mul(mul(s, 2), sub(1, s)), sub(1, mul(s, 2)));
      return add(mul(across, slope), sub(across, 1));
    },
  };
}
