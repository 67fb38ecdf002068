import { key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { colourDigits, mnistSample, randomTints, TEN_TINTS, tenTints } from './mnist.js';

/** Two images of two pixels, for sums by hand. */
const small = {
  pixels: Uint8Array.of(0, 255, 100, 51),
  shape: [2, 2] as const,
  height: 1,
  width: 2,
  labels: Uint8Array.of(3, 8),
};

describe('colourDigits', () => {
  it('multiplies ink by the tint and leaves paper black', () => {
    const data = colourDigits(small, Uint8Array.of(255, 128, 0, 10, 255, 200));
    // 100 * 10 / 255 = 3.92, 100 * 200 / 255 = 78.43, 51 * 10 / 255 = 2, 51 * 200 / 255 = 40.
    expect([...data.pixels]).toEqual([0, 0, 0, 255, 128, 0, 4, 100, 78, 2, 51, 40]);
    expect(data).toMatchObject({ shape: [2, 6], height: 1, width: 2, channels: 3 });
    expect([...data.labels]).toEqual([3, 8]);
    // Orange itself; (10, 255, 200) is nearest to cyan: 100 + 55² < any other.
    expect([...data.tintLabels]).toEqual([6, 5]);
  });

  it('agrees with the formula on every value of real digits', () => {
    const digits = mnistSample({ count: 20 });
    const { pixels, shape, tints, labels } = colourDigits(digits, randomTints(key('oracle'), 20));
    expect(shape).toEqual([20, 2352]);
    const oracle = Array.from(pixels, (_, index) => {
      const [image, channel] = [Math.floor(index / 2352), index % 3];
      return Math.round(
        ((digits.pixels[Math.floor(index / 3)] ?? 0) * (tints[image * 3 + channel] ?? 0)) / 255,
      );
    });
    expect(Array.from(pixels)).toEqual(oracle);
    expect(labels).toEqual(digits.labels);
  });

  it('keeps copies', () => {
    const tints = Uint8Array.of(255, 0, 0, 255, 0, 0);
    const data = colourDigits(small, tints);
    tints.fill(9);
    expect([...data.tints]).toEqual([255, 0, 0, 255, 0, 0]);
  });

  it('refuses what does not fit', () => {
    expect(() => colourDigits(small, new Uint8Array(3))).toThrow(/expected 6 bytes in tints, got 3/);
    expect(() => colourDigits({ ...small, labels: new Uint8Array(1) }, new Uint8Array(6))).toThrow(
      RangeError,
    );
    expect(() => colourDigits(small, [1] as unknown as Uint8Array)).toThrow(TypeError);
  });
});

describe('randomTints', () => {
  it('are keyed, can be seen, and are uniform over what can be seen', () => {
    const tints = randomTints(key('tints'), 4000);
    expect(tints).toEqual(randomTints(key('tints'), 4000));
    expect(tints).not.toEqual(randomTints(key('others'), 4000));
    const sums = [0, 0, 0];
    for (let row = 0; row < 4000; row += 1) {
      const tint = [...tints.subarray(row * 3, row * 3 + 3)];
      expect(Math.max(...tint)).toBeGreaterThanOrEqual(128);
      tint.forEach((value, channel) => (sums[channel] = (sums[channel] ?? 0) + value / 4000));
    }
    // Mean of a channel: (127.5 - 63.5 / 8) / (7 / 8) = 136.6, deviation of the mean about 73 / sqrt(4000) = 1.2; four of these.
    for (const mean of sums) expect(Math.abs(mean - 136.6)).toBeLessThan(4.8);
  });
});

describe('tenTints', () => {
  it('gives each of the ten about as often, and the label of what it gave', () => {
    const tints = tenTints(key('ten'), 2000);
    const digits = {
      ...small,
      pixels: new Uint8Array(2000),
      shape: [2000, 1] as const,
      labels: new Uint8Array(2000),
    };
    const { tintLabels } = colourDigits(digits, tints);
    const counts = Array.from(
      { length: 10 },
      (_, tint) => tintLabels.filter((label) => label === tint).length,
    );
    // 200 each with a deviation of 13.4; five of these.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(67);
    const [first = 0] = tintLabels;
    expect([...tints.subarray(0, 3)]).toEqual(TEN_TINTS[first]);
  });

  it('refuses bad counts and keys', () => {
    expect(() => tenTints(key('ten'), 0)).toThrow(/tenTints: expected count/);
    expect(() => randomTints(key('ten'), 1.5)).toThrow(/randomTints: expected count/);
    expect(() => randomTints('ten' as unknown as ReturnType<typeof key>, 1)).toThrow(TypeError);
  });
});
