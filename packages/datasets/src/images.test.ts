import { key, type RandomKey } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { row, sampleComponents, type Vectors } from './index.js';

// Row r holds 10 r + column.
const vectors: Vectors = {
  values: Float32Array.from({ length: 30 }, (_, index) => index),
  shape: [3, 10],
};

describe('sampleComponents', () => {
  it('takes the same components of every row', () => {
    const { values, shape, indices } = sampleComponents(key('pixels'), vectors, 4);
    expect(shape).toEqual([3, 4]);
    expect(values.length).toBe(12);
    for (let index = 0; index < 3; index += 1) {
      expect([...row({ values, shape }, index)]).toEqual([...indices].map((column) => 10 * index + column));
    }
  });

  it('takes each component once at most, and all of them when asked for as many as there are', () => {
    expect(new Set(sampleComponents(key(1), vectors, 7).indices).size).toBe(7);
    expect([...sampleComponents(key(1), vectors, 10).indices].sort((a, b) => a - b)).toEqual([
      ...Array(10).keys(),
    ]);
  });

  it('depends on the key alone', () => {
    expect(sampleComponents(key(2), vectors, 5)).toEqual(sampleComponents(key(2), vectors, 5));
    // 30,240 ordered choices of five of ten: equal ones by chance would be rare, and keys are fixed.
    expect(sampleComponents(key(2), vectors, 5).indices).not.toEqual(
      sampleComponents(key(3), vectors, 5).indices,
    );
  });

  it('refuses bad input', () => {
    expect(() => sampleComponents(key(0), vectors, 11)).toThrow(/count to be at most 10.*got 11/);
    expect(() => sampleComponents(key(0), vectors, 0)).toThrow(RangeError);
    expect(() => sampleComponents(key(0), vectors, 1.5)).toThrow(RangeError);
    expect(() => sampleComponents('x' as RandomKey, vectors, 2)).toThrow(TypeError);
    expect(() => sampleComponents(key(0), { values: new Float32Array(3), shape: [1, 2] }, 1)).toThrow(
      RangeError,
    );
  });
});
