import { createHash } from 'node:crypto';
import { key, type RandomKey } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { familyWords, gaussian, projectBipolar, projectReal, row, type Vectors } from './index.js';

function dot(vectors: Vectors, a: number, b: number): number {
  const right = row(vectors, b);
  return row(vectors, a).reduce((sum, value, place) => sum + value * (right[place] ?? NaN), 0);
}

function cosine(vectors: Vectors, a: number, b: number): number {
  return dot(vectors, a, b) / Math.sqrt(dot(vectors, a, a) * dot(vectors, b, b));
}

describe('familyWords', () => {
  it('gives 26 words with 100 finite components', () => {
    const { words, values, shape } = familyWords();
    expect([words.length, ...shape]).toEqual([26, 26, 100]);
    expect(new Set(words).size).toBe(26);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    expect([...values.slice(0, 3)]).toEqual([...Float32Array.of(0.64706, -0.068067, 0.15468)]);
  });

  it('holds the values that were taken over', () => {
    const bytes = new Uint8Array(familyWords().values.buffer);
    expect(createHash('sha256').update(bytes).digest('hex')).toMatchInlineSnapshot(
      `"b93066be78329f1947839b3922715a631158b27c17c6968f7fb07a71a2052dc9"`,
    );
  });

  it('has the cosines known of these words', () => {
    // Computed from the same GloVe release with other software, to three digits.
    for (const [a, b, known] of [
      ['father', 'mother', 0.866],
      ['father', 'son', 0.924],
      ['husband', 'wife', 0.922],
      ['uncle', 'nephew', 0.841],
      ['father', 'girl', 0.629],
    ] as const) {
      expect(Math.abs(cosine(familyWords([a, b]), 0, 1) - known)).toBeLessThan(0.0006);
    }
  });

  it('gives chosen words in the order asked for', () => {
    const all = familyWords();
    const two = familyWords(['wife', 'son']);
    expect(two.words).toEqual(['wife', 'son']);
    expect(row(two, 1)).toEqual(row(all, all.words.indexOf('son')));
  });

  it('lists the words when one is unknown', () => {
    expect(() => familyWords(['king'])).toThrow(/among father, mother, .*stepmother, got "king"/);
    expect(() => familyWords([])).toThrow(RangeError);
  });
});

describe('projectBipolar', () => {
  it('turns cosines into (2 / pi) asin', () => {
    const words = familyWords();
    const dimension = 10_000;
    const signs = projectBipolar(key('signs'), words, dimension);
    expect(signs.shape).toEqual([26, dimension]);
    expect(new Set(signs.values)).toEqual(new Set([-1, 1]));
    for (let a = 0; a < 26; a += 1) {
      for (let b = 0; b < a; b += 1) {
        const expected = (2 / Math.PI) * Math.asin(cosine(words, a, b));
        // Each component agrees with a fixed probability; 325 pairs at six deviations: a false alarm in a million.
        const deviation = Math.sqrt((1 - expected ** 2) / dimension);
        expect(Math.abs(dot(signs, a, b) / dimension - expected)).toBeLessThan(6 * deviation);
      }
    }
  });

  it('sends equal vectors to equal signs and zero to +1', () => {
    const twice: Vectors = { values: Float32Array.of(1, 2, 1, 2, 0, 0), shape: [3, 2] };
    const signs = projectBipolar(key(1), twice, 40);
    expect(row(signs, 1)).toEqual(row(signs, 0));
    expect(row(signs, 2).every((value) => value === 1)).toBe(true);
  });

  it('keeps its numbers from release to release', () => {
    expect(projectBipolar(key(0), familyWords(['father']), 12).values.join(' ')).toMatchInlineSnapshot(
      `"1 1 -1 1 1 -1 -1 1 -1 -1 -1 1"`,
    );
  });

  it('refuses bad input', () => {
    const words = familyWords(['son']);
    expect(() => projectBipolar(key(0), words, 0)).toThrow(/dimension to be a whole number >= 1, got 0/);
    expect(() => projectBipolar('x' as RandomKey, words, 2)).toThrow(TypeError);
    expect(() => projectBipolar(key(0), { values: new Float32Array(3), shape: [1, 2] }, 2)).toThrow(
      RangeError,
    );
  });
});

describe('projectReal', () => {
  it('keeps inner products', () => {
    const vectors = gaussian(key('vectors'), 8, 100);
    const dimension = 20_000;
    const images = projectReal(key('directions'), vectors, dimension);
    for (let a = 0; a < 8; a += 1) {
      for (let b = 0; b <= a; b += 1) {
        const expected = dot(vectors, a, b);
        // Product of two correlated normal numbers: variance |a|^2 |b|^2 + (a.b)^2; six deviations for 36 pairs.
        const variance = dot(vectors, a, a) * dot(vectors, b, b) + expected ** 2;
        expect(Math.abs(dot(images, a, b) - expected)).toBeLessThan(6 * Math.sqrt(variance / dimension));
      }
    }
  });

  it('is linear', () => {
    const one = projectReal(key(1), { values: Float32Array.of(1, 2), shape: [1, 2] }, 30);
    const two = projectReal(key(1), { values: Float32Array.of(2, 4), shape: [1, 2] }, 30);
    // Doubling is exact in floating point.
    expect([...two.values]).toEqual([...one.values.map((value) => 2 * value)]);
  });

  it('refuses bad input', () => {
    expect(() => projectReal(key(0), familyWords(['son']), 1.5)).toThrow(RangeError);
    expect(() => projectReal(key(0), { values: new Float32Array(0), shape: [0, 2] }, 2)).toThrow(RangeError);
  });
});
