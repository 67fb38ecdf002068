// Sums over the edges of a graph on every backend, value and gradient, against loops on the host.

import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { createPairGraph } from '../oscillators/graph.js';
import { key, normal } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { disposeTree, treeTensors } from '../tree.js';
import { compareClose } from './all-close.js';

/** Sums of up to 40 products of order 1, in another order; WebGPU's products keep fewer bits. */
const SUMMED = { relative: 2e-4, absolute: 2e-4 };

/** A ring with chords, its edges in both directions. */
const EDGES = [0, 1, 2, 3, 4, 5, 6].flatMap((i) => [[i, (i + 1) % 7] as const, [(i + 3) % 7, i] as const]);

/** Fields, sums and all gradients, one after the other. */
async function everything(b: Backend, dimension: number): Promise<number[]> {
  const shape = [5, 7, dimension];
  const graph = createPairGraph(EDGES, 7);
  const inputs = {
    x: b.tensor(normal(key('conformance pairs'), shape), shape),
    constant: b.tensor(normal(key('conformance constant'), [EDGES.length])),
    slope: b.tensor(normal(key('conformance slope'), [EDGES.length])),
  };
  const pull = b.tensor(normal(key('conformance pull'), shape), shape);
  const outputs = [
    b.oscillators.pairField(inputs.x, graph, inputs),
    b.oscillators.neighbourSum(inputs.x, graph),
  ];
  const ofField = b.valueAndGrad(
    (at: typeof inputs) => b.sum(b.mul(b.oscillators.pairField(at.x, graph, at), pull)),
    inputs,
  );
  const ofSum = b.valueAndGrad(
    (x: Tensor) => b.sum(b.mul(b.oscillators.neighbourSum(x, graph), pull)),
    inputs.x,
  );
  const numbers: number[] = [];
  for (const tensor of [...outputs, ...treeTensors(ofField.gradient), ofSum.gradient]) {
    numbers.push(...(await b.read(tensor)));
  }
  disposeTree([inputs, pull, outputs, ofField, ofSum]);
  return numbers;
}

/**
 * Declares the tests of sums over edges.
 *
 * @param backend - Gives the backend under test.
 */
export function describePairs(backend: () => Backend): void {
  describe('sums over edges', () => {
    test.each([3, 5, 9])('are those of loops, D = %i', async (dimension) => {
      const cpu = await createCpuBackend();
      const want = await everything(cpu, dimension);
      const verdict = compareClose(await everything(backend(), dimension), want, SUMMED);
      expect(want.length).toBe(4 * 35 * dimension + 28);
      expect(verdict.pass, verdict.message).toBe(true);
    });

    test('are zero on a graph without edges', async () => {
      const b = backend();
      const graph = createPairGraph([], 3);
      const [x, none] = [b.ones([2, 3, 4]), b.tensor(new Float32Array(), [0])];
      const sums = [
        b.oscillators.neighbourSum(x, graph),
        b.oscillators.pairField(x, graph, { constant: none, slope: none }),
      ];
      for (const sum of sums) expect([...(await b.read(sum))]).toEqual(Array.from({ length: 24 }, () => 0));
      disposeTree([x, none, sums]);
    });
  });
}
