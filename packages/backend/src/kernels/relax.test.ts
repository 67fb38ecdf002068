import { beforeAll, describe, expect, it } from 'vitest';

import { uniform } from '../../test/kernels-oracle.js';
import {
  correlation,
  kernelInput,
  mean,
  oracleStep,
  statesOf,
  withPull,
  type Settings,
  type World,
} from '../../test/relax-oracle.js';
import { createKernels } from './create-kernels.js';
import type { RelaxInput, RelaxOptions } from './relax-types.js';
import type { Kernels } from './types.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

/** A random memory whose M has about `density` of its entries. */
function world(
  p: number,
  n: number,
  batch: number,
  { density = 0.3, a = 0.6, h = 0.5, spread = 0.1 } = {},
): World {
  const random = uniform(p * 1000 + n + batch);
  const row = (length: number): number[] => Array.from({ length }, () => random());
  return {
    patterns: Array.from({ length: p }, () => row(n)),
    matrix: Array.from({ length: p }, () => row(p).map((v) => (v < density ? v + 0.2 : 0))),
    starts: Array.from({ length: batch }, () => row(n)),
    strengths: Array.from({ length: batch }, (_, b) => [a + spread * b, h - spread * b]),
  };
}

const SETTINGS: Settings = { beta: 1, eta: 0.1, meanLoad: 1 };

/** States and the history of `steps` steps from every start, in float64. */
function oracle(w: World, settings: Settings, steps: number): { states: number[][]; past: number[][][] } {
  const past = w.starts.map((start, row) => {
    const states = [[...start]];
    for (let t = 0; t < steps; t += 1) {
      states.push(oracleStep(states.at(-1) ?? [], w, w.strengths[row] ?? [1, 0], settings));
    }
    return states;
  });
  return { states: past.map((states) => states.at(-1) ?? []), past };
}

/** Furthest that two lists of rows are apart. */
function apart(x: readonly (readonly number[])[], y: readonly (readonly number[])[]): number {
  return Math.max(...x.flatMap((row, i) => row.map((v, j) => Math.abs(v - (y[i]?.[j] ?? NaN)))));
}

