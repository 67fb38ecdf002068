import { bernoulli, key } from '@vsa/backend/random';
import { binarise, mnistSample } from '@vsa/datasets/mnist';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classPatterns, classTrees, cutTree, subclassPatterns, wardTree, type SignRows } from '../index.js';

interface Vectors {
  readonly sets: readonly { readonly digit: number; readonly clusters: number; readonly labels: string }[];
  readonly lastHeights: Readonly<Record<string, readonly number[]>>;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../test-vectors/ward/vectors.json', import.meta.url), 'utf8'),
) as Vectors;
const sample = mnistSample();
const digits = binarise(sample);
const trees = await classTrees(digits, sample.labels);

function randomRows(seed: number, n: number, units: number, p = 0.4): SignRows {
  const bits = bernoulli(key(seed), [n, units], { probability: p });
  return { values: Int8Array.from(bits, (bit) => (bit > 0 ? 1 : -1)), shape: [n, units] };
}

/**
 * Chains of nearest neighbours with the distance taken from the members themselves, in fractions of whole numbers: ties are ties. Gives the
 * members and the fraction of each merge, in the order of the merges.
 */
function oracle({ values, shape: [n, units] }: SignRows): { members: number[]; squared: number }[] {
  const clusters: (number[] | undefined)[] = Array.from({ length: n }, (_, row) => [row]);
  const apart = (a: readonly number[], b: readonly number[]): readonly [number, number] => {
    const [s, t] = [a.length, b.length];
    let sum = 0;
    for (let unit = 0; unit < units; unit += 1) {
      const count = (rows: readonly number[]): number =>
        rows.filter((row) => values[row * units + unit] === 1).length;
      sum += (t * count(a) - s * count(b)) ** 2;
    }
    return [2 * sum, s * t * (s + t)];
  };
  const merges: { members: number[]; squared: number }[] = [];
  let chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain = [clusters.findIndex((rows) => rows !== undefined)];
    const top = chain.at(-1) ?? 0;
    const own = clusters[top] ?? [];
    const below = chain.at(-2);
    let best = below;
    let least = below === undefined ? ([1, 0] as const) : apart(own, clusters[below] ?? []);
    for (const [other, rows] of clusters.entries()) {
      if (rows === undefined || other === top) continue;
      const found = apart(own, rows);
      if (found[0] * least[1] < least[0] * found[1]) {
        least = found;
        best = other;
      }
    }
    if (best !== below || best === undefined) {
      chain.push(best ?? 0);
      continue;
    }
    const members = [...own, ...(clusters[best] ?? [])].sort((a, b) => a - b);
    merges.push({ members, squared: least[0] / least[1] });
    clusters[Math.min(top, best)] = undefined;
    clusters[Math.max(top, best)] = members;
    chain = chain.slice(0, -2);
  }
  return merges;
}

/** Members of every merge of a tree. */
function membersOf(tree: { readonly rows: number; readonly children: Int32Array }): number[][] {
  const nodes: number[][] = Array.from({ length: tree.rows }, (_, row) => [row]);
  for (let merge = 0; 2 * merge < tree.children.length; merge += 1) {
    const [a = 0, b = 0] = tree.children.subarray(2 * merge, 2 * merge + 2);
    nodes.push([...(nodes[a] ?? []), ...(nodes[b] ?? [])].sort((x, y) => x - y));
  }
  return nodes.slice(tree.rows);
}

