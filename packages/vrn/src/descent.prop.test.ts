// docs/descent.md proves that coordinate ascent and small steps of SGD never raise L. Here that is held against 1,000 random
// problems with K from 2 to 10, in float64 (the oracle) and in float32 (the library, tensors and kernels).
//
// Rounding. L is a sum of K products of K sums of n terms over D components, and of K sums of n terms p log p. With unit
// roundoff u each of its operations is off by u of its size at most, there are m = D + K (2 n + 12) of them in a row on any
// path from input to L, and the sizes sum to S = A + |γ| sum_k (log n_k + R_k + 1), where A bounds δ and R_k the log priors.
// So |fl(L) - L| <= 2 m u S, and twice that for the difference of two. A step of coordinate ascent computed with rounding
// minimises an L whose fields are off by as much, which adds the same once more: 6 m u S. That is the bound; u is 2^-53 or 2^-24.

import { disposeTree, type Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { createWasmBackend } from '@vsa/backend/wasm';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from '../test/oracle.js';
import { plainLogits, plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { factorize } from './factorize.js';
import { createProblem } from './problem.js';
import { safeLearningRate } from './safe-rate.js';

let cpu: Backend;
let wasm: Backend;
beforeAll(async () => {
  cpu = await createCpuBackend();
  wasm = await createWasmBackend();
});

const specs: fc.Arbitrary<ProblemSpec> = fc.record({
  seed: fc.nat(),
  dimension: fc.integer({ min: 1, max: 24 }),
  sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 10 }),
  // From none to far above every field.
  gamma: fc.constantFrom(0, 1e-4, 1e-3, 0.01, 0.05, 0.2, 1, 3),
  scale: fc.constantFrom('mean', 'sum'),
  kind: fc.constantFrom('bipolar', 'real'),
  priors: fc.boolean(),
});

const settings = (numRuns: number): fc.Parameters<[ProblemSpec]> => ({
  numRuns,
  seed: 19,
  endOnFailure: true,
});

/** A of docs/descent.md: the largest |δ| that any distributions can have. */
function agreementBound({ books, scale, x }: oracle.PlainProblem): number {
  return x.reduce(
    (sum, value, d) =>
      sum +
      scale *
        books.reduce(
          (product, book) => product * Math.max(...book.map((row) => Math.abs(row[d] ?? 0))),
          Math.abs(value),
        ),
    0,
  );
}

function roundingBound(problem: oracle.PlainProblem, unit: number): number {
  const { books, gamma, priors, x } = problem;
  const sizes = books.map((book) => book.length);
  const operations = x.length + books.length * (2 * Math.max(...sizes) + 12);
  const entropies = priors.reduce(
    (sum, prior) => sum + Math.log(prior.length) + Math.max(...prior.map((q) => -Math.log(q))) + 1,
    0,
  );
  return 6 * operations * unit * (agreementBound(problem) + Math.abs(gamma) * entropies);
}

const largestRise = (energies: readonly number[]): number =>
  Math.max(...energies.slice(1).map((energy, t) => energy - (energies[t] ?? NaN)));

const UNIT64 = 2 ** -53;
const UNIT32 = 2 ** -24;

/** The curvature bound of docs/descent.md, in plain numbers. */
function safeRate(problem: oracle.PlainProblem): number {
  const { books, gamma, priors } = problem;
  const logs = priors.flat().map(Math.log);
  const range = Math.max(...logs) - Math.min(...logs);
  const widest = Math.max(...books.map((book) => book.length));
  return (
    1 /
    ((agreementBound(problem) * (books.length + 1)) / 2 +
      Math.abs(gamma) * (0.5 + 2 / Math.E + 2.5 * Math.log(widest) + range / 2))
  );
}

describe('coordinate ascent', () => {
  it('never raises the free energy at any factor of any sweep (float64 oracle, 1,000 problems)', () => {
    let fell = 0;
    fc.assert(
      fc.property(specs, (spec) => {
        const problem = plainProblem(spec);
        const start = plainLogits(spec.sizes, spec.seed + 1, 1);
        const energies = [oracle.energy(problem, start)];
        oracle.coordinate(problem, start, 2, (p) => energies.push(oracle.energyOf(problem, p)));
        if ((energies.at(-1) ?? 0) < (energies[0] ?? 0) - 1e-6) fell += 1;
        expect(largestRise(energies)).toBeLessThanOrEqual(roundingBound(problem, UNIT64));
      }),
      settings(1000),
    );
    // The property is not vacuous: nearly all problems have something to lower.
    expect(fell).toBeGreaterThan(900);
  });

  it('never raises it in float32 either, tensors and kernels (1,000 problems)', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        const problem = plainProblem(spec);
        // Every fifth problem with tensors, the others with kernels: both are the library.
        runs += 1;
        const [backend, path] = runs % 5 === 0 ? ([cpu, 'tensor'] as const) : ([wasm, 'fused'] as const);
        using inputs = tensorInputs(backend, problem);
        const { results } = await factorize(backend, inputs.x, inputs.books, {
          gamma: spec.gamma,
          deltaScale: spec.scale ?? 'mean',
          priors: problem.priors,
          optimizer: 'coordinate',
          steps: 6,
          tolerance: 0,
          trace: 'free-energy',
          path,
        });
        expect(largestRise([...(results[0]?.trace ?? [NaN])])).toBeLessThanOrEqual(
          roundingBound(problem, UNIT32),
        );
      }),
      settings(1000),
    );
  });
});

describe('sgd at the safe learning rate', () => {
  it('never raises the free energy (float64 oracle, 1,000 problems)', () => {
    fc.assert(
      fc.property(specs, fc.constantFrom(1, -1), (spec, sign) => {
        const problem = { ...plainProblem(spec), gamma: sign * spec.gamma };
        const start = plainLogits(spec.sizes, spec.seed + 1, 2);
        const path = oracle.sgd(problem, start, safeRate(problem), 5);
        const energies = path.map((phi) => oracle.energy(problem, phi));
        expect(largestRise(energies)).toBeLessThanOrEqual(roundingBound(problem, UNIT64));
      }),
      { numRuns: 1000, seed: 20, endOnFailure: true },
    );
  });

  it('never raises it in float32 either, and the library knows the rate (1,000 problems)', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        const plain = plainProblem(spec);
        runs += 1;
        const [backend, path] = runs % 5 === 0 ? ([cpu, 'tensor'] as const) : ([wasm, 'fused'] as const);
        using inputs = tensorInputs(backend, plain);
        const options = {
          gamma: spec.gamma,
          deltaScale: spec.scale ?? 'mean',
          priors: plain.priors,
        } as const;
        const problem = createProblem(backend, inputs.x, inputs.books, options);
        const learningRate = await safeLearningRate(backend, problem);
        disposeTree(problem);
        // The library's prior range counts padding, so its rate may be lower; float32 sums make the rest.
        expect(learningRate).toBeLessThanOrEqual(safeRate(plain) * (1 + 1e-5));
        expect(learningRate).toBeGreaterThan(safeRate(plain) / 5);
        const { results } = await factorize(backend, inputs.x, inputs.books, {
          ...options,
          optimizer: 'sgd',
          learningRate,
          steps: 6,
          trace: 'free-energy',
          path,
        });
        expect(largestRise([...(results[0]?.trace ?? [NaN])])).toBeLessThanOrEqual(
          roundingBound(plain, UNIT32),
        );
      }),
      settings(1000),
    );
  });
});
