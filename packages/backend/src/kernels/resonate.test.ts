import { beforeAll, describe, expect, it } from 'vitest';

import {
  at,
  bipolar,
  packOracle,
  resonateOracle,
  uniform,
  type OracleOptions,
} from '../../test/kernels-oracle.js';
import { createKernels } from './create-kernels.js';
import type { Kernels, ResonateInput, ResonateOptions } from './types.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

interface Dense {
  readonly d: number;
  readonly x: Float32Array;
  readonly books: readonly Float32Array[];
  readonly states: Float32Array;
  readonly batch: number;
}

/** Composites of random codevectors with a few flipped signs, random starts. */
function problem(seed: number, d: number, sizes: readonly number[], batch: number): Dense {
  const random = uniform(seed);
  const books = sizes.map((n) => bipolar(random, n, d));
  const x = new Float32Array(batch * d);
  for (let b = 0; b < batch; b++) {
    const picks = sizes.map((n) => Math.floor(random() * n));
    for (let c = 0; c < d; c++) {
      const sign = random() < 0.02 ? -1 : 1;
      x[b * d + c] = books.reduce((v, book, j) => v * at(book, at(picks, j) * d + c), sign);
    }
  }
  return { d, x, books, states: bipolar(random, batch * sizes.length, d), batch };
}

function inputOf({ d, x, books, states }: Dense): ResonateInput {
  return {
    dimension: d,
    composites: packOracle(x, d),
    codebooks: books.map((b) => packOracle(b, d)),
    states: packOracle(states, d),
  };
}

function compare(p: Dense, options: OracleOptions): number[] {
  const got = kernels.resonate(inputOf(p), options);
  const k = p.books.length;
  const statuses: number[] = [];
  const states: number[] = [];
  const similarities: number[] = [];
  for (let b = 0; b < p.batch; b++) {
    const start = p.books.map((_, j) => [...p.states.subarray((b * k + j) * p.d, (b * k + j + 1) * p.d)]);
    const want = resonateOracle(p.x.subarray(b * p.d, (b + 1) * p.d), p.books, start, p.d, options);
    states.push(...want.states.flat());
    similarities.push(...want.similarities);
    expect([got.steps[b], got.status[b], got.cycleLength[b]]).toEqual([
      want.steps,
      want.status,
      want.cycleLength,
    ]);
    statuses.push(want.status);
  }
  expect(got.states).toEqual(packOracle(states, p.d));
  expect([...got.similarities]).toEqual(similarities);
  return statuses;
}

const BASE = { maxSteps: 12, order: 'sequential', stop: 'fixed-point', maxCycleLength: 8 } as const;

