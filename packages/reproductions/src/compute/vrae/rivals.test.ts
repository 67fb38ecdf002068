// Losses and gradients of the rivals against float64 loops and their differences; the judges against sums by hand.

import { createBackend, disposeTree, type Tensor } from '@vsa/backend';
import { key, normal, uniform } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { askJudge, type Judges } from './judges.js';
import { COMMITMENT, DIVERGENCE, GROUP, RIVALS, START, type RivalName, type RivalParams } from './rivals.js';

const backend = await createBackend('cpu');
const SIZES = { pixels: 6, hidden: 5, dimension: 2 * GROUP };
const ROWS = 3;
const pictures = uniform(key('pictures'), [ROWS, SIZES.pixels]);
const own = key('noise');

type Vector = number[];
interface Layer {
  readonly weight: Vector[];
  readonly bias: Vector;
}
interface Plain {
  readonly encoder: Layer[];
  readonly decoder: Layer[];
  readonly codebooks: Vector[][];
}

async function matrix(tensor: Tensor): Promise<Vector[]> {
  const data = Array.from(await backend.read(tensor));
  const width = tensor.shape.at(-1) ?? 1;
  return Array.from({ length: data.length / width }, (_, row) => data.slice(row * width, (row + 1) * width));
}

/** Parameters, or their gradient, as numbers that can be set. */
async function plainOf({ encoder, decoder, codebooks }: RivalParams): Promise<Plain> {
  const layers = (all: RivalParams['encoder']): Promise<Layer[]> =>
    Promise.all(
      all.map(async ({ weight, bias }) => ({
        weight: await matrix(weight),
        bias: Array.from(await backend.read(bias)),
      })),
    );
  return {
    encoder: await layers(encoder),
    decoder: await layers(decoder),
    codebooks: await Promise.all(codebooks.map(matrix)),
  };
}

const vectorsOf = ({ encoder, decoder, codebooks }: Plain): Vector[] => [
  ...[...encoder, ...decoder].flatMap(({ weight, bias }) => [...weight, bias]),
  ...codebooks.flat(),
];

const run = (layers: readonly Layer[], input: Vector): Vector =>
  layers.reduce((values, { weight, bias }, index) => {
    const sums = bias.map((start, to) =>
      values.reduce((sum, value, from) => sum + value * (weight[from]?.[to] ?? NaN), start),
    );
    return index + 1 < layers.length ? sums.map((value) => Math.max(0, value)) : sums;
  }, input);

const distance = (a: Vector, b: Vector): number =>
  a.reduce((sum, value, index) => sum + (value - (b[index] ?? NaN)) ** 2, 0);

/** Which row each group of a code is nearest to. */
const nearestOf = (codebook: readonly Vector[], x: Vector): number[] =>
  Array.from({ length: x.length / GROUP }, (_, group) => {
    const distances = codebook.map((row) => distance(row, x.slice(group * GROUP, (group + 1) * GROUP)));
    return distances.indexOf(Math.min(...distances));
  });

/** What the gradient of a quantised code does not go through, one a picture. */
interface Frozen {
  readonly x: Vector;
  readonly quantised: Vector;
  readonly chosen: readonly number[];
}

const frozenOf = (params: Plain, y: Vector): Frozen => {
  const x = run(params.encoder, y);
  const chosen = nearestOf(params.codebooks[0] ?? [], x);
  return { x, chosen, quantised: chosen.flatMap((row) => params.codebooks[0]?.[row] ?? []) };
};

/** Losses of one picture, after their formulas. */
const ORACLES: Readonly<
  Record<RivalName, (params: Plain, y: Vector, noise: Vector, frozen: Frozen) => number>
> = {
  plain: ({ encoder, decoder }, y) => distance(run(decoder, run(encoder, y)), y),
  vae: ({ encoder, decoder }, y, noise) => {
    const both = run(encoder, y);
    const means = both.slice(0, both.length / 2);
    const logVariances = both.slice(both.length / 2);
    const z = means.map((mu, d) => mu + Math.exp((logVariances[d] ?? NaN) / 2) * (noise[d] ?? NaN));
    const divergence = means.reduce((sum, mu, d) => {
      const log = logVariances[d] ?? NaN;
      return sum + (mu ** 2 + Math.exp(log) - log - 1) / 2;
    }, 0);
    return distance(run(decoder, z), y) + DIVERGENCE * divergence;
  },
  'vq-vae': ({ encoder, decoder, codebooks }, y, _, frozen) => {
    const x = run(encoder, y);
    const quantised = frozen.chosen.flatMap((row) => codebooks[0]?.[row] ?? []);
    const straight = x.map((value, d) => value + (frozen.quantised[d] ?? NaN) - (frozen.x[d] ?? NaN));
    return (
      distance(run(decoder, straight), y) +
      distance(frozen.x, quantised) +
      COMMITMENT * distance(x, frozen.quantised)
    );
  },
};