describe('relax', () => {
  // Sizes around the padding to 8 and an odd number, which the float64 passes end with alone.
  it.each([
    [1, 5, 1],
    [2, 9, 3],
    [7, 40, 4],
    [8, 64, 5],
    [9, 33, 2],
    [46, 100, 6],
  ])('is Eq 1 in float64 for p = %i, n = %i and %i starts', (p, n, batch) => {
    const w = world(p, n, batch);
    for (const settings of [
      SETTINGS,
      { beta: 0.2, eta: 0.3, meanLoad: 1 / n },
      { beta: 3, eta: 1, meanLoad: 0 },
    ]) {
      const { states } = oracle(w, settings, 12);
      for (const links of ['entries', 'full'] as const) {
        const { state, steps, status } = kernels.relax(kernelInput(w, links), { ...settings, maxSteps: 12 });
        // Overlaps reach 30 and beta 3: 6e-8 of them moves a softmax by 5e-6, which twelve contracting steps keep at that size.
        expect(apart(statesOf(state, w), states)).toBeLessThan(5e-5);
        expect([...steps, ...status]).toEqual([...w.starts.map(() => 12), ...w.starts.map(() => 0)]);
        for (const [row, x] of states.entries()) expect(state.means[row]).toBeCloseTo(mean(x), 5);
      }
    }
  });

  it('leaves shares out only where they cannot be seen', () => {
    // beta 0.5 and overlaps that differ by up to some 30: shares from 1 down to e^-15 and below count, others do not.
    const w = world(30, 400, 3, { spread: 0 });
    const settings = { ...SETTINGS, beta: 0.5 };
    const { state } = kernels.relax(kernelInput(w), { ...settings, maxSteps: 60 });
    expect(apart(statesOf(state, w), oracle(w, settings, 60).states)).toBeLessThan(5e-5);
  });

  it('gives the same with what saves work for shared strengths', () => {
    const w = world(20, 60, 4, { spread: 0 });
    const input = kernelInput(w);
    const options = { ...SETTINGS, maxSteps: 30 };
    const [own, shared] = [kernels.relax(input, options), kernels.relax(withPull(input, w), options)];
    // The same sums, in another order.
    expect(apart(statesOf(shared.state, w), statesOf(own.state, w))).toBeLessThan(2e-5);
    expect(() => kernels.relax(withPull(input, w), { beta: 0 })).toThrow(/beta: expected a number > 0/);
    const mixed = { ...withPull(input, w), strengths: kernelInput(world(20, 60, 4)).strengths };
    expect(() => kernels.relax(mixed)).toThrow(
      /the same a and h for all starts with pull, got others for start 1/,
    );
  });

  it('records correlations, mean and deviation after every step', () => {
    const w = world(9, 50, 3);
    // A constant pattern has no shape.
    const flat = { ...w, patterns: w.patterns.map((x, k) => (k === 4 ? x.map(() => 0.25) : x)) };
    const steps = 15;
    const { past } = oracle(flat, SETTINGS, steps);
    const { history } = kernels.relax(kernelInput(flat), {
      ...SETTINGS,
      maxSteps: steps,
      history: 'correlations',
    });
    for (const [row, states] of past.entries()) {
      for (const [t, x] of states.slice(1).entries()) {
        const line = Array.from(history ?? []).slice((row * steps + t) * 11, (row * steps + t + 1) * 11);
        const m = mean(x);
        const expected = [
          ...flat.patterns.map((pattern) => correlation(x, pattern)),
          m,
          Math.sqrt(mean(x.map((v) => (v - m) ** 2))),
        ];
        // Deviations are about 0.1, so that the roundings of the states, some 1e-6, count tenfold.
        expect(apart([line], [expected])).toBeLessThan(5e-5);
        expect(line[4]).toBe(0);
      }
    }
  });

  it('finds fixed points and limit cycles, and goes on to the end where none is looked for', () => {
    const p = 5;
    const ring = world(p, 200, 2, { a: 0, h: 1, spread: 0 });
    const matrix = ring.matrix.map((row, i) => row.map((_, j) => (j === (i + 1) % p ? 1 : 0)));
    const w = { ...ring, matrix, starts: ring.patterns.slice(0, 2) };
    const walk = { ...SETTINGS, eta: 1, beta: 5 };
    const cycle = kernels.relax(kernelInput(w), { ...walk, longest: 6 });
    expect([...cycle.status, ...cycle.lags]).toEqual([2, 2, 5, 5]);
    for (const steps of cycle.steps) expect(steps).toBeLessThan(10);
    const short = kernels.relax(kernelInput(w), { ...walk, longest: 4, maxSteps: 20 });
    expect([...short.status, ...short.lags, ...short.steps]).toEqual([0, 0, 0, 0, 20, 20]);
    const still = { ...w, strengths: w.starts.map(() => [1, 0] as const) };
    const fixed = kernels.relax(kernelInput(still), { ...SETTINGS, tolerance: 1e-4, longest: 1 });
    expect([...fixed.status, ...fixed.lags]).toEqual([1, 1, 1, 1]);
    const [first = 0] = fixed.steps;
    const { past } = oracle(still, SETTINGS, first);
    const moved =
      (past[0] ?? []).at(-1)?.map((v, i) => Math.abs(v - ((past[0] ?? []).at(-2)?.[i] ?? 0))) ?? [];
    expect(Math.max(...moved)).toBeLessThan(1e-3);
    const never = kernels.relax(kernelInput(still), SETTINGS);
    expect([...never.status, ...never.steps]).toEqual([0, 0, 100, 100]);
  });

  it('calls overflow diverged, and keeps the state before', () => {
    const w = world(4, 20, 2);
    const { state, status, steps, history } = kernels.relax(kernelInput(w), {
      eta: 30,
      maxSteps: 100,
      history: 'correlations',
    });
    expect([...status]).toEqual([3, 3]);
    for (const [row, count] of steps.entries()) {
      expect(count).toBeLessThan(100);
      for (let k = 0; k < 4; k += 1) expect(Number.isFinite(state.coordinates[row * 4 + k])).toBe(true);
      const line = (step: number): number[] =>
        Array.from(history?.subarray((row * 100 + step) * 6, (row * 100 + step + 1) * 6) ?? []);
      expect(line(count - 2).some((v) => v !== 0)).toBe(true);
      expect(line(count - 1)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  it('goes on from where it stood with the bits of one run', () => {
    const w = world(11, 70, 3);
    const input = kernelInput(w);
    const options = { ...SETTINGS, tolerance: 1e-9, longest: 1 } as const;
    const whole = kernels.relax(input, { ...options, maxSteps: 30 });
    let state = input.state;
    for (const maxSteps of [1, 4, 25])
      ({ state } = kernels.relax({ ...input, state }, { ...options, maxSteps }));
    expect(state).toEqual(whole.state);
  });

  it('gives each start the bits that it has alone, on any number of threads', async () => {
    const w = world(26, 60, 150, { spread: 0.004 });
    const input = kernelInput(w);
    const options: RelaxOptions = {
      ...SETTINGS,
      maxSteps: 25,
      tolerance: 1e-6,
      longest: 3,
      history: 'correlations',
    };
    const all = kernels.relax(input, options);
    for (const row of [0, 63, 64, 149]) {
      const one = kernels.relax(
        kernelInput({
          ...w,
          starts: w.starts.slice(row, row + 1),
          strengths: w.strengths.slice(row, row + 1),
        }),
        options,
      );
      expect(one.state.coordinates).toEqual(all.state.coordinates.slice(row * 26, (row + 1) * 26));
      expect(one.state.overlaps).toEqual(all.state.overlaps.slice(row * 26, (row + 1) * 26));
      expect(one.history).toEqual(all.history?.slice(row * 25 * 28, (row + 1) * 25 * 28));
      expect(one.steps[0]).toBe(all.steps[row]);
    }
    using pool = kernels.createPool({ threads: 2 });
    expect(await pool.relax(input, options)).toEqual(all);
    expect(await pool.relax(input, { maxSteps: 0 })).toEqual(kernels.relax(input, { maxSteps: 0 }));
  });

  it('takes no start, no step and no link, and leaves its input as it was', () => {
    const w = world(6, 20, 2);
    const input = kernelInput(w);
    const before = structuredClone(input);
    const none = kernels.relax({ ...input, links: { kind: 'none' } });
    const off = kernels.relax(kernelInput({ ...w, strengths: w.strengths.map(([a]) => [a, 0]) }));
    expect(none.state).toEqual(off.state);
    expect(kernels.relax(input, { maxSteps: 0 }).state).toEqual(input.state);
    expect(kernels.relax(kernelInput({ ...w, starts: [], strengths: [] })).steps).toHaveLength(0);
    expect(input).toEqual(before);
  });

  const small = kernelInput(world(3, 8, 2));
  if (small.links.kind !== 'entries') throw new Error('expected the links of a small world as entries');
  const { links } = small;
  it.each<[Partial<RelaxInput>, RelaxOptions, RegExp]>([
    [{}, { beta: 0 }, /beta: expected a number > 0, got 0/],
    [{}, { eta: -1 }, /eta: expected a number > 0, got -1/],
    [{}, { meanLoad: NaN }, /meanLoad: expected a finite number, got NaN/],
    [{}, { maxSteps: 0.5 }, /maxSteps: expected an integer/],
    [{}, { tolerance: -1 }, /tolerance: expected a number >= 0, got -1/],
    [{}, { longest: 2000 }, /longest: expected an integer from 0 to 1024, got 2000/],
    [{}, { history: 'all' as 'none' }, /history: expected one of 'none', 'correlations', got 'all'/],
    [{ reference: undefined }, { history: 'correlations' }, /expected a reference with history/],
    [{ neurons: 0 }, {}, /neurons: expected an integer from 1/],
    [{ gram: new Float32Array(8) }, {}, /gram: expected \[3, 3\], got 8 values/],
    [{ gram: small.gram.map(() => NaN) }, {}, /gram: expected finite values, got NaN at index 0/],
    [{ means: new Float64Array(0) }, {}, /number of patterns: expected an integer from 1/],
    [{ means: [1, 2, 3] as unknown as Float64Array }, {}, /means: expected a Float64Array/],
    [{ gramMeans: new Float64Array(2) }, {}, /gramMeans: expected \[3\], got 2 values/],
    [{ strengths: new Float64Array(3) }, {}, /strengths: expected \[2, 2\], got 3 values/],
    [
      { state: { ...small.state, coordinates: new Float32Array(5) } },
      {},
      /coordinates: expected \[2, 3\], got 5/,
    ],
    [{ state: { ...small.state, remainders: new Float64Array(1) } }, {}, /remainders: expected \[2\], got 1/],
    [
      { state: { ...small.state, overlaps: small.state.overlaps.map(() => Infinity) } },
      {},
      /overlaps: expected finite/,
    ],
    [{ pull: { gram: small.gram, means: new Float64Array(2) } }, {}, /pull\.means: expected \[3\], got 2/],
    [{ links: { kind: 'full', matrix: new Float32Array(4) } }, {}, /links\.matrix: expected \[3, 3\], got 4/],
    [
      { links: { ...links, targets: links.targets.map(() => 3) } },
      {},
      /targets: expected columns from 0 to 2/,
    ],
    [
      { links: { ...links, offsets: links.offsets.map((o) => -o) } },
      {},
      /offsets: expected offsets that never fall/,
    ],
    [{ links: { ...links, offsets: new Int32Array(3) } }, {}, /offsets: expected \[4\], got 3/],
    [{ links: { ...links, values: new Float32Array(99) } }, {}, /links\.targets: expected \[99\]/],
  ])('refuses bad input %#', (input, options, message) => {
    expect(() => kernels.relax({ ...small, ...input }, options)).toThrow(message);
  });
});
