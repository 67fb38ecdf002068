// Symbols that are quick to tell apart, and trials of them.

import { uniform, type RandomKey } from '@vsa/backend/random';
import type { SymbolPainter, TrialImages } from '../src/relational/index.js';

/** Symbols are gratings, in images with a little noise: fast to tell apart. */
export const painter: SymbolPainter = {
  paint(paintKey: RandomKey, symbols: ArrayLike<number>) {
    const noise = uniform(paintKey, [symbols.length, 1024]);
    const values = noise.map((value, index) => {
      const symbol = symbols[Math.floor(index / 1024)] ?? 0;
      const [y, x] = [Math.floor((index % 1024) / 32), index % 32];
      return 0.5 + 0.4 * Math.sin((symbol + 1) * 0.3 * (symbol % 2 === 0 ? x : y)) + 0.1 * value;
    });
    return { values };
  },
};

/** Every ordered pair of symbols, and as many of one symbol. */
export function pairsOf(count: number): TrialImages {
  const rows: [number, number, number][] = [];
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < count; b += 1) {
      if (a !== b) rows.push([a, b, 1], [a, a, 0]);
    }
  }
  return {
    painter,
    trials: {
      symbols: Int32Array.from(rows.flatMap(([a, b]) => [a, b])),
      labels: Int32Array.from(rows, ([, , label]) => label),
      shape: [rows.length, 2],
    },
  };
}
