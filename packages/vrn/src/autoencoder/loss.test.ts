import { createBackend, disposeTree, type Backend, type Tensor, type TensorTree } from '@vsa/backend';
import { adam } from '@vsa/backend/optim';
import { gumbel, foldIn, key, uniform } from '@vsa/backend/random';
import { initTraining, train, type LossContext } from '@vsa/backend/train';
import { describe, expect, it } from 'vitest';
import { encoded, oracleLoss, type PlainParams, type Weights } from '../../test/autoencoder-oracle.js';
import { gumbelSoftmax, straightThrough } from '../estimators.js';
import {
  choicesOf,
  initVrae,
  recolour,
  shufflePixels,
  solved,
  vraeLoss,
  vraeObjective,
  type VraeParams,
} from './index.js';

const backend = await createBackend('cpu');
const SIZES = {
  pixels: 12,
  codes: [3, 4],
  dimension: 5,
  hidden: 6,
  posteriorHidden: 4,
  spread: 0.7,
  centre: 0.5,
};
const ROWS = 3;
const pictures = uniform(key('pictures'), [ROWS, SIZES.pixels]);
const context: LossContext = { key: key('context'), step: 2, note: () => undefined };

/** A tensor as nested lists, each number of it settable by the oracle's caller. */
async function nested(b: Backend, tree: TensorTree): Promise<unknown> {
  if (Array.isArray(tree)) return Promise.all(tree.map((part: TensorTree) => nested(b, part)));
  if (typeof tree === 'object' && tree !== null && 'dtype' in tree) {
    const tensor = tree as Tensor;
    const data = Array.from(await b.read(tensor));
    const [rows = 0, columns = 0] = tensor.shape;
    if (tensor.shape.length === 1) return data;
    return Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns));
  }
  const entries = Object.entries(tree as Record<string, TensorTree>);
  return Object.fromEntries(
    await Promise.all(entries.map(async ([name, part]) => [name, await nested(b, part)])),
  );
}

/** Every list of numbers in nested lists. */
function vectors(tree: unknown): number[][] {
  if (Array.isArray(tree)) return typeof tree[0] === 'number' ? [tree as number[]] : tree.flatMap(vectors);
  return Object.values(tree as object).flatMap(vectors);
}

const ALL: Weights = {
  composite: 0.7,
  similarity: 0.9,
  entropy: 0.4,
  estimate: 1.1,
  commitment: 0.6,
  codebook: 0.8,
  usage: 0.5,
  views: 1.3,
};
const NONE = Object.fromEntries(Object.keys(ALL).map((name) => [name, 0])) as unknown as Weights;
const cases: readonly (readonly [string, Weights])[] = [
  ['all terms', ALL],
  ['weights a factor', { ...ALL, entropy: [-0.7, 0.2], usage: [0, 1.5] }],
  ['Eq 41', { ...NONE, composite: 1, similarity: 1, entropy: 1 }],
  ...Object.keys(ALL).map((name) => [`${name} alone`, { ...NONE, [name]: 1 }] as const),
];

