// What the figures are drawn with: colours, pictures, layouts.

import { cycleGraph, hopDistances, karateClubGraph, tutteGraph, type MemoryGraph } from '@vsa/cdam';
import { describe, expect, it } from 'vitest';
import { squaredCorrelation } from '../compute/cdam/statistics.js';
import { LEVELS, levelOf, palette } from './colours.js';
import { layoutOf } from './layout.js';
import { pictureOf } from './picture.js';

describe('colours', () => {
  it('run from blue over nearly white to red', () => {
    const colours = palette();
    expect(colours).toHaveLength(LEVELS);
    expect(colours[levelOf(-1)]).toEqual([0x21, 0x66, 0xac]);
    expect(colours[levelOf(0)]).toEqual([0xf7, 0xf7, 0xf7]);
    expect(colours[levelOf(1)]).toEqual([0xb2, 0x18, 0x2b]);
    expect([levelOf(-3), levelOf(7)]).toEqual([0, LEVELS - 1]);
  });
});

describe('pictureOf', () => {
  it('is a bitmap of one point a cell, the first row on top', () => {
    const picture = pictureOf([
      [-1, 0, 1],
      [1, 1, 0],
    ]);
    const bytes = Buffer.from(picture.replace('data:image/bmp;base64,', ''), 'base64');
    expect(bytes.toString('latin1', 0, 2)).toBe('BM');
    expect(bytes.readUInt32LE(2)).toBe(bytes.length);
    expect([bytes.readInt32LE(18), bytes.readInt32LE(22), bytes.readUInt16LE(28)]).toEqual([3, -2, 8]);
    const start = bytes.readUInt32LE(10);
    const half = (LEVELS - 1) / 2;
    expect([...bytes.subarray(start)]).toEqual([0, half, LEVELS - 1, 0, LEVELS - 1, LEVELS - 1, half, 0]);
    // The palette is written blue first.
    expect([...bytes.subarray(54, 58)]).toEqual([0xac, 0x66, 0x21, 0]);
  });
});

describe('layoutOf', () => {
  const stressOf = (graph: MemoryGraph): number => {
    const points = layoutOf(graph);
    const hops = hopDistances(graph);
    const pairs = points.flatMap(([x, y], i) =>
      points
        .slice(i + 1)
        .map(([u, v], j) => [Math.hypot(x - u, y - v), hops[i * points.length + i + 1 + j] ?? 0]),
    );
    return squaredCorrelation(
      pairs.map(([drawn]) => drawn ?? 0),
      pairs.map(([, wanted]) => wanted ?? 0),
    );
  };

  it('keeps to the unit square and to itself', () => {
    const points = layoutOf(karateClubGraph());
    expect(points).toEqual(layoutOf(karateClubGraph()));
    for (const point of points.flat()) {
      // Rounding of the fit.
      expect(point).toBeGreaterThan(-1e-9);
      expect(point).toBeLessThan(1 + 1e-9);
    }
    expect(new Set(points.map(String)).size).toBe(34);
  });

  it('draws a cycle as a circle', () => {
    for (const [x, y] of layoutOf(cycleGraph(30))) expect(Math.hypot(x - 0.5, y - 0.5)).toBeCloseTo(0.5, 2);
  });

  it('puts what is far apart in the graph far apart on paper', () => {
    // A plane cannot hold all distances: drawings of networkx's kamada_kawai_layout reach .8 and .7 likewise.
    expect(stressOf(tutteGraph())).toBeGreaterThan(0.75);
    expect(stressOf(karateClubGraph())).toBeGreaterThan(0.6);
  });
});
