import { beforeAll, describe, expect, it } from 'vitest';

import {
  ascendOracle,
  descendOracle,
  fieldsOracle,
  freeEnergyOracle,
  softmaxOracle,
  type DenseProblem,
} from '../../test/dense-oracle.js';
import { at, bipolar, uniform } from '../../test/kernels-oracle.js';
import { createKernels } from './create-kernels.js';
import type { DenseInput, DenseSolverOptions, Kernels } from './types.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

/** Half the distance between 1 and the next float32. */
const U = 2 ** -24;

/**
 * Bound of the rounding error of v_k and delta for |X| <= 1, |x| <= 1 and scale 1/D: a field is a mean of products of
 * numbers of size at most 1, each through at most n + 9 (expectation), 2K (products) and D/4 + 3 (sum) roundings.
 *
 * With ±1 codebooks, tables round the weights of a sum instead (assembly/lookup.ts), c of them to within c m 2^-23 together,
 * m <= min(4 max|w|, sum|w|): 2 n U for an expectation, as m <= sum p = 1, then one rounding; and (1/D) D 4 * 2^-23 = 8 U for a
 * field, as |o| <= 1, then 3 and one for each 1024 components.
 */
function fieldBound(d: number, sizes: readonly number[]): number {
  const n = Math.max(...sizes);
  return U * (sizes.length * (2 * n + 9) + 2 * sizes.length + Math.max(d / 4, 8 + d / 1024) + 3);
}

function split(values: ArrayLike<number>, sizes: readonly number[], from = 0): number[][] {
  let offset = from;
  return sizes.map((n) => {
    const row = Array.from({ length: n }, (_, i) => at(values, offset + i));
    offset += n;
    return row;
  });
}

interface Case {
  readonly input: DenseInput;
  readonly sizes: readonly number[];
  readonly problem: (b: number, options?: DenseSolverOptions) => DenseProblem;
  readonly logits: Float32Array;
  readonly logPrior: Float32Array;
  readonly total: number;
}

function makeCase(
  seed: number,
  d: number,
  sizes: readonly number[],
  batch: number,
  rows: typeof bipolar = bipolar,
): Case {
  const random = uniform(seed);
  const codebooks = sizes.map((n) => rows(random, n, d));
  const composites = new Float32Array(batch * d);
  for (let b = 0; b < batch; b++) {
    const picks = sizes.map((n) => Math.floor(random() * n));
    for (let c = 0; c < d; c++) {
      composites[b * d + c] = codebooks.reduce((v, book, j) => v * at(book, at(picks, j) * d + c), 1);
    }
  }
  const total = sizes.reduce((a, b) => a + b, 0);
  const logPrior = Float32Array.from({ length: total }, () => -2 * random());
  return {
    input: { dimension: d, codebooks, composites },
    sizes,
    total,
    logits: Float32Array.from({ length: batch * total }, () => 2 * random() - 1),
    logPrior,
    problem: (b, options = {}) => ({
      d,
      x: composites.subarray(b * d, (b + 1) * d),
      books: codebooks,
      scale: options.deltaScale === 'sum' ? 1 : 1 / d,
      logPrior: options.logPrior ? split(options.logPrior, sizes) : undefined,
    }),
  };
}

/** Rows of entries from -1 to 1, so that tables of signs do not apply. */
const real: typeof bipolar = (random, rows, d) =>
  Float32Array.from({ length: rows * d }, () => 2 * random() - 1);

// From 16 rows a factor on average, ±1 codebooks are looked up in tables.
const SIGNS: readonly (readonly [number, readonly number[]])[] = [
  [1, [1]],
  [3, [2, 3]],
  [64, [8, 16]],
  [65, [7, 9, 4]],
  [130, [1, 17, 8, 5]],
  [250, [25, 12, 30]],
  [257, [3, 2, 4, 3, 2, 4, 3, 2, 4, 3]],
  [1, [16]],
  [16, [17, 16]],
  [31, [1, 40, 33]],
  [96, [18, 3, 48, 7, 20]],
  // More components, then more rows, than one run of tables takes.
  [1030, [32, 5]],
  [40, [1029, 6]],
];
const CASES = [
  ...SIGNS.map(([d, sizes]) => [d, sizes, bipolar] as const),
  [250, [25, 12, 30], real] as const,
];

