import { beforeAll, describe, expect, it } from 'vitest';
import vectors from '../../test-vectors/optim/optim.json' with { type: 'json' };
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree, treeTensors } from '../tree.js';
import {
  adam,
  adamW,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  flattened,
  lion,
  momentum,
  nesterov,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  scaleByLionSign,
  sgd,
  traceMomentum,
  traceNesterov,
  type GradientTransform,
  type Optimizer,
  type Schedule,
} from './index.js';

type Named = { readonly weight: readonly number[]; readonly bias: readonly number[] };
type Params = { readonly weight: Tensor; readonly bias: Tensor };

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const toTree = ({ weight, bias }: Named): Params => ({
  weight: backend.tensor(weight, [2, 3]),
  bias: backend.tensor(bias, [3]),
});

/** Parameters after steps 1, 2 and the last. */
async function trajectory(optimizer: Optimizer, steps = vectors.gradients.length): Promise<number[][]> {
  let params = toTree(vectors.params);
  let state = optimizer.init(backend, params);
  const seen: number[][] = [];
  for (const [index, named] of vectors.gradients.slice(0, steps).entries()) {
    const gradient = toTree(named);
    const result = optimizer.update(backend, gradient, state, params);
    const next = applyUpdates(backend, params, result.updates);
    disposeTree([params, state, gradient, result.updates]);
    ({ state } = result);
    params = next;
    if (index < 2 || index === steps - 1) {
      seen.push([...(await backend.read(params.weight)), ...(await backend.read(params.bias))]);
    }
  }
  disposeTree([params, state]);
  return seen;
}

describe.each<[name: keyof typeof vectors, make: () => Optimizer]>([
  ['sgd', () => sgd(0.1)],
  ['momentum', () => momentum(0.01)],
  ['nesterov', () => nesterov(0.01, { decay: 0.8 })],
  ['adam', () => adam(0.02)],
  ['adamOptions', () => adam(0.02, { b1: 0.8, b2: 0.95, eps: 1e-2 })],
  ['adamW', () => adamW(0.02, { weightDecay: 0.1 })],
  ['lion', () => lion(0.01)],
  ['lionDecay', () => lion(0.01, { b1: 0.95, b2: 0.98, weightDecay: 0.1 })],
])('%s', (name, make) => {
  it('walks as PyTorch (Lion: its paper) does', async () => {
    const expected = (vectors[name] as Named[]).map(({ weight, bias }) => [...weight, ...bias]);
    const actual = await trajectory(make());
    expect(actual.length).toBe(3);
    for (const [row, values] of actual.entries()) {
      for (const [place, value] of values.entries()) {
        const want = expected[row]?.[place] ?? NaN;
        // 25 steps in float32: each rounds the parameter (|p| < 16: 5e-7 at most, 6e-8 relative) and its update
        // (some ten roundings of at most 1): below 25 * (6e-8 |p| + 6e-7 * 0.1) with room.
        expect(Math.abs(value - want)).toBeLessThan(3e-6 * (1 + Math.abs(want)));
      }
    }
  });

  it('frees all that it makes', async () => {
    await trajectory(make(), 2);
    const before = backend.memory().tensors;
    await trajectory(make(), 3);
    expect(backend.memory().tensors).toBe(before);
  });

  it('leaves gradient, state and parameters alone and shares no tensor with them', async () => {
    const optimizer = make();
    const params = toTree(vectors.params);
    const gradient = toTree(vectors.params);
    const state = optimizer.init(backend, params);
    const result = optimizer.update(backend, gradient, state, params);
    disposeTree([params, gradient, state]);
    for (const tensor of treeTensors([result.updates, result.state])) {
      expect(tensor.disposed).toBe(false);
      expect((await backend.read(tensor)).length).toBe(tensor.size);
    }
    disposeTree([result.updates, result.state]);
  });
});

