// Solvers and oscillators on every backend: against exact solutions, and against the reference.

import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import {
  dormandPrince5,
  fixed,
  heun,
  pid,
  rk4,
  solve,
  tsitouras5,
  valueAndGradThroughSolve,
} from '../ode/index.js';
import { createTensorOscillators } from '../oscillators/tensor.js';
import type { EvolveOps, OscillatorSystem } from '../oscillators.js';
import { key, normal } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { compareClose } from './all-close.js';

/** Some 60 steps of float32, each with a few roundings of 6e-8, on top of truncation errors below 2e-6. */
const SOLVED = { relative: 0, absolute: 2e-5 };

/** Nine steps of sums of 16 products, and their gradients, which sum over the batch; WebGPU's products keep fewer bits. */
const EVOLVED = { relative: 2e-4, absolute: 2e-4 };

/** A turn at unit speed, `y'' = -y`, from (1, 0). */
function turning(b: Backend): (t: number, y: Tensor) => Tensor {
  return (_, y) => b.tidy(() => b.concat([b.slice(y, [1], [1]), b.neg(b.slice(y, [0], [1]))]));
}

type Drawn = { readonly start: Tensor; readonly system: OscillatorSystem };

function oscillators(b: Backend): Drawn {
  const [batch, d, n] = [3, 4, 3];
  return b.tidy(() => {
    const gaussian = (name: string, shape: readonly number[]): Tensor =>
      b.tensor(normal(key(name), shape), shape);
    const x = gaussian('conformance start', [batch, 2, d, n]);
    const a = gaussian('conformance omega', [d, n, n]);
    return {
      start: b.mul(x, b.rsqrt(b.sum(b.square(x), { axis: -1, keepDims: true }))),
      system: {
        within: b.mul(gaussian('conformance within', [d, d]), 0.5),
        between: b.mul(gaussian('conformance between', [d, d]), 0.5),
        omega: b.sub(a, b.transpose(a, [0, 2, 1])),
        drive: gaussian('conformance drive', [batch, 2, d, n]),
      },
    };
  });
}

const OPTIONS = { steps: 9, stepSize: 0.2 };

async function ending(b: Backend, ops: EvolveOps): Promise<number[]> {
  const problem = oscillators(b);
  const end = ops.evolve(problem.start, problem.system, OPTIONS);
  const numbers = [...(await b.read(end))];
  disposeTree([problem, end]);
  return numbers;
}

/** Gradient of a weighted sum of the end with respect to every part, one after the other. */
async function pulledBack(b: Backend, ops: EvolveOps): Promise<number[]> {
  const problem = oscillators(b);
  using weights = b.tensor(normal(key('conformance weights'), problem.start.shape), problem.start.shape);
  const { value, gradient } = b.valueAndGrad(
    ({ start, system }: Drawn) => b.sum(b.mul(ops.evolve(start, system, OPTIONS), weights)),
    problem,
  );
  const { start, system } = gradient;
  const parts = [start, system.within, system.between, system.omega, system.drive];
  const numbers: number[] = [];
  for (const part of parts) if (part !== undefined) numbers.push(...(await b.read(part)));
  disposeTree([problem, value, gradient]);
  return numbers;
}

/**
 * Declares the tests of solvers and oscillators.
 *
 * @param backend - Gives the backend under test.
 */
export function describeDynamics(backend: () => Backend): void {
  describe('solvers', () => {
    test.each([
      ['heun, fixed', { method: heun, stepSize: fixed(0.002) }],
      ['rk4, fixed', { method: rk4, stepSize: fixed(0.05) }],
      ['dormandPrince5, pid', { method: dormandPrince5, stepSize: pid({ rtol: 1e-5, atol: 1e-6 }) }],
      ['tsitouras5, pid', { method: tsitouras5, stepSize: pid({ rtol: 1e-5, atol: 1e-6 }) }],
    ])('%s reach the exact solution', async (name, how) => {
      const b = backend();
      // Heun's 1500 small steps would take a software GPU minutes.
      const t1 = name.startsWith('heun') ? 0.2 : 3;
      const y0 = b.tensor([1, 0]);
      const solution = await solve(b, turning(b), y0, { ...how, t1, saveAt: [t1 / 2, t1] });
      expect(solution.status).toBe('finished');
      for (const [index, y] of solution.ys.entries()) {
        const t = solution.ts[index] ?? NaN;
        const verdict = compareClose(await b.read(y), [Math.cos(t), -Math.sin(t)], SOLVED);
        expect(verdict.pass, verdict.message).toBe(true);
      }
      disposeTree([y0, solution]);
    });

    test('their gradient is that of the exact solution', async () => {
      const b = backend();
      const [params, y0] = [{ rate: b.tensor([0.7]) }, b.tensor([1.5])];
      const solved = await valueAndGradThroughSolve(
        b,
        (_, y: Tensor, { rate }: { rate: Tensor }) => b.neg(b.mul(rate, y)),
        params,
        y0,
        (y) => b.sum(y),
        { t1: 1, method: rk4, stepSize: fixed(0.1) },
      );
      // y = y0 e^(-k t) at t = 1; RK4 with h = 0.1 errs by 1e-6.
      const e = Math.exp(-0.7);
      const found = [solved.value, solved.gradient.rate, solved.initialGradient];
      for (const [index, want] of [1.5 * e, -1.5 * e, e].entries()) {
        const tensor = found[index];
        if (tensor === undefined) throw new RangeError('testing: expected three tensors.');
        const verdict = compareClose(await b.read(tensor), [want], SOLVED);
        expect(verdict.pass, verdict.message).toBe(true);
      }
      disposeTree([params, y0, solved]);
    });
  });

  describe('oscillators', () => {
    test('step as those of tensors on the reference', async () => {
      const cpu = await createCpuBackend();
      const want = await ending(cpu, createTensorOscillators(cpu));
      const verdict = compareClose(await ending(backend(), backend().oscillators), want, EVOLVED);
      expect(want.length).toBe(72);
      expect(verdict.pass, verdict.message).toBe(true);
    });

    test('are differentiated as those of tensors on the reference', async ({ skip }) => {
      const reason =
        'an emulated GPU compiles its shaders for over a minute; the single operations have their tests';
      skip(backend().capabilities.softwareAdapter, reason);
      const cpu = await createCpuBackend();
      const want = await pulledBack(cpu, createTensorOscillators(cpu));
      const verdict = compareClose(await pulledBack(backend(), backend().oscillators), want, EVOLVED);
      expect(want.length).toBe(72 + 16 + 16 + 36 + 72);
      expect(verdict.pass, verdict.message).toBe(true);
    });
  });
}