describe('vraeObjective', () => {
  it.each(cases)('has the value and the gradient of float64 loops: %s', async (_, weights) => {
    const params = initVrae(backend, key('params'), SIZES);
    const y = backend.tensor(pictures, [ROWS, SIZES.pixels]);
    const views = [shufflePixels, recolour];
    const temperature = 0.8;
    const objective = (p: VraeParams): Tensor =>
      vraeObjective(backend, p, y, context, { weights, views, temperature });
    const { value, gradient } = backend.valueAndGrad(objective, params);

    const plain = (await nested(backend, params)) as PlainParams;
    const rows = (await nested(backend, y)) as number[][];
    const seen = await Promise.all(
      views.map(async (view, k) => {
        const changed = view(backend, y, foldIn(foldIn(foldIn(context.key, 'view'), k), 'picture'));
        const lists = (await nested(backend, changed)) as number[][];
        changed.dispose();
        return lists;
      }),
    );
    const frozen = encoded(plain, rows, temperature);
    const loss = (): number => oracleLoss(plain, rows, seen, weights, temperature, frozen);
    // Sums of some hundred float32 products.
    expect(Math.abs(Number((await backend.read(value))[0]) - loss())).toBeLessThan(
      1e-4 * (1 + Math.abs(loss())),
    );

    const slopes = vectors(plain).flatMap((vector) =>
      vector.map((number, index) => {
        const step = 1e-5;
        const at = (to: number): number => {
          vector[index] = to;
          return loss();
        };
        const slope = (at(number + step) - at(number - step)) / (2 * step);
        vector[index] = number;
        return slope;
      }),
    );
    const found = vectors(await nested(backend, gradient)).flat();
    expect(found.length).toBe(slopes.length);
    const largest = Math.max(...slopes.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    // Central differences of 1e-5 are right to 1e-9 here; float32 leaves 1e-5 of the largest slope, taken ten times.
    const worst = Math.max(...slopes.map((slope, index) => Math.abs(slope - (found[index] ?? NaN))));
    expect(worst / largest).toBeLessThan(1e-4);
    disposeTree([params, y, value, gradient]);
  });

  it('has the gradient of differences through the solver and through soft samples', async () => {
    for (const options of [
      { inference: solved({ optimizer: 'coordinate', steps: 2, gamma: 0.3 }), codes: [2, 3, 2] },
      { estimator: gumbelSoftmax({ temperature: 0.9 }), codes: [2, 3, 2] },
    ]) {
      const params = initVrae(backend, key('other'), { ...SIZES, codes: options.codes });
      const y = backend.tensor(pictures, [ROWS, SIZES.pixels]);
      const value = async (p: VraeParams): Promise<number> => {
        using found = vraeObjective(backend, p, y, context, options);
        return Number((await backend.read(found))[0]);
      };
      const { value: first, gradient } = backend.valueAndGrad(
        (p: VraeParams) => vraeObjective(backend, p, y, context, options),
        params,
      );
      // Along the gradient itself the slope is its length squared, far above float32's rounding of the loss.
      const parts = vectors(await nested(backend, gradient)).flat();
      const length = Math.hypot(...parts);
      const moved = (step: number): VraeParams => {
        const at = <T extends TensorTree>(p: T, g: T): T =>
          (Array.isArray(p)
            ? p.map((part: TensorTree, index) => at(part, (g as readonly TensorTree[])[index]))
            : typeof p === 'object' && p !== null && 'dtype' in p
              ? backend.add(p as Tensor, backend.mul(g as Tensor, step / length))
              : Object.fromEntries(
                  Object.entries(p as Record<string, TensorTree>).map(([name, part]) => [
                    name,
                    at(part, (g as Record<string, TensorTree>)[name]),
                  ]),
                )) as T;
        return backend.tidy(() => at(params, gradient));
      };
      const step = 3e-3;
      const [up, down] = [moved(step), moved(-step)];
      const slope = ((await value(up)) - (await value(down))) / (2 * step);
      // float32 rounds a loss near 10 to 1e-6, so a slope to 1e-6 / 6e-3; the curvature's share is of the order of step².
      expect(Math.abs(slope / length - 1)).toBeLessThan(5e-3);
      disposeTree([params, y, first, gradient, up, down]);
    }
  });

  it('sends a gradient to posteriors through one-hot samples, and none to fixed codebooks', async () => {
    const params = initVrae(backend, key('params'), SIZES);
    const y = backend.tensor(pictures, [ROWS, SIZES.pixels]);
    const options = { estimator: straightThrough(), codebooks: 'fixed', weights: { composite: 0 } } as const;
    const { value, gradient } = backend.valueAndGrad(
      (p: VraeParams) => vraeObjective(backend, p, y, context, options),
      params,
    );
    expect(
      Math.max(
        ...vectors(await nested(backend, gradient.codebooks))
          .flat()
          .map(Math.abs),
      ),
    ).toBe(0);
    expect(
      Math.max(
        ...vectors(await nested(backend, gradient.posteriors))
          .flat()
          .map(Math.abs),
      ),
    ).toBeGreaterThan(1e-4);
    disposeTree([params, y, value, gradient]);
  });

  it('draws samples as the largest of logits plus Gumbel numbers', async () => {
    const params = initVrae(backend, key('params'), SIZES);
    const x = backend.tensor(uniform(key('x'), [ROWS, SIZES.dimension]), [ROWS, SIZES.dimension]);
    const own = choicesOf(backend, params, x, context, { estimator: straightThrough() });
    for (const [k, choice] of own.choices.entries()) {
      const size = SIZES.codes[k] ?? 0;
      const noise = gumbel(foldIn(context.key, k), [ROWS, size]);
      const logs = own.logPosteriors[k] ?? choice;
      const noisy = Array.from(await backend.read(logs), (value, index) => value + (noise[index] ?? NaN));
      const said = Array.from(await backend.read(choice));
      for (let row = 0; row < ROWS; row += 1) {
        const part = noisy.slice(row * size, (row + 1) * size);
        const expected = part.map((_, index) => (index === part.indexOf(Math.max(...part)) ? 1 : 0));
        // p + (one-hot - p) rounds.
        said.slice(row * size, (row + 1) * size).forEach((value, index) => {
          expect(value).toBeCloseTo(expected[index] ?? NaN, 6);
        });
      }
    }
    disposeTree([params, x, own]);
  });

  it('refuses what does not fit', () => {
    const params = initVrae(backend, key('params'), SIZES);
    const y = backend.tensor(pictures, [ROWS, SIZES.pixels]);
    const run =
      (options: Parameters<typeof vraeObjective>[4]): (() => unknown) =>
      () =>
        vraeObjective(backend, params, y, context, options);
    expect(run({ weights: { entropy: NaN } })).toThrow(/expected weights.entropy to be finite, got NaN/);
    expect(run({ weights: { usage: [1, NaN] } })).toThrow(/expected weights.usage to be finite, got NaN/);
    expect(run({ weights: { entropy: [1, 2, 3] } })).toThrow(
      /expected one weights.entropy a codebook, 2, got 3/,
    );
    expect(run({ views: [recolour] })).toThrow(/expected one view a codebook, 2, got 1/);
    expect(run({ temperature: 0 })).toThrow(/expected temperature > 0, got 0/);
    expect(run({ codebooks: 'frozen' as 'fixed' })).toThrow(
      /expected codebooks to be one of 'learnt', 'fixed'/,
    );
    expect(run({ temperature: () => -1 })).toThrow(RangeError);
    const narrow = backend.ones([2, 7]);
    expect(() => vraeObjective(backend, params, narrow, context)).toThrow(
      /expected pictures of shape \[rows >= 1, 12\]/,
    );
    disposeTree([params, y, narrow]);
  });
});

describe('vraeLoss', () => {
  const bytes = {
    pixels: Uint8Array.from({ length: 60 }, (_, index) => (index * 37) % 256),
    shape: [5, 12],
  } as const;

  it('learns, the same again from the same key, and leaks nothing', async () => {
    const before = backend.memory().tensors;
    const optimizer = adam(0.01);
    const learn = async (): Promise<number[]> => {
      const params = initVrae(backend, key('params'), SIZES);
      const initial = initTraining(backend, key('run'), params, optimizer);
      const losses: number[] = [];
      const { state } = await train(
        backend,
        initial,
        vraeLoss(backend, bytes, { batch: 4, views: [shufflePixels, recolour] }),
        {
          steps: 30,
          optimizer,
          onProgress: ({ notes }) => losses.push((notes['composite'] ?? NaN) + (notes['estimate'] ?? NaN)),
        },
      );
      disposeTree([params, initial, state]);
      return losses;
    };
    const losses = await learn();
    expect(await learn()).toEqual(losses);
    expect(Math.min(...losses.slice(-5))).toBeLessThan(0.5 * (losses[0] ?? 0));
    expect(backend.memory().tensors).toBe(before);
  });

  it('refuses bad batches and pictures', () => {
    expect(() => vraeLoss(backend, bytes, { batch: 0 })).toThrow(/batch to be a whole number >= 1, got 0/);
    expect(() => vraeLoss(backend, { pixels: new Uint8Array(7), shape: [1, 12] })).toThrow(
      /got 7 values for \[1, 12\]/,
    );
  });
});
