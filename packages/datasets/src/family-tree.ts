// A family as a finite automaton: people are states, kinship words lead from one to another (CDAM paper, section 3.4, Figure 6 and
// Table 2). The paper's cartoon images are not free; here are four free drawings. See NOTICE.

import { choice, foldIn, permutation, type RandomKey } from '@vsa/backend/random';
import { familyWords, type WordVectors } from './family-words.js';
import type { Images } from './images.js';
import { carriedBytes, toUnit } from './internal/carried.js';
import { checkSize } from './internal/checks.js';
import { PORTRAITS } from './internal/data/portraits.generated.js';
import { row } from './vectors.js';

const SIDE = 64;
const PEOPLE = ['Hugo', 'Marta', 'Lena', 'Ben'] as const;
const LABELS = ['wife', 'husband', 'son', 'daughter', 'mother', 'father', 'brother', 'sister'] as const;
const RELATIONS: readonly (readonly [person: string, label: string, relative: string])[] = [
  ['Hugo', 'wife', 'Marta'],
  ['Hugo', 'son', 'Ben'],
  ['Hugo', 'daughter', 'Lena'],
  ['Marta', 'husband', 'Hugo'],
  ['Marta', 'son', 'Ben'],
  ['Marta', 'daughter', 'Lena'],
  ['Lena', 'mother', 'Marta'],
  ['Lena', 'father', 'Hugo'],
  ['Lena', 'brother', 'Ben'],
  ['Ben', 'mother', 'Marta'],
  ['Ben', 'father', 'Hugo'],
  ['Ben', 'sister', 'Lena'],
];
// Mean and deviation of a uniform number in [0, 1), which the paper's random patterns have.
const MEAN = 0.5;
const DEVIATION = Math.sqrt(1 / 12);

/** Somebody's relative: `label` of `from` is `to`. */
export interface FamilyRelation {
  /** Whose. */
  readonly from: string;
  /** Kinship word. */
  readonly label: string;
  /** Who that is. */
  readonly to: string;
}

/** States and transitions, as `createAutomaton` of @vsa/cdam takes them, with what they look like. */
export interface FamilyTree {
  /** The people: father, mother, daughter, son. */
  readonly states: readonly string[];
  /** The eight kinship words. */
  readonly labels: readonly string[];
  /** Twelve relations; none is missing and none has two answers. */
  readonly transitions: readonly FamilyRelation[];
  /** A portrait of each person, `[4, 4096]`: 64 x 64 grey values in [0, 1]. */
  readonly portraits: Images;
  /** GloVe vectors of the kinship words, `[8, 100]`. */
  readonly labelVectors: WordVectors;
}

/** Options of {@link familyPatterns}. */
export interface FamilyPatternOptions {
  /** n, length of a pattern, from 8 to 4096. @defaultValue `1000` */
  readonly neurons?: number | undefined;
  /** Share of the neurons, the first ones, that stand for people alone, in (0, 1). @defaultValue `0.75` */
  readonly stateShare?: number | undefined;
}

/** Patterns by name, as `createAutomaton` of @vsa/cdam takes them. */
export interface FamilyPatterns {
  /** n. */
  readonly neurons: number;
  /** Share of the neurons that stand for people alone. */
  readonly stateShare: number;
  /** Of each person, n numbers. */
  readonly statePatterns: Readonly<Record<string, Float32Array>>;
  /** Of each kinship word, `n - round(n stateShare)` numbers. */
  readonly labelPatterns: Readonly<Record<string, Float32Array>>;
}

/**
 * The family tree of the CDAM paper with other names and faces: Hugo and Marta, their daughter Lena and their son Ben.
 *
 * Initials, relations and their order are those of Table 2. The portraits correlate by 0.175 at most, of either sign.
 *
 * @returns See {@link FamilyTree}; a fresh copy.
 */
