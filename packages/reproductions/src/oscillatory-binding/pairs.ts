// Same and different pairs made of the very same images, so that nothing but who stands beside whom can tell their energies apart. With five
// test symbols, trials drawn for each answer show some symbols more often than others, and energies differ more between symbols than
// between same and different.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn } from '@vsa/backend/random';
import type { StudyData } from './data.js';

/** Least number of fours of images. */
const FOURS = 100;

/**
 * Images of pairs, float32 `[pairs, 2, 1024]` each. Rows 2q and 2q + 1 show two symbols: (a, a') and (b, b') as same pairs, (a, b') and
 * (b, a') as different ones.
 */
export type MatchedPairs = {
  readonly same: Tensor;
  readonly different: Tensor;
};

/**
 * Draws pairs of the test symbols: every symbol equally often on either side and in either kind.
 *
 * @param backend - Tensor backend.
 * @param data - Of the cell.
 * @param least - Least number of fours.
 * @returns Images that the caller owns.
 */
export function matchedPairs(
  backend: Backend,
  { test: { painter, trials }, key }: StudyData,
  least = FOURS,
): MatchedPairs {
  const symbols = [...new Set(trials.symbols)].sort((a, b) => a - b);
  const n = symbols.length;
  const fours = Math.ceil(least / n) * n;
  const shown = Array.from({ length: 2 * fours }, (_, row) => {
    const four = Math.floor(row / 2);
    // Each time through the symbols, the other one stands one place further.
    const other = 1 + (Math.floor(four / n) % (n - 1));
    return symbols[(four + (row % 2) * other) % n] ?? 0;
  });
  const beside = Int32Array.from(shown, (_, row) => row ^ 1);
  const { gather, stack, tensor, tidy } = backend;
  return tidy(() => {
    const [first, second] = (['first', 'second'] as const).map((name) => {
      const { values } = painter.paint(foldIn(foldIn(key, 'pairs'), name), shown);
      return tensor(values, [shown.length, values.length / shown.length]);
    }) as [Tensor, Tensor];
    return {
      same: stack([first, second], 1),
      different: stack([first, gather(second, tensor(beside, [beside.length], 'int32'))], 1),
    };
  });
}
