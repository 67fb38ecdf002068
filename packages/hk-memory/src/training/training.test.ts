import { disposeTree, treeEntries, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { fixed, pid, tsitouras5, valueAndGradThroughSolve } from '@vsa/backend/ode';
import { foldIn, key, normal } from '@vsa/backend/random';
import {
  initTraining,
  loadTraining,
  saveTraining,
  trainByGradient,
  type LossContext,
} from '@vsa/backend/train';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { graphs, LAYOUT, pictures, UNITS } from '../../test/digits.js';
import {
  coupledMemory,
  denseOperator,
  gramCoupling,
  hopfieldMemory,
  reluLagrange,
  reluPotential,
  symmetrised,
} from '../index.js';
import { drawCues, editedLabels } from './edited-labels.js';
import { learntStart } from './editing.js';
import {
  askEdited,
  askThreshold,
  classLoss,
  createCueSet,
  drawBatch,
  editingField,
  editingGradient,
  encodeCues,
  encodeImages,
  initEditing,
  initThreshold,
  memoryOptimizer,
  shareRight,
  thresholdGradient,
  type EditingParams,
  type EditingState,
  type EditingTask,
  type ThresholdParams,
} from './index.js';
import { thresholdFlow } from './threshold.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const HOW = { t1: 1, method: tsitouras5, stepSize: pid({ rtol: 1e-3, atol: 1e-6, firstStep: 1e-2 }) };
const images = pictures(30);

const contextOf = (seed: number): LossContext => ({ key: key(seed), step: 0, note: () => undefined });

/** Fails unless two trees agree to some roundings of their largest number. */
async function expectAlike(got: TensorTree, want: TensorTree): Promise<void> {
  const wanted = new Map(treeEntries(want));
  expect(wanted.size).toBeGreaterThan(0);
  expect(treeEntries(got).length).toBe(wanted.size);
  for (const [path, tensor] of treeEntries(got)) {
    const other = wanted.get(path);
    if (other === undefined) throw new RangeError(`expected ${path}`);
    expect(tensor.shape).toEqual(other.shape);
    const [a, b] = [await backend.read(tensor), Array.from(await backend.read(other))];
    const largest = Math.max(path.endsWith('omega') ? 0.1 : 1e-2, ...b.map(Math.abs));
    // Some 40 stages, each with sums of some 20 products in another order. Losses are near 5; the gradient of Ω, which turns all
    // oscillators alike and so changes nothing, is nothing but their rounding.
    b.forEach((value, at) => {
      expect(Math.abs((a[at] ?? NaN) - value) / largest, path).toBeLessThan(1e-4);
    });
  }
}

function memory(): { readonly params: ThresholdParams; readonly frozen: EditingTask['frozen'] } {
  const params = initThreshold(backend, key('memory'), UNITS);
  return { params, frozen: { symmetric: symmetrised(backend, params.weights), bias: params.bias } };
}

describe('thresholdFlow', () => {
  it('is the flow of the Hopfield memory', async () => {
    const { params, frozen } = memory();
    const x = backend.tensor(normal(key('x'), [4, UNITS]), [4, UNITS]);
    const lateral = denseOperator(backend, frozen.symmetric);
    const { field } = hopfieldMemory(backend, { lagrange: reluLagrange(), lateral, bias: params.bias });
    const got = thresholdFlow(backend, frozen.symmetric, params.bias).field(0, x);
    const want = field(0, x);
    await expectAlike([got], [want]);
    disposeTree([params, frozen, x, got, want]);
  });
});

describe('thresholdGradient', () => {
  it('is that of reverse accumulation through the solver', async () => {
    const { params, frozen } = memory();
    const before = backend.memory().tensors;
    const got = await thresholdGradient(backend, images, LAYOUT, { batch: 6 })(params, contextOf(5));
    expect(backend.memory().tensors).toBe(before + 3);
    const indices = drawBatch(foldIn(key(5), 'batch'), 30, 6);
    const x0 = encodeImages(backend, images, indices, LAYOUT);
    const { add, matMul, relu, sub } = backend;
    const want = await valueAndGradThroughSolve(
      backend,
      (_, x: Tensor, { weights, bias }: ThresholdParams) =>
        add(matMul(relu(x), symmetrised(backend, weights)), sub(bias, x)),
      params,
      x0,
      (x) =>
        classLoss(
          backend,
          x,
          Array.from(indices, (index) => index % 3),
          3,
        ),
      HOW,
    );
    await expectAlike([got.value, got.gradient], [want.value, want.gradient]);
    disposeTree([params, frozen, got, x0, want]);
  });

  it('teaches, resumes to the bit, stops and asks', async () => {
    const optimizer = memoryOptimizer({ learningRate: 0.02, halfLife: 12 });
    const start = initThreshold(backend, key('learn'), UNITS);
    const initial = initTraining(backend, key('run'), start, optimizer);
    const gradientOf = thresholdGradient(backend, images, LAYOUT, { batch: 12 });
    const seen: number[] = [];
    const options = { optimizer, steps: 30 };
    const onProgress = ({ notes }: { notes: Readonly<Record<string, number>> }): void => {
      seen.push(notes['accuracy'] ?? NaN);
    };
    const done = await trainByGradient(backend, initial, gradientOf, { ...options, onProgress });
    expect(seen.length).toBe(30);
    expect(seen.at(-1)).toBe(1);
    const controller = new AbortController();
    const half = await trainByGradient(backend, initial, gradientOf, {
      ...options,
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 20) controller.abort();
      },
    });
    expect([half.status, half.state.step]).toEqual(['aborted', 20]);
    const loaded = loadTraining(backend, await saveTraining(backend, half.state), initial);
    const rest = await trainByGradient(backend, loaded.state, gradientOf, options);
    const bits = async (tree: TensorTree): Promise<number[]> => {
      const lists = await Promise.all(treeEntries(tree).map(([, tensor]) => backend.read(tensor)));
      return lists.flatMap((list) => [...list]);
    };
    expect(await bits(rest.state.params)).toEqual(await bits(done.state.params));
    const unseen = pictures(21, 'others');
    const said = await askThreshold(backend, done.state.params, unseen, LAYOUT, { at: 8 });
    expect(shareRight(said, unseen.labels)).toBe(1);
    disposeTree([start, initial, done.state, half.state, loaded.state, rest.state]);
  });
});

