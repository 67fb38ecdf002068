import { describe, expect, it } from 'vitest';
import { createPairGraph } from './graph.js';

describe('createPairGraph', () => {
  it('lists the neighbours of each oscillator in ascending order, with their edges', () => {
    const graph = createPairGraph([[3, 1], [0, 3], [1, 0], [3, 4]], 6); // prettier-ignore
    expect(graph.count).toBe(6);
    expect([...graph.edges]).toEqual([3, 1, 0, 3, 1, 0, 3, 4]);
    expect([...graph.starts]).toEqual([0, 2, 4, 4, 7, 8, 8]);
    expect([...graph.neighbours]).toEqual([1, 3, 0, 3, 0, 1, 4, 3]);
    expect([...graph.ids]).toEqual([2, 1, 2, 0, 1, 0, 3, 3]);
  });

  it("takes flat edges, which stay the caller's, none at all, and an edge twice", () => {
    const flat = Int32Array.of(0, 1, 1, 0);
    const twice = createPairGraph(flat, 2);
    expect([...twice.neighbours]).toEqual([1, 1, 0, 0]);
    expect([...twice.ids]).toEqual([0, 1, 0, 1]);
    expect(twice.edges).not.toBe(flat);
    const none = createPairGraph([], 3);
    expect(none.edges.length).toBe(0);
    expect([...none.starts]).toEqual([0, 0, 0, 0]);
  });

  it('refuses what is no graph of that many oscillators', () => {
    expect(() => createPairGraph([[0, 2]], 2)).toThrow(/ends from 0 to 1, got 2 at edge 0/);
    expect(() => createPairGraph([[0, 1], [-1, 0]], 2)).toThrow(/got -1 at edge 1/); // prettier-ignore
    expect(() => createPairGraph([[1, 1]], 2)).toThrow(/between two oscillators, got 1 to itself/);
    expect(() => createPairGraph(Int32Array.of(0, 1, 2), 3)).toThrow(/two ends an edge/);
    expect(() => createPairGraph([], 0)).toThrow(/count to be a whole number >= 1, got 0/);
    expect(() => createPairGraph([], 1.5)).toThrow(RangeError);
  });
});
