import { describe, expect, it } from 'vitest';
import { classPatterns } from './index.js';

describe('classPatterns', () => {
  it('takes the sign of the mean, and -1 where it is 0', () => {
    const images = { values: [1, 1, -1, 1, -1, -1, /* class 1 */ -1, 1, 1], shape: [3, 3] } as const;
    const made = classPatterns(images, [0, 0, 1]);
    expect(made).toEqual({
      values: Int8Array.of(1, -1, -1, -1, 1, 1),
      shape: [2, 3],
      counts: [2, 1],
    });
  });

  it('refuses labels that do not fit', () => {
    const images = { values: [1, 1, -1, 1], shape: [2, 2] } as const;
    expect(() => classPatterns(images, [0])).toThrow(/expected 2 labels/);
    expect(() => classPatterns(images, [0, 1.5])).toThrow(/label 1/);
    expect(() => classPatterns(images, [1, 1])).toThrow(/none of class 0/);
    expect(() => classPatterns(images, [0, 9])).toThrow(/below 2/);
    expect(() => classPatterns({ values: [1, 3, 1, 1], shape: [2, 2] }, [0, 0])).toThrow(/image 0, unit 1/);
  });
});