/** Oscillators that are far from symmetric, so that every gradient is of a size to be seen. */
function oscillators(seed: number): EditingParams {
  const drawn = initEditing(backend, key(seed), { units: UNITS, neighbours: 4, length: 3 });
  drawn.start.dispose();
  drawn.strength.dispose();
  return {
    ...drawn,
    start: backend.tensor(normal(key('start'), [UNITS, 3]), [UNITS, 3]),
    strength: backend.scalar(0.4),
  };
}

describe('editingField', () => {
  it.each(['a second graph', 'all'] as const)(
    'is the flow of the coupled memory, coupled on %s',
    async (on) => {
      const { params, frozen } = memory();
      const { pairs, coupling } = graphs();
      const worlds = { pairs, coupling: on === 'all' ? on : coupling };
      const parts = oscillators(1);
      const state = {
        x: backend.tensor(normal(key('x'), [4, UNITS]), [4, UNITS]),
        mu: learntStart(backend, parts.start, 4),
      };
      const got = editingField(backend, frozen, worlds, state, parts);
      const { linear, rectified, strength } = parts;
      const lateral = denseOperator(backend, frozen.symmetric);
      const layer = {
        threshold: { lagrange: reluLagrange(), lateral, bias: frozen.bias },
        potential: reluPotential(backend, { linear, rectified }, worlds.pairs.edges),
        coupling:
          on === 'all' ? gramCoupling(backend, strength) : gramCoupling(backend, strength, coupling.edges),
      };
      // The authors turn rows by (Ω - Ωᵀ) / 2 from the right, the memory turns columns from the left.
      using omega = backend.transpose(parts.omega);
      const coupled = coupledMemory(backend, layer, { omega });
      const want = coupled.field(0, state);
      await expectAlike(got, want);
      disposeTree([params, frozen, parts, state, got, want]);
    },
  );
});

