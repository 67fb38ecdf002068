import { beforeAll, describe, expect, it } from 'vitest';
import { integratePlain } from '../../test/ode-oracle.js';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import {
  dormandPrince5,
  euler,
  fixed,
  heun,
  pid,
  rk4,
  rungeKuttaStep,
  solve,
  tsitouras5,
  valueAndGradThroughSolve,
  type GradientOptions,
  type ParameterField,
  type SolveGradient,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const methods = [euler, heun, rk4, dormandPrince5, tsitouras5];
type State = { readonly x: Tensor; readonly v: Tensor };
type Params = { readonly stiffness: Tensor; readonly drag: Tensor; readonly label: Tensor };

/** A driven pendulum with drag: nonlinear and nonautonomous. Values: x0, v0, stiffness, drag. */
const START = [0.8, -0.3, 1.7, 0.2] as const;
const pendulum: ParameterField<State, Params> = (t, { x, v }, { stiffness, drag }) => ({
  x: v,
  v: backend.sub(
    backend.add(backend.mul(drag, backend.neg(v)), 0.5 * Math.cos(t)),
    backend.mul(stiffness, backend.sin(x)),
  ),
});
const loss = ({ x, v }: State): Tensor => backend.sum(backend.add(backend.square(x), backend.mul(v, x)));
const plainLoss = ([x = NaN, v = NaN]: readonly number[]): number => x * x + v * x;
const make = (): { y0: State; params: Params } => ({
  y0: { x: backend.tensor([START[0]]), v: backend.tensor([START[1]]) },
  params: {
    stiffness: backend.scalar(START[2]),
    drag: backend.scalar(START[3]),
    label: backend.scalar(7, 'int32'),
  },
});
/** Loss after steps in float64. */
const lossOf = (
  values: readonly number[],
  method: (typeof methods)[number],
  t1: number,
  count: number,
): number => {
  const [x0 = NaN, v0 = NaN, stiffness = NaN, drag = NaN] = values;
  const end = integratePlain(
    method,
    (t, [x = NaN, v = NaN]) => [v, -drag * v + 0.5 * Math.cos(t) - stiffness * Math.sin(x)],
    [x0, v0],
    0,
    t1,
    count,
  );
  return plainLoss(end);
};
/** Gradients in the order of START. */
const readGradients = async ({
  gradient,
  initialGradient,
}: SolveGradient<State, Params>): Promise<number[]> => {
  const tensors = [initialGradient.x, initialGradient.v, gradient.stiffness, gradient.drag];
  const values = await Promise.all(tensors.map((tensor) => backend.read(tensor)));
  return values.map((each) => each[0] ?? NaN);
};
async function differentiate(options: GradientOptions<State>): Promise<SolveGradient<State, Params>> {
  const { y0, params } = make();
  try {
    return await valueAndGradThroughSolve(backend, pendulum, params, y0, loss, options);
  } finally {
    disposeTree([y0, params]);
  }
}
const normalise = ({ x, v }: State): State => {
  const length = backend.sqrt(backend.add(backend.square(x), backend.square(v)));
  return { x: backend.div(x, length), v: backend.div(v, length) };
};

describe('valueAndGradThroughSolve', () => {
  it.each(methods)('agrees with float64 differences of the same steps of $name', async (method) => {
    const [t1, count] = [3, 30];
    const result = await differentiate({ t1, method, stepSize: fixed(t1 / count) });
    expect([result.status, result.t, result.steps.length]).toEqual(['finished', t1, count]);
    expect((await backend.read(result.value))[0]).toBeCloseTo(lossOf(START, method, t1, count), 5);
    const gradients = await readGradients(result);
    for (const [index, value] of gradients.entries()) {
      const at = (shift: number): number =>
        lossOf(
          START.map((each, place) => (place === index ? each + shift : each)),
          method,
          t1,
          count,
        );
      const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
      // Float32 rounds 30 steps forth and back, 6e-8 of values of up to 3 each; differences in float64 are good to 1e-9.
      expect(Math.abs(value - difference)).toBeLessThan(2e-5);
      expect(Math.abs(difference)).toBeGreaterThan(1e-2);
    }
    expect(result.gradient.label.dtype).toBe('int32');
    disposeTree(result);
  });

  it.each([
    ['fixed steps', { t1: 2, stepSize: fixed(0.11) }],
    ['controlled steps', { t1: 8, stepSize: pid({ rtol: 1e-4, atol: 1e-5 }) }],
    ['steps back', { t0: 2, t1: 0, stepSize: fixed(0.09), method: rk4 }],
    ['projection', { t1: 2, stepSize: fixed(0.1), project: normalise, method: dormandPrince5 }],
  ] as [string, GradientOptions<State>][])(
    'agrees with the gradient of one long tape: %s',
    async (_name, options) => {
      const result = await differentiate(options);
      const { method = tsitouras5, project } = options;
      const { y0, params } = make();
      const whole = backend.valueAndGrad(
        (inputs: { y0: State; params: Params }) => {
          let y = inputs.y0;
          for (const { t, h } of result.steps) {
            y = rungeKuttaStep(
              backend,
              method,
              (time, at: State) => pendulum(time, at, inputs.params),
              t,
              h,
              y,
            ).y;
            if (project) y = project(y);
          }
          return loss(y);
        },
        { y0, params },
      );
      expect(result.steps.length).toBeGreaterThan(10);
      const expected = await readGradients({
        ...result,
        gradient: whole.gradient.params,
        initialGradient: whole.gradient.y0,
      });
      for (const [index, value] of (await readGradients(result)).entries()) {
        // The same products; only the sums over steps are in another order.
        expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThan(2e-6 * (1 + Math.abs(value)));
      }
      const [value] = await backend.read(result.value);
      expect(value).toBeCloseTo((await backend.read(whole.value))[0] ?? NaN, 6);
      disposeTree([result, whole, y0, params]);
    },
  );

  it('is exact for exponential decay', async () => {
    // y(1) = y0 e^-k: dL/dy0 = e^-k, dL/dk = -y0 e^-k.
    const y0 = backend.tensor([2, 3]);
    const rate = backend.scalar(0.7);
    const result = await valueAndGradThroughSolve(
      backend,
      (_t, y: Tensor, k: Tensor) => backend.neg(backend.mul(k, y)),
      rate,
      y0,
      (y) => backend.sum(y),
      { t1: 1, stepSize: fixed(0.1) },
    );
    // Order 5 at h = 0.1: below 1e-9; float32 decides.
    expect((await backend.read(result.gradient))[0]).toBeCloseTo(-5 * Math.exp(-0.7), 5);
    for (const each of await backend.read(result.initialGradient))
      expect(each).toBeCloseTo(Math.exp(-0.7), 6);
    disposeTree([result, y0, rate]);
  });

  it('ends where solve ends, to the bit', async () => {
    const stepSize = pid({ rtol: 1e-4, atol: 1e-5 });
    const result = await differentiate({ t1: 4, stepSize });
    const { y0, params } = make();
    const solution = await solve(backend, (t, y: State) => pendulum(t, y, params), y0, { t1: 4, stepSize });
    expect(result.stats).toEqual(solution.stats);
    expect(await backend.read(result.y.x)).toEqual(await backend.read(solution.state.y.x));
    disposeTree([result, solution, y0, params]);
  });

  it('needs memory that grows with the root of the steps', async () => {
    const peakOf = async (count: number): Promise<number> => {
      const { y0, params } = make();
      const before = backend.memory().tensors;
      let peak = 0;
      const watched: ParameterField<State, Params> = (t, y, inner) => {
        peak = Math.max(peak, backend.memory().tensors - before);
        return pendulum(t, y, inner);
      };
      const result = await valueAndGradThroughSolve(backend, watched, params, y0, loss, {
        t1: 1,
        method: euler,
        stepSize: fixed(1 / count),
      });
      expect(result.stats.accepted).toBe(count);
      disposeTree([result, y0, params]);
      return peak;
    };
    const [few, some, many] = [await peakOf(32), await peakOf(128), await peakOf(512)];
    // Four times the steps take twice the tensors, a constant aside; one tape would take four times as many.
    for (const ratio of [some / few, many / some]) {
      expect(ratio).toBeGreaterThan(1.5);
      expect(ratio).toBeLessThan(2.5);
    }
  });

  it('frees all but what it returns, also when something throws', async () => {
    const before = backend.memory().tensors;
    disposeTree(await differentiate({ t1: 1, stepSize: fixed(0.1) }));
    disposeTree(await differentiate({ t1: 1, stepSize: pid({ rtol: 1e-3, atol: 1e-3, firstStep: 1 }) }));
    expect(backend.memory().tensors).toBe(before);
    const { y0, params } = make();
    const options = { t1: 1, stepSize: fixed(0.1) };
    let calls = 0;
    for (const limit of [1, 30, 70, 90, 120]) {
      calls = 0;
      const broken: ParameterField<State, Params> = (t, y, inner) => {
        calls += 1;
        if (calls > limit) throw new Error('broken');
        return pendulum(t, y, inner);
      };
      await expect(valueAndGradThroughSolve(backend, broken, params, y0, loss, options)).rejects.toThrow(
        'broken',
      );
    }
    await expect(
      valueAndGradThroughSolve(backend, pendulum, params, y0, ({ x }) => backend.tile(x, [2]), options),
    ).rejects.toThrow(/scalar/);
    disposeTree([y0, params]);
    expect(backend.memory().tensors).toBe(before);
  });

  it('differentiates the steps that were taken when a solution ends early', async () => {
    const short = await differentiate({ t1: 4, stepSize: fixed(0.1), maxSteps: 7 });
    const same = await differentiate({ t1: 0.7, stepSize: fixed(0.1) });
    expect([short.status, short.t.toFixed(9)]).toEqual(['max-steps', '0.700000000']);
    expect(await readGradients(short)).toEqual(await readGradients(same));
    const none = await differentiate({ t1: 4, stepSize: fixed(0.1), signal: AbortSignal.abort() });
    expect([none.status, none.steps]).toEqual(['aborted', []]);
    const [x, v] = START;
    // The loss is x^2 + v x at the start itself.
    for (const [index, value] of [2 * x + v, x, 0, 0].entries()) {
      expect((await readGradients(none))[index]).toBeCloseTo(value, 6);
    }
    disposeTree([short, same, none]);
  });

  it('refuses bad input before any work', async () => {
    const { y0, params } = make();
    const before = backend.memory().tensors;
    const stepSize = pid({ rtol: 1e-3, atol: 1e-3 });
    await expect(
      valueAndGradThroughSolve(backend, pendulum, params, y0, loss, { t1: 1, method: rk4, stepSize }),
    ).rejects.toThrow(RangeError);
    await expect(
      valueAndGradThroughSolve(backend, pendulum, params, y0, loss, { t1: NaN, stepSize }),
    ).rejects.toThrow(/t1/);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([y0, params]);
  });
});
