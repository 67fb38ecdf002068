import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { disposeTree } from '../tree.js';
import { createPairGraph } from './graph.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

describe('createPairGraph', () => {
  it('lists the neighbours of each oscillator in ascending order, with their edges', async () => {
    const graph = createPairGraph(backend, [[3, 1], [0, 3], [1, 0], [3, 4]], 6); // prettier-ignore
    const read = async (name: keyof typeof graph): Promise<number[]> => [
      ...(await backend.read(graph[name])),
    ];
    expect(graph.edges.shape).toEqual([4, 2]);
    expect(await read('edges')).toEqual([3, 1, 0, 3, 1, 0, 3, 4]);
    expect(await read('starts')).toEqual([0, 2, 4, 4, 7, 8, 8]);
    expect(await read('neighbours')).toEqual([1, 3, 0, 3, 0, 1, 4, 3]);
    expect(await read('ids')).toEqual([2, 1, 2, 0, 1, 0, 3, 3]);
    disposeTree(graph);
  });

  it('takes flat edges, none at all, and an edge twice', async () => {
    const before = backend.memory().tensors;
    const twice = createPairGraph(backend, Int32Array.of(0, 1, 1, 0), 2);
    expect([...(await backend.read(twice.neighbours))]).toEqual([1, 1, 0, 0]);
    expect([...(await backend.read(twice.ids))]).toEqual([0, 1, 0, 1]);
    const none = createPairGraph(backend, [], 3);
    expect(none.edges.shape).toEqual([0, 2]);
    expect([...(await backend.read(none.starts))]).toEqual([0, 0, 0, 0]);
    disposeTree([twice, none]);
    expect(backend.memory().tensors).toBe(before);
  });

  it('refuses what is no graph of that many oscillators', () => {
    expect(() => createPairGraph(backend, [[0, 2]], 2)).toThrow(/ends from 0 to 1, got 2 at edge 0/);
    expect(() => createPairGraph(backend, [[0, 1], [-1, 0]], 2)).toThrow(/got -1 at edge 1/); // prettier-ignore
    expect(() => createPairGraph(backend, [[1, 1]], 2)).toThrow(/between two oscillators, got 1 to itself/);
    expect(() => createPairGraph(backend, Int32Array.of(0, 1, 2), 3)).toThrow(/two ends an edge/);
    expect(() => createPairGraph(backend, [], 0)).toThrow(/count to be a whole number >= 1, got 0/);
    expect(() => createPairGraph(backend, [], 1.5)).toThrow(RangeError);
  });
});
