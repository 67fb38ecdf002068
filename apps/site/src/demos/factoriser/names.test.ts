// Words and pictures stand for the same vectors.
import { describe, expect, it } from 'vitest';
import { parseParameters, type Declaration } from '../../lib/parameters.js';
import { FACTORS, factorsOf, nameOf, wantedOf } from './names.js';
import { declaration } from './parameters.js';
import { colourOf, groundOf, outlineOf, SHAPES } from './shapes.js';

describe('names of factors', () => {
  it('are 24 different ones of each factor, and every one can be chosen', () => {
    for (const factors of Object.values(FACTORS)) {
      for (const [parameter, names] of Object.entries(factors)) {
        expect(new Set(names).size).toBe(24);
        expect((declaration as Declaration)[parameter]).toMatchObject({ choices: names });
      }
    }
  });

  it('say which vectors go in', () => {
    const { values } = parseParameters(declaration, '?named=pictures&k=4&shape=polygon+4&ground=lilac+rings');
    expect(factorsOf(values).map(({ parameter }) => parameter)).toEqual([
      'shape',
      'colour',
      'place',
      'ground',
    ]);
    // Red is word 20, D2 stands in column 3 of line 1.
    expect(wantedOf(values)).toEqual([1, 20, 9, 23]);
    expect(wantedOf({ ...values, named: 'words', k: 2 })).toEqual([2, 20]);
    expect([nameOf('pictures', 2, 9), nameOf('words', 0, 2), nameOf('pictures', 0, 99)]).toEqual([
      'D2',
      'fox',
      '#99',
    ]);
  });
});

describe('shapes', () => {
  it('are all different, inside their circle, and end where names do', () => {
    const outlines = SHAPES.map((_, index) => outlineOf(index, 0, 0, 10));
    expect(new Set(outlines).size).toBe(24);
    for (const outline of outlines) {
      const distances = (outline ?? '')
        .split(' ')
        .map((point) => Math.hypot(...point.split(',').map(Number)));
      // Two decimals are written.
      expect(Math.max(...distances)).toBeLessThanOrEqual(10.01);
      expect(Math.max(...distances)).toBeGreaterThan(9);
      expect(Math.min(...distances)).toBeGreaterThan(1);
    }
    expect(outlineOf(24, 0, 0, 10)).toBeUndefined();
    expect(new Set(Array.from({ length: 24 }, (_, index) => colourOf(index))).size).toBe(24);
    expect(new Set(Array.from({ length: 24 }, (_, index) => groundOf(index))).size).toBe(24);
  });

  it('have straight sides where they are polygons', () => {
    // A square with corners at distance 10 has its sides at 10 / √2.
    const distances = (outlineOf(SHAPES.indexOf('polygon 4'), 0, 0, 10) ?? '')
      .split(' ')
      .map((point) => Math.hypot(...point.split(',').map(Number)));
    expect(Math.min(...distances)).toBeCloseTo(10 / Math.SQRT2, 1);
  });
});