/** Loss and gradient by reverse accumulation through the whole solver, the start included. */
async function byReverse(task: EditingTask, parts: EditingParams, seed: number, batch: number) {
  const indices = drawBatch(foldIn(key(seed), 'batch'), 30, batch);
  const cued = task.edit.startsWith('associative');
  const set = createCueSet(images);
  const cues = cued ? drawCues(foldIn(key(seed), 'cues'), set, batch) : undefined;
  const targets = editedLabels(
    Uint8Array.from(indices, (index) => index % 3),
    task.edit,
    cues,
  );
  const y0 = {
    x: encodeImages(backend, images, indices, LAYOUT),
    mu: cues ? encodeCues(backend, set, cues.indices, [UNITS, 3]) : learntStart(backend, parts.start, batch),
  };
  const found = await valueAndGradThroughSolve(
    backend,
    (_, state: EditingState, inner: EditingParams) =>
      editingField(backend, task.frozen, task.graphs, state, inner),
    parts,
    y0,
    ({ x }) => classLoss(backend, x, targets, 3),
    HOW,
  );
  const start = cued
    ? backend.zeros([UNITS, 3])
    : backend.valueAndGrad(
        (at: Tensor) => backend.sum(backend.mul(learntStart(backend, at, batch), found.initialGradient.mu)),
        parts.start,
      ).gradient;
  return { value: found.value, gradient: { ...found.gradient, start } };
}