describe.each(['plain', 'vae', 'vq-vae'] as const)('the rival %s', (name) => {
  it('has the loss and the gradient of float64 loops', async () => {
    const before = backend.memory().tensors;
    const params = RIVALS[name].init(backend, key('params'), SIZES);
    const y = backend.tensor(pictures, [ROWS, SIZES.pixels]);
    const { value, gradient } = backend.valueAndGrad(
      (p: RivalParams) => RIVALS[name].loss(backend, p, y, own),
      params,
    );
    const plain = await plainOf(params);
    const images = await matrix(y);
    const width = SIZES.dimension;
    const noise = normal(own, [ROWS, width]);
    const frozen = images.map((image) => frozenOf(plain, image));
    const loss = (): number =>
      images.reduce((sum, image, row) => {
        const drawn = Array.from(noise.subarray(row * width, (row + 1) * width));
        return (
          sum + ORACLES[name](plain, image, drawn, frozen[row] ?? { x: [], quantised: [], chosen: [] }) / ROWS
        );
      }, 0);
    // Sums of some hundred float32 products.
    expect(Math.abs(Number((await backend.read(value))[0]) / loss() - 1)).toBeLessThan(1e-5);
    const slopes = vectorsOf(plain).flatMap((vector) =>
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
    const found = vectorsOf(await plainOf(gradient)).flat();
    expect(found.length).toBe(slopes.length);
    const largest = Math.max(...slopes.map(Math.abs));
    const worst = Math.max(...slopes.map((slope, index) => Math.abs(slope - (found[index] ?? NaN))));
    // Differences are right to 1e-9 here; float32 leaves 1e-6 of the largest slope, taken twenty times.
    expect(worst / largest).toBeLessThan(2e-5);
    disposeTree([params, y, value, gradient]);
    expect(backend.memory().tensors).toBe(before);
  });

  it('reconstructs without chance, by the codes that the loss is about', async () => {
    const before = backend.memory().tensors;
    const params = RIVALS[name].init(backend, key('params'), SIZES);
    const y = backend.tensor(pictures, [ROWS, SIZES.pixels]);
    const shown = RIVALS[name].reconstruct(backend, params, y);
    const plain = await plainOf(params);
    const codes = {
      plain: (image: Vector) => run(plain.encoder, image),
      vae: (image: Vector) => run(plain.encoder, image).slice(0, SIZES.dimension),
      'vq-vae': (image: Vector) => frozenOf(plain, image).quantised,
    };
    for (const [row, image] of (await matrix(y)).entries()) {
      const expected = run(plain.decoder, codes[name](image));
      for (const [index, value] of ((await matrix(shown))[row] ?? []).entries()) {
        // Sums of some twenty float32 products near 1.
        expect(value).toBeCloseTo(expected[index] ?? NaN, 5);
      }
    }
    disposeTree([params, y, shown]);
    expect(backend.memory().tensors).toBe(before);
  });
});

describe('the rivals', () => {
  it('have layers of the same sizes', () => {
    const shapes = (name: RivalName): (readonly number[])[] => {
      const params = RIVALS[name].init(backend, key('params'), SIZES);
      const found = [...params.encoder, ...params.decoder].map(({ weight }) => weight.shape);
      disposeTree(params);
      return found;
    };
    const plain = [
      [6, 5],
      [5, 16],
      [16, 5],
      [5, 6],
    ];
    expect([shapes('plain'), shapes('vq-vae')]).toEqual([plain, plain]);
    // Means and variances.
    expect(shapes('vae')).toEqual(plain.map((shape, index) => (index === 1 ? [5, 32] : shape)));
  });
});

describe('the rival vae', () => {
  it('starts from small variances', async () => {
    const params = RIVALS.vae.init(backend, key('params'), SIZES);
    const { encoder } = await plainOf(params);
    const width = SIZES.dimension;
    const expected = Array.from({ length: 2 * width }, (_, index) => (index < width ? 0 : START));
    expect(encoder.at(-1)?.bias).toEqual(expected);
    disposeTree(params);
  });
});

describe('askJudge', () => {
  it('shows the judge of digits ink without its tint, and that of tints the picture', async () => {
    // Each judge says the place of its largest input.
    const identity = (size: number): Tensor =>
      backend.tensor(
        Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j))),
      );
    const judges: Judges = {
      digits: [{ weight: identity(2), bias: backend.tensor([0, 0.6]) }],
      tints: [{ weight: identity(6), bias: backend.zeros([6]) }],
    };
    // Ink .2 and .05 of full .2: shares 1 and .25; then .1 and .1; then black.
    const y = backend.tensor([
      [0.2, 0.1, 0, 0.05, 0.02, 0],
      [0, 0.1, 0, 0, 0.05, 0.1],
      [0, 0, 0, 0, 0, 0],
    ]);
    expect(await askJudge(backend, judges, 'digits', y)).toEqual([0, 1, 1]);
    expect(await askJudge(backend, judges, 'tints', y)).toEqual([0, 1, 0]);
    disposeTree([judges, y]);
  });
});
