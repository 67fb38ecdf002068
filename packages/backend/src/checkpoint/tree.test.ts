import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { VsaError } from '../errors.js';
import { adam, applyUpdates, cosineDecay } from '../optim/index.js';
import { foldIn, key, normal, parseKey, type RandomKey } from '../random/index.js';
import type { Tensor, TensorTree } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { decodeSafetensors, loadTree, saveTree } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

type Run = {
  readonly params: { readonly layers: readonly { readonly weight: Tensor; readonly bias: Tensor }[] };
  readonly optimizer: readonly TensorTree[];
  readonly key: RandomKey;
  readonly step: number;
};

const optimizer = adam(cosineDecay(0.05, 12, { end: 0.01 }));

function start(): Run {
  const root = key('training');
  const params = {
    layers: [
      { weight: backend.tensor(normal(foldIn(root, 0), [3, 4]), [3, 4]), bias: backend.zeros([4]) },
      { weight: backend.tensor(normal(foldIn(root, 1), [4, 2]), [4, 2]), bias: backend.zeros([2]) },
    ],
  };
  return { params, optimizer: optimizer.init(backend, params), key: foldIn(root, 'batches'), step: 0 };
}

/** Adam on a small network with a random batch for each step. */
function train(from: Run, steps: number): Run {
  let state = from;
  for (let done = 0; done < steps; done += 1) {
    const batch = backend.tensor(normal(foldIn(state.key, state.step), [5, 3]), [5, 3]);
    const { value, gradient } = backend.valueAndGrad((params: Run['params']) => {
      let x = batch;
      for (const { weight, bias } of params.layers)
        x = backend.tanh(backend.add(backend.matMul(x, weight), bias));
      return backend.mean(backend.square(backend.sub(x, 0.5)));
    }, state.params);
    const { updates, state: next } = optimizer.update(backend, gradient, state.optimizer, state.params);
    const params = applyUpdates(backend, state.params, updates);
    disposeTree([batch, value, gradient, updates, state]);
    state = { params, optimizer: next, key: state.key, step: state.step + 1 };
  }
  return state;
}

