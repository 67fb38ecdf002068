import { createBackend, type Tensor, type TensorTree } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { painter, samePairsOf, WIDTH } from '../../test/symbol-pictures.js';
import {
  concatenated,
  concatenatedOf,
  dotProduct,
  dotProductOf,
  initConcatenated,
  initDotProduct,
} from './baselines.js';
import { encode } from './encoder.js';
import { initSameDifferent, sameDifferent, sameDifferentOf } from './model.js';
import { regroupedLoss } from './regrouped.js';

const backend = await createBackend('wasm');
const BATCH = 4;

/** What a classifier was asked, with logits that depend on the pair. */
function recorded(asked: Float32Array[]) {
  return {
    embed: (_: TensorTree, images: Tensor): Tensor =>
      backend.slice(images, [0, 0], [images.shape[0] ?? 0, WIDTH]),
    compare: (params: TensorTree, features: Tensor): Tensor =>
      backend.tidy(() => {
        const { weight } = params as { readonly weight: Tensor };
        return backend.matMul(backend.reshape(features, [features.shape[0] ?? 0, 2 * WIDTH]), weight);
      }),
    asked,
  };
}

const weightValues = normal(key('weight'), [2 * WIDTH, 2]);

async function lossOf(same: readonly number[], step: number): Promise<{ loss: number; accuracy: number }> {
  const params = { weight: backend.tensor(weightValues, [2 * WIDTH, 2]) };
  const loss = regroupedLoss<TensorTree>(backend, recorded([]), samePairsOf(same), {
    key: key('order'),
    batch: BATCH,
  });
  const noted: Tensor[] = [];
  const value = loss(params, {
    key: foldIn(key('run'), step),
    step,
    note: (_, tensor) => noted.push(backend.keep(backend.clone(tensor))),
  });
  const result = {
    loss: Number((await backend.read(value))[0]),
    accuracy: Number((await backend.read(noted[0] ?? value))[0]),
  };
  for (const tensor of [value, params.weight, ...noted]) tensor.dispose();
  return result;
}

/** The definition in plain numbers; with a batch of all same pairs, any order of the epoch gives the same sum of pairs only up to neighbours. */
function expected(symbols: readonly number[], step: number): { loss: number; accuracy: number } {
  const { values } = painter.paint(foldIn(foldIn(key('run'), step), 'images'), [...symbols, ...symbols]);
  const row = (at: number): number[] => Array.from(values.subarray(at * 1024, at * 1024 + WIDTH));
  const nll = (a: readonly number[], b: readonly number[], label: number): [number, boolean] => {
    const logits = [0, 1].map((out) =>
      [...a, ...b].reduce((sum, value, at) => sum + value * (weightValues[at * 2 + out] ?? 0), 0),
    );
    const [p = 0, q = 0] = logits;
    const own = label === 0 ? p : q;
    return [Math.log(Math.exp(p) + Math.exp(q)) - own, p >= q === (label === 0)];
  };
  const cosine = (a: readonly number[], b: readonly number[]): number => {
    const [s, t] = [a.map(Math.tanh), b.map(Math.tanh)];
    const dot = (u: readonly number[], v: readonly number[]): number =>
      u.reduce((sum, value, at) => sum + value * (v[at] ?? 0), 0);
    return dot(s, t) / Math.sqrt((dot(s, s) + 1e-6) * (dot(t, t) + 1e-6));
  };
  let [same, different, right] = [0, 0, 0];
  symbols.forEach((symbol, at) => {
    const first = row(at);
    const after = (at + 1) % BATCH;
    const [own, ownRight] = nll(first, row(BATCH + at), 0);
    const [next, nextRight] = nll(first, row(BATCH + after), symbols[after] === symbol ? 0 : 1);
    const others = symbols.flatMap((other, place) => (other === symbol ? [] : [place]));
    const near = others.sort((a, b) => cosine(first, row(BATCH + b)) - cosine(first, row(BATCH + a)))[0] ?? 0;
    same += own;
    different += next + nll(first, row(BATCH + near), 1)[0];
    right += Number(ownRight) + Number(nextRight);
  });
  return { loss: (same / BATCH + different / (2 * BATCH)) / 2, accuracy: right / (2 * BATCH) };
}

