import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key, normal, uniform } from '@vsa/backend/random';
import { countLeaks, installMatchers } from '@vsa/backend/testing';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accuracyOf,
  contextNorm,
  crossEntropy,
  encode,
  initContextNorm,
  initEncoder,
  initPerceptron,
  perceptron,
} from './index.js';

installMatchers(expect);

const backends = new Map<string, Backend>();
let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
  backends.set('cpu', backend);
  backends.set('wasm', await createWasmBackend());
});

type Rows = readonly (readonly number[])[];

async function rows(x: Tensor, on = backend): Promise<number[][]> {
  const values = Array.from(await on.read(x));
  const width = x.shape.at(-1) ?? 1;
  return Array.from({ length: values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}

const relu = (x: number): number => Math.max(0, x);

/** A convolution by its definition: window 4, step 2, one ring of zeros; `x` is [y][x][channel]. */
function convolved(
  x: readonly Rows[],
  filter: ArrayLike<number>,
  bias: ArrayLike<number>,
  side: number,
): number[][][] {
  const channels = x[0]?.[0]?.length ?? 0;
  const indices = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
  return indices(side / 2).map((row) =>
    indices(side / 2).map((column) =>
      indices(32).map((out) => {
        let sum = bias[out] ?? 0;
        for (const v of indices(4)) {
          for (const u of indices(4)) {
            for (const c of indices(channels)) {
              const pixel = x[2 * row + v - 1]?.[2 * column + u - 1]?.[c] ?? 0;
              sum += pixel * (filter[((v * 4 + u) * channels + c) * 32 + out] ?? NaN);
            }
          }
        }
        return relu(sum);
      }),
    ),
  );
}

function affine(x: readonly number[], weight: Rows, bias: ArrayLike<number>): number[] {
  return Array.from(bias, (b, out) =>
    x.reduce((sum, value, index) => sum + value * (weight[index]?.[out] ?? NaN), b),
  );
}

describe.each(['cpu', 'wasm'])('encode on %s', (name) => {
  it('is three convolutions and three dense layers, by loops', async () => {
    const on = backends.get(name) ?? backend;
    const params = initEncoder(on, key('encoder'), 6);
    // Biases are zero at the start; others show where each is added.
    const shifted = {
      convolutions: params.convolutions.map(({ filter }, i) => ({
        filter,
        bias: on.tensor(normal(key(`b${i}`), [32])),
      })),
      dense: params.dense.map(({ weight, bias }, i) => ({
        weight,
        bias: on.tensor(normal(key(`d${i}`), bias.shape)),
      })),
    };
    const pixels = uniform(key('image'), [2, 1024]);
    const got = await on.read(encode(on, shifted, on.tensor(pixels, [2, 1024])));
    for (const image of [0, 1]) {
      let x = Array.from({ length: 32 }, (_, y) =>
        Array.from({ length: 32 }, (_, u) => [pixels[image * 1024 + y * 32 + u] ?? NaN]),
      );
      let side = 32;
      for (const { filter, bias } of shifted.convolutions) {
        x = convolved(x, await on.read(filter), await on.read(bias), side);
        side /= 2;
      }
      let flat = x.flat(2);
      expect(flat.length).toBe(512);
      for (const [index, { weight, bias }] of shifted.dense.entries()) {
        flat = affine(flat, await rows(weight, on), await on.read(bias));
        if (index < 2) flat = flat.map(relu);
      }
      // Sums of up to 512 float32 numbers of size one, six layers deep.
      expect(got.slice(image * 6, image * 6 + 6)).toBeAllClose(flat, { relative: 1e-4, absolute: 1e-4 });
    }
    expect(got.length).toBe(12);
  });
});

describe('encode', () => {
  it('starts with Kaiming weights and zero biases', async () => {
    const { convolutions, dense } = initEncoder(backend, key(3), 64);
    const deviation = async (x: Tensor): Promise<number> => {
      const values = Array.from(await backend.read(x));
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    };
    const expected = [Math.sqrt(2 / 16), Math.sqrt(2 / 512), Math.sqrt(2 / 512)];
    for (const [index, { filter, bias }] of convolutions.entries()) {
      // 512 numbers at least: their deviation is known to 3 %, three times that here.
      expect(Math.abs((await deviation(filter)) / (expected[index] ?? NaN) - 1)).toBeLessThan(0.1);
      expect(await deviation(bias)).toBe(0);
    }
    expect(dense.map(({ weight }) => weight.shape)).toEqual([
      [512, 256],
      [256, 128],
      [128, 64],
    ]);
    const scales = [Math.sqrt(2 / 512), Math.sqrt(2 / 256), Math.sqrt(1 / 128)];
    for (const [index, { weight }] of dense.entries()) {
      expect(Math.abs((await deviation(weight)) / (scales[index] ?? NaN) - 1)).toBeLessThan(0.05);
    }
  });

  it('frees its temporaries and refuses images of another form', async () => {
    const params = initEncoder(backend, key(1), 4);
    const images = backend.zeros([1, 1024]);
    expect(await countLeaks(backend, () => encode(backend, params, images))).toBe(0);
    expect(() => encode(backend, params, backend.zeros([1, 32, 32]))).toThrow(
      /\[n, 1024\], got \[1, 32, 32\]/,
    );
    expect(() => encode(backend, params, backend.zeros([1, 784]))).toThrow(RangeError);
    expect(() => encode(backend, params, backend.zeros([1, 1024], 'int32'))).toThrow(TypeError);
    expect(() => initEncoder(backend, key(1), 0)).toThrow(RangeError);
    expect(() => initEncoder(backend, 'x' as never, 4)).toThrow(TypeError);
  });
});

describe('contextNorm', () => {
  it('normalises each feature over the objects with the unbiased variance', async () => {
    const [batch, objects, d] = [3, 4, 5];
    const values = normal(key('features'), [batch, objects, d]);
    const scale = normal(key('scale'), [d]);
    const shift = normal(key('shift'), [d]);
    const params = { scale: backend.tensor(scale), shift: backend.tensor(shift) };
    const got = await backend.read(contextNorm(backend, backend.tensor(values, [batch, objects, d]), params));
    const expected = values.map((value, index) => {
      const [sample, feature] = [Math.floor(index / (objects * d)), index % d];
      const over = Array.from(
        { length: objects },
        (_, i) => values[(sample * objects + i) * d + feature] ?? NaN,
      );
      const mean = over.reduce((sum, each) => sum + each, 0) / objects;
      const variance = over.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (objects - 1);
      return (
        ((value - mean) / Math.sqrt(variance + 1e-8)) * (scale[feature] ?? NaN) + (shift[feature] ?? NaN)
      );
    });
    expect(got).toBeAllClose(expected);
  });

  it('gives two equal objects exactly the shift, and two others ±γ/√2 around it', async () => {
    const params = { scale: backend.tensor([2, 2]), shift: backend.tensor([0.25, -1]) };
    const pair = backend.tensor([
      [
        [3, 5],
        [3, -5],
      ],
    ]);
    const got = await backend.read(contextNorm(backend, pair, params));
    expect([got[0], got[2]]).toEqual([0.25, 0.25]);
    // 10 / sqrt(50 + 1e-8) is √2 to nine digits.
    expect([got[1], got[3]].map(Number)).toBeAllClose([-1 + Math.SQRT2, -1 - Math.SQRT2]);
  });

  it('starts as plain normalisation and frees its temporaries', async () => {
    const params = initContextNorm(backend, 3);
    expect(Array.from(await backend.read(params.scale))).toEqual([1, 1, 1]);
    expect(Array.from(await backend.read(params.shift))).toEqual([0, 0, 0]);
    const features = backend.tensor(normal(key(2), [2, 2, 3]), [2, 2, 3]);
    expect(await countLeaks(backend, () => contextNorm(backend, features, params))).toBe(0);
  });
});

describe('perceptron', () => {
  it('is affine layers with ReLU in between, by loops', async () => {
    const params = initPerceptron(backend, key('mlp'), [4, 7, 3]);
    const biased = params.map(({ weight, bias }, i) => ({
      weight,
      bias: backend.tensor(normal(key(i), bias.shape)),
    }));
    const values = normal(key('x'), [5, 4]);
    const got = await backend.read(perceptron(backend, biased, backend.tensor(values, [5, 4])));
    const layers = await Promise.all(
      biased.map(async ({ weight, bias }) => ({
        weight: await rows(weight),
        bias: await backend.read(bias),
      })),
    );
    const expected = Array.from({ length: 5 }, (_, row) => {
      const [first, second] = layers;
      if (!first || !second) return [NaN];
      const hidden = affine(Array.from(values.slice(row * 4, row * 4 + 4)), first.weight, first.bias).map(
        relu,
      );
      return affine(hidden, second.weight, second.bias);
    });
    expect(got).toBeAllClose(expected.flat());
    expect(await countLeaks(backend, () => perceptron(backend, biased, backend.zeros([5, 4])))).toBe(1);
    disposeTree(params);
  });

  it('refuses missing layers and other inputs', () => {
    expect(() => initPerceptron(backend, key(1), [4])).toThrow(/inputs and outputs, got \[4\]/);
    expect(() => initPerceptron(backend, key(1), [4, 0])).toThrow(RangeError);
    const params = initPerceptron(backend, key(1), [4, 2]);
    expect(() => perceptron(backend, params, backend.zeros([3, 5]))).toThrow(/\[n, 4\], got \[3, 5\]/);
    expect(() => perceptron(backend, params, backend.zeros([3, 4], 'int32'))).toThrow(TypeError);
  });
});

describe('crossEntropy and accuracyOf', () => {
  it('are the textbook ones', async () => {
    const logits = [
      [2, -1],
      [0.5, 0.5],
      [-3, 4],
      [1, 0],
    ] as const;
    const labels = [0, 0, 1, 1];
    const losses = logits.map((row, i) => {
      const total = Math.log(Math.exp(row[0]) + Math.exp(row[1]));
      return total - (labels[i] === 0 ? row[0] : row[1]);
    });
    const answers = backend.tensor(labels, [4], 'int32');
    const scores = backend.tensor(logits);
    const mean = losses.reduce((sum, each) => sum + each, 0) / 4;
    expect(await backend.read(crossEntropy(backend, scores, answers))).toBeAllClose([mean]);
    // Ties go to the first: right, right, right, wrong.
    expect(Array.from(await backend.read(accuracyOf(backend, scores, answers)))).toEqual([0.75]);
    expect(await countLeaks(backend, () => crossEntropy(backend, scores, answers))).toBe(0);
    expect(await countLeaks(backend, () => accuracyOf(backend, scores, answers))).toBe(0);
  });

  it('has the gradient of softmax minus one-hot', async () => {
    const answers = backend.tensor([1, 0], [2], 'int32');
    const scores = backend.tensor([
      [0.3, -0.2],
      [1, 2],
    ]);
    const { gradient } = backend.valueAndGrad((x: Tensor) => crossEntropy(backend, x, answers), scores);
    const p = (a: number, b: number): number => 1 / (1 + Math.exp(b - a));
    const [first, second] = [p(0.3, -0.2), p(1, 2)];
    // Halved, as the mean of two.
    expect(await backend.read(gradient)).toBeAllClose(
      [first, -first, second - 1, 1 - second].map((value) => value / 2),
    );
  });
});
