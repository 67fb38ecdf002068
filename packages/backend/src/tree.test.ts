import { describe, expect, test } from 'vitest';
import { createCpuBackend } from './cpu.js';
import type { Tensor } from './tensor.js';
import { disposeTree, mapTree, treeEntries, treeTensors, zipTrees } from './tree.js';

const backend = await createCpuBackend();

describe('trees', () => {
  test('are walked in order, with paths, past other leaves', () => {
    const tree = {
      layers: [{ weight: backend.scalar(1) }, { weight: backend.scalar(2) }],
      n: 3,
      raw: new Float32Array(2),
      none: null,
    };
    expect(treeEntries(tree).map(([path]) => path)).toEqual(['layers.0.weight', 'layers.1.weight']);
    const mapped = mapTree(tree, (tensor) => backend.neg(tensor));
    expect(mapped.n).toBe(3);
    expect(mapped.raw).toBe(tree.raw);
    expect(mapped.layers[1]?.weight).not.toBe(tree.layers[1]?.weight);
    disposeTree([tree, mapped]);
    expect(treeTensors(mapped).every((tensor) => tensor.disposed)).toBe(true);
  });
  test('zipTrees combines place by place', async () => {
    const a = { u: backend.scalar(1), v: [backend.scalar(2)] };
    const b = { u: backend.scalar(10), v: [backend.scalar(20)] };
    const sum = zipTrees([a, b], (x: Tensor, y: Tensor) => backend.add(x, y));
    expect([...(await backend.read(sum.u)), ...(await backend.read(sum.v[0] ?? sum.u))]).toEqual([11, 22]);
    expect(() => zipTrees([a, { u: b.u }], (x: Tensor) => x)).toThrow(/2 tensors each, got 1/);
    disposeTree([a, b, sum]);
  });
});