describe.each<[name: string, make: (schedule: Schedule) => Optimizer, start: number]>([
  ['sgd', sgd, 0.3],
  ['momentum', momentum, 0.05],
  ['nesterov', nesterov, 0.05],
  ['adam', adam, 0.05],
  ['adamW without decay', (schedule) => adamW(schedule, { weightDecay: 0 }), 0.05],
  ['lion', lion, 0.05],
])('%s on a quadratic bowl', (_name, make, start) => {
  it('comes to the bottom', async () => {
    // 0.5 sum c (x - t)^2 with curvatures 1 and 4; a cosine schedule lets the steps of fixed size die out.
    const steps = 300;
    const optimizer = make(cosineDecay(start, steps));
    const curvature = backend.tensor([1, 4]);
    const target = backend.tensor([1.5, -2]);
    const bowl = (at: Tensor): Tensor =>
      backend.mul(backend.sum(backend.mul(curvature, backend.square(backend.sub(at, target)))), 0.5);
    let x = backend.tensor([0, 0]);
    let state = optimizer.init(backend, x);
    for (let step = 0; step < steps; step += 1) {
      const { value, gradient } = backend.valueAndGrad(bowl, x);
      const result = optimizer.update(backend, gradient, state, x);
      const next = applyUpdates(backend, x, result.updates);
      disposeTree([value, gradient, x, state, result.updates]);
      ({ state } = result);
      x = next;
    }
    const reached = await backend.read(x);
    // Lion ends within a few of its last rates, below 1e-3; the others far closer.
    expect(Math.abs((reached[0] ?? NaN) - 1.5)).toBeLessThan(1e-2);
    expect(Math.abs((reached[1] ?? NaN) + 2)).toBeLessThan(1e-2);
    disposeTree([x, state, curvature, target]);
  });
});

describe('adam with a schedule', () => {
  it('walks as PyTorch with its cosine scheduler', async () => {
    const actual = await trajectory(adam(cosineDecay(0.02, 20, { end: 0.001 })), 2);
    for (const [row, values] of actual.slice(0, 2).entries()) {
      const want = vectors.adamCosine[row];
      for (const [place, value] of values.entries()) {
        expect(
          Math.abs(value - ([...(want?.weight ?? []), ...(want?.bias ?? [])][place] ?? NaN)),
        ).toBeLessThan(3e-6);
      }
    }
  });
});

/** Updates of one step of a transform at gradient [3, 4], parameters [10, 20]. */
async function once(transform: GradientTransform): Promise<number[]> {
  const params = backend.tensor([10, 20]);
  const gradient = backend.tensor([3, 4]);
  const state = transform.init(backend, params);
  const result = transform.update(backend, gradient, state, params);
  const values = [...(await backend.read(result.updates))];
  disposeTree([params, gradient, state, result.updates, result.state]);
  return values;
}

describe('pieces', () => {
  it('do one thing each', async () => {
    expect(await once(scale(-2))).toEqual([-6, -8]);
    expect(await once(scaleByLearningRate(0.5))).toEqual([-1.5, -2]);
    expect(await once(addDecayedWeights(0.5))).toEqual([8, 14]);
    expect(await once(traceMomentum(0.5))).toEqual([3, 4]);
    expect(await once(traceNesterov(0.5))).toEqual([4.5, 6]);
    expect(await once(scaleByLionSign())).toEqual([1, 1]);
    // The first bias-corrected step is the gradient over its own size, within some roundings of float32.
    for (const value of await once(scaleByAdam())) expect(Math.abs(value - 1)).toBeLessThan(1e-6);
  });

  it('chain in order', async () => {
    expect(await once(chain(scale(2), addDecayedWeights(1)))).toEqual([16, 28]);
    expect(await once(chain(addDecayedWeights(1), scale(2)))).toEqual([26, 48]);
  });

  it('clip the norm of the whole tree', async () => {
    expect(await once(clipByGlobalNorm(10))).toEqual([3, 4]);
    const [a = NaN, b = NaN] = await once(clipByGlobalNorm(1));
    expect(Math.hypot(a - 0.6, b - 0.8)).toBeLessThan(1e-6);
    const tree = { a: backend.tensor([0, 3]), b: backend.tensor([[4]]) };
    const result = clipByGlobalNorm(2.5).update(backend, tree, null, tree);
    expect([...(await backend.read(result.updates.a))]).toEqual([0, 1.5]);
    expect([...(await backend.read(result.updates.b))]).toEqual([2]);
    const zero = backend.zeros([2]);
    const still = clipByGlobalNorm(1).update(backend, zero, null, zero);
    expect([...(await backend.read(still.updates))]).toEqual([0, 0]);
    disposeTree([tree, result.updates, zero, still.updates]);
  });

  it('leave tensors that are not float32 alone', async () => {
    const params = { w: backend.tensor([1, 2]), ids: backend.tensor([5, 6], [2], 'int32'), note: 'kept' };
    const gradient = { w: backend.tensor([1, 1]), ids: backend.zeros([2], 'int32'), note: 'kept' };
    const before = backend.memory().tensors;
    for (const optimizer of [adamW(0.1), lion(0.1), nesterov(0.1), chain(clipByGlobalNorm(1), scale(-0.1))]) {
      const state = optimizer.init(backend, params);
      const result = optimizer.update(backend, gradient, state, params);
      const next = applyUpdates(backend, params, result.updates);
      expect([...(await backend.read(next.ids))]).toEqual([5, 6]);
      expect(next.ids.dtype).toBe('int32');
      expect(next.note).toBe('kept');
      expect((await backend.read(next.w))[0]).toBeLessThan(1);
      disposeTree([state, result.updates, result.state, next]);
    }
    expect(backend.memory().tensors).toBe(before);
    disposeTree([params, gradient]);
  });
});

