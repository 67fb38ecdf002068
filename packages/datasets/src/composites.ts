// Composites: products of one vector of each codebook, with the indices that a factoriser should find again.

import { formatShape } from '@vsa/backend';
import { foldIn, integers, type RandomKey } from '@vsa/backend/random';
import { checkedShape, checkSize } from './internal/checks.js';
import type { Noise } from './noise.js';
import type { Vectors } from './vectors.js';

/** Composites with the answer; `values` and `shape` are those of the composites, `[count, D]`. */
export interface Composites extends Vectors {
  /** Which vector of each codebook went in, one row a composite, `[count, K]`. */
  readonly indices: Int32Array;
  /** Number of codebooks K. */
  readonly factors: number;
}

/** Options of {@link composites}. */
export interface CompositesOptions {
  /** Noise on the finished products, such as `flipNoise(0.1)`. @defaultValue none */
  readonly noise?: Noise | undefined;
}

/**
 * Draws indices uniformly and multiplies the chosen vectors, component by component.
 *
 * @param key - Fixes the indices and the noise.
 * @param codebooks - K >= 1 sets `[n_k, D]` of one dimension D.
 * @param count - How many composites, >= 1.
 * @param options - See {@link CompositesOptions}.
 * @returns The composites and their indices.
 * @throws RangeError when codebooks are missing or differ in D, or `count` is not a whole number >= 1; TypeError when `key` is no key.
 */
export function composites(
  key: RandomKey,
  codebooks: readonly Vectors[],
  count: number,
  options: CompositesOptions = {},
): Composites {
  checkCodebooks(codebooks, 'composites');
  checkSize(count, 'count', 'composites');
  const factors = codebooks.length;
  const indices = new Int32Array(count * factors);
  for (const [factor, codebook] of codebooks.entries()) {
    const chosen = integers(foldIn(key, factor), [count], { high: codebook.shape[0] });
    for (const [index, value] of chosen.entries()) indices[index * factors + factor] = value;
  }
  const products = compose(codebooks, indices);
  const { values, shape } = options.noise?.(foldIn(key, 'noise'), products) ?? products;
  return { values, shape, indices, factors };
}

/**
 * Multiplies given vectors of the codebooks, component by component.
 *
 * @param codebooks - K >= 1 sets `[n_k, D]` of one dimension D.
 * @param indices - Which vector of each codebook, one row a composite, `[count, K]`.
 * @returns The products, `[count, D]`.
 * @throws RangeError when codebooks are missing or differ in D, or an index is out of range.
 */
export function compose(codebooks: readonly Vectors[], indices: ArrayLike<number>): Vectors {
  const dimension = checkCodebooks(codebooks, 'compose');
  const factors = codebooks.length;
  const count = indices.length / factors;
  checkSize(count, `the number of indices over ${factors} codebooks`, 'compose');
  const values = new Float32Array(count * dimension).fill(1);
  for (let composite = 0; composite < count; composite += 1) {
    const product = values.subarray(composite * dimension, (composite + 1) * dimension);
    for (const [factor, codebook] of codebooks.entries()) {
      const index = indices[composite * factors + factor] ?? NaN;
      if (!Number.isInteger(index) || index < 0 || index >= codebook.shape[0]) {
        throw new RangeError(
          `datasets.compose: expected indices from 0 to ${codebook.shape[0] - 1} for codebook ${factor}, got ${index}.`,
        );
      }
      for (let place = 0; place < dimension; place += 1) {
        product[place] = (product[place] ?? 0) * (codebook.values[index * dimension + place] ?? 0);
      }
    }
  }
  return { values, shape: [count, dimension] };
}

/** The common dimension D; throws RangeError when there is none. */
function checkCodebooks(codebooks: readonly Vectors[], caller: string): number {
  const [first] = codebooks;
  if (first === undefined) {
    throw new RangeError(`datasets.${caller}: expected at least one codebook, got none.`);
  }
  const dimension = first.shape[1];
  for (const codebook of codebooks) {
    if (checkedShape(codebook, caller)[1] !== dimension) {
      throw new RangeError(
        `datasets.${caller}: expected codebooks of one dimension, got ${formatShape(first.shape)} and ${formatShape(codebook.shape)}.`,
      );
    }
  }
  return dimension;
}
