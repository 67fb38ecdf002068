import { key, type RandomKey } from '@vsa/backend/random';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { familyPatterns, familyTree, type FamilyPatterns } from './family-tree.js';
import { familyWords, row } from './index.js';

type Row = ArrayLike<number>;

function mean(values: Row): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: Row, b: Row): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(Array.from(a, (value, index) => (value - meanA) * ((b[index] ?? NaN) - meanB)));
}

function correlation(a: Row, b: Row): number {
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}

function pairs<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((a, index) => items.slice(0, index).map((b): [Item, Item] => [a, b]));
}

describe('familyTree', () => {
  it('has the people and relations of the paper, by their initials', () => {
    const { states, labels, transitions } = familyTree();
    expect(states.map((name) => name.charAt(0)).join('')).toBe('HMLB');
    expect(new Set(transitions.map(({ label }) => label))).toEqual(new Set(labels));
    // Table 2: person, kinship word, answer.
    const answers = transitions.map(({ from, label, to }) => `${from.charAt(0)}-${label}-${to.charAt(0)}`);
    expect(answers).toEqual([
      ...['H-wife-M', 'H-son-B', 'H-daughter-L'],
      ...['M-husband-H', 'M-son-B', 'M-daughter-L'],
      ...['L-mother-M', 'L-father-H', 'L-brother-B'],
      ...['B-mother-M', 'B-father-H', 'B-sister-L'],
    ]);
    expect(transitions.every(({ from, to }) => states.includes(from) && states.includes(to))).toBe(true);
  });

  it('draws each person in 64 x 64 grey values', () => {
    const { portraits } = familyTree();
    expect(portraits).toMatchObject({ shape: [4, 4096], height: 64, width: 64, channels: 1 });
    expect(portraits.values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const bytes = Uint8Array.from(portraits.values, (value) => Math.round(value * 255));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '0591b5e77e4aae6e31b130a570f6a54a99ef1b08c544fbf01a010bd980de4603',
    );
  });

  it('draws people who are hardly alike', () => {
    const { states, portraits } = familyTree();
    const rows = states.map((_, index) => row(portraits, index));
    const alike = pairs(rows).map(([a, b]) => Math.abs(correlation(a, b)));
    expect(alike.length).toBe(6);
    // The number that the documentation states.
    expect(Math.max(...alike)).toBeLessThan(0.175);
    expect(Math.max(...alike)).toBeGreaterThan(0.17);
  });

  it('labels relations with the vectors of familyWords', () => {
    const { labels, labelVectors } = familyTree();
    expect(labelVectors).toEqual(familyWords(labels));
    expect(labelVectors.shape).toEqual([8, 100]);
  });

  it('gives a fresh copy each time', () => {
    familyTree().portraits.values.fill(2);
    expect(familyTree().portraits.values.includes(2)).toBe(false);
  });
});

/** Eq 1 of the paper by plain loops, with a = 0, h = 1 and the mean load subtracted whole; each start's best match after 100 steps. */
function recalled(patterns: readonly Row[], targets: readonly number[], beta: number): number[] {
  const load = Array.from(patterns[0] ?? [], (_, neuron) => mean(patterns.map((p) => p[neuron] ?? NaN)));
  return patterns.map((start) => {
    let state = Array.from(start);
    for (let step = 0; step < 100; step += 1) {
      const overlaps = patterns.map((p) => state.reduce((sum, x, i) => sum + beta * x * (p[i] ?? NaN), 0));
      const largest = Math.max(...overlaps);
      const weights = overlaps.map((overlap) => Math.exp(overlap - largest));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const pull = load.map((value) => -value);
      for (const [index, weight] of weights.entries()) {
        if (weight < 1e-12 * total) continue;
        const target = patterns[targets[index] ?? NaN] ?? [];
        for (const [neuron, value] of pull.entries()) {
          pull[neuron] = value + (weight / total) * (target[neuron] ?? NaN);
        }
      }
      state = state.map((x, neuron) => x + 0.1 * ((pull[neuron] ?? NaN) - x));
    }
    const matches = patterns.map((pattern) => correlation(state, pattern));
    return matches.indexOf(Math.max(...matches));
  });
}