describe('bad input', () => {
  it('is refused when optimisers are made', () => {
    expect(() => sgd(-1)).toThrow(/expected a learning rate in \[0, Infinity\), got -1/);
    expect(() => sgd(NaN)).toThrow(RangeError);
    expect(() => momentum(0.1, { decay: 1 })).toThrow(/decay in \[0, 1\), got 1/);
    expect(() => nesterov(0.1, { decay: -0.1 })).toThrow(RangeError);
    expect(() => adam(0.1, { b1: 1 })).toThrow(/b1/);
    expect(() => adam(0.1, { b2: 1.5 })).toThrow(/b2/);
    expect(() => adam(0.1, { eps: 0 })).toThrow(/eps to be positive/);
    expect(() => adamW(0.1, { weightDecay: -1 })).toThrow(/weight/);
    expect(() => lion(0.1, { b1: 2 })).toThrow(RangeError);
    expect(() => lion(0.1, { b2: 2 })).toThrow(RangeError);
    expect(() => scale(Infinity)).toThrow(RangeError);
    expect(() => clipByGlobalNorm(0)).toThrow(RangeError);
    expect(() => chain()).toThrow(/at least one transform/);
  });

  it('is refused when trees do not fit, and nothing leaks', () => {
    const params = { layers: [backend.zeros([2, 3])] };
    const optimizer = adam(0.1);
    const state = optimizer.init(backend, params);
    const other = { layers: [backend.zeros([3])] };
    const none = { layers: [] };
    const before = backend.memory().tensors;
    expect(() => optimizer.update(backend, other, state, params)).toThrow(
      /expected one shape, got \[3\] and \[2, 3\] at layers.0/,
    );
    expect(() => applyUpdates(backend, params, none as unknown as typeof params)).toThrow(
      /trees with 1 tensors each, got 0/,
    );
    expect(() => optimizer.update(backend, params, [], params)).toThrow(/state of 2 parts, got 0/);
    const wild = sgd(() => -1);
    expect(() => wild.update(backend, params, wild.init(backend, params), params)).toThrow(/learning rate/);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([params, state, other]);
  });
});

describe('flattened', () => {
  it.each([
    ['adamW', adamW(0.1, { weightDecay: 0.1 })],
    ['nesterov', nesterov(0.1)],
    ['clipped adam', chain(clipByGlobalNorm(0.5), adam(0.1))],
  ] as const)('gives the updates of %s', async (_, optimizer) => {
    const expected = await trajectory(optimizer);
    const got = await trajectory(flattened(optimizer));
    expect(got.length).toBe(expected.length);
    for (const [index, values] of got.entries()) {
      for (const [place, value] of values.entries()) {
        // The norm sums in another order; otherwise the same operations.
        expect(Math.abs(value - (expected[index]?.[place] ?? NaN))).toBeLessThan(1e-6);
      }
    }
  });

  it('leaves other tensors without update, keeps its state as vectors and frees its temporaries', async () => {
    const params = {
      a: backend.tensor([[1, 2]]),
      count: backend.tensor([3], [1], 'int32'),
      b: backend.tensor([4, 5, 6]),
    };
    const optimizer = flattened(adam(0.1));
    const before = backend.memory().tensors;
    const state = optimizer.init(backend, params);
    expect(treeTensors(state).map(({ shape }) => shape)).toEqual([[5], [5]]);
    const { updates, state: next } = optimizer.update(backend, params, state, params);
    expect([updates.a.shape, updates.b.shape]).toEqual([[1, 2], [3]]);
    expect(Array.from(await backend.read(updates.count))).toEqual([3]);
    disposeTree([state, updates, next]);
    expect(backend.memory().tensors).toBe(before);
  });

  it('refuses trees that do not fit', () => {
    const optimizer = flattened(sgd(0.1));
    const params = { a: backend.tensor([1, 2, 3]) };
    const state = optimizer.init(backend, params);
    const other = { a: backend.tensor([[1, 2, 3]]) };
    expect(() => optimizer.update(backend, other, state, params)).toThrow(
      /optim.flattened: expected one shape/,
    );
  });
});
