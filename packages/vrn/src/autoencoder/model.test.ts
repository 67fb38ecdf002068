import { createBackend, disposeTree, type Tensor } from '@vsa/backend';
import { key, uniform } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import {
  bindChoices,
  decode,
  encode,
  initPerceptron,
  initVrae,
  perceptron,
  picturesAt,
  picturesOf,
  readPosteriors,
  recolour,
  recombine,
  shufflePixels,
  solved,
} from './index.js';

const backend = await createBackend('cpu');
const SIZES = { pixels: 12, codes: [3, 4, 2], dimension: 6 };
const read = async (tensor: Tensor): Promise<number[]> => Array.from(await backend.read(tensor));

describe('initVrae', () => {
  it('is keyed, of the sizes asked for, and has codebooks of the mean and deviation asked for', async () => {
    const params = initVrae(backend, key('a'), {
      ...SIZES,
      codes: [40, 50],
      dimension: 64,
      spread: 0.3,
      centre: 1,
    });
    const again = initVrae(backend, key('a'), {
      ...SIZES,
      codes: [40, 50],
      dimension: 64,
      spread: 0.3,
      centre: 1,
    });
    expect(params.codebooks.map(({ shape }) => shape)).toEqual([
      [40, 64],
      [50, 64],
    ]);
    expect(params.encoder.map(({ weight }) => weight.shape)).toEqual([
      [12, 256],
      [256, 64],
    ]);
    const [book] = params.codebooks;
    if (book === undefined) throw new Error('expected a codebook');
    const entries = await read(book);
    const mean = entries.reduce((a, b) => a + b, 0) / entries.length;
    const deviation = Math.sqrt(entries.reduce((a, b) => a + (b - mean) ** 2, 0) / entries.length);
    // Of 2,560 entries: .3 / sqrt(2560) = .006 and .3 / sqrt(5120) = .004; five of each.
    expect(Math.abs(mean - 1)).toBeLessThan(0.03);
    expect(Math.abs(deviation - 0.3)).toBeLessThan(0.02);
    expect(await read(again.codebooks[0] ?? book)).toEqual(entries);
    disposeTree([params, again]);
  });

  it.each([
    [{ codes: [3] }, /expected 2 to 10 codebooks, got 1/],
    [{ codes: Array.from({ length: 11 }, () => 2) }, /got 11/],
    [{ codes: [3, 0] }, /codes\[1\] to be a whole number >= 1, got 0/],
    [{ pixels: 0 }, /pixels/],
    [{ dimension: 1.5 }, /dimension to be a whole number >= 1, got 1.5/],
    [{ hidden: 0 }, /hidden/],
    [{ posteriorHidden: -1 }, /posteriorHidden/],
    [{ spread: -1 }, /spread/],
  ])('refuses %j', (wrong, message) => {
    expect(() => initVrae(backend, key('a'), { ...SIZES, ...wrong })).toThrow(message);
  });

  it('leaves the hidden layer of posteriors out when asked to', () => {
    const params = initVrae(backend, key('a'), { ...SIZES, posteriorHidden: 0 });
    expect(params.posteriors.map((layers) => layers.length)).toEqual([1, 1, 1]);
    disposeTree(params);
  });
});

describe('perceptron', () => {
  it('is the sums by hand, with ReLU in between', async () => {
    const layers = [
      {
        weight: backend.tensor([
          [1, -1],
          [2, 1],
        ]),
        bias: backend.tensor([0.5, 0]),
      },
      { weight: backend.tensor([[3], [10]]), bias: backend.tensor([-1]) },
    ];
    const x = backend.tensor([[1, 0.5]]);
    // Hidden: 1 + 1 + .5 = 2.5 and max(-1 + .5, 0) = 0.
    const y = perceptron(backend, layers, x);
    expect(await read(y)).toEqual([6.5]);
    const none = perceptron(backend, [], x);
    expect(none).not.toBe(x);
    expect(() => initPerceptron(backend, key('a'), [3])).toThrow(/expected inputs and outputs/);
    expect(() => perceptron(backend, layers, y)).toThrow(RangeError);
    disposeTree([layers, x, y, none]);
  });
});

describe('bindChoices', () => {
  it('multiplies the rows chosen', async () => {
    const books = [
      backend.tensor([
        [1, 2],
        [3, 4],
      ]),
      backend.tensor([
        [5, 6],
        [7, 8],
        [9, 10],
      ]),
    ];
    const choices = [
      backend.tensor([
        [0, 1],
        [0.5, 0.5],
      ]),
      backend.tensor([
        [0, 0, 1],
        [1, 0, 0],
      ]),
    ];
    const bound = bindChoices(backend, books, choices);
    expect(await read(bound)).toEqual([27, 40, 10, 18]);
    expect(() => bindChoices(backend, books, choices.slice(1))).toThrow(/expected 2 choices, got 1/);
    expect(() => bindChoices(backend, books, [...choices].reverse())).toThrow(
      /choices\[0\] of shape \[rows >= 1, 2\]/,
    );
    disposeTree([books, choices, bound]);
  });
});

