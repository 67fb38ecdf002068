import { describe, expect, it } from 'vitest';
import { matrix, rbmParams, type Matrix } from '../index.js';

const weights = matrix([1, 2, 3, 4, 5, 6], [3, 2]);

describe('matrix', () => {
  it('keeps numbers in float64, as a copy', () => {
    const given = [0.1, 1e300];
    const made = matrix(given, [1, 2]);
    given[0] = 7;
    expect(made).toEqual({ values: Float64Array.of(0.1, 1e300), shape: [1, 2] });
  });

  it('refuses shapes and values that do not fit', () => {
    expect(() => matrix([1, 2, 3], [2, 2])).toThrow(/expected 4 values for shape \[2, 2\], got 3/);
    expect(() => matrix([], [0, 2])).toThrow(/rows >= 1/);
    expect(() => matrix([1, 2], [1.5, 2])).toThrow(RangeError);
    expect(() => matrix([1, NaN], [1, 2])).toThrow(/got NaN at row 0, column 1/);
  });
});

describe('rbmParams', () => {
  it('has the fields of the paper: none, and beta 2', () => {
    expect(rbmParams(weights)).toEqual({
      weights,
      visibleField: new Float64Array(3),
      hiddenField: new Float64Array(2),
      beta: 2,
    });
  });

  it('takes fields and a temperature', () => {
    const made = rbmParams(weights, { visibleField: [1, -1, 0.5], hiddenField: [2, 3], beta: 0.5 });
    expect([...made.visibleField]).toEqual([1, -1, 0.5]);
    expect([...made.hiddenField]).toEqual([2, 3]);
    expect(made.beta).toBe(0.5);
  });

  it('refuses what does not fit', () => {
    expect(() => rbmParams(weights, { visibleField: [1] })).toThrow(/visibleField of shape \[3\].*got \[1\]/);
    expect(() => rbmParams(weights, { hiddenField: [1, Infinity] })).toThrow(/hiddenField\[1\]/);
    expect(() => rbmParams(weights, { beta: 0 })).toThrow(/beta > 0/);
    expect(() => rbmParams({ values: [1], shape: [1, 1] } as unknown as Matrix)).toThrow(TypeError);
    expect(() => rbmParams({ values: new Float64Array(3), shape: [2, 2] })).toThrow(RangeError);
  });
});