describe('editingGradient', () => {
  it.each([
    ['swap', 'edges'],
    ['swap', 'all'],
    ['associative-conflation', 'edges'],
  ] as const)('is that of reverse accumulation through the solver: %s, coupled on %s', async (edit, on) => {
    const { params, frozen } = memory();
    const { pairs, coupling } = graphs();
    const worlds = { pairs, coupling: on === 'all' ? on : coupling };
    const task: EditingTask = { frozen, graphs: worlds, images, layout: LAYOUT, edit };
    const parts = oscillators(2);
    const before = backend.memory().tensors;
    const got = await editingGradient(backend, task, { batch: 6 })(parts, contextOf(7));
    expect(backend.memory().tensors).toBe(before + 6);
    const want = await byReverse(task, parts, 7, 6);
    await expectAlike([got.value, got.gradient], [want.value, want.gradient]);
    disposeTree([params, frozen, parts, got, want]);
  });

  it.each(['edges', 'all'] as const)('is the same by the kernels of wasm, coupled on %s', async (on) => {
    const wasm = await createWasmBackend();
    const gradientOn = async (b: Backend): Promise<number[][]> => {
      const params = initThreshold(b, key('memory'), UNITS);
      const frozen = { symmetric: symmetrised(b, params.weights), bias: params.bias };
      const { pairs, coupling } = graphs();
      const worlds = { pairs, coupling: on === 'all' ? on : coupling };
      const task: EditingTask = { frozen, graphs: worlds, images, layout: LAYOUT, edit: 'swap' };
      const drawn = initEditing(b, key(4), { units: UNITS, neighbours: 4, length: 5 });
      // All units together pull some times harder than four neighbours: with more the loss is in the hundreds.
      const parts = { ...drawn, strength: b.scalar(on === 'all' ? 0.03 : 0.3) };
      const before = b.memory().tensors;
      const { value, gradient } = await editingGradient(b, task, { batch: 6, stepSize: fixed(0.25) })(
        parts,
        contextOf(7),
      );
      expect(b.memory().tensors).toBe(before + 6);
      const read = await Promise.all(
        [value, ...treeEntries(gradient).map(([, tensor]) => tensor)].map((tensor) => b.read(tensor)),
      );
      disposeTree([params, frozen, drawn, parts.strength, value, gradient]);
      return read.map((values) => [...values]);
    };
    const [got, want] = [await gradientOn(wasm), await gradientOn(backend)];
    expect(want.length).toBe(6);
    want.forEach((values, part) => {
      const largest = Math.max(1e-2, ...values.map(Math.abs));
      // As above: some 24 stages of sums in another order.
      values.forEach((value, at) => {
        expect(Math.abs((got[part]?.[at] ?? NaN) - value) / largest).toBeLessThan(1e-4);
      });
    });
  });

  it('is zero but for κ where all oscillators begin alike, as the note on the start says', async () => {
    const { params, frozen } = memory();
    const task: EditingTask = { frozen, graphs: graphs(), images, layout: LAYOUT, edit: 'swap' };
    const largest = async (parts: EditingParams): Promise<Record<string, number>> => {
      const { value, gradient } = await editingGradient(backend, task, { batch: 6 })(parts, contextOf(7));
      const entries: [string, number][] = [];
      for (const [path, tensor] of treeEntries(gradient)) {
        entries.push([path, Math.max(...Array.from(await backend.read(tensor), Math.abs))]);
      }
      disposeTree([value, gradient]);
      return Object.fromEntries(entries);
    };
    const drawn = initEditing(backend, key(3), { units: UNITS, neighbours: 4, length: 3 });
    const broken = { ...drawn, strength: backend.scalar(1), omega: backend.zeros([3, 3]) };
    const rows = Float32Array.from({ length: UNITS * 3 }, (_, at) => (at % 3 === 0 ? 1 : 0));
    const alike = { ...broken, start: backend.tensor(rows, [UNITS, 3]) };
    const [still, moving] = [await largest(alike), await largest(broken)];
    expect(still['strength']).toBeGreaterThan(1e-3);
    // Rounding of the projection alone, against a hundredth's work.
    for (const name of ['linear', 'rectified', 'start']) {
      expect(still[name], name).toBeLessThan(1e-6);
      expect(moving[name], name).toBeGreaterThan(1e-5);
    }
    disposeTree([params, frozen, drawn, broken.strength, broken.omega, alike.start]);
  });

  it('lowers the loss of an edit, leaves the memory as it was, and asks both together', async () => {
    const optimizer = memoryOptimizer({ learningRate: 0.05 });
    const { params, frozen } = memory();
    const kept = Array.from(await backend.read(frozen.symmetric));
    const task: EditingTask = { frozen, graphs: graphs(), images, layout: LAYOUT, edit: 'swap' };
    const parts = initEditing(backend, key(1), { units: UNITS, neighbours: 4, length: 3 });
    const initial = initTraining(backend, key('edit'), parts, optimizer);
    const losses: number[] = [];
    const done = await trainByGradient(backend, initial, editingGradient(backend, task, { batch: 30 }), {
      optimizer,
      steps: 8,
      onProgress: ({ loss }) => losses.push(loss),
    });
    expect(losses.length).toBe(8);
    expect(losses.at(-1)).toBeLessThan(0.95 * (losses[0] ?? NaN));
    expect(Array.from(await backend.read(frozen.symmetric))).toEqual(kept);
    const { said, wanted, cues } = await askEdited(backend, done.state.params, task, { at: 4, limit: 7 });
    expect([...wanted]).toEqual([1, 0, 2, 1, 0, 2, 1]);
    expect(said.length).toBe(7);
    expect(cues).toBeUndefined();
    const cued = { ...task, edit: 'associative-swap' as const };
    const asked = await askEdited(backend, done.state.params, cued, { key: key(4), limit: 7 });
    const wish = (label: number, row: number): number =>
      asked.cues?.[row] === 1 && label < 2 ? 1 - label : label;
    expect([...asked.wanted]).toEqual(Array.from(images.labels.slice(0, 7), wish));
    disposeTree([params, frozen, parts, initial, done.state]);
  });

  it('refuses what does not fit', async () => {
    const { params, frozen } = memory();
    const parts = oscillators(2);
    const task: EditingTask = { frozen, graphs: graphs(), images, layout: LAYOUT, edit: 'associative-swap' };
    const before = backend.memory().tensors;
    await expect(askEdited(backend, parts, task)).rejects.toThrow(/expected a key for the cues/);
    const wrong = { ...parts, linear: parts.omega };
    await expect(editingGradient(backend, task)(wrong, contextOf(1))).rejects.toThrow(
      /linear of shape \[34\]/,
    );
    expect(() => editingGradient(backend, { ...task, layout: { ...LAYOUT, pixels: 8 } })).toThrow(RangeError);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([params, frozen, parts]);
  });
});
