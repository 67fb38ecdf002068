import { key, normal } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';

import { backends, cpu, distance, leftBehind, naiveDft, norm, take } from '../../test/support.js';
import vectors from '../../test-vectors/numpy/vectors.json' with { type: 'json' };
import { createFft } from './fft.js';
import { planTensors } from './plan.js';

// One radix pass adds a rounding of 2^-24 per product to numbers of size |x| √N; the longest chain here is Bluestein's, three transforms
// of up to 64 + 64 terms. 3e-6 |x| was never exceeded by half; the values themselves are of size |x|.
const RELATIVE = 3e-6;

describe.each(backends.map((backend) => ({ name: backend.name, backend })))(
  'createFft on $name',
  ({ backend }) => {
    it.each(vectors.fourier)('agrees with SciPy at length $length', async (vector) => {
      using fft = createFft(backend, vector.length);
      using re = backend.tensor(vector.re);
      using im = backend.tensor(vector.im);
      const result = fft.forward({ re, im });
      const bound = RELATIVE * norm([...vector.re, ...vector.im]);
      expect(distance(await take(backend, result.re), vector.resultRe)).toBeLessThan(bound);
      expect(distance(await take(backend, result.im), vector.resultIm)).toBeLessThan(bound);
    });

    it.each(vectors.fourier)('inverts SciPy at length $length', async (vector) => {
      using fft = createFft(backend, vector.length);
      using re = backend.tensor(vector.resultRe);
      using im = backend.tensor(vector.resultIm);
      const result = fft.inverse({ re, im });
      const bound = RELATIVE * norm([...vector.re, ...vector.im]);
      expect(distance(await take(backend, result.re), vector.re)).toBeLessThan(bound);
      expect(distance(await take(backend, result.im), vector.im)).toBeLessThan(bound);
    });

    // Two and three radices, a prime beyond the small matrices, and a product with one.
    it.each([1000, 4096, 1009, 2 * 3 * 71])('agrees with the definition at length %i', async (length) => {
      const x = { re: normal(key(length), [length]), im: normal(key(-length), [length]) };
      using fft = createFft(backend, length);
      using re = backend.tensor(x.re);
      using im = backend.tensor(x.im);
      const result = fft.forward({ re, im });
      const expected = naiveDft(x.re, x.im);
      const bound = RELATIVE * norm([...x.re, ...x.im]);
      expect(distance(await take(backend, result.re), expected.re)).toBeLessThan(bound);
      expect(distance(await take(backend, result.im), expected.im)).toBeLessThan(bound);
    });

    it('transforms every row of a batch, whatever its leading axes', async () => {
      using fft = createFft(backend, 12);
      const values = { re: normal(key('re'), [2, 3, 12]), im: normal(key('im'), [2, 3, 12]) };
      using re = backend.tensor(values.re, [2, 3, 12]);
      using im = backend.tensor(values.im, [2, 3, 12]);
      const result = fft.forward({ re, im });
      expect(result.re.shape).toEqual([2, 3, 12]);
      const actual = await take(backend, result.re);
      result.im.dispose();
      for (let row = 0; row < 6; row++) {
        const part = (x: Float32Array): Float32Array => x.slice(12 * row, 12 * row + 12);
        const expected = naiveDft(part(values.re), part(values.im)).re;
        expect(distance(actual.slice(12 * row, 12 * row + 12), expected)).toBeLessThan(1e-5);
      }
    });

    it.each([20, 128, 67])('has the gradient of the conjugate transform at length %i', async (length) => {
      using fft = createFft(backend, length);
      const weight = normal(key('weight'), [length]);
      using w = backend.tensor(weight);
      using re = backend.tensor(normal(key('x'), [length]));
      using im = backend.zeros([length]);
      const { value, gradient } = backend.valueAndGrad(
        (x) => backend.tidy(() => backend.sum(backend.mul(w, fft.forward(x).re))),
        { re, im },
      );
      value.dispose();
      // d/dre[n] Σ_k w[k] Re X[k] = Σ_k w[k] cos(2π nk / N), the real part of w's own transform; for im[n] minus its imaginary part.
      const expected = naiveDft(weight, new Float32Array(length));
      const bound = RELATIVE * norm(weight);
      expect(distance(await take(backend, gradient.re), expected.re)).toBeLessThan(bound);
      expect(
        distance(
          await take(backend, gradient.im),
          expected.im.map((x) => -x),
        ),
      ).toBeLessThan(bound);
    });

    it.each([60, 128, 67])('leaves nothing behind at length %i', (length) => {
      const before = backend.memory().tensors;
      using re = backend.ones([2, length]);
      const fft = createFft(backend, length);
      expect(leftBehind(backend, () => ({ ...fft.forward({ re, im: re }) }))).toBe(0);
      expect(leftBehind(backend, () => ({ ...fft.inverse({ re, im: re }) }))).toBe(0);
      fft.dispose();
      fft.dispose();
      expect(backend.memory().tensors).toBe(before + 1);
    });

    it('keeps its constants when made inside a tidy', () => {
      let made: ReturnType<typeof createFft> | undefined;
      backend
        .tidy(() => {
          made = createFft(backend, 8);
          return backend.scalar(0);
        })
        .dispose();
      expect(made?.plan === undefined ? [] : planTensors(made.plan).map((x) => x.disposed)).toEqual([false]);
      made?.dispose();
    });
  },
);

describe('createFft', () => {
  it.each([0, -4, 2.5, NaN])('refuses the length %f', (length) => {
    expect(() => createFft(cpu, length)).toThrow(RangeError);
    expect(() => createFft(cpu, length)).toThrow(
      `fft.createFft: expected a dimension that is a whole number >= 1, got ${length}.`,
    );
  });

  it('refuses parts of two shapes, another length and another type', () => {
    using fft = createFft(cpu, 4);
    using four = cpu.ones([4]);
    using five = cpu.ones([5]);
    using whole = cpu.ones([4], 'int32');
    expect(() => fft.forward({ re: four, im: five })).toThrow(
      'fft.forward: expected re and im of one shape [..., 4], got [4] and [5].',
    );
    expect(() => fft.inverse({ re: five, im: five })).toThrow(RangeError);
    expect(() => fft.forward({ re: whole, im: four })).toThrow(TypeError);
  });

  it('throws after dispose', () => {
    const fft = createFft(cpu, 4);
    fft.dispose();
    using x = cpu.ones([4]);
    expect(() => fft.forward({ re: x, im: x })).toThrow(
      expect.objectContaining({ code: 'TENSOR_DISPOSED' }) as Error,
    );
  });
});
