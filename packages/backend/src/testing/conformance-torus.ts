// Oscillators on a torus on every backend: steps against loops in float64, gradients against those of cpu.

import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { key, normal, uniform } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { compareClose } from './all-close.js';

/** Float32 phases of up to π over some steps; WebGPU's sines may be off by 2^-11, and a step of .1 adds up to four of them. */
const STEPPED = { relative: 0, absolute: 2e-3 };
/** Sums of products of order 1; the same sines. */
const PULLED = { relative: 2e-3, absolute: 2e-3 };

const [ROWS, COLUMNS] = [5, 7];
const SIZE = ROWS * COLUMNS;
const [COUPLING, LAG, STEP] = [0.8, 0.3, 0.1];

type Slope = (theta: readonly number[]) => number[];

/** `K Σ sin(θ_j - θ_i - α)` over four neighbours, by its definition. */
const pulled =
  (coupling: number, lag: number): Slope =>
  (theta) =>
    theta.map((own, at) => {
      const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
      const neighbours = [
        [row - 1, column],
        [row + 1, column],
        [row, column - 1],
        [row, column + 1],
      ].map(([r = 0, c = 0]) => ((r + ROWS) % ROWS) * COLUMNS + ((c + COLUMNS) % COLUMNS));
      return neighbours.reduce((sum, j) => sum + coupling * Math.sin((theta[j] ?? NaN) - own - lag), 0);
    });

const moved = (x: readonly number[], by: number, slope: readonly number[]): number[] =>
  x.map((value, at) => value + by * (slope[at] ?? NaN));

/** One step by the textbook. */
const METHODS = {
  euler: (f: Slope, x: readonly number[], h: number) => moved(x, h, f(x)),
  heun: (f: Slope, x: readonly number[], h: number) => {
    const first = f(x);
    return moved(moved(x, h / 2, first), h / 2, f(moved(x, h, first)));
  },
  rk4: (f: Slope, x: readonly number[], h: number) => {
    const k1 = f(x);
    const k2 = f(moved(x, h / 2, k1));
    const k3 = f(moved(x, h / 2, k2));
    const k4 = f(moved(x, h, k3));
    return moved(moved(moved(moved(x, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
  },
} as const;

const turn = (x: number): number => x - 2 * Math.PI * Math.round(x / (2 * Math.PI));

const START = uniform(key('conformance torus'), [SIZE], { low: -Math.PI, high: Math.PI });
const OMEGA = normal(key('conformance frequencies'), [SIZE]);

type Drawn = { readonly phases: Tensor; readonly frequencies: Tensor };

function drawn(b: Backend): Drawn {
  return {
    phases: b.tensor(START, [ROWS, COLUMNS]),
    frequencies: b.tensor(OMEGA, [ROWS, COLUMNS]),
  };
}

/** Gradients of weighted steps and pull, one after the other. */
async function gradients(b: Backend): Promise<number[]> {
  const at = drawn(b);
  const weights = b.tensor(normal(key('conformance torus weights'), [SIZE]), [ROWS, COLUMNS]);
  const result = b.valueAndGrad(({ phases, frequencies }: Drawn) => {
    const system = { frequencies, coupling: COUPLING, lag: LAG };
    const end = b.oscillators.torusSteps(phases, system, { steps: 3, stepSize: STEP });
    return b.sum(b.mul(b.add(end, b.oscillators.torusPull(phases, LAG)), weights));
  }, at);
  const { phases, frequencies } = result.gradient;
  const numbers = [...(await b.read(phases)), ...(await b.read(frequencies))];
  disposeTree([at, weights, result]);
  return numbers;
}

/**
 * Declares the tests of oscillators on a torus.
 *
 * @param backend - Gives the backend under test.
 */
export function describeTorus(backend: () => Backend): void {
  describe('oscillators on a torus', () => {
    test.each(['euler', 'heun', 'rk4'] as const)('step as loops do, by %s', async (method) => {
      const b = backend();
      const { phases, frequencies } = drawn(b);
      const system = { frequencies, coupling: COUPLING, lag: LAG };
      const options = { stepSize: STEP, method };
      const before = b.memory().tensors;
      const end = b.oscillators.torusSteps(phases, system, { ...options, steps: 12 });
      const half = b.oscillators.torusSteps(phases, system, { ...options, steps: 6 });
      const again = b.oscillators.torusSteps(half, system, { ...options, steps: 6 });
      const none = b.oscillators.torusSteps(phases, system, { ...options, steps: 0 });
      expect(b.memory().tensors).toBe(before + 4);
      const pull = pulled(COUPLING, LAG);
      const slope: Slope = (theta) => pull(theta).map((value, at) => value + (OMEGA[at] ?? NaN));
      let want: number[] = Array.from(START);
      for (let done = 0; done < 12; done += 1) want = METHODS[method](slope, want, STEP).map(turn);
      const got = await b.read(end);
      // Differences of phases are turned, so that one just below π equals one just above -π.
      const off = Array.from(got, (value, at) => turn(value - (want[at] ?? NaN)));
      const verdict = compareClose(off, Array.from(off).fill(0), STEPPED);
      expect(verdict.pass, verdict.message).toBe(true);
      expect(Math.max(...got.map(Math.abs))).toBeLessThanOrEqual(Math.fround(Math.PI));
      expect(await b.read(again)).toEqual(got);
      expect(await b.read(none)).toEqual(Float32Array.from(START));
      disposeTree([phases, frequencies, end, half, again, none]);
    });

    test.each([0, LAG])('pull as loops do, with a lag of %f', async (lag) => {
      const b = backend();
      const { phases, frequencies } = drawn(b);
      const pull = b.oscillators.torusPull(phases, lag);
      const verdict = compareClose(await b.read(pull), pulled(1, lag)(Array.from(START)), PULLED);
      expect(verdict.pass, verdict.message).toBe(true);
      disposeTree([phases, frequencies, pull]);
    });

    test('have the gradients of cpu', async () => {
      const want = await gradients(await createCpuBackend());
      const verdict = compareClose(await gradients(backend()), want, PULLED);
      expect(want.length).toBe(2 * SIZE);
      expect(verdict.pass, verdict.message).toBe(true);
    });

    test('refuse what is no torus', () => {
      const b = backend();
      const { phases, frequencies } = drawn(b);
      const [narrow, counted] = [b.zeros([2, 5]), b.zeros([3, 3], 'int32')];
      const options = { steps: 1, stepSize: STEP };
      const steps = b.oscillators.torusSteps;
      const system = { frequencies, coupling: 1 };
      expect(() => b.oscillators.torusPull(narrow)).toThrow(/both at least 3.*got \[2, 5\]/);
      expect(() => b.oscillators.torusPull(counted)).toThrow(/float32, got int32/);
      expect(() => b.oscillators.torusPull(phases, NaN)).toThrow(/lag/);
      expect(() => steps(phases, { frequencies: narrow, coupling: 1 }, options)).toThrow(
        /frequencies of shape \[5, 7\], got \[2, 5\]/,
      );
      expect(() => steps(phases, { frequencies, coupling: Infinity }, options)).toThrow(/coupling/);
      expect(() => steps(phases, system, { ...options, steps: 0.5 })).toThrow(/steps/);
      expect(() => steps(phases, system, { ...options, stepSize: 0 })).toThrow(/stepSize/);
      const method = 'midpoint' as 'heun';
      expect(() => steps(phases, system, { ...options, method })).toThrow(/method/);
      disposeTree([phases, frequencies, narrow, counted]);
    });
  });
}
