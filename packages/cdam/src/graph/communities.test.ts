import { describe, expect, test } from 'vitest';
import { barbellCommunities, barbellGraph, edgesOf, tutteCommunities, tutteGraph } from '../index.js';

const sizes = (labels: Int32Array, parts: readonly number[]): number[] =>
  parts.map((part) => labels.filter((label) => label === part).length);

describe('tutteCommunities', () => {
  const labels = tutteCommunities();
  const cut = edgesOf(tutteGraph())
    .map(([u, v]) => [labels[u] ?? NaN, labels[v] ?? NaN].sort((a, b) => a - b).join(' '))
    .filter((pair) => new Set(pair.split(' ')).size === 2)
    .sort();

  test('three parts of fifteen around vertex 0', () => {
    expect(sizes(labels, [0, 1, 2])).toEqual([15, 15, 15]);
    expect([...labels.subarray(0, 4)]).toEqual([-1, 0, 1, 2]);
  });

  test('one edge between any two parts, and one from each to vertex 0', () => {
    expect(cut).toEqual(['-1 0', '-1 1', '-1 2', '0 1', '0 2', '1 2']);
  });
});

describe('barbellCommunities', () => {
  test.each([
    [10, 10],
    [3, 0],
    [2, 1],
  ])('B(%d, %d): all pairs within a part are joined, none across', (clique, path) => {
    const labels = barbellCommunities(clique, path);
    const graph = barbellGraph(clique, path);
    expect(labels.length).toBe(graph.vertices);
    expect(sizes(labels, [0, 1, -1])).toEqual([clique, clique, path]);
    const inside = edgesOf(graph).filter(([u, v]) => labels[u] === labels[v] && labels[u] !== -1);
    expect(inside.length).toBe(clique * (clique - 1));
    // Only the edge that joins two complete graphs without a path crosses from one to the other.
    const across = edgesOf(graph).filter(
      ([u, v]) => labels[u] !== labels[v] && labels[u] !== -1 && labels[v] !== -1,
    );
    expect(across.length).toBe(path === 0 ? 1 : 0);
  });

  test.each([
    [1, 3],
    [3, -1],
    [2.5, 0],
  ])('refuses B(%d, %d)', (clique, path) => {
    expect(() => barbellCommunities(clique, path)).toThrow(RangeError);
  });
});
