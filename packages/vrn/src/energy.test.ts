import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import * as oracle from '../test/oracle.js';
import { logitTensor, plainLogits, plainProblem, tensorInputs, type ProblemSpec } from '../test/problems.js';
import { freeEnergy, gradient } from './energy.js';
import { PADDING } from './internal/layout.js';
import { createProblem, type VrnProblem } from './problem.js';

describe.each(['cpu', 'wasm'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createBackend(name);
  });

  const specs: readonly ProblemSpec[] = [
    { seed: 1, dimension: 12, sizes: [3, 3], gamma: 0 },
    { seed: 2, dimension: 16, sizes: [2, 5, 3], gamma: 0.3 },
    { seed: 3, dimension: 9, sizes: [4, 4, 4], gamma: -0.2, kind: 'real' },
    { seed: 4, dimension: 8, sizes: [3, 1, 4, 2], gamma: 0.7, priors: true, scale: 'sum' },
    {
      seed: 5,
      dimension: 10,
      sizes: Array.from({ length: 10 }, (_, k) => 2 + (k % 3)),
      gamma: 0.1,
      priors: true,
    },
  ];

  /** The problem as the library holds it, its logits, and the oracle's view of both. */
  async function withProblem<T>(
    spec: ProblemSpec,
    use: (problem: VrnProblem, phi: ReturnType<typeof logitTensor>) => Promise<T>,
  ): Promise<{ plain: oracle.PlainProblem; phi: number[][]; got: T }> {
    const plain = plainProblem(spec);
    const phi = plainLogits(spec.sizes, spec.seed + 100, 1);
    using inputs = tensorInputs(backend, plain);
    using logits = logitTensor(backend, phi, PADDING);
    const problem = createProblem(backend, inputs.x, inputs.books, {
      gamma: spec.gamma,
      deltaScale: spec.scale ?? 'mean',
      ...(spec.priors === true ? { priors: plain.priors } : {}),
    });
    try {
      return { plain, phi, got: await use(problem, logits) };
    } finally {
      disposeTree(problem);
    }
  }

  /** float32 rounds each operation to 6e-8; a few hundred of them on numbers of order 1 to 30 stay below this. */
  const TOLERANCE = 2e-5;

  describe('freeEnergy', () => {
    it.each(specs)('is Eq 19 for $sizes at gamma $gamma', async (spec) => {
      const { plain, phi, got } = await withProblem(spec, async (problem, logits) => {
        using energy = freeEnergy(backend, logits, problem);
        expect(energy.shape).toEqual([1]);
        return await backend.read(energy);
      });
      const want = oracle.energy(plain, phi);
      expect(Math.abs((got[0] ?? NaN) - want)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(want)));
    });

    it('differs from Eq 17 by gamma log n for each uniform prior', async () => {
      const spec: ProblemSpec = { seed: 6, dimension: 12, sizes: [3, 5], gamma: 0.4 };
      const { plain, phi, got } = await withProblem(spec, async (problem, logits) => {
        using energy = freeEnergy(backend, logits, problem);
        return await backend.read(energy);
      });
      const p = phi.map(oracle.softmax);
      const negativeEntropy = p.flat().reduce((sum, q) => sum + q * Math.log(q), 0);
      const delta = -oracle.energyOf({ ...plain, gamma: 0 }, p);
      const eq17 = -delta + 0.4 * negativeEntropy;
      expect(got[0]).toBeCloseTo(eq17 + 0.4 * (Math.log(3) + Math.log(5)), 5);
    });
  });

  describe('gradient', () => {
    it.each(specs)('is the slope of the free energy for $sizes at gamma $gamma', async (spec) => {
      const { plain, phi, got } = await withProblem(spec, async (problem, logits) => {
        using slope = gradient(backend, logits, problem);
        return await backend.read(slope);
      });
      const widest = Math.max(...spec.sizes);
      const closed = oracle.gradient(plain, phi);
      const numeric = oracle.numericGradient(plain, phi);
      spec.sizes.forEach((size, k) => {
        for (let i = 0; i < widest; i += 1) {
          const value = got[k * widest + i] ?? NaN;
          if (i >= size) expect(Math.abs(value)).toBe(0);
          else {
            expect(Math.abs(value - (closed[k]?.[i] ?? NaN))).toBeLessThan(TOLERANCE);
            // Central differences at 1e-5 in float64 are good to 1e-9 times L's size.
            expect(Math.abs((closed[k]?.[i] ?? NaN) - (numeric[k]?.[i] ?? NaN))).toBeLessThan(1e-7);
          }
        }
      });
    });

    it.each(specs)('is what autodiff gives for $sizes at gamma $gamma', async (spec) => {
      const { got } = await withProblem(spec, async (problem, logits) => {
        using closed = gradient(backend, logits, problem);
        const { gradient: taped, value } = backend.valueAndGrad(
          (phi) => backend.sum(freeEnergy(backend, phi, problem)),
          logits,
        );
        value.dispose();
        const pair = [await backend.read(closed), await backend.read(taped)] as const;
        taped.dispose();
        return pair;
      });
      const [closed, taped] = got;
      expect(Math.max(...closed.map(Math.abs))).toBeGreaterThan(1e-4);
      closed.forEach((value, index) => {
        expect(Math.abs(value - (taped[index] ?? NaN))).toBeLessThan(TOLERANCE);
      });
    });

    it('lowers the free energy against its direction, which Eq 18 with its sign would not', async () => {
      const plain = plainProblem({ seed: 7, dimension: 12, sizes: [4, 4], gamma: 1 });
      const phi = plainLogits([4, 4], 8, 2);
      const slope = oracle.gradient(plain, phi);
      const eq18 = oracle.gradient({ ...plain, gamma: -1 }, phi);
      const along = (g: readonly (readonly number[])[]): number =>
        oracle.energy(
          plain,
          phi.map((row, k) => row.map((value, i) => value - 0.01 * (g[k]?.[i] ?? 0))),
        );
      expect(along(slope)).toBeLessThan(oracle.energy(plain, phi));
      expect(along(eq18)).toBeGreaterThan(oracle.energy(plain, phi));
      await Promise.resolve();
    });

    it('leaves no tensors behind', async () => {
      const before = backend.memory().tensors;
      await withProblem(
        specs[1] ?? { seed: 1, dimension: 4, sizes: [2, 2], gamma: 0 },
        async (problem, logits) => {
          using slope = gradient(backend, logits, problem);
          using energy = freeEnergy(backend, logits, problem);
          await backend.read(slope);
          await backend.read(energy);
        },
      );
      expect(backend.memory().tensors).toBe(before);
    });
  });
});
