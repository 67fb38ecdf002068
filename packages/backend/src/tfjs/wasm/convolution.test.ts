import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Conv2dOptions } from '../../backend.js';
import { foldIn, key, normal } from '../../random/index.js';
import { countLeaks, installMatchers } from '../../testing/index.js';
import { createWasmBackend } from '../../wasm.js';

installMatchers(expect);

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

type Size = readonly [number, number];

interface Case {
  readonly size: Size;
  readonly window: Size;
  readonly strides: Size;
  readonly padding: 'same' | 'valid' | number;
}

const CASES: readonly Case[] = [
  { size: [8, 8], window: [4, 4], strides: [2, 2], padding: 1 },
  { size: [7, 9], window: [3, 2], strides: [2, 3], padding: 'valid' },
  { size: [7, 9], window: [3, 2], strides: [2, 3], padding: 'same' },
  { size: [6, 5], window: [5, 3], strides: [1, 1], padding: 'same' },
  { size: [6, 5], window: [2, 2], strides: [1, 2], padding: 2 },
  // Steps wider than the window leave pixels out.
  { size: [9, 10], window: [2, 1], strides: [4, 3], padding: 'valid' },
  { size: [9, 10], window: [2, 1], strides: [4, 3], padding: 1 },
  { size: [4, 4], window: [4, 4], strides: [3, 3], padding: 3 },
];

/** Rows of zeros before the first, as TensorFlow pads. */
function before(size: number, window: number, stride: number, padding: Case['padding']): number {
  if (padding === 'valid') return 0;
  if (padding === 'same')
    return Math.floor(Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size) / 2);
  return padding;
}

describe('gradients of conv2d on wasm', () => {
  it.each(CASES)(
    'follow the sum over all pairs of pixel and tap: %o',
    async ({ size, window, strides, padding }) => {
      const [batch, inputs, outputs] = [2, 3, 4];
      const options: Conv2dOptions = { strides, padding };
      const draw = (name: string, shape: readonly number[]): Float32Array =>
        normal(foldIn(key('conv'), name), shape);
      const shapes = { x: [batch, ...size, inputs], filter: [...window, inputs, outputs] } as const;
      const arrays = { x: draw('x', shapes.x), filter: draw('filter', shapes.filter) };
      const params = {
        x: backend.tensor(arrays.x, shapes.x),
        filter: backend.tensor(arrays.filter, shapes.filter),
      };
      const [, rows = 0, columns = 0] = backend.conv2d(params.x, params.filter, options).shape;
      const weights = draw('dy', [batch, rows, columns, outputs]);
      const dy = backend.tensor(weights, [batch, rows, columns, outputs]);
      const { gradient } = backend.valueAndGrad(
        (p: typeof params) => backend.sum(backend.mul(backend.conv2d(p.x, p.filter, options), dy)),
        params,
      );
      const expected = {
        x: new Float64Array(arrays.x.length),
        filter: new Float64Array(arrays.filter.length),
      };
      const [top, left] = [
        before(size[0], window[0], strides[0], padding),
        before(size[1], window[1], strides[1], padding),
      ];
      for (const [place, weight] of weights.entries()) {
        const out = place % outputs;
        const column = Math.floor(place / outputs) % columns;
        const row = Math.floor(place / outputs / columns) % rows;
        const sample = Math.floor(place / outputs / columns / rows);
        for (let v = 0; v < window[0]; v += 1) {
          for (let u = 0; u < window[1]; u += 1) {
            const [y, x] = [row * strides[0] + v - top, column * strides[1] + u - left];
            if (y < 0 || x < 0 || y >= size[0] || x >= size[1]) continue;
            for (let c = 0; c < inputs; c += 1) {
              const pixel = ((sample * size[0] + y) * size[1] + x) * inputs + c;
              const tap = ((v * window[1] + u) * inputs + c) * outputs + out;
              expected.x[pixel] = (expected.x[pixel] ?? 0) + weight * (arrays.filter[tap] ?? NaN);
              expected.filter[tap] = (expected.filter[tap] ?? 0) + weight * (arrays.x[pixel] ?? NaN);
            }
          }
        }
      }
      expect(rows * columns).toBeGreaterThan(0);
      // Sums of at most 240 float32 products of size one.
      expect(await backend.read(gradient.x)).toBeAllClose(expected.x, { relative: 1e-4, absolute: 1e-5 });
      expect(await backend.read(gradient.filter)).toBeAllClose(expected.filter, {
        relative: 1e-4,
        absolute: 1e-5,
      });
    },
  );

  it('free their temporaries', async () => {
    const x = backend.tensor(normal(key(1), [1, 8, 8, 2]), [1, 8, 8, 2]);
    const filter = backend.tensor(normal(key(2), [4, 4, 2, 3]), [4, 4, 2, 3]);
    const options: Conv2dOptions = { strides: 2, padding: 1 };
    const leaks = await countLeaks(backend, () => {
      const { value, gradient } = backend.valueAndGrad(
        (p: { x: typeof x; filter: typeof x }) =>
          backend.sum(backend.square(backend.conv2d(p.x, p.filter, options))),
        { x, filter },
      );
      return [value, gradient];
    });
    expect(leaks).toBe(0);
  });
});
