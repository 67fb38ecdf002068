// Seeded problems for tests: in plain numbers for the oracle and as tensors for the library.

import type { Backend, Tensor } from '@vsa/backend';
import type { PlainProblem } from './oracle.js';

/** Uniform numbers in [0, 1): a 32-bit mixing counter (splitmix-like), good enough for inputs. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

export interface Draw {
  readonly next: () => number;
  /** Whole number in [low, high]. */
  readonly whole: (low: number, high: number) => number;
  readonly bipolar: () => number;
  readonly normal: () => number;
}

export function draws(seed: number): Draw {
  const next = uniforms(seed);
  return {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    bipolar: () => (next() < 0.5 ? -1 : 1),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

export interface ProblemSpec {
  readonly seed: number;
  readonly dimension: number;
  readonly sizes: readonly number[];
  readonly gamma: number;
  readonly scale?: 'mean' | 'sum';
  readonly kind?: 'bipolar' | 'real';
  readonly priors?: boolean;
}

/** A random problem whose composite is a true product; entries are float32 numbers, so both sides see the same ones. */
export function plainProblem(spec: ProblemSpec): PlainProblem {
  const { dimension, gamma, kind = 'bipolar', priors = false, scale = 'mean', seed, sizes } = spec;
  const draw = draws(seed);
  const entry = kind === 'bipolar' ? draw.bipolar : () => Math.fround(draw.normal());
  const books = sizes.map((size) =>
    Array.from({ length: size }, () => Array.from({ length: dimension }, entry)),
  );
  const chosen = books.map((book) => book[draw.whole(0, book.length - 1)] ?? []);
  const x = Array.from({ length: dimension }, (_, d) =>
    Math.fround(chosen.reduce((product, row) => product * (row[d] ?? 0), 1)),
  );
  return {
    x,
    books,
    gamma,
    scale: scale === 'mean' ? 1 / dimension : 1,
    priors: sizes.map((size) => {
      const raw = Array.from({ length: size }, () => (priors ? 0.1 + draw.next() : 1));
      const total = raw.reduce((sum, value) => sum + value, 0);
      return raw.map((value) => value / total);
    }),
  };
}

/** Logits `[K][n_k]` of deviation `spread`, float32 numbers. */
export function plainLogits(sizes: readonly number[], seed: number, spread: number): number[][] {
  const draw = draws(seed);
  return sizes.map((size) => Array.from({ length: size }, () => Math.fround(spread * draw.normal())));
}

export interface TensorInputs extends Disposable {
  readonly x: Tensor;
  readonly books: readonly Tensor[];
}

/** The same problem as tensors. */
export function tensorInputs(backend: Backend, problem: PlainProblem): TensorInputs {
  const x = backend.tensor([problem.x]);
  const books = problem.books.map((book) => backend.tensor(book));
  return {
    x,
    books,
    [Symbol.dispose]() {
      x.dispose();
      for (const book of books) book.dispose();
    },
  };
}

/** Logits as the library lays them out for one composite, `[K, 1, max n]`. */
export function logitTensor(backend: Backend, phi: readonly (readonly number[])[], padding: number): Tensor {
  const widest = Math.max(...phi.map((row) => row.length));
  return backend.tensor(phi.map((row) => [Array.from({ length: widest }, (_, i) => row[i] ?? padding)]));
}

export interface Batch {
  readonly composites: Float32Array;
  readonly codebooks: readonly Float32Array[];
  readonly truth: readonly (readonly number[])[];
}

/** Trials at full size: bipolar codebooks with correlation ρ (each entry of a base flipped with (1 - ρ)/2), one set a trial. */
export function bipolarTrial(seed: number, dimension: number, factors: number, size: number, rho = 0): Batch {
  const draw = draws(seed);
  const flip = (1 - rho) / 2;
  const codebooks = Array.from({ length: factors }, () => {
    const base = Array.from({ length: dimension }, draw.bipolar);
    return Float32Array.from(
      { length: size * dimension },
      (_, at) => (base[at % dimension] ?? 0) * (draw.next() < flip ? -1 : 1),
    );
  });
  const truth = Array.from({ length: factors }, () => draw.whole(0, size - 1));
  const composites = Float32Array.from({ length: dimension }, (_, d) =>
    codebooks.reduce((product, book, k) => product * (book[(truth[k] ?? 0) * dimension + d] ?? 0), 1),
  );
  return { composites, codebooks, truth: [truth] };
}