describe('resonate', () => {
  const cases: readonly (readonly [number, readonly number[]])[] = [
    [1, [1, 1]],
    [5, [3, 2]],
    [31, [1, 4, 7]],
    [64, [5, 6]],
    [96, [8, 1, 9]],
    [100, [4, 5, 6, 7]],
    [129, [30, 11, 3]],
    [250, [10, 10, 10]],
    [300, [2, 3, 2, 3, 2, 3, 2, 3, 2, 3]],
    [513, [21, 2]],
  ];
  for (const order of ['sequential', 'synchronous'] as const) {
    it.each(cases)(`gives the oracle's bits, ${order}, D=%i, sizes %j`, (d, sizes) => {
      compare(problem(d, d, sizes, 3), { ...BASE, order });
      compare(problem(d + 1, d, sizes, 2), { ...BASE, order, stop: 'never', maxSteps: 5 });
    });
  }

  it("gives the oracle's bits at D = 10,000", () => {
    compare(problem(3, 10_000, [12, 9, 10], 1), { ...BASE, maxSteps: 4 });
  });

  it("gives the oracle's bits with correlated and repeated code vectors, where sums are large and ties common", () => {
    const d = 200;
    const random = uniform(11);
    const base = bipolar(random, 1, d);
    const books = [40, 33].map((n) =>
      Float32Array.from({ length: n * d }, (_, i) => at(base, i % d) * (random() < 0.05 ? -1 : 1)),
    );
    books.push(Float32Array.from({ length: 4 * d }, (_, i) => at(base, i % d) * (i < 2 * d ? 1 : -1)));
    compare({ d, x: bipolar(random, 3, d), books, states: bipolar(random, 9, d), batch: 3 }, BASE);
  });

  it('finds fixed points and limit cycles and says their length', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      for (const order of ['sequential', 'synchronous'] as const) {
        const p = problem(seed, 40, [9, 9, 9], 4);
        for (const status of compare(p, { ...BASE, order, maxSteps: 60, maxCycleLength: 16 }))
          seen.add(status);
      }
    }
    // Not vacuous: both ends really occur in this set, as does running out of steps.
    expect([...seen].sort()).toEqual([0, 1, 2]);
  });

  it('counts the confirming iteration in steps', () => {
    const p = problem(1, 1000, [5, 5], 1);
    const start = new Float32Array(2 * p.d);
    const first = kernels.resonate(inputOf(p));
    expect(first.status[0]).toBe(1);
    start.set(kernels.unpack(first.states, p.d));
    // Started at its own fixed point, one iteration confirms it.
    const again = kernels.resonate(inputOf({ ...p, states: start }));
    expect([again.steps[0], again.status[0], again.cycleLength[0]]).toEqual([1, 1, 1]);
    expect(kernels.resonate(inputOf(p), { maxSteps: 0 }).states).toEqual(inputOf(p).states);
    expect(kernels.resonate(inputOf(p), { maxSteps: 0 }).steps[0]).toBe(0);
  });

  it('computes every composite alone, so that batches give the bits of single runs', () => {
    const p = problem(21, 130, [7, 6, 5], 150);
    const input = inputOf(p);
    const all = kernels.resonate(input, BASE);
    const width = 5;
    for (const b of [0, 63, 64, 149]) {
      const one = kernels.resonate(
        {
          ...input,
          composites: input.composites.subarray(b * width, (b + 1) * width),
          states: input.states.subarray(b * 3 * width, (b + 1) * 3 * width),
        },
        BASE,
      );
      expect(one.states).toEqual(all.states.subarray(b * 3 * width, (b + 1) * 3 * width));
      expect(one.similarities).toEqual(all.similarities.subarray(b * 18, (b + 1) * 18));
      expect(one.steps[0]).toBe(all.steps[b]);
    }
  });

  it('leaves its arguments alone and takes an empty batch', () => {
    const input = inputOf(problem(2, 70, [3, 3], 2));
    const copy = structuredClone(input);
    kernels.resonate(input);
    expect(input).toEqual(copy);
    const empty = kernels.resonate({ ...input, composites: new Int32Array(0), states: new Int32Array(0) });
    expect(empty.steps.length).toBe(0);
  });

  it('refuses bad input before any work', () => {
    const input = inputOf(problem(2, 70, [3, 3], 2));
    const call = (change: Partial<ResonateInput>, options?: ResonateOptions) => () =>
      kernels.resonate({ ...input, ...change }, options);
    expect(call({ codebooks: [input.composites] })).toThrow(/expected 2 to 16 codebooks, got 1/);
    expect(call({ codebooks: [input.composites, new Int32Array(0)] })).toThrow(/rows of codebook 1.*got 0/);
    expect(call({ states: new Int32Array(6) })).toThrow(/expected states \[2, 2, 3\], got 6 words/);
    expect(call({ composites: new Int32Array(5) })).toThrow(/multiple of 3 words, got 5/);
    expect(call({ composites: Int32Array.of(0, 0, -1) })).toThrow(/zero padding bits/);
    expect(call({ dimension: 1.5 })).toThrow(/dimension: expected an integer/);
    expect(call({ codebooks: {} as unknown as Int32Array[] })).toThrow(TypeError);
    expect(call({}, { maxSteps: -1 })).toThrow(/maxSteps: expected an integer from 0/);
    expect(call({}, { order: 'random' as unknown as 'sequential' })).toThrow(
      /'sequential', 'synchronous', got 'random'/,
    );
    expect(call({}, { stop: 'x' as unknown as 'never' })).toThrow(RangeError);
    expect(call({}, { maxCycleLength: 5000 })).toThrow(RangeError);
  });
});