export function familyTree(): FamilyTree {
  return {
    states: [...PEOPLE],
    labels: [...LABELS],
    transitions: RELATIONS.map(([from, label, to]) => ({ from, label, to })),
    portraits: {
      values: toUnit(carriedBytes(PORTRAITS)),
      shape: [PEOPLE.length, SIDE * SIDE],
      height: SIDE,
      width: SIDE,
      channels: 1,
    },
    labelVectors: familyWords(LABELS),
  };
}

/**
 * Patterns of the family's automaton: randomly chosen pixels of the portraits, and kinship words spread over the remaining neurons
 * (section 3.4; the paper does not say how it scales either).
 *
 * A dense memory compares by inner products, so a bright portrait would win over every other one, and what all kinship words share would
 * drown what tells them apart. So the mean of the eight words is taken off each of them, and then each portrait's state part, its rest
 * and each word are shifted and scaled to mean 0.5 and deviation 0.2887, those of random patterns. Each of a word's 100 components
 * comes as often as every other, give or take one.
 *
 * @param key - Fixes the pixels and the order of the components.
 * @param options - See {@link FamilyPatternOptions}.
 * @returns See {@link FamilyPatterns}; values outside [0, 1] occur.
 * @throws TypeError when `key` is no key; RangeError for wrong options, also when a part would have fewer than two neurons.
 */
export function familyPatterns(key: RandomKey, options: FamilyPatternOptions = {}): FamilyPatterns {
  const { neurons = 1000, stateShare = 0.75 } = options;
  const stateNeurons = checkedParts(neurons, stateShare);
  const { states, labels, portraits, labelVectors } = familyTree();
  const pixels = choice(foldIn(key, 'pixels'), portraits.shape[1], neurons);
  const components = permutation(foldIn(key, 'components'), labelVectors.shape[1]);
  const labelNeurons = neurons - stateNeurons;
  const common = meanRow(labelVectors);
  const statePattern = (index: number): Float32Array => {
    const portrait = row(portraits, index);
    const chosen = Float32Array.from(pixels, (pixel) => portrait[pixel] ?? 0);
    const pattern = new Float32Array(neurons);
    pattern.set(standardised(chosen.subarray(0, stateNeurons)));
    pattern.set(standardised(chosen.subarray(stateNeurons)), stateNeurons);
    return pattern;
  };
  const labelPattern = (index: number): Float32Array => {
    const vector = row(labelVectors, index);
    const spread = Float32Array.from({ length: labelNeurons }, (_, neuron) => {
      const component = components[neuron % components.length] ?? 0;
      return (vector[component] ?? 0) - (common[component] ?? 0);
    });
    return standardised(spread);
  };
  return {
    neurons,
    stateShare,
    statePatterns: Object.fromEntries(states.map((name, index) => [name, statePattern(index)])),
    labelPatterns: Object.fromEntries(labels.map((name, index) => [name, labelPattern(index)])),
  };
}

function checkedParts(neurons: number, stateShare: number): number {
  checkSize(neurons, 'neurons', 'familyPatterns');
  if (neurons < 8 || neurons > SIDE * SIDE) {
    throw new RangeError(
      `datasets.familyPatterns: expected neurons from 8 to ${SIDE * SIDE}, the pixels of a portrait, got ${neurons}.`,
    );
  }
  const stateNeurons = Math.round(neurons * stateShare);
  if (!(stateNeurons >= 2 && stateNeurons <= neurons - 2)) {
    throw new RangeError(
      `datasets.familyPatterns: expected stateShare to leave two of ${neurons} neurons or more for people and for words, got ${stateShare}.`,
    );
  }
  return stateNeurons;
}

function meanRow({ values, shape: [n, dimension] }: WordVectors): Float64Array {
  const mean = new Float64Array(dimension);
  for (const [index, value] of values.entries())
    mean[index % dimension] = (mean[index % dimension] ?? 0) + value / n;
  return mean;
}

/** Same mean and deviation for all; a constant part, as of pixels that happen to be all white, becomes the mean. */
function standardised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = variance > 0 ? DEVIATION / Math.sqrt(variance) : 0;
  return values.map((value) => MEAN + scale * (value - mean));
}
