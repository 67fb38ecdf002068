import { describe, expect, it } from 'vitest';
import vectors from '../../test-vectors/random/random.json' with { type: 'json' };
import {
  bernoulli,
  bipolar,
  categorical,
  categoricalFromLogits,
  choice,
  gumbel,
  integers,
  key,
  normal,
  permutation,
  uniform,
  type RandomKey,
} from './index.js';

const root = key(0);
const noKey = 'seed' as RandomKey;

/** Upper quantiles of chi-square: exceeded once in a million. */
const CHI_SQUARE: Readonly<Record<number, number>> = {
  255: 377.08,
  99: 180.79,
  23: 70.55,
  9: 44.81,
  3: 30.66,
};

function expectEven(counts: readonly number[], shares?: readonly number[]): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const statistic = counts.reduce((sum, count, index) => {
    const expected = total * (shares?.[index] ?? 1 / counts.length);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  const bound = CHI_SQUARE[counts.length - 1];
  expect(bound).toBeDefined();
  expect(statistic).toBeLessThan(bound ?? 0);
  // A statistic near zero would mean numbers that are too even; chance gives less than a third of the mean practically never.
  if (counts.length > 200) expect(statistic).toBeGreaterThan(counts.length / 2);
}

function tally(values: Iterable<number>, bins: number, binOf: (value: number) => number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = binOf(value);
    counts[bin] = (counts[bin] ?? NaN) + 1;
  }
  return counts;
}

/** Largest distance between the empirical and a given distribution function, times sqrt(n). */
function kolmogorovSmirnov(values: Float32Array, distribution: (x: number) => number): number {
  const sorted = values.slice().sort();
  const n = sorted.length;
  let distance = 0;
  for (const [index, value] of sorted.entries()) {
    const at = distribution(value);
    distance = Math.max(distance, Math.abs(at - index / n), Math.abs(at - (index + 1) / n));
  }
  return distance * Math.sqrt(n);
}

/** Exceeded once in a million: 2 exp(-2 x^2) = 1e-6. */
const KS_BOUND = 2.694;

/** Normal distribution function by Simpson's rule on the density, good to 1e-9 on [-9, 9]. */
function normalDistribution(x: number): number {
  const steps = 200;
  const width = x / steps;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let step = 1; step < steps; step += 1) sum += (step % 2 === 1 ? 4 : 2) * density(step * width);
  return 0.5 + (sum * width) / 3;
}

function mean(values: ArrayLike<number>, power = 1): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (values[index] ?? NaN) ** power;
  return sum / values.length;
}

/** Numbers of the polar method agree to one float32 rounding: Python's log and ours differ in the last bit of a double. */
function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of actual.entries()) {
    const want = expected[index] ?? NaN;
    expect(Math.abs(value - want)).toBeLessThanOrEqual(Math.abs(want) * 2 ** -23);
  }
}

