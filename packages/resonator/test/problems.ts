// Seeded problems for the tests. A small linear generator is enough here and keeps the tests free of other packages.

import type { Backend, Tensor } from '@vsa/backend';
import type { Book } from './naive.js';

/** Random numbers in [0, 1): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function bipolarBook(random: () => number, count: number, dimension: number): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: dimension }, () => (random() < 0.5 ? -1 : 1)),
  );
}

/** Standard normal numbers by Box and Muller, rounded to float32 so that both sides see the same values. */
export function gaussianBook(random: () => number, count: number, dimension: number): number[][] {
  const normal = (): number =>
    Math.fround(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
  return Array.from({ length: count }, () => Array.from({ length: dimension }, normal));
}

export interface Problem {
  readonly books: readonly Book[];
  readonly truths: readonly (readonly number[])[];
  readonly composites: readonly (readonly number[])[];
}

/** Composites of random vectors of random books. */
export function problem(
  seed: number,
  counts: readonly number[],
  dimension: number,
  rows: number,
  makeBook = bipolarBook,
): Problem {
  const random = generator(seed);
  const books = counts.map((count) => makeBook(random, count, dimension));
  const truths = Array.from({ length: rows }, () => counts.map((count) => Math.floor(random() * count)));
  const composites = truths.map((truth) =>
    Array.from({ length: dimension }, (_, d) =>
      truth.reduce((product, index, k) => product * (books[k]?.[index]?.[d] ?? 0), 1),
    ),
  );
  return { books, truths, composites };
}

/** A problem's tensors; the caller frees them. */
export function tensorsOf(
  backend: Backend,
  { books, composites }: Problem,
): { x: Tensor; codebooks: Tensor[] } {
  return {
    x: backend.tensor(composites),
    codebooks: books.map((book) => backend.tensor(book)),
  };
}
