import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { row } from './index.js';
import { videoFrames, type VideoFrames } from './video.js';

function bytesOf({ values }: VideoFrames): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(value * 255));
}

/** Pearson correlation by its definition. */
function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const other = (b[index] ?? NaN) - meanB;
    ab += (value - meanA) * other;
    aa += (value - meanA) ** 2;
    bb += other ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

function neighbours(clip: VideoFrames): number[] {
  return Array.from({ length: 49 }, (_, index) => correlation(row(clip, index), row(clip, index + 1)));
}

describe('videoFrames', () => {
  it.each(['cup', 'box'] as const)(
    'gives 50 grey frames of 64 x 48 of the %s, from dark to light',
    (name) => {
      const { values, ...rest } = videoFrames()[name];
      expect(rest).toMatchObject({ shape: [50, 3072], height: 48, width: 64, channels: 1 });
      expect(values.length).toBe(50 * 3072);
      const [least, most] = values.reduce(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Infinity, -Infinity],
      );
      expect(least).toBeGreaterThanOrEqual(0);
      expect(least).toBeLessThan(0.1);
      expect(most).toBeLessThanOrEqual(1);
      expect(most).toBeGreaterThan(0.8);
    },
  );

  it.each([
    ['cup', 'f54e7d39b4e2fb2d33759c4d7d3059147217577bb9e43b821306470e774a1916'],
    ['box', '48c79bd87046d1c16796fe74e2fef1a69c1d788611bcc46908e58e6cbe2b7295'],
  ] as const)('holds the frames that were decoded from %s.mp4', (name, checksum) => {
    const bytes = bytesOf(videoFrames()[name]);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(checksum);
  });

  it('has neighbours that are alike but not the same', () => {
    const { cup, box } = videoFrames();
    // Two digits of the documentation; the largest are those that the script found.
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / 49;
    expect(mean(neighbours(cup))).toBeCloseTo(0.92, 2);
    expect(mean(neighbours(box))).toBeCloseTo(0.98, 2);
    expect(Math.max(...neighbours(cup))).toBeCloseTo(0.9802, 4);
    expect(Math.max(...neighbours(box))).toBeCloseTo(0.9939, 4);
  });

  it('numbers the frames of the file', () => {
    const { cup, box } = videoFrames();
    expect([cup.frameNumbers.length, cup.frameNumbers[0], cup.frameNumbers.at(-1)]).toEqual([50, 39, 137]);
    expect([box.frameNumbers.length, box.frameNumbers[0], box.frameNumbers.at(-1)]).toEqual([50, 66, 262]);
  });

  it('gives a fresh copy each time', () => {
    const { cup } = videoFrames();
    cup.values.fill(0);
    expect(videoFrames().cup.values.some((value) => value > 0)).toBe(true);
  });
});