function permutations(list: readonly number[]): number[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((head, at) =>
    permutations(list.filter((_, place) => place !== at)).map((rest) => [head, ...rest]),
  );
}

describe('regroupedLoss', () => {
  it.each([[[1, 2, 3, 4]], [[5, 5, 6, 7]], [[8, 9, 8, 9]]])(
    'is the mean over same pairs, next pairs and closest pairs of other symbols: %j',
    async (same) => {
      for (const step of [0, 1, 2]) {
        const found = await lossOf(same, step);
        // One epoch is one batch, in an order that the key decides: exactly one of the 24 has to give these numbers.
        const fitting = permutations(same).filter((order) => {
          const { loss, accuracy } = expected(order, step);
          // float32 sums of a dozen terms below 10.
          return Math.abs(loss - found.loss) < 1e-5 && Math.abs(accuracy - found.accuracy) < 1e-6;
        });
        expect(new Set(fitting.map((order) => order.join())).size).toBe(1);
      }
    },
  );

  it('counts a batch of one symbol as same pairs only', async () => {
    const { loss } = await lossOf([3, 3, 3, 3], 0);
    const { values } = painter.paint(foldIn(foldIn(key('run'), 0), 'images'), Array<number>(8).fill(3));
    expect(values.length).toBe(8192);
    expect(loss).toBeGreaterThan(0);
  });

  it('passes gradients through every pair but not through the choice', () => {
    const before = backend.memory().tensors;
    const params = { weight: backend.tensor(weightValues, [2 * WIDTH, 2]), scale: backend.ones([WIDTH]) };
    const loss = regroupedLoss<typeof params>(
      backend,
      {
        embed: (p, images) =>
          backend.mul(backend.slice(images, [0, 0], [images.shape[0] ?? 0, WIDTH]), p.scale),
        compare: (p, x) => backend.matMul(backend.reshape(x, [x.shape[0] ?? 0, 2 * WIDTH]), p.weight),
      },
      samePairsOf([1, 2, 3, 4]),
      { key: key('order'), batch: BATCH },
    );
    const { value, gradient } = backend.valueAndGrad(
      (p: typeof params) => loss(p, { key: key('run'), step: 0, note: () => undefined }),
      params,
    );
    expect(gradient.scale.shape).toEqual([WIDTH]);
    for (const tensor of [value, gradient.weight, gradient.scale, params.weight, params.scale])
      tensor.dispose();
    expect(backend.memory().tensors).toBe(before);
  });

  it('refuses trials of six images, and batches of one or of more than there are', () => {
    const six = {
      painter,
      trials: { symbols: new Int32Array(6), labels: new Int32Array(1), shape: [1, 6] },
    } as const;
    expect(() => regroupedLoss(backend, recorded([]), six, { key: key(0) })).toThrow(
      /trials of 2 images, got 6/,
    );
    const data = samePairsOf([1, 2, 3]);
    expect(() => regroupedLoss(backend, recorded([]), data, { key: key(0), batch: 1 })).toThrow(RangeError);
    expect(() => regroupedLoss(backend, recorded([]), data, { key: key(0), batch: 4 })).toThrow(/batch <= 3/);
  });
});

describe('scores of embeddings', () => {
  const images = backend.tensor(
    normal(key('images'), [3, 2, 1024]).map((value) => Math.abs(value) / 4),
    [3, 2, 1024],
  );
  const flat = backend.reshape(images, [6, 1024]);

  it('are those of the images', async () => {
    const options = { startKey: key('start') };
    const model = initSameDifferent(backend, key('model'), { features: 6 });
    const both = initConcatenated(backend, key('both'), { features: 6 });
    const dot = initDotProduct(backend, key('dot'), { features: 6 });
    const embedded = (encoder: typeof both.encoder): Tensor =>
      backend.reshape(encode(backend, encoder, flat), [3, 2, 6]);
    for (const [direct, parts] of [
      [
        sameDifferent(backend, model, images, options),
        sameDifferentOf(backend, model, embedded(model.binding.encoder), options),
      ],
      [concatenated(backend, both, images), concatenatedOf(backend, both, embedded(both.encoder))],
      [dotProduct(backend, dot, images), dotProductOf(backend, dot, embedded(dot.encoder))],
    ] as const) {
      // The same operations on the same numbers.
      expect(await backend.read(parts)).toEqual(await backend.read(direct));
    }
  });
});
