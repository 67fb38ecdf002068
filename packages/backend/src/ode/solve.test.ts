import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { countLeaks } from '../testing/leaks.js';
import { disposeTree } from '../tree.js';
import {
  dormandPrince5,
  euler,
  evaluateDense,
  fixed,
  heun,
  pid,
  resume,
  rk4,
  solve,
  tsitouras5,
  type Field,
  type Solution,
  type SolveOptions,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const methods = [euler, heun, rk4, dormandPrince5, tsitouras5];
const pairs = [heun, dormandPrince5, tsitouras5];
type Pair = { readonly x: Tensor; readonly rest: readonly [Tensor] };

/** A rotation with speed 2 + t, in a tree: the angle at t is 2 t + t^2 / 2. */
const rotation: Field<Pair> = (t, { x, rest: [v] }) => ({
  x: backend.mul(v, -(2 + t)),
  rest: [backend.mul(x, 2 + t)],
});
const pair = (): Pair => ({ x: backend.tensor([1, 0]), rest: [backend.tensor([0, 1])] });
const pairAt = (t: number): number[] => {
  const angle = 2 * t + (t * t) / 2;
  return [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)];
};
const readPair = async ({ x, rest: [v] }: Pair): Promise<number[]> => [
  ...(await backend.read(x)),
  ...(await backend.read(v)),
];
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));

const decay: Field<Tensor> = (_, y) => backend.neg(y);
const growth: Field<Tensor> = (_, y) => backend.square(y);
const one = (): Tensor => backend.tensor([1]);

async function solveFrom<Y extends Pair | Tensor>(
  field: Field<Y>,
  y0: Y,
  options: SolveOptions<Y>,
): Promise<Solution<Y>> {
  try {
    return await solve(backend, field, y0, options);
  } finally {
    disposeTree(y0);
  }
}
/** Everything that a solution says, as plain numbers. */
async function plain(solution: Solution<Pair>): Promise<unknown> {
  const ys = await Promise.all(solution.ys.map(readPair));
  const { state, ts, status, t, stats } = solution;
  const { derivative, y, ...rest } = state;
  return { ys, ts, status, t, stats, y: await readPair(y), slope: await readPair(derivative), rest };
}