describe('fields', () => {
  it.each(CASES)('agree with float64 at D=%i, sizes %j', (d, sizes, rows) => {
    const { input, problem, logits, total } = makeCase(d, d, sizes, 3, rows);
    const p = Float32Array.from(
      Array.from({ length: 3 }, (_, b) => split(logits, sizes, b * total).flatMap(softmaxOracle)).flat(),
    );
    const mean = kernels.fields(input, p);
    const sum = kernels.fields(input, p, { deltaScale: 'sum' });
    const bound = fieldBound(d, sizes);
    for (let b = 0; b < 3; b++) {
      const want = fieldsOracle(problem(b), split(p, sizes, b * total));
      want.v.flat().forEach((v, i) => {
        expect(Math.abs(at(mean.fields, b * total + i) - v)).toBeLessThanOrEqual(bound);
        expect(Math.abs(at(sum.fields, b * total + i) - v * d)).toBeLessThanOrEqual(bound * d);
      });
      expect(Math.abs(at(mean.delta, b) - want.delta)).toBeLessThanOrEqual(bound);
      expect(Math.abs(at(sum.delta, b) - want.delta * d)).toBeLessThanOrEqual(bound * d);
    }
  });
});

describe('tables of sums', () => {
  const d = 48;
  const book = bipolar(uniform(3), 20, d);
  const fieldsOf = (p: Float32Array, x: Float32Array): Float32Array =>
    kernels.fields({ dimension: d, composites: x, codebooks: [book] }, p, { deltaScale: 'sum' }).fields;

  it('are exact for one composite of signs and any p', () => {
    const x = bipolar(uniform(5), 1, d);
    const want = Array.from({ length: 20 }, (_, i) =>
      x.reduce((sum, v, c) => sum + v * at(book, i * d + c), 0),
    );
    expect([...fieldsOf(new Float32Array(20).fill(0.05), x)]).toEqual(want);
  });

  it('keep their precision from the least to the largest composites', () => {
    for (const size of [2 ** -96, 2 ** -60, 1, 2 ** 60, 2 ** 120]) {
      const x = Float32Array.from(
        bipolar(uniform(6), 1, d),
        (v, c) => v * size * (c % 3 === 0 ? 0.7 : 0.001),
      );
      const got = fieldsOf(new Float32Array(20), x);
      for (let i = 0; i < 20; i++) {
        const want = x.reduce((sum, v, c) => sum + v * at(book, i * d + c), 0);
        // d weights, each off by at most m 2^-23 with m <= 4 * 0.7 * size, as above, and the result's rounding.
        expect(Math.abs(at(got, i) - want)).toBeLessThanOrEqual((d * 2.8 * 2 ** -23 + 20 * U) * size);
      }
    }
  });

  it('give zeros for a composite of zeros', () => {
    expect([...fieldsOf(new Float32Array(20), new Float32Array(d))]).toEqual(new Array(20).fill(0));
  });

  it('take distributions that sit in one place, and weights that are none', () => {
    const x = new Float32Array(d).fill(1);
    for (const weights of [[1], [3.9], [-1.9, 0.1], [0.25, 0.25, 0.25, 0.25], [1e30, -1e30, 3e29]]) {
      const p = new Float32Array(20);
      p.set(weights, 5);
      const { delta } = kernels.fields({ dimension: d, composites: x, codebooks: [book] }, p);
      const want = Array.from(
        { length: d },
        (_, c) => p.reduce((s, w, i) => s + w * at(book, i * d + c), 0) / d,
      );
      const size = weights.reduce((s, w) => s + Math.abs(w), 0);
      // 20 weights, each off by at most m 2^-22, m <= size.
      expect(Math.abs(at(delta, 0) - want.reduce((s, v) => s + v, 0))).toBeLessThanOrEqual(20 * 4 * U * size);
    }
  });
});

