import { describe, expect, it } from 'vitest';
import vectors from '../../test-vectors/random/random.json' with { type: 'json' };
import { foldIn, key, parseKey, split, uniform, type RandomKey } from './index.js';

const golden = vectors.keys;

describe('key', () => {
  it('gives the keys that the Python oracle gives', () => {
    expect(key(0)).toBe(golden['key(0)']);
    expect(key(-7)).toBe(golden['key(-7)']);
    expect(key(Number.MAX_SAFE_INTEGER)).toBe(golden['key(9007199254740991)']);
    expect(key('0')).toBe(golden["key('0')"]);
    expect(key('grün')).toBe(golden["key('grün')"]);
  });

  it('treats equal whole numbers alike and text apart', () => {
    expect(key(5n)).toBe(key(5));
    expect(key(-0)).toBe(key(0));
    expect(key(2n ** 100n)).not.toBe(key(0));
    expect(key('5')).not.toBe(key(5));
  });

  it('refuses other seeds', () => {
    expect(() => key(0.5)).toThrow(RangeError);
    expect(() => key(2 ** 53)).toThrow(/safe whole number or text, got 9007199254740992/);
    expect(() => key(NaN)).toThrow(RangeError);
    expect(() => key(undefined as unknown as number)).toThrow(TypeError);
  });

  it('passes through JSON', () => {
    const state = JSON.parse(JSON.stringify({ key: key(3) })) as { key: string };
    expect(parseKey(state.key)).toBe(key(3));
  });
});

describe('split', () => {
  it('gives the keys that the Python oracle gives', () => {
    expect(split(key(0), 3)).toEqual(golden['split(key(0), 3)']);
  });

  it('starts alike for every count and gives two by default', () => {
    const parent = key('parent');
    expect(split(parent)).toEqual(split(parent, 5).slice(0, 2));
  });

  it('gives 10,000 different keys', () => {
    const keys = split(key(1), 10_000);
    expect(new Set([...keys, key(1)]).size).toBe(10_001);
  });

  it('gives children whose numbers are not correlated', () => {
    const [a, b] = split(key(2)) as [RandomKey, RandomKey];
    const n = 100_000;
    for (const [left, right] of [
      [a, b],
      [key(2), a],
      [key(2), key(3)],
      [foldIn(a, 0), foldIn(a, 1)],
    ] as [RandomKey, RandomKey][]) {
      const x = uniform(left, [n]);
      const y = uniform(right, [n]);
      const product = x.reduce((sum, value, index) => sum + (value - 0.5) * ((y[index] ?? 0) - 0.5), 0);
      // The product of two centred uniforms has deviation 1/12; five deviations of the sum: a false alarm in 1.7 million.
      expect(Math.abs(product)).toBeLessThan((5 * Math.sqrt(n)) / 12);
    }
  });

  it('refuses bad counts and bad keys', () => {
    expect(() => split(key(0), 0)).toThrow(/split: expected count to be a whole number >= 1, got 0/);
    expect(() => split(key(0), 1.5)).toThrow(RangeError);
    expect(() => split('abc' as RandomKey)).toThrow(/expected a random key/);
    expect(() => split(7 as unknown as RandomKey)).toThrow(TypeError);
  });
});

describe('foldIn', () => {
  it('gives the keys that the Python oracle gives', () => {
    expect(foldIn(key(0), 1)).toBe(golden['foldIn(key(0), 1)']);
    expect(foldIn(key(0), 1n)).toBe(golden['foldIn(key(0), 1)']);
    expect(foldIn(key(0), '1')).toBe(golden["foldIn(key(0), '1')"]);
  });

  it('depends on the order of names', () => {
    const root = key(0);
    expect(foldIn(foldIn(root, 'a'), 'b')).not.toBe(foldIn(foldIn(root, 'b'), 'a'));
    expect(foldIn(root, 0)).not.toBe(split(root, 1)[0]);
  });

  it('refuses bad data and bad keys', () => {
    expect(() => foldIn(key(0), 1.5)).toThrow(RangeError);
    expect(() => foldIn(key(0), null as unknown as number)).toThrow(TypeError);
    expect(() => foldIn('' as RandomKey, 1)).toThrow(TypeError);
  });
});

describe('parseKey', () => {
  it('refuses text that no key has', () => {
    for (const text of [
      '',
      'f'.repeat(31),
      'f'.repeat(33),
      'F'.repeat(32),
      'g'.repeat(32),
      ` ${'f'.repeat(31)}`,
    ]) {
      expect(() => parseKey(text)).toThrow(TypeError);
    }
  });

  it('takes every key, the zero state included', () => {
    const zero = parseKey('0'.repeat(32));
    expect(new Set(uniform(zero, [100])).size).toBeGreaterThan(90);
  });
});