describe('solve', () => {
  it.each(methods)('frees all but what it returns with $name', async (method) => {
    const options = { t1: 1, method, stepSize: fixed(0.23), saveAt: [0, 0.1, 0.5, 1], dense: true };
    expect(await countLeaks(backend, () => solveFrom(rotation, pair(), options))).toBe(0);
    expect(
      await countLeaks(backend, () =>
        solveFrom(rotation, pair(), { ...options, project: (y) => y, steadyState: { rtol: 0, atol: 1e-9 } }),
      ),
    ).toBe(0);
  });
  it.each(pairs)(
    'frees all but what it returns with controlled $name, failed attempts included',
    async (method) => {
      const stepSize = pid({ rtol: 1e-4, atol: 1e-4, firstStep: 1 });
      const leaks = await countLeaks(backend, async () => {
        const solution = await solveFrom(rotation, pair(), { t1: 2, method, stepSize, saveAt: [0.3, 1.1] });
        expect(solution.stats.rejected).toBeGreaterThan(0);
        return solution;
      });
      expect(leaks).toBe(0);
    },
  );
  it('leaves nothing behind when the field throws', async () => {
    for (const saveAt of [undefined, [0.05, 0.15, 0.2]]) {
      const before = backend.memory().tensors;
      const broken: Field<Pair> = (t, y) => {
        if (t > 0.25) throw new Error('broken');
        return rotation(t, y);
      };
      const options = { t1: 1, method: rk4, stepSize: fixed(0.1), saveAt, dense: true };
      await expect(solveFrom(broken, pair(), options)).rejects.toThrow('broken');
      expect(backend.memory().tensors).toBe(before);
    }
  });
  it('neither frees nor returns what a field captured or was given', async () => {
    const speed = backend.tensor([2]);
    const y0 = one();
    const solution = await solve(backend, () => speed, y0, { t1: 1, stepSize: fixed(0.5) });
    const identity = await solve(backend, (_, y: Tensor) => y, y0, { t1: 1, stepSize: fixed(0.25) });
    disposeTree(solution);
    expect([speed.disposed, y0.disposed]).toEqual([false, false]);
    // Order 5: the remainder after h^5 / 120 at h = 1/4 is far below a rounding of e.
    expect((await backend.read(identity.state.y))[0]).toBeCloseTo(Math.E, 4);
    disposeTree([identity, speed, y0]);
  });

  it('counts steps and evaluations, and saves the end by default', async () => {
    const expected = [
      [euler, 10],
      [heun, 20],
      [rk4, 40],
      [dormandPrince5, 61],
      [tsitouras5, 61],
    ] as const;
    for (const [method, evaluations] of expected) {
      const solution = await solveFrom(decay, one(), { t1: 1, method, stepSize: fixed(0.1) });
      expect(solution).toMatchObject({ status: 'finished', t: 1, ts: [1] });
      expect(solution.stats).toEqual({ accepted: 10, rejected: 0, evaluations });
      disposeTree(solution);
    }
  });
  it('shortens the last of fixed steps', async () => {
    const solution = await solveFrom(decay, one(), { t1: 1, method: rk4, stepSize: fixed(0.3) });
    expect([solution.t, solution.stats.accepted]).toEqual([1, 4]);
    // RK4 at h = 0.3: h^5 / 120 a step.
    expect((await backend.read(solution.state.y))[0]).toBeCloseTo(Math.exp(-1), 4);
    disposeTree(solution);
  });
  it.each([fixed(0.05), pid({ rtol: 1e-6, atol: 1e-6 })])(
    'goes back in time with $kind steps',
    async (stepSize) => {
      const there = await solveFrom(rotation, pair(), { t1: 1, stepSize });
      const back = await solve(backend, rotation, there.state.y, {
        t0: 1,
        t1: 0,
        stepSize,
        saveAt: [1, 0.5, 0],
      });
      expect(back).toMatchObject({ status: 'finished', t: 0, ts: [1, 0.5, 0] });
      for (const [index, t] of back.ts.entries()) {
        // Errors of 1e-6 a step for some tens of steps, there and back.
        expect(distance(await readPair(back.ys[index] ?? pair()), pairAt(t))).toBeLessThan(5e-5);
      }
      disposeTree([there, back]);
    },
  );

  it('lands on saved times that fixed steps meet, without interpolation', async () => {
    const stepSize = fixed(0.1);
    const saved = await solveFrom(rotation, pair(), { t1: 1, stepSize, saveAt: [0, 0.3, 0.7, 1] });
    expect(saved.ts).toEqual([0, 0.3, 0.7, 1]);
    for (const [index, t1] of saved.ts.entries()) {
      const alone = await solveFrom(rotation, pair(), { t1, stepSize });
      expect(await readPair(saved.ys[index] ?? pair())).toEqual(await readPair(alone.state.y));
      disposeTree(alone);
    }
    disposeTree(saved);
  });
  it.each(pairs)('takes the same steps with $name whatever is saved', async (method) => {
    const options = { t1: 2, method, stepSize: pid({ rtol: 1e-4, atol: 1e-5 }) };
    const bare = await solveFrom(rotation, pair(), options);
    const saveAt = Array.from({ length: 41 }, (_, index) => index / 20);
    const saved = await solveFrom(rotation, pair(), { ...options, saveAt });
    expect(saved.ts).toEqual(saveAt);
    expect([saved.stats.accepted, saved.stats.rejected]).toEqual([bare.stats.accepted, bare.stats.rejected]);
    expect(await readPair(saved.state.y)).toEqual(await readPair(bare.state.y));
    for (const [index, t] of saveAt.entries()) {
      // Local errors of at most 1e-4 add up over the steps, hardly amplified on a circle; so does the polynomials' own.
      const bound = 1.1e-4 * saved.stats.accepted;
      expect(distance(await readPair(saved.ys[index] ?? pair()), pairAt(t))).toBeLessThan(bound);
    }
    disposeTree([bare, saved]);
  });
  it('projects states, saved ones too, and evaluates afresh after it', async () => {
    const project = (y: Pair): Pair => {
      const length = backend.sqrt(backend.add(backend.square(y.x), backend.square(y.rest[0])));
      return { x: backend.div(y.x, length), rest: [backend.div(y.rest[0], length)] };
    };
    for (const method of methods) {
      const solution = await solveFrom(rotation, pair(), {
        t1: 1,
        method,
        stepSize: fixed(0.1),
        saveAt: [0.05, 0.5, 0.77, 1],
        project,
      });
      for (const y of solution.ys) {
        const [a = NaN, b = NaN, c = NaN, d = NaN] = await readPair(y);
        // One division rounds each part by 6e-8.
        expect(distance([Math.hypot(a, c), Math.hypot(b, d)], [1, 1])).toBeLessThan(3e-7);
      }
      disposeTree(solution);
    }
  });

  it('stops at a steady state', async () => {
    for (const stepSize of [fixed(0.1), pid({ rtol: 1e-3, atol: 1e-6 })]) {
      for (const method of [heun, tsitouras5]) {
        const steadyState = { rtol: 0, atol: 1e-3 };
        const solution = await solveFrom(decay, one(), { t1: 1e3, method, stepSize, steadyState });
        expect(solution.status).toBe('steady-state');
        // |y'| = e^-t falls to 1e-3 at t = ln 1000 = 6.9; steps are at most about 4 long where stability limits them.
        expect(solution.t).toBeGreaterThan(6.9);
        expect(solution.t).toBeLessThan(12);
        disposeTree(solution);
      }
    }
  });
  it('tells that it ran out of steps, with the time reached', async () => {
    const solution = await solveFrom(decay, one(), { t1: 1, stepSize: fixed(0.125), maxSteps: 3 });
    expect(solution).toMatchObject({ status: 'max-steps', t: 0.375, ts: [0.375] });
    const none = await solveFrom(decay, one(), { t1: 1, stepSize: fixed(0.125), maxSteps: 0 });
    expect(none).toMatchObject({ status: 'max-steps', t: 0 });
    disposeTree([solution, none]);
  });
  it('keeps the last finite state before NaN', async () => {
    // y' = y^2 from 1 blows up at t = 1; Euler's steps overflow float32 soon after.
    const solution = await solveFrom(growth, one(), { t1: 9, method: euler, stepSize: fixed(0.25) });
    expect(solution.status).toBe('nan');
    expect(solution.t).toBeGreaterThan(1);
    expect(solution.t).toBeLessThan(5);
    expect(Number.isFinite((await backend.read(solution.state.y))[0])).toBe(true);
    const start = await solveFrom(() => backend.log(backend.tensor([-1])), one(), {
      t1: 1,
      stepSize: pid({ rtol: 1e-3, atol: 1e-3 }),
    });
    expect(start).toMatchObject({ status: 'nan', t: 0 });
    disposeTree([solution, start]);
  });
  it('looks for NaN every so many steps when asked to', async () => {
    const options = { t1: 9, method: euler, stepSize: fixed(0.25), checkEvery: 12 };
    const solution = await solveFrom(growth, one(), options);
    expect(solution).toMatchObject({ status: 'nan', t: 2.75 });
    disposeTree(solution);
  });
  it('tells when the controller asks for too small a step, and stays before the singularity', async () => {
    for (const minStep of [0, 1e-3]) {
      const stepSize = pid({ rtol: 1e-3, atol: 1e-6, minStep });
      const solution = await solveFrom(growth, one(), { t1: 2, stepSize });
      expect(['step-too-small', 'nan']).toContain(solution.status);
      if (minStep > 0) expect(solution.status).toBe('step-too-small');
      // It ends within a step or two of t = 1, at which y is above 10.
      expect(Math.abs(solution.t - 1)).toBeLessThan(0.1);
      disposeTree(solution);
    }
  });
  it('aborts before the first step, and from within', async () => {
    const options = { t1: 1, stepSize: fixed(0.125) };
    const early = await solveFrom(decay, one(), { ...options, signal: AbortSignal.abort() });
    expect(early).toMatchObject({ status: 'aborted', t: 0, stats: { accepted: 0 } });
    const controller = new AbortController();
    const seen: number[] = [];
    const late = await solveFrom(decay, one(), {
      ...options,
      signal: controller.signal,
      onProgress: ({ t, t1, accepted, rejected }) => {
        expect([t1, rejected, t]).toEqual([1, 0, accepted / 8]);
        seen.push(t);
        if (t >= 0.5) controller.abort();
      },
    });
    expect(late).toMatchObject({ status: 'aborted', t: 0.5 });
    expect(seen).toEqual([0.125, 0.25, 0.375, 0.5]);
    disposeTree([early, late]);
  });
  it('has nothing to do when the end is the start', async () => {
    const solution = await solveFrom(decay, one(), { t0: 3, t1: 3, stepSize: fixed(1), saveAt: [3] });
    expect(solution).toMatchObject({ status: 'finished', t: 3, ts: [3], stats: { accepted: 0 } });
    disposeTree(solution);
  });

  it.each<[string, object, RegExp]>([
    ['no step size', { stepSize: undefined }, /stepSize to be fixed\(size\) or pid/],
    ['an endless interval', { t1: Infinity }, /t1 to be finite/],
    ['a time that is no number', { t1: '1' }, /t1 to be a number, got string/],
    ['NaN as start', { t0: NaN }, /t0 to be finite/],
    ['maxSteps -1', { maxSteps: -1 }, /maxSteps to be a whole number >= 0, got -1/],
    ['checkEvery 0', { checkEvery: 0 }, /checkEvery/],
    ['times out of order', { saveAt: [0.5, 0.2] }, /saveAt to go from 0 to 1/],
    ['times beyond the end', { saveAt: [0.5, 1.5] }, /saveAt/],
    ['times before the start', { saveAt: [-1] }, /saveAt/],
    ['tolerances of nothing', { steadyState: { rtol: 0, atol: 0 } }, /steadyState/],
  ])('refuses %s', async (_name, wrong, message) => {
    const options = { t1: 1, stepSize: fixed(0.1), ...wrong };
    const y0 = one();
    await expect(solve(backend, decay, y0, options)).rejects.toThrow(message);
    disposeTree(y0);
  });
  it('refuses control without an error estimate, states that are not float32, and fields of another form', async () => {
    const y0 = one();
    const stepSize = pid({ rtol: 1e-3, atol: 1e-3 });
    await expect(solve(backend, decay, y0, { t1: 1, method: rk4, stepSize })).rejects.toThrow(/tsitouras5/);
    const whole = backend.tensor([1], [1], 'int32');
    await expect(solve(backend, decay, whole, { t1: 1, stepSize })).rejects.toThrow(TypeError);
    const before = backend.memory().tensors;
    const wider: Field<Tensor> = (_, y) => backend.tile(y, [2]);
    await expect(solve(backend, wider, y0, { t1: 1, stepSize })).rejects.toThrow(
      /shape \[1\] at the root, got float32 \[2\]/,
    );
    const none: Field<readonly Tensor[]> = () => [];
    await expect(solve(backend, none, [y0], { t1: 1, stepSize })).rejects.toThrow(/hold 1 tensors/);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([y0, whole]);
  });
});

