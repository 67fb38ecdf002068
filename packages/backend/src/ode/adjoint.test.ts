import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import {
  dormandPrince5,
  fixed,
  gradientByPullback,
  heun,
  pid,
  rk4,
  tsitouras5,
  valueAndGradThroughSolve,
  type FieldWithPullback,
  type ParameterField,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

type State = { readonly x: Tensor; readonly v: Tensor };
type Params = { readonly stiffness: Tensor };

/** A driven pendulum: nonlinear and nonautonomous. */
const pendulum: ParameterField<State, Params> = (t, { x, v }, { stiffness }) => ({
  x: v,
  v: backend.sub(Math.cos(t), backend.mul(stiffness, backend.sin(x))),
});

/** The same with its derivative by hand; what is kept is a stage's share of the gradient, from the field's value there. */
function byHand({ stiffness }: Params): FieldWithPullback<State, { readonly share: Tensor }, Params> {
  const { cos, div, mul, neg, sub, sum } = backend;
  return {
    field: (t, y) => pendulum(t, y, { stiffness }),
    pullback: (t, { x }, cotangent, slope) => ({
      y: { x: neg(mul(mul(stiffness, cos(x)), cotangent.v)), v: backend.clone(cotangent.x) },
      kept: { share: sum(mul(div(sub(slope.v, Math.cos(t)), stiffness), cotangent.v)) },
    }),
    gather: (kept) => ({
      stiffness: kept.map(({ share }) => share).reduce((a, b) => backend.add(a, b)),
    }),
  };
}

const loss = ({ x, v }: State): Tensor => backend.sum(backend.add(backend.square(x), backend.mul(v, x)));

describe('gradientByPullback', () => {
  it.each([
    ['tsitouras5, pid', { method: tsitouras5, stepSize: pid({ rtol: 1e-4, atol: 1e-6, firstStep: 0.5 }) }],
    ['dormandPrince5, fixed', { method: dormandPrince5, stepSize: fixed(0.25) }],
    ['rk4, fixed, the last step cut', { method: rk4, stepSize: fixed(0.3) }],
    ['heun, fixed', { method: heun, stepSize: fixed(0.1) }],
    ['backwards', { t0: 2, t1: 0.5, stepSize: pid({ rtol: 1e-4, atol: 1e-6 }) }],
  ])('gives value, gradients and counts of reverse accumulation: %s', async (_, how) => {
    const options = { t1: 2, ...how };
    const params = { stiffness: backend.scalar(1.7) };
    const y0 = { x: backend.tensor([0.8, -1.1]), v: backend.tensor([-0.3, 0.4]) };
    const before = backend.memory().tensors;
    const got = await gradientByPullback(backend, byHand(params), y0, loss, options);
    const want = await valueAndGradThroughSolve(backend, pendulum, params, y0, loss, options);
    expect(got.steps).toEqual(want.steps);
    expect([got.status, got.t, got.stats]).toEqual([want.status, want.t, want.stats]);
    const pairs = [
      [got.value, want.value],
      [got.gradient?.stiffness, want.gradient.stiffness],
      [got.initialGradient.x, want.initialGradient.x],
      [got.initialGradient.v, want.initialGradient.v],
    ] as const;
    for (const [mine, other] of pairs) {
      if (mine === undefined) throw new RangeError('expected a gradient');
      const wanted = await backend.read(other);
      expect(mine.shape).toEqual(other.shape);
      (await backend.read(mine)).forEach((value, at) => {
        // The same sums in another order: some ten roundings of numbers below 30.
        expect(Math.abs(value - (wanted[at] ?? NaN))).toBeLessThan(3e-5);
      });
    }
    disposeTree([got, want]);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([params, y0]);
  });

  it('gives the loss and its own gradient when there is no way to go', async () => {
    const y0 = { x: backend.tensor([2]), v: backend.tensor([3]) };
    const params = { stiffness: backend.scalar(1) };
    const options = { t0: 1, t1: 1, stepSize: fixed(0.1) };
    const found = await gradientByPullback(backend, byHand(params), y0, loss, options);
    expect(found.gradient).toBeUndefined();
    expect([...(await backend.read(found.initialGradient.x))]).toEqual([7]);
    expect([...(await backend.read(found.initialGradient.v))]).toEqual([2]);
    disposeTree([found, y0, params]);
  });

  it('refuses what does not fit, and leaves nothing behind', async () => {
    const y0 = { x: backend.tensor([2]), v: backend.tensor([3]) };
    const params = { stiffness: backend.scalar(1) };
    const system = byHand(params);
    const options = { t1: 1, stepSize: fixed(0.5) };
    const before = backend.memory().tensors;
    const wrong = {
      ...system,
      pullback: (...[, y]: Parameters<typeof system.pullback>) => ({
        y: { x: y.x, v: backend.zeros([2]) },
        kept: { share: backend.scalar(0) },
      }),
    };
    await expect(gradientByPullback(backend, wrong, y0, loss, options)).rejects.toThrow(
      /what pullback returns to be float32 of shape \[1\]/,
    );
    await expect(
      gradientByPullback(backend, system, y0, ({ x }) => backend.stack([x, x]), options),
    ).rejects.toThrow(/scalar/);
    await expect(gradientByPullback(backend, system, y0, loss, { ...options, t1: NaN })).rejects.toThrow(
      RangeError,
    );
    expect(backend.memory().tensors).toBe(before);
    disposeTree([y0, params]);
  });
});
