import { describe, expect, it } from 'vitest';
import vectors from '../../../test-vectors/statistics/vectors.json' with { type: 'json' };
import { adjustedRand, attractorTree } from './clusters.js';

describe('adjustedRand', () => {
  it.each(vectors.rand)('equals that of scikit-learn, $rand', ({ found, known, rand }) => {
    expect(adjustedRand(found, known)).toBeCloseTo(rand, 12);
    expect(adjustedRand(known, found)).toBeCloseTo(rand, 12);
  });

  it('leaves out what belongs to no community', () => {
    expect(adjustedRand([0, 0, 1, 1, 2], [0, 0, 1, 1, -1])).toBe(1);
    expect(adjustedRand([0, 1, 1, 1, 0], [0, 0, 1, 1, -1])).toBeLessThan(1);
  });

  it('takes equal trivial partitions for the same', () => {
    expect(adjustedRand([3, 3, 3], [0, 0, 0])).toBe(1);
    expect(adjustedRand([0, 1, 2], [2, 0, 1])).toBe(1);
  });
});

describe('attractorTree', () => {
  const { size, correlations, cuts, groups } = vectors.linkage;
  const tree = attractorTree(correlations, size);

  it.each(Object.entries(cuts))('cut into %s clusters is that of SciPy', (count, wanted) => {
    const found = tree.clusters(Number(count));
    expect(new Set(found).size).toBe(Number(count));
    expect(adjustedRand(found, wanted)).toBe(1);
  });

  it('counts the groups of SciPy at r = .5', () => {
    expect(tree.groups).toBe(groups);
  });

  it('cut into one cluster holds everything', () => {
    expect([...tree.clusters(1)]).toEqual(new Array<number>(size).fill(0));
  });
});
