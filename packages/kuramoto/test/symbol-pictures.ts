// Symbols that are their own pictures, for losses that are to be computed by hand.

import { key, normal, type RandomKey } from '@vsa/backend/random';
import type { SymbolPainter, TrialImages } from '../src/relational/index.js';

/** Pixels that say something. */
export const WIDTH = 3;

/** The first pixels are an embedding of the symbol with a little noise, the rest are 0. */
export const painter: SymbolPainter = {
  paint(own: RandomKey, symbols: ArrayLike<number>) {
    const values = new Float32Array(symbols.length * 1024);
    const noise = normal(own, [symbols.length, WIDTH]);
    for (let row = 0; row < symbols.length; row += 1) {
      const base = normal(key(`symbol ${symbols[row]}`), [WIDTH]);
      for (let at = 0; at < WIDTH; at += 1) {
        values[row * 1024 + at] = (base[at] ?? 0) + 0.3 * (noise[row * WIDTH + at] ?? 0);
      }
    }
    return { values };
  },
};

/** Pairs of these symbols, with different pairs in between. */
export function samePairsOf(same: readonly number[]): TrialImages {
  const symbols = Int32Array.from(same.flatMap((symbol) => [symbol, symbol, 90, 91]));
  const labels = Int32Array.from(same.flatMap(() => [0, 1]));
  return { painter, trials: { symbols, labels, shape: [2 * same.length, 2] } };
}
