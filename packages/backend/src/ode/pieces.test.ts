// The parts of the solver that are public by themselves.

import { beforeAll, describe, expect, it } from 'vitest';
import { distance, integratePlain } from '../../test/ode-oracle.js';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import {
  allFinite,
  densePiece,
  dormandPrince5,
  euler,
  evaluatePiece,
  heun,
  meanSquareError,
  rk4,
  rungeKuttaStep,
  tsitouras5,
  type Field,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});
const methods = [euler, heun, rk4, dormandPrince5, tsitouras5];
const field: Field<Tensor> = (t, y) => backend.sub(backend.mul(y, -2 * t), backend.square(y));
const plainField = (t: number, y: readonly number[]): number[] =>
  y.map((value) => -2 * t * value - value * value);

describe('rungeKuttaStep', () => {
  it.each(methods)('makes the step of $name, forth and back, and frees the rest', async (method) => {
    const y = backend.tensor([0.5, -0.25, 1]);
    const before = backend.memory().tensors;
    for (const h of [0.2, -0.2]) {
      const step = rungeKuttaStep(backend, method, field, 0.3, h, y);
      const expected = integratePlain(method, plainField, [0.5, -0.25, 1], 0.3, 0.3 + h, 1);
      // A handful of roundings of values up to 1, stage sums up to 27 times h |f| below 0.4.
      expect(distance([...(await backend.read(step.y))], expected)).toBeLessThan(1e-6);
      expect(step.stages.length).toBe(method.nodes.length);
      expect([step.error === undefined, step.derivative === undefined]).toEqual([
        method.errorWeights === undefined,
        method.order < 5,
      ]);
      if (step.derivative) {
        const end = plainField(0.3 + h, expected);
        expect(distance([...(await backend.read(step.derivative))], end)).toBeLessThan(5e-6);
      }
      disposeTree(step);
    }
    expect(backend.memory().tensors).toBe(before);
    y.dispose();
  });
  it('takes a known first stage instead of evaluating', async () => {
    const y = backend.tensor([0.5, 1]);
    let calls = 0;
    const counted: Field<Tensor> = (t, at) => {
      calls += 1;
      return field(t, at);
    };
    const first = rungeKuttaStep(backend, tsitouras5, counted, 0, 0.1, y);
    const second = rungeKuttaStep(backend, tsitouras5, counted, 0, 0.1, y, first.stages[0]);
    expect(calls).toBe(13);
    expect(await backend.read(second.y)).toEqual(await backend.read(first.y));
    disposeTree([y, first, second]);
  });
  it('estimates the error of Heun by the step of Euler', async () => {
    const y = backend.tensor([0.5, 1]);
    const coarse = rungeKuttaStep(backend, euler, field, 0.2, 0.1, y);
    const fine = rungeKuttaStep(backend, heun, field, 0.2, 0.1, y);
    const [low, high, estimate] = await Promise.all(
      [coarse.y, fine.y, fine.error ?? y].map(async (tensor) => [...(await backend.read(tensor))]),
    );
    const difference = high?.map((value, index) => value - (low?.[index] ?? NaN));
    // Both steps round once at 1.
    expect(distance(estimate ?? [], difference ?? [])).toBeLessThan(2e-7);
    disposeTree([y, coarse, fine]);
  });
  it('refuses a state that is not float32', () => {
    const whole = backend.tensor([1], [1], 'int32');
    expect(() => rungeKuttaStep(backend, rk4, field, 0, 0.1, whole)).toThrow(TypeError);
    expect(() => rungeKuttaStep(backend, rk4, () => 3, 0, 0.1, 3)).toThrow(/state with tensors/);
    whole.dispose();
  });
});

describe('meanSquareError', () => {
  it('weighs every element of every tensor alike', async () => {
    const error = { a: backend.tensor([0.1, -0.2]), b: [backend.tensor([[0.3], [0.4], [-0.5]])] };
    const before = { a: backend.tensor([1, -2]), b: [backend.tensor([[0], [4], [1]])] };
    const after = { a: backend.tensor([-3, 1]), b: [backend.tensor([[0], [-1], [2]])] };
    const result = meanSquareError(backend, error, { rtol: 0.1, atol: 0.05 }, before, after);
    const scales = [3, 2, 0, 4, 2].map((size) => 0.05 + 0.1 * size);
    const sum = [0.1, 0.2, 0.3, 0.4, 0.5].reduce((total, e, i) => total + (e / (scales[i] ?? NaN)) ** 2, 0);
    expect((await backend.read(result))[0]).toBeCloseTo(sum / 5, 5);
    disposeTree([error, before, after, result]);
  });
});

describe('allFinite', () => {
  it.each([
    [[1, 2], [3e38], 1],
    [[1, Infinity], [3], 0],
    [[1, 2], [-Infinity], 0],
  ])('of %j and %j is %d', async (a, b, expected) => {
    const tree = [backend.tensor(a), backend.tensor(b)];
    const flag = allFinite(backend, tree);
    expect((await backend.read(flag))[0]).toBe(expected);
    disposeTree([tree, flag]);
  });
  it('sees NaN', async () => {
    const nan = backend.tidy(() => backend.log(backend.tensor([-1])));
    const flag = allFinite(backend, nan);
    expect((await backend.read(flag))[0]).toBe(0);
    disposeTree([nan, flag]);
  });
});

describe('densePiece', () => {
  it('is exact for cubics with cubic Hermite', async () => {
    const cubic = (t: number): number => 1 + 2 * t - 3 * t * t + t ** 3;
    const slope = (t: number): number => 2 - 6 * t + 3 * t * t;
    const [t, h] = [0.5, -1.5];
    const trees = [cubic(t), slope(t), cubic(t + h), slope(t + h)].map((value) => backend.tensor([value]));
    const [y, start, end, derivative] = trees;
    if (!y || !start || !end || !derivative) throw new RangeError('four tensors');
    const piece = densePiece(backend, rk4, t, h, y, [start], { y: end, derivative });
    for (const time of [0.5, 0.2, -0.4, -1]) {
      const between = evaluatePiece(backend, piece, time);
      // Coefficients of up to 30 cancel, each rounded by 6e-8.
      expect(Math.abs(((await backend.read(between))[0] ?? NaN) - cubic(time))).toBeLessThan(6e-6);
      between.dispose();
    }
    disposeTree([piece, trees]);
  });
});
