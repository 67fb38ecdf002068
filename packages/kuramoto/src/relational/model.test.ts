import { disposeTree, treeTensors, type Backend, type Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { adam } from '@vsa/backend/optim';
import { key, uniform } from '@vsa/backend/random';
import { countLeaks, installMatchers } from '@vsa/backend/testing';
import { initTraining, saveTraining, train } from '@vsa/backend/train';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { painter, pairsOf } from '../../test/gratings.js';
import {
  bindingInputs,
  concatenated,
  dotProduct,
  encode,
  freezeCoherences,
  initConcatenated,
  initDotProduct,
  initRmtsHead,
  initSameDifferent,
  pairCoherences,
  pairFeatures,
  perceptron,
  rmtsAccuracy,
  rmtsLoss,
  sameDifferent,
  trialAccuracy,
  trialLoss,
  type BindingOptions,
  type SameDifferentParams,
  type TrialImages,
} from './index.js';

installMatchers(expect);

let backend: Backend;
let fast: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
  fast = await createWasmBackend();
});

const options: BindingOptions = { startKey: key('start'), steps: 5 };
const sizes = { features: 8 };

function someImages(on: Backend, batch: number): Tensor {
  return on.tensor(uniform(key('images'), [batch, 2, 1024]), [batch, 2, 1024]);
}

describe('pairCoherences', () => {
  it('is 2 for two equal images with equal starts, less for others, and never outside [0, 2]', async () => {
    const params = initSameDifferent(backend, key(1), sizes).binding;
    const images = someImages(backend, 3);
    const first = backend.slice(images, [0, 0, 0], [3, 1, 1024]);
    const equal = await backend.read(
      pairCoherences(backend, params, backend.concat([first, first], 1), options),
    );
    // Two equal unit vectors; |x| = 1 to 2e-7.
    for (const rho of equal) expect(Math.abs(rho - 2)).toBeLessThan(1e-6);
    const other = await backend.read(pairCoherences(backend, params, images, options));
    expect(other.every((rho) => rho >= 0 && rho <= 2 + 1e-6)).toBe(true);
    expect(other.some((rho) => rho < 1.999)).toBe(true);
    expect(other.length).toBe(24);
  });

  it('does not change when the objects trade places', async () => {
    const params = initSameDifferent(backend, key(1), sizes).binding;
    const images = someImages(backend, 2);
    const swapped = backend.reverse(images, 1);
    const rho = await backend.read(pairCoherences(backend, params, images, options));
    // The same operations in another order of two objects: roundings of sums.
    expect(await backend.read(pairCoherences(backend, params, swapped, options))).toBeAllClose(rho, {
      relative: 1e-5,
      absolute: 1e-5,
    });
  });

  it.each(['independent', 'shared'] as const)('with %s starts depends on the start key', async (start) => {
    const params = initSameDifferent(backend, key(1), sizes).binding;
    const images = someImages(backend, 2);
    const read = async (name: string): Promise<unknown> =>
      backend.read(pairCoherences(backend, params, images, { ...options, start, startKey: key(name) }));
    expect(await read('a')).toEqual(await read('a'));
    expect(await read('a')).not.toEqual(await read('b'));
  });

  it('uses context normalisation where it is asked for', async () => {
    const { binding } = initSameDifferent(backend, key(1), sizes);
    const images = someImages(backend, 2);
    const { features } = bindingInputs(backend, binding, images, { ...options, norm: 'context' });
    // Two objects: ±1/√2 whatever the features are, which differ by far more than 1e-4.
    for (const value of await backend.read(features))
      expect(Math.abs(Math.abs(value) - Math.SQRT1_2)).toBeLessThan(1e-3);
    const plain = bindingInputs(backend, binding, images, options).features;
    expect(await backend.read(plain)).toEqual(
      await backend.read(pairFeatures(backend, binding.encoder, images)),
    );
  });

  it('reads features object after object', async () => {
    const { encoder } = initSameDifferent(backend, key(1), sizes).binding;
    const images = someImages(backend, 2);
    const flat = await backend.read(encode(backend, encoder, backend.reshape(images, [4, 1024])));
    expect(await backend.read(pairFeatures(backend, encoder, images))).toEqual(flat);
  });

  it('frees its temporaries, and refuses other shapes and names', async () => {
    const params = initSameDifferent(backend, key(1), sizes);
    const images = someImages(backend, 2);
    expect(await countLeaks(backend, () => sameDifferent(backend, params, images, options))).toBe(0);
    expect(await countLeaks(backend, () => initSameDifferent(backend, key(1), sizes))).toBe(0);
    const wrong = backend.zeros([2, 3, 1024]);
    expect(() => pairCoherences(backend, params.binding, wrong, options)).toThrow(
      /\[batch, 2, 1024\], got \[2, 3, 1024\]/,
    );
    expect(() => sameDifferent(backend, params, backend.zeros([4, 1024]), options)).toThrow(RangeError);
    expect(() => sameDifferent(backend, params, backend.zeros([1, 2, 1024], 'int32'), options)).toThrow(
      TypeError,
    );
    expect(() => sameDifferent(backend, params, images, { ...options, norm: 'batch' as never })).toThrow(
      /'none', 'context', got 'batch'/,
    );
    expect(() => initSameDifferent(backend, key(1), { features: 8, hidden: [0] })).toThrow(RangeError);
    expect(() => initSameDifferent(backend, key(1), { features: 8, dimension: 1 })).toThrow(RangeError);
  });

  it('passes gradients from the classifier to every parameter that it uses', async () => {
    const params = initSameDifferent(fast, key(1), { ...sizes, hidden: [5] });
    const images = someImages(fast, 4);
    const loss = (p: SameDifferentParams): Tensor =>
      fast.mean(fast.square(sameDifferent(fast, p, images, options)));
    const { gradient } = fast.valueAndGrad(loss, params);
    const { norm, ...used } = gradient.binding;
    for (const tensor of treeTensors([used, gradient.head])) {
      const size = Array.from(await fast.read(tensor)).reduce((sum, value) => sum + Math.abs(value), 0);
      expect(size).toBeGreaterThan(0);
    }
    for (const tensor of treeTensors(norm))
      expect((await fast.read(tensor)).every((value) => value === 0)).toBe(true);
    disposeTree(gradient);
  });
});

