import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squares } from '../../test/fake.js';
import { planCells, takeShard } from './plan.js';

const run = { scale: 'paper', seed: 3, backend: 'cpu', code: 'abc' } as const;
const plan = planCells([squares], run);

describe('planCells', () => {
  it('lists the cells of the scale in the order of the rows', () => {
    expect(plan.map(({ parameters }) => parameters['x'])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(planCells([squares], { ...run, scale: 'quick' })).toHaveLength(4);
  });

  it('gives every cell a key of its own', () => {
    expect(new Set(plan.map(({ key }) => key)).size).toBe(plan.length);
  });
});

describe('takeShard', () => {
  it('takes everything without a shard, dearest first', () => {
    expect(takeShard(plan).map(({ cost }) => cost)).toEqual([36, 25, 16, 9, 4, 1]);
  });

  it('splits a run into parts that share no cell and together hold all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (count) => {
        const parts = Array.from({ length: count }, (_, index) =>
          takeShard(plan, { index: index + 1, count }),
        );
        const keys = parts.flat().map(({ key }) => key);
        expect([...keys].sort()).toEqual(plan.map(({ key }) => key).sort());
        const sizes = parts.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { seed: 1 },
    );
  });

  it.each([
    [0, 2],
    [3, 2],
    [1.5, 2],
    [1, 0],
    [NaN, 2],
  ])('refuses shard %d/%d', (index, count) => {
    expect(() => takeShard(plan, { index, count })).toThrow(RangeError);
  });
});