describe('uniform', () => {
  it('gives the numbers that the Python oracle gives', () => {
    expect([...uniform(root, [4, 4])]).toEqual(vectors.uniform);
    expect([...uniform(root, [16], { low: -3, high: 5 })]).toEqual(vectors.uniformIn);
  });

  it('is the same for the same key and another for another key', () => {
    expect(uniform(root, [64])).toEqual(uniform(root, [8, 8]));
    expect(uniform(root, [64])).not.toEqual(uniform(key(1), [64]));
  });

  it('fills [0, 1) evenly', () => {
    const values = uniform(key('even'), [1_000_000]);
    expectEven(tally(values, 256, (value) => Math.floor(value * 256)));
    expect(kolmogorovSmirnov(values.slice(0, 100_000), (x) => x)).toBeLessThan(KS_BOUND);
  });

  it('has successive pairs without pattern', () => {
    const values = uniform(key('pairs'), [400_000]);
    const cells: number[] = [];
    for (let index = 0; index < values.length; index += 2) {
      cells.push(Math.floor((values[index] ?? 0) * 16) * 16 + Math.floor((values[index + 1] ?? 0) * 16));
    }
    expectEven(tally(cells, 256, (cell) => cell));
  });

  it('stays in [low, high) when the interval holds two float32 values', () => {
    const high = 1 + 2 ** -22;
    const values = new Set(uniform(root, [1000], { low: 1, high }));
    expect(values).toEqual(new Set([1, 1 + 2 ** -23]));
  });

  it('gives shapes of any rank', () => {
    expect(uniform(root, []).length).toBe(1);
    expect(uniform(root, [0, 5]).length).toBe(0);
  });

  it('refuses bad input', () => {
    expect(() => uniform(noKey, [1])).toThrow(/random.uniform: expected a random key/);
    expect(() => uniform(root, [1], { low: 1, high: 1 })).toThrow(/expected low < high/);
    expect(() => uniform(root, [1], { low: NaN })).toThrow(RangeError);
    expect(() => uniform(root, [1], { high: Infinity })).toThrow(RangeError);
    expect(() => uniform(root, [-1])).toThrow(/whole sizes >= 0/);
    expect(() => uniform(root, [1.5])).toThrow(RangeError);
    expect(() => uniform(root, [2 ** 20, 2 ** 20])).toThrow(RangeError);
    expect(() => uniform(root, 5 as unknown as number[])).toThrow(TypeError);
  });
});

describe('normal', () => {
  it('gives the numbers that the Python oracle gives', () => {
    expectClose(normal(root, [3, 5]), vectors.normal);
    expectClose(normal(root, [16], { mean: 10, deviation: 0.5 }), vectors.normalAt);
  });

  it('follows the normal distribution', () => {
    const values = normal(key('normal'), [100_000]);
    expect(kolmogorovSmirnov(values, normalDistribution)).toBeLessThan(KS_BOUND);
  });

  it('has the moments 0, 1, 0, 3', () => {
    const n = 1_000_000;
    const values = normal(key('moments'), [n]);
    // Five deviations of each sample moment: sqrt(1), sqrt(2), sqrt(15), sqrt(96) over sqrt(n).
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(mean(values, 2) - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(n));
    expect(Math.abs(mean(values, 3))).toBeLessThan((5 * Math.sqrt(15)) / Math.sqrt(n));
    expect(Math.abs(mean(values, 4) - 3)).toBeLessThan((5 * Math.sqrt(96)) / Math.sqrt(n));
  });

  it('has pairs that are not correlated', () => {
    const n = 200_000;
    const values = normal(key('pairs'), [n, 2]);
    let product = 0;
    for (let index = 0; index < 2 * n; index += 2) product += (values[index] ?? 0) * (values[index + 1] ?? 0);
    expect(Math.abs(product)).toBeLessThan(5 * Math.sqrt(n));
  });

  it('gives the mean for deviation 0', () => {
    expect([...normal(root, [3], { mean: 2, deviation: 0 })]).toEqual([2, 2, 2]);
  });

  it('refuses bad input', () => {
    expect(() => normal(noKey, [1])).toThrow(TypeError);
    expect(() => normal(root, [1], { deviation: -1 })).toThrow(/deviation to be finite and >= 0, got -1/);
    expect(() => normal(root, [1], { deviation: Infinity })).toThrow(RangeError);
    expect(() => normal(root, [1], { mean: NaN })).toThrow(RangeError);
  });
});

describe('bipolar', () => {
  it('gives the numbers that the Python oracle gives', () => {
    expect([...bipolar(root, [32])]).toEqual(vectors.bipolar);
  });

  it('gives balanced signs whose runs of eight have no pattern', () => {
    const values = bipolar(key('signs'), [800_000]);
    const bytes: number[] = [];
    for (let start = 0; start < values.length; start += 8) {
      bytes.push(values.subarray(start, start + 8).reduce((byte, sign) => byte * 2 + (sign > 0 ? 1 : 0), 0));
    }
    expectEven(tally(bytes, 256, (byte) => byte));
    expect(new Set(values)).toEqual(new Set([-1, 1]));
  });

  it('refuses bad input', () => {
    expect(() => bipolar(noKey, [1])).toThrow(TypeError);
    expect(() => bipolar(root, [NaN])).toThrow(RangeError);
  });
});