describe('descend', () => {
  it.each(CASES)('follows float64 at D=%i, sizes %j', (d, sizes, rows) => {
    const c = makeCase(d + 1, d, sizes, 2, rows);
    const steps = 8;
    for (const optimizer of ['sgd', 'adam'] as const) {
      for (const gamma of [0.1, -0.05, Float32Array.from({ length: steps }, (_, t) => 0.2 / (t + 1))]) {
        const options = {
          logits: c.logits,
          logPrior: c.logPrior,
          gamma,
          maxSteps: steps,
          optimizer,
          learningRate: 0.05,
        };
        const got = kernels.descend(c.input, { ...options, trace: 'free-energy' });
        for (let b = 0; b < 2; b++) {
          const want = descendOracle(c.problem(b, options), split(c.logits, sizes, b * c.total), {
            steps,
            rate: 0.05,
            optimizer,
            gamma: (t) => (typeof gamma === 'number' ? gamma : at(gamma, t)),
          });
          // SGD: each step adds at most rate * (gradient's rounding, a few field bounds + gamma's few ulp of log p < 8).
          // Adam divides by the gradient's size, so a step errs by the rate times the gradient's relative error: fields
          // are about 1/sqrt(D), so gradients stay above 1/100 of the unit that the bound is in. Moves are up to 0.4.
          const gradient = 4 * fieldBound(d, sizes) + 16 * U;
          const bound = steps * 0.05 * gradient * (optimizer === 'adam' ? 100 : 1) + 4 * U * 2;
          want.phi.flat().forEach((v, i) => {
            expect(Math.abs(at(got.logits, b * c.total + i) - v)).toBeLessThanOrEqual(bound);
          });
          want.trace.forEach((v, t) => {
            expect(Math.abs(at(got.freeEnergy ?? [], b * (steps + 1) + t) - v)).toBeLessThanOrEqual(
              2 * bound + 16 * U * sizes.length,
            );
          });
          split(got.logits, sizes, b * c.total)
            .flatMap(softmaxOracle)
            .forEach((p, i) => {
              expect(Math.abs(at(got.probabilities, b * c.total + i) - p)).toBeLessThanOrEqual(8 * U);
            });
        }
      }
    }
  });

  it.each([
    ['multiply-adds', [6, 9, 5]],
    ['tables', [20, 33, 7]],
  ])('gives a composite the same bits alone and in a batch of any size, by %s', (_, sizes) => {
    for (const batch of [1, 2, 3, 4, 5, 6, 7, 9, 40]) {
      const c = makeCase(batch, 77, sizes, batch);
      const { total } = c;
      const options = { gamma: 0.01, logPrior: c.logPrior, maxSteps: 12, trace: 'free-energy' } as const;
      const all = kernels.descend(c.input, { ...options, logits: c.logits });
      for (let b = 0; b < batch; b++) {
        const alone = kernels.descend(
          { ...c.input, composites: c.input.composites.slice(b * 77, (b + 1) * 77) },
          { ...options, logits: c.logits.slice(b * total, (b + 1) * total) },
        );
        expect(all.logits.slice(b * total, (b + 1) * total)).toEqual(alone.logits);
        expect(all.probabilities.slice(b * total, (b + 1) * total)).toEqual(alone.probabilities);
        expect(all.freeEnergy?.slice(b * 13, (b + 1) * 13)).toEqual(alone.freeEnergy);
      }
    }
  });

  it('starts from uniform logits, reports its steps, and returns no trace unless asked', () => {
    const c = makeCase(9, 100, [6, 5], 2);
    const zero = { ...c.input };
    const a = kernels.descend(zero, { maxSteps: 3 });
    const b = kernels.descend(zero, { maxSteps: 3, logits: new Float32Array(22), trace: 'free-energy' });
    expect(a.logits).toEqual(b.logits);
    expect(a.freeEnergy).toBeUndefined();
    expect([...a.steps, ...a.status]).toEqual([3, 3, 0, 0]);
    const none = kernels.descend(zero, { maxSteps: 0 });
    expect([...none.probabilities.subarray(0, 6)]).toEqual(new Array(6).fill(Math.fround(1 / 6)));
  });

  it('finds the factors of a composite', () => {
    const c = makeCase(10, 1000, [10, 10, 10], 20);
    const { logits } = kernels.descend(c.input);
    let right = 0;
    for (let b = 0; b < 20; b++) {
      const picks = split(logits, c.sizes, b * 30).map((row) => row.indexOf(Math.max(...row)));
      const built = Array.from({ length: 1000 }, (_, i) =>
        picks.reduce((v, pick, j) => v * at(c.input.codebooks[j] ?? [], pick * 1000 + i), 1),
      );
      if (built.every((v, i) => v === at(c.input.composites, b * 1000 + i))) right++;
    }
    expect(right).toBe(20);
  });
});