describe('initSameDifferent', () => {
  it('starts a linear classifier as a threshold on the mean coherence', async () => {
    const { head } = initSameDifferent(backend, key(1), { ...sizes, threshold: 1.5 });
    const rho = backend.tensor([
      Array.from({ length: 8 }, () => 1.4),
      Array.from({ length: 8 }, (_, i) => 1.3 + 0.1 * i),
    ]);
    const logits = await backend.read(perceptron(backend, head, rho));
    // Means 1.4 and 1.65, twenty logits a unit and of either sign; sums of eight float32 numbers.
    expect(logits).toBeAllClose([-2, 2, 3, -3], { relative: 1e-5, absolute: 1e-5 });
    expect(() => initSameDifferent(backend, key(1), { ...sizes, threshold: 2.5 })).toThrow(
      /threshold in \[0, 2\].* got 2.5/,
    );
    expect(() => initSameDifferent(backend, key(1), { ...sizes, threshold: NaN })).toThrow(RangeError);
  });
});

describe('baselines', () => {
  it('the concatenated one sees both embeddings, the product only their cosine', async () => {
    const images = someImages(backend, 3);
    const both = initConcatenated(backend, key(1), { features: 6 });
    expect(both.head.map(({ weight }) => weight.shape)).toEqual([
      [12, 256],
      [256, 2],
    ]);
    expect(concatenated(backend, both, images).shape).toEqual([3, 2]);
    const dot = initDotProduct(backend, key(1), { features: 6 });
    const logits = await backend.read(dotProduct(backend, dot, images));
    const features = await backend.read(pairFeatures(backend, dot.encoder, images));
    const [head] = dot.head;
    const weight = head === undefined ? [] : Array.from(await backend.read(head.weight));
    const expected = [0, 1, 2].flatMap((pair) => {
      const [a, b] = [0, 1].map((object) =>
        Array.from(features.slice((pair * 2 + object) * 6, (pair * 2 + object + 1) * 6)),
      );
      const inner = (u: number[] = [], v: number[] = []): number =>
        u.reduce((sum, value, i) => sum + value * (v[i] ?? NaN), 0);
      const cosine = inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
      return weight.map((w) => 10 * cosine * w);
    });
    // The softening of lengths moves a cosine by 1e-6 over a squared length of order one.
    expect(logits).toBeAllClose(expected, { relative: 1e-4, absolute: 1e-4 });
    expect(await countLeaks(backend, () => dotProduct(backend, dot, images))).toBe(0);
    expect(await countLeaks(backend, () => concatenated(backend, both, images))).toBe(0);
    expect(() => concatenated(backend, both, backend.zeros([3, 1024]))).toThrow(RangeError);
    expect(() => initDotProduct(backend, key(1), { features: 0 })).toThrow(RangeError);
  });
});

