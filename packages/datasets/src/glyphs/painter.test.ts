import { key, uniform } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { glyphPainter, glyphs, type Glyphs } from '../glyphs.js';

const all = glyphs();

/** A small glyph set with random ink inside a frame of blank pixels. */
function small(height: number, width: number): Glyphs {
  const ink = uniform(key('ink'), [height, width]).map((value, index) => {
    const [y, x] = [Math.floor(index / width), index % width];
    return y === 0 || x < 2 || x === width - 1 ? 0 : 0.1 + 0.9 * value;
  });
  return { values: ink, shape: [1, height * width], height, width, channels: 1, characters: ['?'] };
}

/** Length that two intervals share. */
function overlap(from: number, to: number, low: number, high: number): number {
  return Math.max(0, Math.min(to, high) - Math.max(from, low));
}

/** The definition: each image pixel is the mean of the ink over its square, bitmap pixel by bitmap pixel. */
function painted(
  set: Glyphs,
  draws: ArrayLike<number>,
  side: number,
  [least, largest]: readonly [number, number],
): number[] {
  const { height, width, values } = set;
  const inked = [...values.entries()].filter(([, value]) => value > 0).map(([place]) => place);
  const ys = inked.map((place) => Math.floor(place / width));
  const xs = inked.map((place) => place % width);
  const [top, left] = [Math.min(...ys), Math.min(...xs)];
  const [size = 0, down = 0, right = 0] = Array.from(draws);
  const factor = (side / Math.max(height, width)) * (least + (largest - least) * size);
  const y0 = down * (side - (Math.max(...ys) - top + 1) * factor);
  const x0 = right * (side - (Math.max(...xs) - left + 1) * factor);
  return Array.from({ length: side * side }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / side), pixel % side];
    let ink = 0;
    for (const place of inked) {
      const [v, u] = [Math.floor(place / width) - top, (place % width) - left];
      ink +=
        (values[place] ?? 0) *
        overlap(y, y + 1, y0 + v * factor, y0 + (v + 1) * factor) *
        overlap(x, x + 1, x0 + u * factor, x0 + (u + 1) * factor);
    }
    return ink;
  });
}

describe('glyphPainter', () => {
  it.each([
    [12, 12, 9, [0.6, 1]],
    [7, 11, 20, [0.3, 0.9]],
    [9, 6, 8, [1, 1]],
  ] as const)(
    'draws %i x %i bitmaps as the mean of the ink under each pixel',
    (height, width, side, scale) => {
      const set = small(height, width);
      for (const name of ['a', 'b', 'c']) {
        const { values } = glyphPainter(set, { side, scale }).paint(key(name), [0]);
        const expected = painted(set, uniform(key(name), [1, 3]), side, scale);
        // Sums of at most 132 numbers below 1 in float64, rounded once to float32.
        for (const [index, value] of values.entries())
          expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThan(1e-6);
        expect(values.some((value) => value > 0.05)).toBe(true);
      }
    },
  );

  it('draws every glyph wholly inside: the ink of the image is that of the bitmap, scaled', () => {
    const symbols = all.characters.map((_, index) => index);
    const painter = glyphPainter(all);
    const { values, shape } = painter.paint(key('inside'), symbols);
    expect(shape).toEqual([100, 1024]);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const draws = uniform(key('inside'), [100, 3]);
    for (const index of symbols) {
      const total = (list: Float32Array): number => list.reduce((sum, value) => sum + value, 0);
      const ink = total(all.values.subarray(index * 4096, (index + 1) * 4096));
      const image = total(values.subarray(index * 1024, (index + 1) * 1024));
      const factor = 0.5 * (0.6 + 0.4 * (draws[3 * index] ?? NaN));
      // A thousand roundings to float32 of values up to 1.
      expect(Math.abs(image / (ink * factor * factor) - 1)).toBeLessThan(1e-4);
    }
  });

  it('spreads sizes and places over the ranges that it states', () => {
    const count = 2000;
    const square = Array<number>(count).fill(all.characters.indexOf('■'));
    const { values } = glyphPainter(all).paint(key('spread'), square);
    const boxes = square.map((_, index) => {
      const image = values.subarray(index * 1024, (index + 1) * 1024);
      const inked = [...image.entries()].filter(([, value]) => value > 0.001).map(([place]) => place);
      const ys = inked.map((place) => Math.floor(place / 32));
      return { top: Math.min(...ys), height: Math.max(...ys) - Math.min(...ys) + 1 };
    });
    const tops = boxes.map(({ top }) => top);
    const heights = boxes.map(({ height }) => height);
    // 43 of 64 lines are 12.9 to 21.5 lines of 32; ink that is cut at both ends touches up to two more.
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(13);
    expect(Math.min(...heights)).toBeLessThanOrEqual(14);
    expect(Math.max(...heights)).toBeGreaterThanOrEqual(22);
    expect(Math.max(...heights)).toBeLessThanOrEqual(23);
    // The smallest reaches from the first line to the last.
    expect([Math.min(...tops), Math.max(...tops)]).toEqual([0, 18]);
  });

  it('draws the same for the same key, another for another, and each image on its own', () => {
    const painter = glyphPainter(all);
    const twice = [painter.paint(key(1), [3, 3, 5]), painter.paint(key(1), Int32Array.of(3, 3, 5))];
    expect(twice[0]).toEqual(twice[1]);
    expect(painter.paint(key(2), [3, 3, 5])).not.toEqual(twice[0]);
    const [first, second] = [0, 1].map((index) => twice[0]?.values.slice(index * 1024, (index + 1) * 1024));
    expect(first).not.toEqual(second);
    expect(painter.paint(key(1), []).shape).toEqual([0, 1024]);
  });

  it('refuses unknown symbols, sizes, scales and blank bitmaps', () => {
    const painter = glyphPainter(all);
    expect(() => painter.paint(key(1), [100])).toThrow(/symbols from 0 to 99, got 100/);
    expect(() => painter.paint(key(1), [-1])).toThrow(RangeError);
    expect(() => painter.paint(key(1), [1.5])).toThrow(RangeError);
    expect(() => painter.paint(7 as never, [1])).toThrow(TypeError);
    expect(() => glyphPainter(all, { side: 0 })).toThrow(RangeError);
    expect(() => glyphPainter(all, { scale: [0, 1] })).toThrow(/0 < least <= largest <= 1, got \[0, 1\]/);
    expect(() => glyphPainter(all, { scale: [0.5, 1.1] })).toThrow(RangeError);
    expect(() => glyphPainter(all, { scale: [0.9, 0.8] })).toThrow(RangeError);
    expect(() => glyphPainter(all, { scale: [NaN, 1] })).toThrow(RangeError);
    const blank = { ...small(3, 4), values: new Float32Array(12) };
    expect(() => glyphPainter(blank)).toThrow(/blank glyph \?/);
  });
});