describe('coordinateAscent', () => {
  it.each(CASES)('follows float64 at D=%i, sizes %j', (d, sizes, rows) => {
    const c = makeCase(d + 2, d, sizes, 2, rows);
    const gamma = 0.2;
    const options = { logits: c.logits, logPrior: c.logPrior, gamma, maxSteps: 4, tolerance: 0 };
    const got = kernels.coordinateAscent(c.input, { ...options, trace: 'free-energy' });
    for (let b = 0; b < 2; b++) {
      const want = ascendOracle(c.problem(b, options), split(c.logits, sizes, b * c.total), 4, gamma);
      // A probability moves by at most a field's error over gamma; the updates of 4 sweeps over K factors add up.
      const bound = 4 * sizes.length * ((2 * fieldBound(d, sizes)) / gamma + 32 * U);
      want.p.flat().forEach((p, i) => {
        expect(Math.abs(at(got.probabilities, b * c.total + i) - p)).toBeLessThanOrEqual(bound);
      });
      want.trace.forEach((v, t) => {
        expect(Math.abs(at(got.freeEnergy ?? [], b * 5 + t) - v)).toBeLessThanOrEqual(bound);
      });
    }
  });

  it('never raises the free energy, over 1,000 random problems with K to 10', () => {
    const random = uniform(77);
    let falls = 0;
    for (let round = 0; round < 1000; round++) {
      const k = 1 + (round % 10);
      const d = 4 + Math.floor(random() * 60);
      // Every fourth problem is large enough for tables.
      const least = round % 4 === 0 ? 16 : 1;
      const sizes = Array.from({ length: k }, () => least + Math.floor(random() * 6));
      const c = makeCase(round, d, sizes, 1);
      const gamma = 10 ** (-3 + 3 * random());
      const { freeEnergy } = kernels.coordinateAscent(c.input, {
        logits: c.logits,
        gamma,
        maxSteps: 6,
        trace: 'free-energy',
      });
      // Two values of L, each off by a field bound and by gamma * K factors' entropies, a few ulp of log n < 2 each;
      // and a minimiser that is off by the rounding of its fields.
      const slack = 4 * fieldBound(d, sizes) + gamma * k * 16 * U;
      for (let t = 1; t <= 6; t++) {
        const step = at(freeEnergy ?? [], t) - at(freeEnergy ?? [], t - 1);
        expect(step).toBeLessThanOrEqual(slack);
        if (step < -1e-3) falls++;
      }
    }
    expect(falls).toBeGreaterThan(500);
  });

  it('reports the free energy of the probabilities it returns', () => {
    const c = makeCase(5, 120, [6, 7, 8], 1);
    const options = { gamma: 0.01, logPrior: c.logPrior, trace: 'free-energy' } as const;
    const got = kernels.coordinateAscent(c.input, options);
    const exact = freeEnergyOracle(
      c.problem(0, options),
      split(got.probabilities, c.sizes),
      Math.fround(0.01),
    );
    expect(got.freeEnergy?.at(-1)).toBeCloseTo(exact, 5); // within the field bound, 3e-6
    expect(got.status[0]).toBe(1);
    expect(got.freeEnergy?.[at(got.steps, 0)]).toBe(got.freeEnergy?.at(-1));
  });

  it('takes the vertex of the largest field, the first of equals, at gamma = 0', () => {
    const d = 40;
    const row = bipolar(uniform(4), 2, d);
    const book = Float32Array.from([...row.subarray(d), ...row.subarray(0, d), ...row.subarray(0, d)]);
    const got = kernels.coordinateAscent({ dimension: d, composites: row.slice(0, d), codebooks: [book] });
    expect([...got.probabilities]).toEqual([0, 1, 0]);
    expect([got.steps[0], got.status[0]]).toEqual([2, 1]);
  });

  it('does not stop before gamma has settled', () => {
    const c = makeCase(6, 200, [4, 4], 1);
    const schedule = Float32Array.of(1, 1, 1, 1, 1, 0.5, 0.5, 0.5);
    const got = kernels.coordinateAscent(c.input, { gamma: schedule, maxSteps: 8, tolerance: 10 });
    expect([got.steps[0], got.status[0]]).toEqual([6, 1]);
  });
});

describe('bad input', () => {
  it('throws before any work', () => {
    const c = makeCase(1, 12, [3, 4], 2);
    const bad =
      (change: Partial<DenseInput>, options: object = {}) =>
      () =>
        kernels.descend({ ...c.input, ...change }, options);
    expect(bad({ codebooks: [] })).toThrow(/expected 1 to 16 codebooks, got 0/);
    expect(bad({ codebooks: [new Float32Array(13)] })).toThrow(
      /codebook 0: expected a multiple of 12 values, got 13/,
    );
    expect(bad({ composites: new Float32Array(12).fill(NaN) })).toThrow(
      /composites: expected finite values, got NaN at index 0/,
    );
    expect(bad({ composites: new Float64Array(12) as unknown as Float32Array })).toThrow(TypeError);
    expect(bad({}, { learningRate: 0 })).toThrow(/learningRate: expected a number > 0/);
    expect(bad({}, { optimizer: 'lion' })).toThrow(/'adam', 'sgd', got 'lion'/);
    expect(bad({}, { gamma: new Float32Array(3) })).toThrow(
      /gamma: expected a number or \[100\], one a step, got 3/,
    );
    expect(bad({}, { gamma: Infinity })).toThrow(/gamma: expected a finite number/);
    expect(bad({}, { logits: new Float32Array(3) })).toThrow(/logits: expected \[2, 7\], got 3/);
    expect(bad({}, { logPrior: new Float32Array(3) })).toThrow(/logPrior: expected \[7\], got 3/);
    expect(bad({}, { deltaScale: 'max' })).toThrow(RangeError);
    expect(bad({}, { trace: true })).toThrow(RangeError);
    expect(() => kernels.coordinateAscent(c.input, { gamma: -1 })).toThrow(/gamma >= 0, got -1/);
    expect(() => kernels.coordinateAscent(c.input, { tolerance: -1 })).toThrow(/tolerance/);
    expect(() => kernels.fields(c.input, new Float32Array(3))).toThrow(
      /probabilities: expected \[2, 7\], got 3/,
    );
  });
});