/** All sixteen patterns, people first, and where each leads. */
function vertices({ neurons, stateShare, statePatterns, labelPatterns }: FamilyPatterns): {
  patterns: Float32Array[];
  targets: number[];
} {
  const { states, transitions } = familyTree();
  const people = states.map((name) => statePatterns[name] ?? new Float32Array(0));
  const steps = transitions.map(({ from, label }) => {
    const pattern = (statePatterns[from] ?? new Float32Array(0)).slice();
    pattern.set(labelPatterns[label] ?? [], Math.round(neurons * stateShare));
    return pattern;
  });
  return {
    patterns: [...people, ...steps],
    targets: [...states.keys(), ...transitions.map(({ to }) => states.indexOf(to))],
  };
}

describe('familyPatterns', () => {
  it('gives a pattern a person and a part of one a word', () => {
    const { states, labels } = familyTree();
    const patterns = familyPatterns(key('family'));
    expect(patterns).toMatchObject({ neurons: 1000, stateShare: 0.75 });
    expect(Object.keys(patterns.statePatterns)).toEqual(states);
    expect(Object.keys(patterns.labelPatterns)).toEqual(labels);
    expect(Object.values(patterns.statePatterns).map(({ length }) => length)).toEqual(Array(4).fill(1000));
    expect(Object.values(patterns.labelPatterns).map(({ length }) => length)).toEqual(Array(8).fill(250));
  });

  it('gives every part mean 0.5 and the deviation of uniform numbers', () => {
    const { statePatterns, labelPatterns } = familyPatterns(key('parts'), { neurons: 400, stateShare: 0.6 });
    const parts = [
      ...Object.values(statePatterns).flatMap((pattern) => [pattern.slice(0, 240), pattern.slice(240)]),
      ...Object.values(labelPatterns),
    ];
    expect(parts.map(({ length }) => length)).toEqual([
      240,
      160,
      240,
      160,
      240,
      160,
      240,
      160,
      ...Array<number>(8).fill(160),
    ]);
    for (const part of parts) {
      // Sums of at most 240 numbers in float32.
      expect(mean(part)).toBeCloseTo(0.5, 5);
      expect(covariance(part, part)).toBeCloseTo(1 / 12, 5);
    }
  });

  it('shows each person the pixels of the same places', () => {
    const { portraits } = familyTree();
    // All but two pixels stand for people alone, so their correlations are those of the portraits, but for two of 4,096 pixels.
    const { statePatterns } = familyPatterns(key('all'), { neurons: 4096, stateShare: 4094 / 4096 });
    const seen = Object.values(statePatterns).map((pattern) => pattern.slice(0, 4094));
    const drawn = seen.map((_, index) => row(portraits, index));
    const direct = pairs(drawn).map(([a, b]) => correlation(a, b));
    for (const [index, [a, b]] of pairs(seen).entries()) {
      expect(correlation(a, b)).toBeCloseTo(direct[index] ?? NaN, 2);
    }
  });

  it('makes words that differ more than GloVe has them', () => {
    const { labelPatterns } = familyPatterns(key('words'));
    const { labelVectors, labels } = familyTree();
    const vectors = labels.map((_, index) => row(labelVectors, index));
    expect(Math.max(...pairs(vectors).map(([a, b]) => correlation(a, b)))).toBeGreaterThan(0.9);
    expect(Math.max(...pairs(Object.values(labelPatterns)).map(([a, b]) => correlation(a, b)))).toBeLessThan(
      0.7,
    );
  });

  it.each(['first', 'second', 'third'])(
    'makes an automaton that answers all sixteen vertices (key %s)',
    (name) => {
      const { patterns, targets } = vertices(familyPatterns(key(name)));
      expect(recalled(patterns, targets, 1)).toEqual(targets);
    },
  );

  it('depends on the key alone', () => {
    expect(familyPatterns(key(5))).toEqual(familyPatterns(key(5)));
    expect(familyPatterns(key(5)).statePatterns).not.toEqual(familyPatterns(key(6)).statePatterns);
  });

  it('refuses bad input', () => {
    expect(() => familyPatterns(key(0), { neurons: 5000 })).toThrow(/neurons from 8 to 4096.*got 5000/);
    expect(() => familyPatterns(key(0), { neurons: 7 })).toThrow(RangeError);
    expect(() => familyPatterns(key(0), { neurons: 10.5 })).toThrow(RangeError);
    for (const stateShare of [0, 1, -1, NaN, 0.001]) {
      expect(() => familyPatterns(key(0), { stateShare })).toThrow(/stateShare to leave two of 1000/);
    }
    expect(() => familyPatterns('x' as RandomKey)).toThrow(TypeError);
  });
});
