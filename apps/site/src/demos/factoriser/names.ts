// What the first vectors of each codebook are called, by word or by picture.

import type { Parameters } from './parameters.js';
import { GROUNDS, PLACES, SHAPES } from './shapes.js';
import { WORDS } from './words.js';

/** The two ways of naming. */
export type Naming = Parameters['named'];

/** Parameters that choose the factors, and what they can be, by naming. */
export const FACTORS = {
  words: { who: WORDS[0], colour: WORDS[1], does: WORDS[2], where: WORDS[3] },
  pictures: { shape: SHAPES, colour: WORDS[1], place: PLACES, ground: GROUNDS },
} as const satisfies Readonly<Record<Naming, Readonly<Record<string, readonly string[]>>>>;

/** A parameter that chooses a factor. */
export interface Factor {
  /** Its name in the address. */
  readonly parameter: keyof (typeof FACTORS)['words'] | keyof (typeof FACTORS)['pictures'];
  readonly names: readonly string[];
}

/**
 * The factors of a composite.
 *
 * @param parameters - See the declaration.
 * @returns The first K.
 */
export function factorsOf({ named, k }: Pick<Parameters, 'named' | 'k'>): readonly Factor[] {
  return Object.entries(FACTORS[named])
    .slice(0, k)
    .map(([parameter, names]) => ({ parameter: parameter as Factor['parameter'], names }));
}

/**
 * Which vectors go in.
 *
 * @param parameters - See the declaration.
 * @returns An index each.
 */
export function wantedOf(parameters: Parameters): readonly number[] {
  return factorsOf(parameters).map(({ parameter, names }) => names.indexOf(parameters[parameter]));
}

/**
 * Name of a vector.
 *
 * @param naming - Words or pictures.
 * @param factor - Which codebook, from 0.
 * @param index - Which vector, from 0.
 * @returns A name, or a number where names end.
 */
export function nameOf(naming: Naming, factor: number, index: number): string {
  return Object.values(FACTORS[naming])[factor]?.[index] ?? `#${index}`;
}
