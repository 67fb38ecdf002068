import { createBackend } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import type { StudyData } from './data.js';
import { matchedPairs } from './pairs.js';

const backend = await createBackend('cpu');

/** Paints each image as its symbol and a number that no other image of the call has. */
function dataOf(symbols: readonly number[]): StudyData {
  let calls = 0;
  const painter: StudyData['test']['painter'] = {
    paint: (_, shown) => {
      calls += 1;
      return {
        values: Float32Array.from({ length: 2 * shown.length }, (_unused, place) =>
          place % 2 === 0 ? (shown[place / 2] ?? NaN) : 1000 * calls + place,
        ),
      };
    },
  };
  const trials = { symbols: Int32Array.from(symbols), labels: new Int32Array(1), shape: [1, 2] as const };
  const images = { painter, trials };
  return { key: key(1), train: images, test: images, rmtsTrain: images, rmtsTest: images };
}

describe('matchedPairs', () => {
  it.each([
    [2, 1],
    [5, 7],
    [5, 100],
    [7, 100],
  ])(
    'shows %d symbols equally often, by the same images on both sides (at least %d fours)',
    async (n, least) => {
      const symbols = Array.from({ length: n }, (_, place) => 3 * place + 1);
      const { same, different } = matchedPairs(backend, dataOf([...symbols, ...symbols]), least);
      const pairs = same.shape[0] ?? 0;
      expect(pairs).toBe(2 * Math.ceil(least / n) * n);
      expect(same.shape).toEqual([pairs, 2, 2]);
      expect(different.shape).toEqual(same.shape);
      const [a, b] = [await backend.read(same), await backend.read(different)];
      const image = (all: ArrayLike<number>, pair: number, side: number): readonly [number, number] => {
        const at = 4 * pair + 2 * side;
        return [all[at] ?? NaN, all[at + 1] ?? NaN];
      };
      const count = new Map<number, number>();
      for (let pair = 0; pair < pairs; pair += 1) {
        const [first, second] = [image(a, pair, 0), image(a, pair, 1)];
        expect(first[0]).toBe(second[0]);
        expect(first[1]).not.toBe(second[1]);
        expect(image(b, pair, 0)).toEqual(first);
        // The different pair has the second image of the other row of the two, which shows another symbol.
        expect(image(b, pair, 1)).toEqual(image(a, pair % 2 === 0 ? pair + 1 : pair - 1, 1));
        expect(image(b, pair, 1)[0]).not.toBe(first[0]);
        count.set(first[0], (count.get(first[0]) ?? 0) + 1);
      }
      expect([...count.values()]).toEqual(Array.from({ length: n }, () => pairs / n));
      same.dispose();
      different.dispose();
    },
  );
});