describe('wardTree and cutTree', () => {
  it.each(vectors.sets)(
    'scikit-learn parts digit $digit into $clusters clusters',
    ({ digit, clusters, labels }) => {
      const { tree } = trees[digit] ?? {};
      if (tree === undefined) throw new Error('no such digit');
      const found = Array.from(cutTree(tree, clusters), (label) => String.fromCharCode(97 + label)).join('');
      expect(found).toBe(labels);
    },
  );

  it.each(Object.entries(vectors.lastHeights))('scipy has the last heights of digit %s', (digit, heights) => {
    const found = trees[Number(digit)]?.tree.heights.slice(-5) ?? [];
    // Written to nine decimals.
    for (const [index, height] of heights.entries()) expect(found[index]).toBeCloseTo(height, 8);
  });

  // Few units, so that most distances are shared by many pairs, and many, so that pruning and means are at work.
  it.each([
    [1, 40, 6],
    [2, 40, 12],
    [3, 30, 60],
    [4, 25, 200],
  ])('chains are those of exact distances (key %i, %i rows of %i units)', async (seed, n, units) => {
    const rows = randomRows(seed, n, units);
    const tree = await wardTree(rows);
    // A stable sort: merges of one height stay in the order in which they were made.
    const expected = oracle(rows).sort((a, b) => a.squared - b.squared);
    expect(membersOf(tree)).toEqual(expected.map(({ members }) => members));
    for (const [merge, { squared }] of expected.entries()) {
      // One rounding and a root.
      expect(tree.heights[merge]).toBeCloseTo(Math.sqrt(squared), 12);
    }
  });

  it('does not care for units that are the same in all rows, nor for all units turned round', async () => {
    const rows = randomRows(5, 30, 20);
    const padded = Int8Array.from({ length: 30 * 25 }, (_, index) => {
      const unit = index % 25;
      return unit < 20 ? (rows.values[Math.floor(index / 25) * 20 + unit] ?? 0) : unit % 2 ? 1 : -1;
    });
    const plain = await wardTree(rows);
    expect(await wardTree({ values: padded, shape: [30, 25] })).toEqual(plain);
    const turned = Int8Array.from(rows.values, (value) => -value);
    expect(await wardTree({ values: turned, shape: rows.shape })).toEqual(plain);
  });

  it('cuts nested clusters, from one for all to one each', async () => {
    const tree = await wardTree(randomRows(6, 25, 40));
    let coarse = [...cutTree(tree, 1)];
    expect(coarse).toEqual(Array(25).fill(0));
    for (let k = 2; k <= 25; k += 1) {
      const fine = [...cutTree(tree, k)];
      expect(new Set(fine).size).toBe(k);
      const parents = new Set(fine.map((label, row) => `${label} in ${coarse[row]}`));
      expect(parents.size).toBe(k);
      coarse = fine;
    }
  });

  it('takes one row', async () => {
    const tree = await wardTree({ values: [1, -1], shape: [1, 2] });
    expect([tree.children.length, [...cutTree(tree, 1)]]).toEqual([0, [0]]);
  });

  it('reports progress and stops on a signal', async () => {
    const rows = randomRows(7, 1500, 200);
    const seen: (readonly number[])[] = [];
    await wardTree(rows, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(([done = 0, total]) => done > 0 && total === 1499)).toBe(true);
    const abort = new AbortController();
    const run = wardTree(rows, {
      signal: abort.signal,
      onProgress: () => {
        abort.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
  });

  it('refuses what does not fit', async () => {
    await expect(wardTree({ values: [0, 1], shape: [1, 2] })).rejects.toThrow(/got 0 in row 0, unit 0/);
    await expect(wardTree({ values: new Int8Array(70_000).fill(1), shape: [1, 70_000] })).rejects.toThrow(
      /65536/,
    );
    const tree = await wardTree(randomRows(8, 5, 6));
    expect(() => cutTree(tree, 6)).toThrow(/at most 5 clusters/);
    expect(() => cutTree(tree, 0)).toThrow(RangeError);
  });
});

describe('classTrees and subclassPatterns', () => {
  it('give the class patterns for one sub-class each', () => {
    const made = subclassPatterns(trees, 1);
    expect([...made.values]).toEqual([...classPatterns(digits, sample.labels).values]);
    expect([...made.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('give k patterns a class, signs of the means of its clusters', () => {
    const made = subclassPatterns(trees, 3);
    expect(made.shape).toEqual([30, 784]);
    expect([...made.labels].slice(0, 7)).toEqual([0, 0, 0, 1, 1, 1, 2]);
    const { tree, images } = trees[4] ?? {};
    if (tree === undefined || images === undefined) throw new Error('no such digit');
    const clusters = cutTree(tree, 3);
    const sums = Array<number>(784).fill(0);
    for (const [row, cluster] of clusters.entries()) {
      if (cluster !== 1) continue;
      for (let unit = 0; unit < 784; unit += 1)
        sums[unit] = (sums[unit] ?? 0) + (images.values[row * 784 + unit] ?? 0);
    }
    const pattern = made.values.slice(13 * 784, 14 * 784);
    expect([...pattern]).toEqual(sums.map((sum) => (sum > 0 ? 1 : -1)));
  });

  it('refuse what does not fit', async () => {
    await expect(classTrees(digits, [1])).rejects.toThrow(/expected 1000 labels/);
    await expect(classTrees({ values: [1, 1], shape: [2, 1] }, [0, -1])).rejects.toThrow(/label 1/);
    expect(() => subclassPatterns([], 1)).toThrow(/at least one class/);
    expect(() => subclassPatterns(trees, 500)).toThrow(RangeError);
  });
});
