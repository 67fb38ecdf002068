import { createBackend, disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { describe, expect, test } from 'vitest';
import { generator } from '../test/problems.js';
import { factorize, product, type Activation, type Binding } from './index.js';

/** Real and imaginary halves of `[rows, 2 D]`. */
function halves(b: Backend, v: Tensor): [Tensor, Tensor] {
  const [rows = 0, width = 0] = v.shape;
  return [b.slice(v, [0, 0], [rows, width / 2]), b.slice(v, [0, width / 2], [rows, width / 2])];
}

/** Phasors (FHRR) as cosines and sines: bound by the complex product, unbound by that with the conjugate. */
const phasors: Binding = {
  bind: (b, x, y) => turn(b, x, y, 1),
  unbind: (b, x, known) => turn(b, x, known, -1),
};

function turn(b: Backend, x: Tensor, y: Tensor, direction: number): Tensor {
  return b.tidy(() => {
    const [re, im] = halves(b, x);
    const [c, s] = halves(b, y);
    const sine = b.mul(s, direction);
    return b.concat([b.sub(b.mul(re, c), b.mul(im, sine)), b.add(b.mul(re, sine), b.mul(im, c))], 1);
  });
}

/** Every phasor back to magnitude 1. */
const unit: Activation = (b, v) => {
  const [re, im] = halves(b, v);
  const scale = b.rsqrt(b.maximum(b.add(b.square(re), b.square(im)), 1e-30));
  return b.concat([b.mul(re, scale), b.mul(im, scale)], 1);
};

describe('binding', () => {
  test('the default is the elementwise product both ways', async () => {
    const backend = await createBackend('cpu');
    const [a, b] = [backend.tensor([1, -2, 3]), backend.tensor([4, 5, -6])];
    const both = [product.bind(backend, a, b), product.unbind(backend, a, b)];
    for (const tensor of both) expect([...(await backend.read(tensor))]).toEqual([4, -10, -18]);
    disposeTree([a, b, both]);
  });

  test('phasors fit by shape: real and imaginary parts, complex product, unit magnitudes', async () => {
    const backend = await createBackend('wasm');
    const random = generator(77);
    const [D, n, rows] = [500, 10, 8];
    const angles = [0, 1, 2].map(() =>
      Array.from({ length: n }, () => Array.from({ length: D }, () => 2 * Math.PI * random())),
    );
    const truths = Array.from({ length: rows }, () => angles.map(() => Math.floor(random() * n)));
    const parts = (phase: readonly number[]): number[] => [...phase.map(Math.cos), ...phase.map(Math.sin)];
    const sums = truths.map((truth) =>
      Array.from({ length: D }, (_, d) =>
        truth.reduce((sum, index, k) => sum + (angles[k]?.[index]?.[d] ?? NaN), 0),
      ),
    );
    const codebooks = angles.map((book) => backend.tensor(book.map(parts)));
    const composites = backend.tensor(sums.map(parts));
    const before = backend.memory().tensors;
    const { results, path } = await factorize(backend, composites, codebooks, {
      binding: phasors,
      activation: unit,
      start: 'mean',
      decode: 'signed',
    });
    expect(backend.memory().tensors).toBe(before);
    expect(path).toBe('dense');
    expect(results.map(({ indices }) => indices)).toEqual(truths);
    for (const { similarities } of results) {
      for (const value of similarities) expect(value).toBeGreaterThan(0.9);
    }
    disposeTree([composites, codebooks]);
  });
});
