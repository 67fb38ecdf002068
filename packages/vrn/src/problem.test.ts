import { disposeTree, treeTensors, type Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { freeEnergy } from './energy.js';
import { decode, init, posteriors } from './logits.js';
import { createProblem } from './problem.js';
import { safeLearningRate } from './safe-rate.js';
import { constant, geometric } from './schedule.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const spec: ProblemSpec = { seed: 61, dimension: 6, sizes: [2, 4, 3], gamma: 0 };

describe('createProblem', () => {
  it('keeps its own tensors: the given ones may go first', async () => {
    const before = backend.memory().tensors;
    const inputs = tensorInputs(backend, plainProblem(spec));
    const problem = createProblem(backend, inputs.x, inputs.books);
    inputs[Symbol.dispose]();
    using phi = init(backend, problem);
    using energy = freeEnergy(backend, phi, problem);
    expect([...(await backend.read(energy))].every(Number.isFinite)).toBe(true);
    energy.dispose();
    phi.dispose();
    expect(treeTensors(problem).length).toBe(backend.memory().tensors - before);
    disposeTree(problem);
    expect(backend.memory().tensors).toBe(before);
  });

  it('folds the scale of delta into the transposed codebooks', async () => {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    for (const [deltaScale, scale] of [
      ['mean', 1 / 6],
      ['sum', 1],
    ] as const) {
      const problem = createProblem(backend, inputs.x, inputs.books, { deltaScale });
      expect([problem.scale, problem.gamma]).toEqual([scale, scale]);
      const [turned] = problem.transposed;
      expect(turned?.shape).toEqual([6, 2]);
      const values = turned === undefined ? [] : [...(await backend.read(turned))];
      const want = plain.x.flatMap((_, d) =>
        (plain.books[0] ?? []).map((row) => Math.fround((row[d] ?? 0) * scale)),
      );
      values.forEach((value, i) => {
        expect(value).toBeCloseTo(want[i] ?? NaN, 6);
      });
      expect(values.length).toBe(12);
      disposeTree(problem);
    }
  });

  it('names what does not fit', () => {
    using inputs = tensorInputs(backend, plainProblem(spec));
    expect(() => createProblem(backend, inputs.x, inputs.books, { gamma: Infinity })).toThrow(
      'vrn.createProblem: expected gamma to be finite, got Infinity',
    );
    expect(() => createProblem(backend, inputs.x, [])).toThrow('expected 2 to 10 codebooks, got 0');
  });
});

describe('init, posteriors and decode', () => {
  it('start uniform, with padding that has probability zero', async () => {
    using inputs = tensorInputs(backend, plainProblem(spec));
    const problem = createProblem(backend, inputs.x, inputs.books);
    const before = backend.memory().tensors;
    using phi = init(backend, problem);
    expect(phi.shape).toEqual([3, 1, 4]);
    const p = posteriors(backend, phi, problem);
    for (const [k, part] of p.entries()) {
      const size = spec.sizes[k] ?? 0;
      const values = await backend.read(part);
      expect(values.length).toBe(size);
      for (const q of values) expect(q).toBeCloseTo(1 / size, 6);
    }
    disposeTree(p);
    phi.dispose();
    expect(backend.memory().tensors).toBe(before);
    disposeTree(problem);
  });

  it('decode each composite to the largest logit of every factor', async () => {
    // Two composites, factors of 3 and 2 rows.
    using phi = backend.tensor([
      [
        [0, 2, 1],
        [5, -1, 2],
      ],
      [
        [0, 1, -1e9],
        [-3, -3, -1e9],
      ],
    ]);
    using best = decode(backend, phi);
    expect([best.shape, [...(await backend.read(best))]]).toEqual([
      [2, 2],
      [1, 1, 0, 0],
    ]);
  });
});

describe('safeLearningRate', () => {
  it('is one over the curvature bound', async () => {
    // A = 1 for bipolar vectors and the mean scale, K = 3, n = 4.
    using inputs = tensorInputs(backend, plainProblem(spec));
    for (const gamma of [0, 0.5, -0.5]) {
      const problem = createProblem(backend, inputs.x, inputs.books, { gamma });
      const before = backend.memory().tensors;
      const curvature = 2 + Math.abs(gamma) * (0.5 + 2 / Math.E + 2.5 * Math.log(4));
      expect(await safeLearningRate(backend, problem)).toBeCloseTo(1 / curvature, 6);
      expect(backend.memory().tensors).toBe(before);
      disposeTree(problem);
    }
  });
});

describe('schedules', () => {
  it('go from their start to gamma in equal ratios, or stay', () => {
    expect([0, 1, 2].map((step) => geometric(1)(step, 3, 0.01))).toEqual([1, expect.closeTo(0.1, 12), 0.01]);
    expect(geometric(5)(0, 1, 0.3)).toBe(0.3);
    expect([0, 7].map((step) => constant()(step, 8, -2))).toEqual([-2, -2]);
    expect(() => geometric(0)).toThrow('vrn.geometric: expected from > 0, got 0');
    expect(() => geometric(1)(0, 2, 0)).toThrow("expected gamma > 0 as the schedule's end, got 0");
  });
});