describe('saveTree and loadTree', () => {
  it('stop and resume give the bits of a run that never stopped', async () => {
    const before = backend.memory().tensors;
    const straight = train(start(), 12);
    const expected = await saveTree(backend, straight);

    const half = train(start(), 5);
    const bytes = await saveTree(backend, half, { metadata: { title: 'half way' } });
    const fresh = start();
    const { tree, metadata } = loadTree(backend, bytes, fresh);
    expect(metadata).toEqual({ title: 'half way' });
    expect(tree.step).toBe(5);
    expect(parseKey(tree.key)).toBe(half.key);
    const resumed = train(tree, 7);
    expect(await saveTree(backend, resumed)).toEqual(expected);

    // Not vacuous: five steps earlier the bytes are others.
    expect(bytes).not.toEqual(expected);
    disposeTree([straight, half, fresh, resumed]);
    expect(backend.memory().tensors).toBe(before);
  });

  it('name tensors by their paths', async () => {
    const run = start();
    const { tensors } = decodeSafetensors(await saveTree(backend, run));
    expect([...tensors.keys()]).toContain('params.layers.0.weight');
    expect(tensors.get('params.layers.1.weight')?.shape).toEqual([4, 2]);
    disposeTree(run);
  });

  it('keep every kind of leaf', async () => {
    const tree = {
      float: backend.tensor([[0.1, -0]]),
      int: backend.tensor([-5, 7], [2], 'int32'),
      bool: backend.tensor(Uint8Array.of(1, 0), [2], 'bool'),
      scalar: backend.scalar(3),
      arrays: [
        Float32Array.of(NaN, 1),
        Float64Array.of(Math.PI),
        Int32Array.of(1),
        BigInt64Array.of(2n ** 60n),
        Uint8Array.of(9),
      ],
      plain: [0.1, -0, NaN, Infinity, -Infinity, 1e-320, 'text "quoted"', '', true, false, null, undefined],
    };
    const { tree: back } = loadTree(backend, await saveTree(backend, tree), tree);
    expect(back.arrays).toEqual(tree.arrays);
    expect(back.plain).toEqual(tree.plain);
    expect(Object.is(back.plain[1], -0)).toBe(true);
    for (const name of ['float', 'int', 'bool', 'scalar'] as const) {
      expect([back[name].dtype, back[name].shape]).toEqual([tree[name].dtype, tree[name].shape]);
      expect(await backend.read(back[name])).toEqual(await backend.read(tree[name]));
    }
    disposeTree([tree, back]);
  });

  it('take a single tensor as a tree', async () => {
    const x = backend.tensor([1, 2]);
    const { tree } = loadTree(backend, await saveTree(backend, x), x);
    expect(await backend.read(tree)).toEqual(Float32Array.of(1, 2));
    disposeTree([x, tree]);
  });

  it('say what does not fit, and make nothing then', async () => {
    const saved = {
      layers: [{ weight: backend.zeros([2, 256]), ids: Int32Array.of(1, 2) }],
      step: 3,
    };
    const bytes = await saveTree(backend, saved);
    const wide = backend.zeros([2, 512]);
    const whole = backend.zeros([2, 256], 'int32');
    const { weight } = saved.layers[0] ?? { weight: wide };
    const ids = Int32Array.of(0, 0);
    const before = backend.memory().tensors;
    const cases: [like: TensorTree, message: RegExp][] = [
      [
        { layers: [{ weight: wide, ids }], step: 0 },
        /expected \[2, 512\], got \[2, 256\] at layers\.0\.weight/,
      ],
      [{ layers: [{ weight: whole, ids }], step: 0 }, /expected I32, got F32 at layers\.0\.weight/],
      [
        { layers: [{ weight, ids: new Int32Array(3) }], step: 0 },
        /expected \[3\], got \[2\] at layers\.0\.ids/,
      ],
      [
        { layers: [{ weight, ids: new Float32Array(2) }], step: 0 },
        /expected F32, got I32 at layers\.0\.ids/,
      ],
      [{ layers: [{ weight, ids }], step: 'three' }, /expected text, got a number at step/],
      [{ layers: [{ weight, ids }], step: null }, /expected null, got a number at step/],
      [{ layers: [{ weight, ids }] }, /expected no "step", got one/],
      [{ layers: [{ ids }], step: 0 }, /expected no "layers\.0\.weight", got one/],
      [
        { layers: [{ weight, ids, bias: weight }], step: 0 },
        /expected F32 of shape \[2, 256\], got nothing at layers\.0\.bias/,
      ],
      [{ layers: [{ weight, ids }], step: 0, epoch: 1 }, /expected a number, got nothing at epoch/],
    ];
    for (const [like, message] of cases) {
      let error: unknown;
      try {
        loadTree(backend, bytes, like);
      } catch (caught) {
        error = caught;
      }
      expect(VsaError.isInstance(error) && error.code).toBe('CHECKPOINT_INVALID');
      expect((error as VsaError).message).toMatch(message);
    }
    expect(() => loadTree(backend, bytes.slice(0, -1), saved)).toThrow(/cut short/);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([saved, wide, whole]);
  });

  it('refuse NaN in tensors when loading', async () => {
    const x = { a: backend.fill([2], NaN) };
    const bytes = await saveTree(backend, x);
    expect(() => loadTree(backend, bytes, x)).toThrow(/expected numbers, got NaN at a/);
    disposeTree(x);
  });

  it('refuse damaged plain values', async () => {
    const bytes = await saveTree(backend, { step: 1 });
    const text = new TextDecoder('latin1').decode(bytes).replace('number', 'nombre');
    const changed = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(() => loadTree(backend, changed, { step: 0 })).toThrow(/list of plain values is damaged/);
  });

  it('refuse trees that cannot be saved', async () => {
    const x = backend.zeros([1]);
    await expect(saveTree(backend, { 'a.b': 1, a: { b: 2 } })).rejects.toThrow(
      /paths that differ, got "a.b" twice/,
    );
    await expect(saveTree(backend, { a: new Uint16Array(1) })).rejects.toThrow(/at a, got Uint16Array/);
    await expect(saveTree(backend, x, { metadata: { 'vsa.plain': '' } })).rejects.toThrow(RangeError);
    x.dispose();
    await expect(saveTree(backend, x)).rejects.toThrow(VsaError);
  });
});
