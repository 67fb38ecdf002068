// The algebras that law tests and behaviour tests go through, each with what its arithmetic allows.

import { key } from '@vsa/backend/random';

import type { Algebra } from '../src/algebra.js';
import { bsc, createBsc } from '../src/bsc.js';
import { fhrr } from '../src/fhrr.js';
import { createHrr, hrr } from '../src/hrr.js';
import { createMapBipolar, mapBipolar } from '../src/map-bipolar.js';
import { createMapReal, mapReal } from '../src/map-real.js';

/** An algebra under test. */
export interface Case {
  /** How tests name it. */
  readonly title: string;
  readonly algebra: Algebra;
  /** Largest relative root-mean-square difference that float32 leaves between equal sides. */
  readonly tolerance: number;
  /** √D times the standard deviation of the similarity of two random vectors. */
  readonly spread: number;
}

// Whole numbers: no rounding at all. Products of reals: two roundings of 6e-8. Transforms: see the tests of fft. Angles are rounded at
// size π to 2.4e-7, a few times over.
export const cases: readonly Case[] = [
  { title: 'mapBipolar', algebra: mapBipolar, tolerance: 0, spread: 1 },
  {
    title: 'mapBipolar with random ties',
    algebra: createMapBipolar({ tieKey: key('ties') }),
    tolerance: 0,
    spread: 1,
  },
  { title: 'mapReal', algebra: mapReal, tolerance: 1e-6, spread: 1 },
  { title: 'mapReal with limit 1', algebra: createMapReal({ limit: 1 }), tolerance: 1e-6, spread: 1 },
  { title: 'bsc', algebra: bsc, tolerance: 0, spread: 1 },
  { title: 'bsc with random ties', algebra: createBsc({ tieKey: key('ties') }), tolerance: 0, spread: 1 },
  { title: 'hrr', algebra: hrr, tolerance: 1e-5, spread: 1 },
  {
    title: 'hrr with exact inverse',
    algebra: createHrr({ inverse: 'exact' }),
    // Gaussian spectra have magnitudes down to 1/√D: division amplifies roundings of 1e-6 by the inverse of the smallest one.
    tolerance: 1e-3,
    spread: 1,
  },
  {
    title: 'hrr with unitary vectors',
    algebra: createHrr({ vectors: 'unitary' }),
    tolerance: 1e-5,
    spread: 1,
  },
  // Independent phases: the mean of D cosines, each of variance 1/2.
  { title: 'fhrr', algebra: fhrr, tolerance: 1e-5, spread: Math.SQRT1_2 },
];
