import { key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { rmtsTrials, sameDifferentTrials, splitSymbols, type Trials } from '../glyphs.js';

const first = (n: number): Int32Array => Int32Array.from({ length: n }, (_, index) => index + 40);

function rowsOf({ symbols, shape: [count, images] }: Trials): number[][] {
  return Array.from({ length: count }, (_, row) => [...symbols.subarray(row * images, (row + 1) * images)]);
}

const total = (labels: Int32Array): number => labels.reduce((sum, label) => sum + label, 0);

describe('splitSymbols', () => {
  it.each([95, 50, 15])('trains on %i of 100 symbols and tests on the others', (m) => {
    const { train, test } = splitSymbols(key(m), 100, m);
    expect([train.length, test.length]).toEqual([m, 100 - m]);
    expect(new Set([...train, ...test]).size).toBe(100);
    expect(Math.min(...train, ...test)).toBe(0);
    expect(Math.max(...train, ...test)).toBe(99);
    expect(splitSymbols(key(m), 100, m)).toEqual({ train, test });
    expect(splitSymbols(key(m + 1), 100, m).train).not.toEqual(train);
  });

  it('chooses every symbol with the same chance', () => {
    const draws = 2000;
    const times = new Int32Array(10);
    for (let seed = 0; seed < draws; seed += 1) {
      for (const symbol of splitSymbols(key(seed), 10, 3).train) times[symbol] = (times[symbol] ?? 0) + 1;
    }
    // Binomial with p = .3: five deviations of 20.5.
    for (const count of times) expect(Math.abs(count - 600)).toBeLessThan(103);
  });

  it('refuses splits that leave one side empty', () => {
    expect(() => splitSymbols(key(1), 100, 100)).toThrow(
      /leave one of 100 symbols or more to the test, got 100/,
    );
    expect(() => splitSymbols(key(1), 100, 0)).toThrow(RangeError);
    expect(() => splitSymbols(key(1), 100, 2.5)).toThrow(RangeError);
    expect(() => splitSymbols(key(1), NaN, 5)).toThrow(RangeError);
    expect(() => splitSymbols('x' as never, 100, 5)).toThrow(TypeError);
  });
});

describe('sameDifferentTrials', () => {
  it.each([
    [95, 10_000],
    [85, 10_000],
    [50, 4900],
    [15, 420],
    [5, 40],
  ])('of %i symbols makes %i trials', (n, count) => {
    const trials = sameDifferentTrials(key(n), first(n));
    expect(trials.shape).toEqual([count, 2]);
    expect(trials.symbols.length).toBe(2 * count);
    expect(total(trials.labels)).toBe(count / 2);
    const rows = rowsOf(trials);
    expect(rows.every(([a, b], index) => (a === b) === (trials.labels[index] === 0))).toBe(true);
    const allowed = new Set(first(n));
    expect(rows.flat().every((symbol) => allowed.has(symbol))).toBe(true);
    const different = rows.filter(([a, b]) => a !== b).map(String);
    expect(new Set(different).size).toBe(count / 2);
  });

  it('without a cap has every ordered pair of different symbols', () => {
    const rows = rowsOf(sameDifferentTrials(key(1), [7, 2, 9]));
    const different = rows.filter(([a, b]) => a !== b).map(String);
    expect(new Set(different)).toEqual(new Set(['7,2', '7,9', '2,7', '2,9', '9,7', '9,2']));
    expect(rows.length).toBe(12);
  });

  it('without a cap of 10,000 reaches the 17,860 trials of 95 symbols', () => {
    expect(sameDifferentTrials(key(1), first(95), { limit: 20_000 }).shape).toEqual([17_860, 2]);
  });

  it('mixes the answers', () => {
    const { labels } = sameDifferentTrials(key(3), first(95));
    // Different ones among the first half: hypergeometric, deviation 25; five of them.
    expect(Math.abs(total(labels.slice(0, 5000)) - 2500)).toBeLessThan(126);
  });

  it('is the same for the same key', () => {
    expect(sameDifferentTrials(key(4), first(15))).toEqual(sameDifferentTrials(key(4), first(15)));
    expect(sameDifferentTrials(key(4), first(15))).not.toEqual(sameDifferentTrials(key(5), first(15)));
  });

  it('refuses too few or repeated symbols and odd limits', () => {
    expect(() => sameDifferentTrials(key(1), [3])).toThrow(/at least 2 symbols, got 1/);
    expect(() => sameDifferentTrials(key(1), [3, 3])).toThrow(/different symbols, got one twice/);
    expect(() => sameDifferentTrials(key(1), [3, -1])).toThrow(RangeError);
    expect(() => sameDifferentTrials(key(1), [3, 1.5])).toThrow(RangeError);
    expect(() => sameDifferentTrials(key(1), [3, 4], { limit: 7 })).toThrow(/multiple of 2, .* got 7/);
    expect(() => sameDifferentTrials(key(1), [3, 4], { limit: 0 })).toThrow(RangeError);
    expect(() => sameDifferentTrials(null as never, [3, 4])).toThrow(TypeError);
  });
});

describe('rmtsTrials', () => {
  it.each([
    [95, 10_000],
    [50, 10_000],
    [15, 10_000],
    [6, 1440],
    [5, 480],
  ])('of %i symbols makes %i different trials that keep the rules', (n, count) => {
    const trials = rmtsTrials(key(n), first(n));
    expect(trials.shape).toEqual([count, 6]);
    const rows = rowsOf(trials);
    expect(new Set(rows.map(String)).size).toBe(count);
    const cells = new Map<string, number>();
    for (const [index, row] of rows.entries()) {
      const [s1, s2, a1, a2, b1, b2] = row;
      const same = s1 === s2;
      const matches = [(a1 === a2) === same, (b1 === b2) === same];
      const label = trials.labels[index] ?? -1;
      // Exactly the pair that the label names has the source's relation.
      expect(matches).toEqual([label === 0, label === 1]);
      expect(new Set(row).size).toBe(same ? 4 : 5);
      const cell = `${same} ${label}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    expect([...cells.values()]).toEqual([count / 4, count / 4, count / 4, count / 4]);
  });

  it('draws every symbol about equally often', () => {
    const { symbols } = rmtsTrials(key(8), first(20), { limit: 4000 });
    const times = new Map<number, number>();
    for (const symbol of symbols) times.set(symbol, (times.get(symbol) ?? 0) + 1);
    expect(times.size).toBe(20);
    // 24,000 places over 20 symbols; doubled symbols at most double a binomial's variance: five deviations of 48.
    for (const count of times.values()) expect(Math.abs(count - 1200)).toBeLessThan(240);
  });

  it('is the same for the same key', () => {
    const options = { limit: 400 };
    expect(rmtsTrials(key(4), first(30), options)).toEqual(rmtsTrials(key(4), first(30), options));
    expect(rmtsTrials(key(4), first(30), options)).not.toEqual(rmtsTrials(key(5), first(30), options));
  });

  it('refuses too few or repeated symbols and limits that cannot balance', () => {
    expect(() => rmtsTrials(key(1), [1, 2, 3, 4])).toThrow(/at least 5 symbols, got 4/);
    expect(() => rmtsTrials(key(1), [1, 2, 3, 4, 4])).toThrow(RangeError);
    expect(() => rmtsTrials(key(1), first(9), { limit: 10 })).toThrow(/multiple of 4, .* got 10/);
    expect(() => rmtsTrials(key(1), first(9), { limit: NaN })).toThrow(RangeError);
    expect(() => rmtsTrials(9 as never, first(9))).toThrow(TypeError);
  });
});
