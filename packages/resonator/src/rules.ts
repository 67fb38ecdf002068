// What the literature does differently: which estimates a step listens to, where it starts, how the result is read.

import type { Backend, Tensor } from '@vsa/backend';
import { activations } from './activations.js';

/** Picks, of a factor's estimates before and after its update in this step, the one that the later factors see. */
export type Update = (before: Tensor, after: Tensor) => Tensor;

/** Names of {@link updates}. */
export type UpdateName = 'sequential' | 'synchronous';

/**
 * The known orders of update by name.
 *
 * - `sequential`: factors in order, each from the already updated ones (Frady and Kent).
 * - `synchronous`: all factors from the previous step (Eq 1 of the paper).
 */
export const updates: Readonly<Record<UpdateName, Update>> = {
  sequential: (_before, after) => after,
  synchronous: (before) => before,
};

/** Makes the first estimate `[D]` from a codebook `[n, D]`. */
export type Start = (backend: Backend, codebook: Tensor) => Tensor;

/** Names of {@link starts}. */
export type StartName = 'signed' | 'mean';

/**
 * The known starts by name.
 *
 * - `signed`: sgn of the sum of the codebook's vectors, `sgn(0) = +1` (Frady and Kent).
 * - `mean`: their mean, unsigned (the paper).
 */
export const starts: Readonly<Record<StartName, Start>> = {
  signed: (backend, codebook) => activations.sign(backend, backend.sum(codebook, { axis: 0 })),
  mean: (backend, codebook) => backend.mean(codebook, { axis: 0 }),
};

/** How the vector that stands for an estimate is chosen from its cosines. */
export interface Readout {
  /** The vector with the largest score wins, the first one among equals. */
  score(cosine: number): number;
  /** The sign, +1 or -1, by which the estimate is multiplied, given the winner's cosine. */
  sign(cosine: number): number;
}

/** Names of {@link readouts}. */
export type ReadoutName = 'absolute' | 'signed';

/**
 * The known readouts by name.
 *
 * - `absolute`: largest |cosine|, and the estimate's sign is repaired. Flipping the signs of an even number of factors leaves their
 *   product as it is, so a resonator finds factors only up to such flips (Frady and Kent).
 * - `signed`: largest cosine (the paper).
 */
export const readouts: Readonly<Record<ReadoutName, Readout>> = {
  absolute: { score: Math.abs, sign: (cosine) => (cosine < 0 ? -1 : 1) },
  signed: { score: (cosine) => cosine, sign: () => 1 },
};
