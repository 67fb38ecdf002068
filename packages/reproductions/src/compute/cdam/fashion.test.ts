import { edgesOf } from '@vsa/cdam';
import { describe, expect, it } from 'vitest';
import { nearestGraph, scored } from './fashion.js';

describe('nearestGraph', () => {
  it('joins each pattern to its nearest, a mutual pair once', () => {
    // On a line at 0, 1, 3, 7: 0 and 1 choose each other, 3 chooses 1, 7 chooses 3.
    const graph = nearestGraph(Float32Array.from([0, 0, 1, 0, 3, 0, 7, 0]), 4);
    expect(edgesOf(graph).map(([u, v]) => [Math.min(u, v), Math.max(u, v)].join('-'))).toEqual([
      '0-1',
      '1-2',
      '2-3',
    ]);
  });
});

describe('scored', () => {
  const patterns = Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

  it('gives all where each state is like its own pattern', () => {
    expect(scored(patterns.slice(), patterns, 3)).toEqual({ accuracy: 1, axis0: 1, ends: 3 });
  });

  it('tells the two metrics apart where all states are nearly one', () => {
    // Every state is most like pattern 0, each is most like its own among the states by a little.
    const states = Float32Array.from([1, 0, 0, 0, 1, 1e-3, 0, 0, 1, 0, 1e-3, 0]);
    expect(scored(states, patterns, 3)).toEqual({ accuracy: 1 / 3, axis0: 1, ends: 1 });
  });

  it('counts ties for the code’s metric, as the code does', () => {
    const states = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(scored(states, patterns, 3)).toEqual({ accuracy: 1 / 3, axis0: 1, ends: 1 });
  });
});
