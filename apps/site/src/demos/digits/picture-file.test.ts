// What is told apart in an image's grey values; files themselves are read in a browser's test.
import { describe, expect, it } from 'vitest';
import { boxOf, inkOf } from './picture-file.js';

/** 6 x 5 pixels of paper with a stroke of two. */
const picture = (paper: number, stroke: number): number[] =>
  Array.from({ length: 30 }, (_, at) => (at === 8 || at === 14 ? stroke : paper));

describe('inkOf', () => {
  it.each([
    ['dark on light', 250, 10],
    ['light on dark', 5, 200],
  ])('finds the stroke, %s', (_, paper, stroke) => {
    const ink = inkOf({ values: picture(paper, stroke), width: 6 });
    expect([...(ink ?? [])].flatMap((value, at) => (value > 0.5 ? [at] : []))).toEqual([8, 14]);
  });

  it('finds nothing where all is alike', () => {
    expect(inkOf({ values: picture(128, 130), width: 6 })).toBeUndefined();
  });
});

describe('boxOf', () => {
  it('lies closely round the stroke', () => {
    const ink = inkOf({ values: picture(0, 255), width: 6 }) ?? new Float32Array();
    // Pixels 8 and 14 are column 2 of lines 1 and 2.
    expect(boxOf(ink, 6)).toEqual({ left: 2, top: 1, width: 1, height: 2 });
  });
});