describe('resume', () => {
  const stepSizes = [fixed(0.07), pid({ rtol: 1e-4, atol: 1e-5, pCoefficient: 0.4, iCoefficient: 0.3 })];
  for (const stepSize of stepSizes) {
    it.each(methods.filter(({ errorWeights }) => stepSize.kind === 'fixed' || errorWeights))(
      `gives the bits of never having stopped with $name and ${stepSize.kind} steps`,
      async (method) => {
        const options = { t1: 3, method, stepSize, saveAt: [0, 0.2, 0.55, 1.1] };
        const whole = await solveFrom(rotation, pair(), { ...options, maxSteps: 22 });
        const first = await solveFrom(rotation, pair(), { ...options, maxSteps: 11 });
        const second = await resume(backend, rotation, first.state, { ...options, maxSteps: 11 });
        expect(first.status).toBe('max-steps');
        const joined = { ...second, ts: [...first.ts, ...second.ts], ys: [...first.ys, ...second.ys] };
        expect(await plain(joined)).toEqual(await plain(whole));
        disposeTree([whole, first, second]);
      },
    );
  }
  it('goes on beyond the end at the old pace', async () => {
    const stepSize = pid({ rtol: 1e-5, atol: 1e-6 });
    const first = await solveFrom(rotation, pair(), { t1: 0.5001, stepSize });
    const second = await resume(backend, rotation, first.state, {
      t1: 1,
      stepSize,
      saveAt: [0.2, 0.5001, 0.8, 1],
    });
    expect(second).toMatchObject({ status: 'finished', t: 1, ts: [0.8, 1] });
    expect(first.state.stepSize).toBeGreaterThan(0.01);
    expect(distance(await readPair(second.state.y), pairAt(1))).toBeLessThan(1e-4);
    disposeTree([first, second]);
  });
  it('leaves its argument alone and shares no tensor with it', async () => {
    const first = await solveFrom(rotation, pair(), { t1: 1, stepSize: fixed(0.25) });
    const same = await resume(backend, rotation, first.state, { t1: 1, stepSize: fixed(0.25) });
    const on = await resume(backend, rotation, first.state, { t1: 0, stepSize: fixed(0.2) });
    expect(on).toMatchObject({ status: 'finished', t: 0 });
    const expected = await readPair(first.state.y);
    disposeTree(first);
    expect(await readPair(same.state.y)).toEqual(expected);
    disposeTree([same, on]);
  });
});

