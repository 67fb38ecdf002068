// A little world for the tests of training: three kinds of pictures of nine pixels, each with its own bright third.

import { createPairGraph, type PairGraph } from '@vsa/backend';
import { key, uniform } from '@vsa/backend/random';
import { smallWorldEdges } from '../src/index.js';
import type { LabelledImages, UnitLayout } from '../src/training/index.js';

/** Nine pixels, five more units, three classes. */
export const LAYOUT: UnitLayout = { pixels: 9, augment: 5, classes: 3 };
export const UNITS = 17;

/** Pictures with a bright third and noise elsewhere. */
export function pictures(count: number, seed = 'pictures'): LabelledImages {
  const noise = uniform(key(seed), [count, 9]);
  const labels = Uint8Array.from({ length: count }, (_, image) => image % 3);
  const pixels = Uint8Array.from({ length: count * 9 }, (_, at) => {
    const bright = Math.floor((at % 9) / 3) === Math.floor(at / 9) % 3;
    return Math.round((bright ? 170 : 0) + 80 * (noise[at] ?? 0));
  });
  return { pixels, shape: [count, 9], labels };
}

/** Two small worlds of 34 edges. */
export function graphs(): { readonly pairs: PairGraph; readonly coupling: PairGraph } {
  const world = (name: string) =>
    createPairGraph(smallWorldEdges(key(name), { vertices: UNITS, neighbours: 4 }), UNITS);
  return { pairs: world('pairs'), coupling: world('coupling') };
}
