import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key } from '@vsa/backend/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { softmax, type PlainProblem } from '../test/oracle.js';
import { logitTensor, plainLogits, plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { gumbelSoftmax, straightThrough, type ChoiceEstimator } from './estimators.js';
import { gaussianFactorize, gaussianLoss } from './gaussian.js';
import { PADDING } from './internal/layout.js';
import { createProblem } from './problem.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const spec: ProblemSpec = { seed: 51, dimension: 8, sizes: [3, 4, 2], gamma: 0.7, kind: 'real' };
const phi = plainLogits(spec.sizes, 52, 1);
const noise = plainLogits(spec.sizes, 53, 1);

/** Eq 31 negated for given choices z, in float64. */
function plainLoss(problem: PlainProblem, logits: number[][], z: number[][]): number {
  const squared = problem.x.reduce((sum, value, d) => {
    const product = problem.books.reduce(
      (left, book, k) => left * book.reduce((total, row, i) => total + (row[d] ?? 0) * (z[k]?.[i] ?? 0), 0),
      1,
    );
    return sum + (value - product) ** 2;
  }, 0);
  const entropy = logits
    .map(softmax)
    .flat()
    .reduce((sum, q) => sum - q * Math.log(q), 0);
  return squared / 2 - problem.gamma * entropy;
}

const nudge = (logits: number[][], k: number, i: number, by: number): number[][] =>
  logits.map((row, l) => (l === k ? row.map((value, j) => (j === i ? value + by : value)) : row));

async function lossAndSlope(
  estimator: ChoiceEstimator,
  prepare: (noise: Tensor, logits: Tensor) => Tensor,
): Promise<{ loss: number; slope: number[][] }> {
  const plain = plainProblem(spec);
  using inputs = tensorInputs(backend, plain);
  const problem = createProblem(backend, inputs.x, inputs.books, { gamma: spec.gamma });
  using logits = logitTensor(backend, phi, PADDING);
  using gumbels = logitTensor(backend, noise, 0);
  using prepared = prepare(gumbels, logits);
  const { value, gradient } = backend.valueAndGrad(
    (parameters: Tensor) => backend.sum(gaussianLoss(backend, parameters, problem, estimator, prepared).loss),
    logits,
  );
  const [loss = NaN] = await backend.read(value);
  const slope = await backend.read(gradient);
  disposeTree([problem, value, gradient]);
  const widest = Math.max(...spec.sizes);
  return { loss, slope: spec.sizes.map((size, k) => [...slope.subarray(k * widest, k * widest + size)]) };
}

describe('gumbelSoftmax', () => {
  it('has the loss of Eq 31 at its soft sample, and its true slope', async () => {
    const estimator = gumbelSoftmax({ temperature: 0.6 });
    const got = await lossAndSlope(estimator, (gumbels, logits) =>
      estimator.prepare(backend, logits, gumbels),
    );
    const plain = plainProblem(spec);
    const at = (logits: number[][]): number =>
      plainLoss(
        plain,
        logits,
        logits.map((row, k) => softmax(row.map((value, i) => (value + (noise[k]?.[i] ?? 0)) / 0.6))),
      );
    expect(Math.abs(got.loss - at(phi))).toBeLessThan(1e-4);
    const h = 1e-5;
    got.slope.forEach((row, k) => {
      row.forEach((value, i) => {
        const want = (at(nudge(phi, k, i, h)) - at(nudge(phi, k, i, -h))) / (2 * h);
        // float32 through sums of size 10.
        expect(Math.abs(value - want)).toBeLessThan(2e-5 * Math.max(1, Math.abs(want)) * 10);
      });
    });
  });

  it('refuses a temperature that is not above zero', () => {
    expect(() => gumbelSoftmax({ temperature: 0 })).toThrow(
      'vrn.gumbelSoftmax: expected temperature > 0, got 0',
    );
  });
});

describe('straightThrough', () => {
  it('has the loss at its one-hot sample, and the slope that pretends z were p', async () => {
    const estimator = straightThrough();
    const got = await lossAndSlope(estimator, (gumbels, logits) =>
      estimator.prepare(backend, logits, gumbels),
    );
    const plain = plainProblem(spec);
    const sample = phi.map((row, k) => {
      const perturbed = row.map((value, i) => value + (noise[k]?.[i] ?? 0));
      const best = perturbed.indexOf(Math.max(...perturbed));
      return row.map((_, i) => (i === best ? 1 : 0));
    });
    expect(Math.abs(got.loss - plainLoss(plain, phi, sample))).toBeLessThan(1e-4);
    // The estimator's definition: forward z, derivative of p. So it is the slope at z moved by p's change.
    const h = 1e-5;
    const at = (logits: number[][]): number =>
      plainLoss(
        plain,
        logits,
        sample.map((row, k) => {
          const now = softmax(logits[k] ?? []);
          const then = softmax(phi[k] ?? []);
          return row.map((value, i) => value + (now[i] ?? 0) - (then[i] ?? 0));
        }),
      );
    got.slope.forEach((row, k) => {
      row.forEach((value, i) => {
        const want = (at(nudge(phi, k, i, h)) - at(nudge(phi, k, i, -h))) / (2 * h);
        expect(Math.abs(value - want)).toBeLessThan(2e-4 * Math.max(1, Math.abs(want)));
      });
    });
  });
});

describe('gaussianFactorize', () => {
  it.each(['straight-through', 'gumbel-softmax'] as const)(
    'gives traces that jump with %s',
    async (estimator) => {
      const plain = plainProblem({ seed: 54, dimension: 64, sizes: [8, 8], gamma: 1 });
      using inputs = tensorInputs(backend, plain);
      using many = backend.concat([inputs.x, inputs.x], 0);
      const options = { key: key(7), estimator, steps: 20, temperature: 0.5 };
      const { results } = await gaussianFactorize(backend, many, inputs.books, options);
      expect(results.length).toBe(2);
      for (const { error, loss, posteriors, status, steps, indices } of results) {
        expect([error.length, loss.length, steps, status]).toEqual([21, 21, 20, 'max-steps']);
        expect(indices.length).toBe(2);
        for (const p of posteriors) expect(p.reduce((sum, q) => sum + q, 0)).toBeCloseTo(1, 5);
        // A sampled loss rises in many of its steps, where plain descent would fall in all.
        const rises = error.slice(1).filter((value, t) => value > (error[t] ?? NaN)).length;
        expect(rises).toBeGreaterThan(3);
      }
      // Samples are of their own for each composite, and the same again for the same key.
      expect(results[0]?.error).not.toEqual(results[1]?.error);
      const again = await gaussianFactorize(backend, many, inputs.books, options);
      expect(again.results[1]?.error).toEqual(results[1]?.error);
    },
  );

  it('names bad input, aborts, and leaves no tensors behind', async () => {
    const plain = plainProblem(spec);
    using inputs = tensorInputs(backend, plain);
    using nan = backend.tidy(() => backend.div(backend.zeros([1, 8]), 0));
    const before = backend.memory().tensors;
    const attempt = async (options: object, x = inputs.x): Promise<unknown> =>
      await gaussianFactorize(backend, x, inputs.books, { key: key(1), steps: 3, ...options });
    await expect(attempt({ estimator: 'reinforce' })).rejects.toThrow(
      'expected estimator to be one of straight-through, gumbel-softmax, got reinforce',
    );
    await expect(attempt({ steps: -1 })).rejects.toThrow('vrn.gaussianFactorize: expected steps');
    await expect(attempt({ gamma: NaN })).rejects.toThrow('expected gamma to be finite');
    await expect(attempt({ estimator: 'gumbel-softmax', temperature: -1 })).rejects.toThrow(
      'expected temperature > 0',
    );
    await expect(attempt({ key: 'x' })).rejects.toThrow(TypeError);
    await expect(attempt({}, nan)).rejects.toThrow('vrn.gaussianFactorize: expected composites to be finite');
    await attempt({});
    const controller = new AbortController();
    controller.abort();
    expect(await attempt({ signal: controller.signal })).toMatchObject({
      results: [{ status: 'aborted', steps: 0 }],
    });
    expect(backend.memory().tensors).toBe(before);
  });
});
