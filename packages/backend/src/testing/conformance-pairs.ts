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

/** Those of the coupled field follow one another, and go up to 100 in size. */
const COUPLED = { relative: 1e-3, absolute: 1e-3 };

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

/** The coupled field and all its gradients, by hand and by the tape, one after the other. */
async function coupled(b: Backend, dimension: number): Promise<number[]> {
  const shape = [5, 7, dimension];
  const drawn = (name: string, size: readonly number[]): Tensor =>
    b.tensor(normal(key(`conformance ${name}`), size), size);
  const ring = EDGES.filter((_, edge) => edge % 2 === 0);
  const graphs = { pairs: createPairGraph(EDGES, 7), coupling: createPairGraph(ring, 7) };
  const state = { g: drawn('g', [5, 7]), mu: drawn('mu', shape) };
  const weights = {
    constant: drawn('constant', [EDGES.length]),
    slope: drawn('slope', [EDGES.length]),
    strength: b.scalar(0.7),
    turn: drawn('turn', [dimension, dimension]),
  };
  const gradient = { g: drawn('of g', [5, 7]), mu: drawn('of mu', shape) };
  const { coupledField, coupledPullback } = b.oscillators;
  const value = coupledField(state, graphs, weights);
  const back = coupledPullback(state, graphs, weights, { value, gradient });
  const tape = b.valueAndGrad(
    (at: { readonly state: typeof state; readonly weights: typeof weights }) => {
      const { g, mu } = coupledField(at.state, graphs, at.weights);
      return b.add(b.sum(b.mul(g, gradient.g)), b.sum(b.mul(mu, gradient.mu)));
    },
    { state, weights },
  );
  const numbers: number[] = [];
  for (const tensor of treeTensors({ value, back, tape: tape.gradient }))
    numbers.push(...(await b.read(tensor)));
  disposeTree([state, weights, gradient, value, back, tape]);
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

    test.each([2, 5, 9])('make up the coupled field and its gradient, D = %i', async (dimension) => {
      const want = await coupled(await createCpuBackend(), dimension);
      const verdict = compareClose(await coupled(backend(), dimension), want, COUPLED);
      expect(want.length).toBe(105 * (dimension + 1) + 2 * (28 + 1 + dimension ** 2));
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
