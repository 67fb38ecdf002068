import { createBackend, disposeTree } from '@vsa/backend';
import { key, normal, uniform } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { encode, initEncoder } from './encoder.js';
import { settleEncoder, standardiseFeatures } from './standardise.js';

const backend = await createBackend('cpu');
const [IMAGES, WIDTH] = [7, 3];
const values = Float64Array.from(
  normal(key('features'), [IMAGES, WIDTH]),
  (value, at) => 3 * value + (at % WIDTH),
);

/** The definition, one feature after the other. */
function standardised(features: Float64Array): number[] {
  const out = Array<number>(features.length).fill(NaN);
  for (let column = 0; column < WIDTH; column += 1) {
    const own = Array.from({ length: IMAGES }, (_, row) => features[row * WIDTH + column] ?? NaN);
    const mean = own.reduce((sum, value) => sum + value, 0) / IMAGES;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / IMAGES;
    own.forEach((value, row) => (out[row * WIDTH + column] = (value - mean) / Math.sqrt(variance + 1e-4)));
  }
  return out;
}

describe('standardiseFeatures', () => {
  it('has mean 0 and deviation 1 over the images, as the definition does', async () => {
    using features = backend.tensor(Float32Array.from(values), [IMAGES, WIDTH]);
    using found = standardiseFeatures(backend, features);
    const expected = standardised(values);
    // Sums of seven float32 numbers below 10.
    (await backend.read(found)).forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
    });
  });

  it('has the gradient of the definition', async () => {
    using features = backend.tensor(Float32Array.from(values), [IMAGES, WIDTH]);
    using weights = backend.tensor(
      Float32Array.from(values, (_, at) => Math.cos(at)),
      [IMAGES, WIDTH],
    );
    const { value, gradient } = backend.valueAndGrad(
      (given) => backend.sum(backend.mul(standardiseFeatures(backend, given), weights)),
      features,
    );
    const loss = (at: number, by: number): number => {
      const moved = values.map((each, place) => (place === at ? each + by : each));
      return standardised(moved).reduce((sum, each, place) => sum + each * Math.cos(place), 0);
    };
    const found = await backend.read(gradient);
    // Central differences in float64 are right to 1e-9; the gradient is a difference of float32 sums of order 1.
    found.forEach((each, at) => {
      expect(each).toBeCloseTo((loss(at, 1e-5) - loss(at, -1e-5)) / 2e-5, 4);
    });
    disposeTree({ value, gradient });
  });

  it('leaves a feature at zero that all images share', async () => {
    using features = backend.fill([4, 2], 5);
    using found = standardiseFeatures(backend, features);
    expect(Array.from(await backend.read(found))).toEqual(Array(8).fill(0));
  });

  it('refuses a single image, other shapes and other kinds', () => {
    using one = backend.ones([1, 3]);
    using flat = backend.ones([3]);
    using whole = backend.ones([2, 3], 'int32');
    expect(() => standardiseFeatures(backend, one)).toThrow(/two images or more, got \[1, 3\]/);
    expect(() => standardiseFeatures(backend, flat)).toThrow(RangeError);
    expect(() => standardiseFeatures(backend, whole)).toThrow(TypeError);
  });
});

describe('settleEncoder', () => {
  it('gives an encoder whose features are the standardised ones, and leaves the given one alone', async () => {
    const encoder = initEncoder(backend, key('encoder'), WIDTH);
    using images = backend.tensor(uniform(key('images'), [IMAGES, 1024]), [IMAGES, 1024]);
    const tensors = backend.memory().tensors;
    const settled = settleEncoder(backend, encoder, images);
    using plain = encode(backend, encoder, images);
    using expected = standardiseFeatures(backend, plain);
    using found = encode(backend, settled, images);
    const [a, b] = [await backend.read(found), await backend.read(expected)];
    // Features of order 1, of deviation near .1, divided by it: ten roundings of 6e-8, times ten.
    a.forEach((value, at) => {
      expect(value).toBeCloseTo(b[at] ?? NaN, 4);
    });
    disposeTree(settled);
    expect(backend.memory().tensors - tensors).toBe(3);
    disposeTree(encoder);
  });

  it('refuses a single image and images of another size', () => {
    const encoder = initEncoder(backend, key('encoder'), WIDTH);
    using one = backend.zeros([1, 1024]);
    using small = backend.zeros([2, 1000]);
    expect(() => settleEncoder(backend, encoder, one)).toThrow(/two images or more/);
    expect(() => settleEncoder(backend, encoder, small)).toThrow(/\[n, 1024\]/);
    disposeTree(encoder);
  });
});