describe('training', () => {
  it('learns same and different, keeps what it froze, and learns to match pairs on it', async () => {
    const data = pairsOf(4);
    const classify = (p: SameDifferentParams, images: Tensor): Tensor =>
      sameDifferent(fast, p, images, options);
    const optimizer = adam(3e-3);
    const state = initTraining(fast, key('first'), initSameDifferent(fast, key('model'), sizes), optimizer);
    const accuracy = (p: SameDifferentParams): Promise<number> =>
      trialAccuracy(fast, classify, p, data, { key: key('look'), batch: 17 });
    const before = await accuracy(state.params);
    const loss = trialLoss(fast, classify, data, { key: key('order'), batch: 12 });
    const first = await train(fast, state, loss, { steps: 90, optimizer });
    const after = await accuracy(first.state.params);
    expect(after).toBeGreaterThan(0.9);
    expect(after).toBeGreaterThan(before);

    const { binding } = first.state.params;
    const frozen = await saveTraining(fast, { ...first.state, params: binding, optimizer: [] });
    const rows = [0, 1, 2, 3].flatMap((a) => {
      const [b = 0, c = 0, d = 0] = [1, 2, 3].map((step) => (a + step) % 4);
      return [
        [a, a, b, b, c, d],
        [a, a, c, d, b, b],
        [a, b, c, d, d, d],
        [a, b, c, c, c, d],
      ];
    });
    const trials: TrialImages = {
      painter,
      trials: {
        symbols: Int32Array.from(rows.flat()),
        labels: Int32Array.from(rows, (_, index) => index % 2),
        shape: [16, 6],
      },
    };
    let done = 0;
    const set = await freezeCoherences(fast, binding, trials, {
      ...options,
      key: key('freeze'),
      batch: 5,
      onProgress: (count) => (done = count),
    });
    expect([done, ...set.shape, set.values.length]).toEqual([16, 16, 24, 384]);
    for (const head of ['joint', 'candidate'] as const) {
      const rmtsHead = initRmtsHead(fast, key(head), { ...sizes, head });
      const quick = adam(1e-2);
      const start = initTraining(fast, key('second'), rmtsHead, quick);
      const second = await train(fast, start, rmtsLoss(fast, set, { key: key('rows'), batch: 16, head }), {
        steps: 250,
        optimizer: quick,
      });
      expect(await rmtsAccuracy(fast, second.state.params, set, head)).toBeGreaterThan(0.9);
      disposeTree(second.state);
    }
    // Bit for bit what stage one left.
    expect(await saveTraining(fast, { ...first.state, params: binding, optimizer: [] })).toEqual(frozen);
  });

  it('frees what it makes', async () => {
    const data = pairsOf(3);
    const params = initSameDifferent(backend, key('model'), sizes);
    const classify = (p: SameDifferentParams, images: Tensor): Tensor =>
      sameDifferent(backend, p, images, options);
    const leaks = await countLeaks(backend, async () => {
      await trialAccuracy(backend, classify, params, data, { key: key(1), limit: 2 });
      return [];
    });
    expect(leaks).toBe(0);
    expect(
      await countLeaks(backend, () => {
        const note = (): void => undefined;
        return trialLoss(backend, classify, data, { key: key(1), batch: 2 })(params, {
          key: key(2),
          step: 0,
          note,
        });
      }),
    ).toBe(0);
  });

  it('counts right answers exactly', async () => {
    const data = pairsOf(3);
    // Says "different" always: half of the trials, however they are cut into batches.
    const classify = (_: Tensor, images: Tensor): Tensor =>
      backend.tensor(Array.from({ length: images.shape[0] ?? 0 }, () => [0, 1]));
    const nothing = backend.scalar(0);
    for (const batch of [1, 5, 100]) {
      expect(await trialAccuracy(backend, classify, nothing, data, { key: key(1), batch })).toBe(0.5);
    }
    expect(await trialAccuracy(backend, classify, nothing, data, { key: key(1), limit: 1 })).toBe(1);
    await expect(trialAccuracy(backend, classify, nothing, data, { key: key(1), limit: 0 })).rejects.toThrow(
      RangeError,
    );
    await expect(
      trialAccuracy(backend, classify, nothing, data, { key: key(1), batch: 0.5 }),
    ).rejects.toThrow(RangeError);
    await expect(
      trialAccuracy(backend, classify, nothing, data, { key: key(1), repeats: 0 }),
    ).rejects.toThrow(RangeError);
  });
});
