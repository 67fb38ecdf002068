import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from '../test/oracle.js';
import { logitTensor, plainLogits, plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { coordinateStep } from './coordinate.js';
import { PADDING } from './internal/layout.js';
import { posteriors } from './logits.js';
import { adam, coordinate, sgd, type VrnOptimizer } from './optimizers.js';
import { createProblem } from './problem.js';

describe.each(['cpu', 'wasm'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createBackend(name);
  });

  const specs: readonly ProblemSpec[] = [
    { seed: 11, dimension: 16, sizes: [4, 4], gamma: 0 },
    { seed: 12, dimension: 16, sizes: [3, 5, 2], gamma: 0.05 },
    { seed: 13, dimension: 12, sizes: [4, 3, 4, 2], gamma: 0.2, priors: true, kind: 'real' },
  ];

  /** Posteriors after `steps` steps of the library, factor after factor. */
  async function posteriorsAfter(
    spec: ProblemSpec,
    start: number[][],
    optimizer: VrnOptimizer,
    steps: number,
  ): Promise<number[][]> {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    using phi = logitTensor(backend, start, PADDING);
    const problem = createProblem(backend, inputs.x, inputs.books, {
      gamma: spec.gamma,
      deltaScale: spec.scale ?? 'mean',
      ...(spec.priors === true ? { priors: plain.priors } : {}),
    });
    let state = optimizer.init(backend, phi);
    for (let step = 0; step < steps; step += 1) {
      const next = optimizer.step(backend, state, problem, step);
      disposeTree(state);
      state = next;
    }
    const p = posteriors(backend, state.phi, problem);
    const values: number[][] = [];
    for (const part of p) values.push([...(await backend.read(part))]);
    disposeTree([p, state, problem]);
    return values;
  }

  function expectNear(
    got: readonly (readonly number[])[],
    want: readonly (readonly number[])[],
    within: number,
  ): void {
    expect(got.map((row) => row.length)).toEqual(want.map((row) => row.length));
    const worst = Math.max(
      ...got.flatMap((row, k) => row.map((q, i) => Math.abs(q - (want[k]?.[i] ?? NaN)))),
    );
    expect(worst).toBeLessThan(within);
  }

  describe('sgd', () => {
    it.each(specs)('takes the steps of the float64 oracle for $sizes', async (spec) => {
      const start = plainLogits(spec.sizes, spec.seed, 0.5);
      const want = oracle.sgd(plainProblem(spec), start, 0.5, 20).at(-1) ?? [];
      // 20 steps of float32 rounding (6e-8 each) on logits near 1, little amplified.
      expectNear(
        await posteriorsAfter(spec, start, sgd({ learningRate: 0.5 }), 20),
        want.map(oracle.softmax),
        1e-5,
      );
    });

    it('names a learning rate that is not above zero', () => {
      expect(() => sgd({ learningRate: 0 })).toThrow('vrn.sgd: expected learningRate > 0, got 0');
    });
  });

  describe('adam', () => {
    it.each(specs)('takes the steps of the float64 oracle for $sizes', async (spec) => {
      const start = plainLogits(spec.sizes, spec.seed, 0.5);
      const want = oracle.adam(plainProblem(spec), start, 0.02, 50).at(-1) ?? [];
      // A quotient m/sqrt(s) magnifies the relative rounding of small gradients (1e-4 here): 50 steps of 0.02 times that.
      expectNear(await posteriorsAfter(spec, start, adam(), 50), want.map(oracle.softmax), 2e-4);
    });

    it('moves a logit by the learning rate in its first step', async () => {
      const spec: ProblemSpec = { seed: 18, dimension: 12, sizes: [6, 3], gamma: 0, kind: 'real' };
      const start = spec.sizes.map((size) => Array.from({ length: size }, () => 0));
      const [first = []] = await posteriorsAfter(spec, start, adam(), 1);
      const logits = first.map((q) => Math.log(q / (first[0] ?? 1)));
      // Each moves by ±0.02 but for epsilon, so two differ by 0 or 0.04; the rest is float32 rounding of p.
      for (const value of logits) {
        expect(Math.min(Math.abs(value), Math.abs(Math.abs(value) - 0.04))).toBeLessThan(1e-5);
      }
      expect(Math.max(...logits) - Math.min(...logits)).toBeCloseTo(0.04, 5);
    });

    it('names options out of range', () => {
      expect(() => adam({ beta1: 1 })).toThrow('vrn.adam: expected beta1 in [0, 1), got 1');
      expect(() => adam({ epsilon: 0 })).toThrow('vrn.adam: expected epsilon > 0');
    });
  });

  describe('coordinateStep', () => {
    it.each(specs)('sweeps as the float64 oracle for $sizes at gamma $gamma', async (spec) => {
      const start = plainLogits(spec.sizes, spec.seed, 0.5);
      const want = oracle.coordinate(plainProblem(spec), start, 3).at(-1) ?? [];
      // Fields of size 1 over gamma 0.05 carry 20 times float32's 6e-8 into a logit, some tens of operations deep.
      expectNear(await posteriorsAfter(spec, start, coordinate(), 3), want, 1e-4);
    });

    it('takes the vertex of the largest field at gamma 0', async () => {
      const spec: ProblemSpec = { seed: 14, dimension: 32, sizes: [4, 3, 5], gamma: 0 };
      const got = await posteriorsAfter(spec, plainLogits(spec.sizes, 1, 0.1), coordinate(), 1);
      for (const row of got)
        expect([...row].sort((a, b) => b - a)).toEqual([1, ...row.slice(1).map(() => 0)]);
    });

    it('refuses a gamma below zero', () => {
      const plain = plainProblem({ seed: 15, dimension: 8, sizes: [2, 2], gamma: -1 });
      using inputs = tensorInputs(backend, plain);
      using phi = logitTensor(backend, plainLogits([2, 2], 1, 1), PADDING);
      const problem = createProblem(backend, inputs.x, inputs.books, { gamma: -1 });
      expect(() => coordinateStep(backend, phi, problem)).toThrow(
        'vrn.coordinateStep: expected gamma >= 0, got -1',
      );
      disposeTree(problem);
    });

    it('survives a gamma so small that fields overflow over it', async () => {
      const spec: ProblemSpec = { seed: 16, dimension: 16, sizes: [3, 3], gamma: 1e-38 };
      const got = await posteriorsAfter(spec, plainLogits(spec.sizes, 2, 0.1), coordinate(), 2);
      for (const row of got) expect(row.reduce((sum, q) => sum + q, 0)).toBeCloseTo(1, 6);
    });
  });

  describe('optimizers', () => {
    it('leave no tensors behind', async () => {
      for (const optimizer of [sgd(), adam(), coordinate()]) {
        const before = backend.memory().tensors;
        await posteriorsAfter(
          { seed: 17, dimension: 8, sizes: [3, 5, 2], gamma: 0.1 },
          plainLogits([3, 5, 2], 1, 1),
          optimizer,
          2,
        );
        expect(backend.memory().tensors).toBe(before);
      }
    });
  });
});
