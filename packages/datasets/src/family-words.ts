// Real word vectors that travel with the package: 26 words for family members and people, from GloVe 6B (100 components).
// J. Pennington, R. Socher, C. D. Manning, "GloVe: Global Vectors for Word Representation", EMNLP 2014. See NOTICE.

import { FAMILY_GLOVE } from './internal/family-glove.js';
import type { Vectors } from './vectors.js';

/** Vectors with a word each. */
export interface WordVectors extends Vectors {
  /** The words, in the order of the rows. */
  readonly words: readonly string[];
}

/**
 * GloVe vectors of family words, from `father` to `stepmother`; neighbours in meaning have cosines of .6 to .9.
 *
 * @param words - Which ones, in this order. @defaultValue all 26
 * @returns The words and their vectors, `[words, 100]`; a fresh copy.
 * @throws RangeError for an empty list or a word that is not among the 26; the message lists them.
 */
export function familyWords(words?: readonly string[]): WordVectors {
  const table = parse(FAMILY_GLOVE);
  const chosen = words ?? [...table.keys()];
  if (chosen.length === 0)
    throw new RangeError('datasets.familyWords: expected at least one word, got none.');
  const rows = chosen.map((word) => {
    const vector = table.get(word);
    if (vector === undefined) {
      throw new RangeError(
        `datasets.familyWords: expected words among ${[...table.keys()].join(', ')}, got "${word}".`,
      );
    }
    return vector;
  });
  return { words: [...chosen], values: Float32Array.from(rows.flat()), shape: [rows.length, 100] };
}

/** Reads lines of a word and its components, as GloVe's own files have them. */
function parse(text: string): Map<string, number[]> {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [word = '', ...components] = line.split(' ');
        return [word, components.map(Number)];
      }),
  );
}
