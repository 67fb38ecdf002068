import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { glyphs, type Glyphs } from '../glyphs.js';

function bitmap({ values }: Glyphs, index: number): Float32Array {
  return values.slice(index * 4096, (index + 1) * 4096);
}

describe('glyphs', () => {
  it('gives a hundred different characters with a hundred different bitmaps', () => {
    const all = glyphs();
    expect(all).toMatchObject({ shape: [100, 4096], height: 64, width: 64, channels: 1 });
    expect(all.values.length).toBe(409_600);
    expect(new Set(all.characters).size).toBe(100);
    expect(all.characters.every((character) => Array.from(character).length === 1)).toBe(true);
    expect(new Set(all.characters.map((_, index) => bitmap(all, index).join())).size).toBe(100);
  });

  it('holds the bytes that the script made', () => {
    const levels = Uint8Array.from(glyphs().values, (value) => Math.round(value * 15));
    const bytes = Uint8Array.from({ length: levels.length / 2 }, (_, index) => {
      return (levels[2 * index] ?? 0) * 16 + (levels[2 * index + 1] ?? 0);
    });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '6f3c7050a84b5cc05121ce0afcc4af9e493f81c3c45c93847c8505a5efc86c78',
    );
  });

  it('has ink on every bitmap, of 16 levels, centred and 21 to 62 pixels long', () => {
    const all = glyphs();
    expect(all.values.every((value) => Number.isInteger(Math.round(value * 15 * 1e5) / 1e5))).toBe(true);
    const lengths = all.characters.map((_, index) => {
      const inked = [...bitmap(all, index).entries()]
        .filter(([, value]) => value > 0)
        .map(([place]) => place);
      const sides = [inked.map((place) => Math.floor(place / 64)), inked.map((place) => place % 64)];
      return Math.max(
        ...sides.map((places) => {
          const [least, most] = [Math.min(...places), Math.max(...places)];
          // The middle of the ink lies in the middle of the bitmap, or half a pixel beside it.
          expect(Math.abs((least + most) / 2 - 31.5)).toBeLessThanOrEqual(0.5);
          return most - least + 1;
        }),
      );
    });
    expect(Math.max(...lengths)).toBe(62);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(21);
  });

  it('looks like the characters it names', () => {
    const all = glyphs();
    const rows = (character: string, line: number): string => {
      const index = all.characters.indexOf(character);
      return Array.from(bitmap(all, index).slice(line * 64, line * 64 + 64), (v) =>
        v > 0.5 ? '#' : '.',
      ).join('');
    };
    // A full square, and bars that have their heads at one end.
    expect(rows('■', 32)).toMatch(/^\.+#{40,}\.+$/);
    expect(rows('→', 31)).toMatch(/^\.+#{36,}\.+$/);
    expect(rows('→', 24).lastIndexOf('#')).toBeGreaterThan(32);
    expect(rows('←', 24).lastIndexOf('#')).toBeLessThan(32);
  });
});