describe('evaluateDense', () => {
  it.each(methods)('is as exact as the steps of $name and meets their ends', async (method) => {
    const order = Math.min(4, method.order);
    const errors: number[] = [];
    for (const step of method.order === 5 ? [0.5, 0.25] : [0.2, 0.1]) {
      const solution = await solveFrom(rotation, pair(), {
        t1: 1,
        method,
        stepSize: fixed(step),
        dense: true,
      });
      expect(solution.dense.length).toBe(Math.round(1 / step));
      let worst = 0;
      for (let t = 0; t <= 1; t += 1 / 64) {
        const y = evaluateDense(backend, solution.dense, t);
        worst = Math.max(worst, distance(await readPair(y), pairAt(t)));
        disposeTree(y);
      }
      const end = evaluateDense(backend, solution.dense, 1);
      // The polynomials' coefficients, up to 90 h |f| with |f| up to 3, cancel at the end: 6e-8 of their sum.
      expect(distance(await readPair(end), await readPair(solution.state.y))).toBeLessThan(5e-6);
      errors.push(worst);
      disposeTree([end, solution]);
    }
    const [coarse = NaN, fine = NaN] = errors;
    // Halving the step divides the error by 2^order; a quarter of it for what is before the asymptote. The pairs take
    // larger steps, as they would be at the floor of float32.
    expect(coarse / fine).toBeGreaterThan(2 ** order * 0.75);
  });
  it('refuses times that no step covers', async () => {
    const solution = await solveFrom(decay, one(), { t1: 1, stepSize: fixed(0.5), dense: true });
    expect(() => evaluateDense(backend, solution.dense, 1.5)).toThrow(/steps from 0 to 1/);
    expect(() => evaluateDense(backend, [], 0)).toThrow(/no steps/);
    disposeTree(solution);
  });
});