describe('bernoulli', () => {
  it('gives the numbers that the Python oracle gives', () => {
    expect([...bernoulli(root, [32], { probability: 0.25 })]).toEqual(vectors.bernoulli);
  });

  it('gives ones at the stated rate, and always or never at the ends', () => {
    const n = 1_000_000;
    const ones = bernoulli(key('coins'), [n], { probability: 0.3 }).reduce((sum, one) => sum + one, 0);
    expect(Math.abs(ones - 0.3 * n)).toBeLessThan(5 * Math.sqrt(n * 0.3 * 0.7));
    expect(bernoulli(root, [1000], { probability: 1 }).every((one) => one === 1)).toBe(true);
    expect(bernoulli(root, [1000], { probability: 0 }).every((one) => one === 0)).toBe(true);
  });

  it('refuses bad input', () => {
    expect(() => bernoulli(noKey, [1])).toThrow(TypeError);
    expect(() => bernoulli(root, [1], { probability: 1.1 })).toThrow(/probability in \[0, 1\], got 1.1/);
    expect(() => bernoulli(root, [1], { probability: NaN })).toThrow(RangeError);
  });
});

describe('integers', () => {
  it('gives the numbers that the Python oracle gives', () => {
    expect([...integers(root, [16], { low: -10, high: 1000 })]).toEqual(vectors.integers);
    expect([...integers(root, [8], { low: -(2 ** 31), high: 2 ** 31 })]).toEqual(vectors.integersAll);
  });

  it('are equally likely in ranges that do not divide 2^32', () => {
    expectEven(tally(integers(key('hundred'), [200_000], { high: 100 }), 100, (value) => value));
    expectEven(tally(integers(key('ten'), [200_000], { low: 5, high: 15 }), 10, (value) => value - 5));
    // With a modulo the lower third of this range would be twice as likely.
    const third = 2 ** 30;
    const wide = integers(key('wide'), [200_000], { high: 2 ** 31 }).filter(
      (value) => value < 3 * (third / 2),
    );
    const thirds = tally(wide, 3, (value) => Math.floor(value / (third / 2)));
    for (const count of thirds) {
      const n = wide.length;
      expect(Math.abs(count - n / 3)).toBeLessThan(5 * Math.sqrt((n * 2) / 9));
    }
  });

  it('gives the only value of a range of one', () => {
    expect([...integers(root, [3], { low: 7, high: 8 })]).toEqual([7, 7, 7]);
  });

  it('refuses bad input', () => {
    expect(() => integers(noKey, [1], { high: 2 })).toThrow(TypeError);
    for (const bounds of [
      { high: 0 },
      { low: 1, high: 1 },
      { high: 1.5 },
      { high: 2 ** 31 + 1 },
      { high: NaN },
    ]) {
      expect(() => integers(root, [1], bounds)).toThrow(/whole bounds/);
    }
  });
});

describe('gumbel', () => {
  it('gives the numbers that the Python oracle gives', () => {
    const values = gumbel(root, [16]);
    expect(values.length).toBe(vectors.gumbel.length);
    for (const [index, value] of values.entries()) {
      // Near 0 the two logarithms cancel: one float32 rounding plus the rounding of the inner logarithm.
      const want = vectors.gumbel[index] ?? NaN;
      expect(Math.abs(value - want)).toBeLessThanOrEqual(Math.abs(want) * 2 ** -23 + 1e-14);
    }
  });

  it('follows the Gumbel distribution', () => {
    const values = gumbel(key('gumbel'), [100_000]);
    expect(kolmogorovSmirnov(values, (x) => Math.exp(-Math.exp(-x)))).toBeLessThan(KS_BOUND);
  });

  it('refuses bad input', () => {
    expect(() => gumbel(noKey, [1])).toThrow(TypeError);
    expect(() => gumbel(root, [-2])).toThrow(RangeError);
  });
});

