import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { adam, chain, clipByGlobalNorm, cosineDecay, sgd } from '../optim/index.js';
import { foldIn, key, normal } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import {
  initTraining,
  loadTraining,
  saveTraining,
  train,
  trainByGradient,
  type LossContext,
  type TrainingOptions,
  type TrainingProgress,
  type TrainingState,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

type Params = { readonly weight: Tensor; readonly bias: Tensor };

const optimizer = chain(clipByGlobalNorm(1), adam(cosineDecay(0.05, 30)));

function start(): TrainingState<Params> {
  const params = { weight: backend.tensor(normal(key('weight'), [3, 1]), [3, 1]), bias: backend.zeros([1]) };
  const state = initTraining(backend, key('run'), params, optimizer);
  disposeTree(params);
  return state;
}

/** Regression on a fresh random batch at every step. */
function loss(params: Params, { key: stepKey, note }: LossContext): Tensor {
  const { add, matMul, mean, square, sub, sum } = backend;
  return backend.tidy(() => {
    const x = backend.tensor(normal(foldIn(stepKey, 'batch'), [8, 3]), [8, 3]);
    const error = sub(add(matMul(x, params.weight), params.bias), sum(x, { axis: 1, keepDims: true }));
    note('first', backend.slice(backend.reshape(x, [-1]), [0], [1]));
    return mean(square(error));
  });
}

const options: TrainingOptions<Params> = { steps: 30, optimizer };

describe('train', () => {
  it('lowers the loss, with one update a step', async () => {
    const seen: TrainingProgress[] = [];
    const { state, status } = await train(backend, start(), loss, {
      ...options,
      onProgress: (p) => seen.push(p),
    });
    expect(status).toBe('max-steps');
    expect(state.step).toBe(30);
    expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const mean = (list: readonly TrainingProgress[]): number =>
      list.reduce((sum, each) => sum + each.loss, 0) / list.length;
    expect(mean(seen.slice(-5))).toBeLessThan(mean(seen.slice(0, 5)) / 2);
    disposeTree(state);
  });

  it('does what the optimiser says: a step of gradient descent by hand', async () => {
    const plain = sgd(0.1);
    const state = initTraining(backend, key(1), { w: backend.tensor([3, -2]) }, plain);
    const result = await train(backend, state, ({ w }) => backend.sum(backend.square(w)), {
      steps: 2,
      optimizer: plain,
    });
    // w <- w - 0.1 · 2 w = 0.8 w, twice; two roundings of float32.
    const values = await backend.read(result.state.params.w);
    expect(values[0]).toBeCloseTo(3 * 0.64, 6);
    expect(values[1]).toBeCloseTo(-2 * 0.64, 6);
    disposeTree([state, result.state]);
  });

  it('tells notes, a falling time left, and gives every step randomness of its own', async () => {
    const seen: TrainingProgress[] = [];
    const { state } = await train(backend, start(), loss, { ...options, onProgress: (p) => seen.push(p) });
    expect(new Set(seen.map(({ notes }) => notes['first'])).size).toBe(30);
    expect(seen.every(({ secondsLeft }) => secondsLeft >= 0 && Number.isFinite(secondsLeft))).toBe(true);
    expect(seen.at(-1)?.secondsLeft).toBe(0);
    disposeTree(state);
  });

  it('stopped, saved, loaded and resumed gives the bits of a run that never stopped', async () => {
    const straight = await train(backend, start(), loss, options);
    const expected = await saveTraining(backend, straight.state);
    const half = await train(backend, start(), loss, { ...options, steps: 13 });
    const bytes = await saveTraining(backend, half.state, { title: 'half' });
    const { state: loaded, metadata } = loadTraining(backend, bytes, start());
    expect(metadata).toEqual({ title: 'half' });
    expect(loaded.step).toBe(13);
    const resumed = await train(backend, loaded, loss, options);
    expect(await saveTraining(backend, resumed.state)).toEqual(expected);
    expect(bytes).not.toEqual(expected);
    disposeTree([straight.state, half.state, loaded, resumed.state]);
  });

  it('saves every so many steps and at the end, each step once', async () => {
    const saved: [number, number][] = [];
    const save = (bytes: Uint8Array, step: number): void => {
      saved.push([step, loadTraining(backend, bytes, start()).state.step]);
    };
    const checkpoint = { every: 5, save };
    await train(backend, start(), loss, { ...options, steps: 12, checkpoint });
    expect(saved).toEqual([
      [5, 5],
      [10, 10],
      [12, 12],
    ]);
    saved.length = 0;
    await train(backend, start(), loss, { ...options, steps: 10, checkpoint });
    expect(saved.map(([step]) => step)).toEqual([5, 10]);
  });

  it('when aborted saves what was done and resumes to the same bits', async () => {
    const controller = new AbortController();
    let last = new Uint8Array(0);
    const aborted = await train(backend, start(), loss, {
      ...options,
      signal: controller.signal,
      checkpoint: { every: 1000, save: (bytes) => void (last = Uint8Array.from(bytes)) },
      onProgress: ({ step }) => {
        if (step === 7) controller.abort();
      },
    });
    expect([aborted.status, aborted.state.step]).toEqual(['aborted', 7]);
    const { state } = loadTraining(backend, last, start());
    const resumed = await train(backend, state, loss, options);
    const straight = await train(backend, start(), loss, options);
    expect(await saveTraining(backend, resumed.state)).toEqual(await saveTraining(backend, straight.state));
  });

  it('stops early at a target, and keeps the best score over a resume', async () => {
    const earlyStop = { every: 4, score: (_: Params, step: number) => step / 10, target: 0.8 };
    const { state, status } = await train(backend, start(), loss, { ...options, earlyStop });
    expect([status, state.step, state.best, state.bestStep]).toEqual(['converged', 8, 0.8, 8]);
    const { state: loaded } = loadTraining(backend, await saveTraining(backend, state), start());
    expect([loaded.best, loaded.bestStep]).toEqual([0.8, 8]);
  });

  it('stops when the patience is out', async () => {
    const earlyStop = { every: 2, score: (_: Params, step: number) => (step <= 6 ? step : 0), patience: 5 };
    const { state, status } = await train(backend, start(), loss, { ...options, earlyStop });
    expect([status, state.step, state.best, state.bestStep]).toEqual(['converged', 11, 6, 6]);
  });

  it('leaves out an update whose loss is not finite and says that it diverged', async () => {
    const {
      state,
      status,
      loss: last,
    } = await train(
      backend,
      start(),
      (params, context) =>
        context.step === 3 ? backend.div(backend.sum(params.bias), backend.scalar(0)) : loss(params, context),
      options,
    );
    expect([status, state.step]).toEqual(['diverged', 3]);
    expect(Number.isFinite(last)).toBe(false);
    expect((await backend.read(state.params.weight)).every(Number.isFinite)).toBe(true);
  });

  it('frees all but the state, and leaves the initial state alone', async () => {
    const initial = start();
    const before = backend.memory().tensors;
    const weights = await backend.read(initial.params.weight);
    const { state } = await train(backend, initial, loss, {
      ...options,
      earlyStop: { every: 3, score: () => 0 },
      checkpoint: { every: 4, save: () => undefined },
    });
    disposeTree(state);
    expect(backend.memory().tensors).toBe(before);
    expect(await backend.read(initial.params.weight)).toEqual(weights);
  });

  it('refuses wrong numbers before any step', async () => {
    const state = { ...start(), step: 5 };
    const never = (): Tensor => {
      throw new Error('a step was done');
    };
    const bad = (wrong: Partial<TrainingOptions<Params>>): Promise<unknown> =>
      train(backend, state, never, { ...options, ...wrong });
    await expect(bad({ steps: 4 })).rejects.toThrow(/steps to be a whole number >= 5, the steps done, got 4/);
    await expect(bad({ steps: 7.5 })).rejects.toThrow(RangeError);
    await expect(bad({ checkpoint: { every: 0, save: () => undefined } })).rejects.toThrow(
      /checkpoint.every .* got 0/,
    );
    await expect(bad({ earlyStop: { every: -1, score: () => 0 } })).rejects.toThrow(RangeError);
    await expect(bad({ earlyStop: { every: 1, score: () => 0, patience: 0 } })).rejects.toThrow(/patience/);
    await expect(bad({ earlyStop: { every: 1, score: () => 0, target: NaN } })).rejects.toThrow(/target/);
    expect((await train(backend, state, never, { ...options, steps: 5 })).status).toBe('max-steps');
  });
});

describe('trainByGradient', () => {
  it('walks by the gradients that it is given, frees them, and leaves out losses that are not finite', async () => {
    const plain = sgd(0.1);
    const state = initTraining(backend, key(1), { w: backend.tensor([3, -2]) }, plain);
    const before = backend.memory().tensors;
    const bowl = ({ w }: { readonly w: Tensor }, { step }: LossContext) =>
      Promise.resolve({
        value: step < 3 ? backend.tidy(() => backend.sum(backend.square(w))) : backend.scalar(NaN),
        gradient: { w: backend.mul(w, 2) },
      });
    const {
      state: end,
      status,
      loss: last,
    } = await trainByGradient(backend, state, bowl, { steps: 9, optimizer: plain });
    expect([status, end.step]).toEqual(['diverged', 3]);
    expect(last).toBeNaN();
    // Each step takes 2 * 0.1 off: 0.8 cubed of the start, within some roundings.
    const [first = NaN, second = NaN] = await backend.read(end.params.w);
    expect(Math.hypot(first - 3 * 0.512, second + 2 * 0.512)).toBeLessThan(1e-6);
    disposeTree(end);
    expect(backend.memory().tensors).toBe(before);
    disposeTree(state);
  });
});

describe('initTraining', () => {
  it('clones the parameters and derives its own key', () => {
    const params = { w: backend.tensor([1, 2]) };
    const state = initTraining(backend, key(1), params, optimizer);
    params.w.dispose();
    expect(state.params.w.disposed).toBe(false);
    expect(state).toMatchObject({ step: 0, best: -Infinity, bestStep: 0 });
    expect(state.key).not.toBe(key(1));
    expect(() => initTraining(backend, 'x' as never, {}, optimizer)).toThrow(TypeError);
  });
});

describe('loadTraining', () => {
  it('refuses files of another model or optimiser, and keys that are none', async () => {
    const bytes = await saveTraining(backend, start());
    const other = initTraining(backend, key(1), { weight: backend.zeros([4, 1]) }, optimizer);
    expect(() => loadTraining(backend, bytes, other)).toThrow(/bias/);
    const plain = initTraining(backend, key(1), start().params, sgd(0.1));
    expect(() => loadTraining(backend, bytes, plain)).toThrow(/optimizer/);
    expect(() => loadTraining(backend, bytes.slice(0, 50), start())).toThrow(/CHECKPOINT|expected/);
    const damaged = await saveTraining(backend, { ...start(), key: 'none' as never });
    expect(() => loadTraining(backend, damaged, start())).toThrow(TypeError);
  });
});
