// What one autoencoder of the study is, and the rows that it gives.

import type { CellParameters, Row } from '../../experiment.js';
import type { PictureSource } from './pictures.js';
import type { RivalName } from './rivals.js';

/** How a model is trained and measured. */
export interface VraeSetup {
  /** Lines, and pixels a line: 28, or 14 for means of four. */
  readonly side: number;
  readonly source: PictureSource;
  /** Pictures to learn from. */
  readonly images: number;
  /** Held-out pictures. */
  readonly held: number;
  readonly hidden: number;
  /** D. */
  readonly dimension: number;
  readonly updates: number;
  /** Pictures an update. */
  readonly batch: number;
  /** Rate of Adam at the start. */
  readonly rate: number;
}

/** One model, trained once. */
export interface VraeCell extends VraeSetup, CellParameters {
  readonly model: 'vrae' | RivalName;
  /** Number of the repetition: tints, start and batches of its own, the same tints for all models. */
  readonly repeat: number;
}

/** What a row says. */
export type VraeKind =
  /** `‖y - ŷ‖²`, the sum over values, the mean over pictures; of the autoencoder with factors, ŷ = g(x̂). */
  | 'error'
  /** The same of g(x). */
  | 'composite error'
  /** NMI of the most probable code of factor `x` with the label. */
  | 'information'
  /** Share of held-out pictures whose label is read off the posterior of factor `x` by a linear classifier. */
  | 'read-out'
  /** Codes of factor `x` that are the most probable one of a picture. */
  | 'codes'
  /** Share of held-out pictures that the judge is right on. */
  | 'judge'
  /** Share of pictures with the tint factor of another that have the digit of the one, the tint of the other, or both. */
  | 'recombined'
  /** One of three pictures: the one, the other, and the shape of the first in the tint of the second. */
  | 'picture';

/** A measured fact. */
export interface VraeRow extends Row {
  readonly kind: VraeKind;
  readonly model: VraeCell['model'];
  readonly source: PictureSource;
  readonly side: number;
  readonly repeat: number;
  /** Which label or picture; empty where there is one. */
  readonly of: string;
  /** Number of a factor or of a picture, from 1; 0 where there is none. */
  readonly x: number;
  /** The number; 0 for pictures. */
  readonly value: number;
  /** Red, green and blue of each pixel in base 64; empty but for pictures. */
  readonly picture: string;
}

/** A row without what all rows of a cell share. */
export type Fact = Pick<VraeRow, 'kind' | 'value'> & Partial<Pick<VraeRow, 'of' | 'x' | 'picture'>>;

/**
 * Shares of answers that are right.
 *
 * @param found - Answers.
 * @param labels - The right ones.
 * @returns In [0, 1].
 */
export function shareOf(found: readonly number[], labels: ArrayLike<number>): number {
  return found.filter((value, index) => value === labels[index]).length / found.length;
}