describe('categorical', () => {
  it('gives the indices that the Python oracle gives', () => {
    expect([...categorical(root, [0.25, 0, 0.5, 2.25], 32)]).toEqual(vectors.categorical);
  });

  it('draws with the given probabilities and never an impossible index', () => {
    const drawn = categorical(key('categorical'), [1, 2, 3, 4, 0], 200_000);
    expectEven(
      tally(drawn, 4, (index) => index),
      [0.1, 0.2, 0.3, 0.4],
    );
    expect(drawn).not.toContain(4);
  });

  it('refuses bad input', () => {
    expect(() => categorical(noKey, [1], 1)).toThrow(TypeError);
    expect(() => categorical(root, [1, -1], 1)).toThrow(/got -1 at 1/);
    expect(() => categorical(root, [NaN], 1)).toThrow(RangeError);
    expect(() => categorical(root, [0, 0], 1)).toThrow(/positive finite sum, got 0/);
    expect(() => categorical(root, [], 1)).toThrow(RangeError);
    expect(() => categorical(root, [1], -1)).toThrow(RangeError);
  });
});

describe('categoricalFromLogits', () => {
  it('gives the indices that the Python oracle gives', () => {
    expect([...categoricalFromLogits(root, [0, -Infinity, 1, 2], 16)]).toEqual(vectors.categoricalFromLogits);
  });

  it('draws with softmax probabilities', () => {
    const logits = [Math.log(1), Math.log(2), Math.log(3), Math.log(4)].map((logit) => logit + 100);
    const drawn = categoricalFromLogits(key('logits'), logits, 100_000);
    expectEven(
      tally(drawn, 4, (index) => index),
      [0.1, 0.2, 0.3, 0.4],
    );
  });

  it('refuses bad input', () => {
    expect(() => categoricalFromLogits(noKey, [1], 1)).toThrow(TypeError);
    expect(() => categoricalFromLogits(root, [0, NaN], 1)).toThrow(/got NaN at 1/);
    expect(() => categoricalFromLogits(root, [Infinity], 1)).toThrow(RangeError);
    expect(() => categoricalFromLogits(root, [-Infinity], 1)).toThrow(/at least one finite logit/);
    expect(() => categoricalFromLogits(root, [0], 0.5)).toThrow(RangeError);
  });
});

describe('permutation', () => {
  it('gives the order that the Python oracle gives', () => {
    expect([...permutation(root, 20)]).toEqual(vectors.permutation);
  });

  it('gives all 24 orders of four equally often', () => {
    const orders = new Map<string, number>();
    for (let trial = 0; trial < 24_000; trial += 1) {
      const order = permutation(key(trial), 4).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expectEven([...orders.values()]);
  });

  it('refuses bad input', () => {
    expect(permutation(root, 0).length).toBe(0);
    expect(() => permutation(noKey, 3)).toThrow(TypeError);
    expect(() => permutation(root, -1)).toThrow(RangeError);
    expect(() => permutation(root, 1.5)).toThrow(RangeError);
  });
});

describe('choice', () => {
  it('gives the numbers that the Python oracle gives', () => {
    expect([...choice(root, 1000, 12)]).toEqual(vectors.choice);
  });

  it('takes each of ten equally often', () => {
    const taken: number[] = [];
    for (let trial = 0; trial < 10_000; trial += 1) taken.push(...choice(key(trial), 10, 1));
    expectEven(tally(taken, 10, (value) => value));
  });

  it('refuses to take more than there are', () => {
    expect(() => choice(root, 3, 4)).toThrow(/count to be a whole number from 0 to 3, got 4/);
    expect(() => choice(noKey, 3, 1)).toThrow(TypeError);
  });
});