describe('views', () => {
  const pictures = uniform(key('pictures'), [4, 12]);

  it('shufflePixels keeps the pixels and moves them alike in each picture', async () => {
    const y = backend.tensor(pictures, [4, 12]);
    const moved = shufflePixels(backend, y, key('places'));
    const [before, after] = [await read(y), await read(moved)];
    const pixel = (values: readonly number[], row: number, place: number): string =>
      values.slice(row * 12 + place * 3, row * 12 + place * 3 + 3).join();
    const places = [0, 1, 2, 3].map((place) =>
      [0, 1, 2, 3].findIndex((from) => pixel(before, 0, from) === pixel(after, 0, place)),
    );
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
    for (const row of [1, 2, 3])
      for (const place of [0, 1, 2, 3])
        expect(pixel(after, row, place)).toBe(pixel(before, row, places[place] ?? -1));
    disposeTree([y, moved]);
  });

  it('recolour keeps the share of ink and forgets the tint', async () => {
    const ink = [0, 0.25, 1, 0.5];
    const tinted = (tint: readonly number[]): number[] =>
      ink.flatMap((grey) => tint.map((part) => grey * part));
    const y = backend.tensor([tinted([0.5, 0.25, 0]), tinted([0, 0.5, 1])]);
    const fresh = recolour(backend, y, key('tints'));
    const values = await read(fresh);
    for (const row of [0, 1]) {
      const at = (place: number): number[] => values.slice(row * 12 + place * 3, row * 12 + place * 3 + 3);
      const full = at(2);
      expect(Math.max(...full)).toBeGreaterThanOrEqual(0.5 - 1e-6);
      expect(Math.max(...full)).toBeLessThanOrEqual(1);
      // One product and one quotient of float32 each.
      ink.forEach((grey, place) => {
        at(place).forEach((value, channel) => {
          expect(value).toBeCloseTo(grey * (full[channel] ?? NaN), 6);
        });
      });
    }
    const other = backend.tensor([tinted([0, 0, 0.125]), tinted([1, 1, 1])]);
    const same = recolour(backend, other, key('tints'));
    (await read(same)).forEach((value, index) => {
      expect(value).toBeCloseTo(values[index] ?? NaN, 6);
    });
    const black = backend.zeros([1, 12]);
    const still = recolour(backend, black, key('tints'));
    expect(Math.max(...(await read(still)))).toBe(0);
    const odd = backend.zeros([1, 4]);
    expect(() => recolour(backend, odd, key('a'))).toThrow(/recolour: .*got 4 values/);
    expect(() => shufflePixels(backend, odd, key('a'))).toThrow(/shufflePixels: .*got 4 values/);
    disposeTree([y, fresh, other, same, black, still, odd]);
  });
});

describe('recombine', () => {
  const setup = () => {
    const params = initVrae(backend, key('model'), SIZES);
    const [a, b] = ['a', 'b'].map((name) => backend.tensor(uniform(key(name), [2, 12]), [2, 12]));
    if (a === undefined || b === undefined) throw new Error('expected two');
    return { params, a, b };
  };

  it('takes the posteriors of the factors named from the other picture', async () => {
    const before = backend.memory().tensors;
    const { params, a, b } = setup();
    const mixed = recombine(backend, params, a, b, [1], { temperature: 0.5 });
    const [pa, pb] = [a, b].map((y) => readPosteriors(backend, params, y, { temperature: 0.5 }));
    const byHand = picturesOf(
      backend,
      params,
      [pa?.[0], pb?.[1], pa?.[2]].flatMap((p) => (p ? [p] : [])),
    );
    expect(await read(mixed)).toEqual(await read(byHand));
    const rows = (await read(pa?.[1] ?? mixed)).reduce((sum, p) => sum + p, 0);
    expect(rows).toBeCloseTo(2, 5);
    const own = recombine(backend, params, a, b, []);
    const x = encode(backend, params, a);
    const p = readPosteriors(backend, params, a);
    const bound = bindChoices(backend, params.codebooks, p);
    const direct = decode(backend, params, bound);
    const limited = (await read(direct)).map((value) => Math.min(Math.max(value, 0), 1));
    expect(await read(own)).toEqual(limited);
    disposeTree([params, a, b, mixed, pa, pb, byHand, own, x, p, bound, direct]);
    expect(backend.memory().tensors).toBe(before);
  });

  it('lets the solver read too', async () => {
    const { params, a, b } = setup();
    const inference = solved({ optimizer: 'coordinate', steps: 4, gamma: 0.2 });
    const p = readPosteriors(backend, params, a, { inference });
    expect(p.map(({ shape }) => shape)).toEqual([
      [2, 3],
      [2, 4],
      [2, 2],
    ]);
    for (const part of p) {
      const total = (await read(part)).reduce((sum, value) => sum + value, 0);
      expect(total).toBeCloseTo(2, 5);
    }
    disposeTree([params, a, b, p]);
  });

  it('refuses what does not fit', () => {
    const { params, a, b } = setup();
    const narrow = backend.ones([2, 9]);
    const one = backend.ones([1, 12]);
    expect(() => recombine(backend, params, a, b, [3])).toThrow(/expected factors from 0 to 2, got 3/);
    expect(() => recombine(backend, params, a, narrow, [0])).toThrow(
      /expected other of shape \[rows >= 1, 12\]/,
    );
    expect(() => recombine(backend, params, narrow, narrow, [0])).toThrow(RangeError);
    expect(() => recombine(backend, params, a, one, [0])).toThrow(
      /as many pictures in other as in from, 2, got 1/,
    );
    disposeTree([params, a, b, narrow, one]);
  });
});

describe('picturesAt', () => {
  it('gives bytes as shares of 255', async () => {
    const pictures = { pixels: Uint8Array.of(0, 51, 255, 102), shape: [2, 2] } as const;
    using batch = picturesAt(backend, pictures, [1, 0, 1]);
    expect(batch.shape).toEqual([3, 2]);
    const expected = [1, 0.4, 0, 0.2, 1, 0.4];
    (await read(batch)).forEach((value, index) => {
      expect(value).toBe(Math.fround(expected[index] ?? NaN));
    });
    expect(() => picturesAt(backend, pictures, [2])).toThrow(/from 0 to 1, got 2/);
    expect(() => picturesAt(backend, pictures, [0.5])).toThrow(RangeError);
  });
});
