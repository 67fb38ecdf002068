// How binding by circular convolution grows with D: by transforms, O(D log D), and by a circulant matrix, O(D²), both with the matrix
// made for each factor and with one matrix kept for a factor that never changes. 16 pairs at a time on the wasm backend.

import type { Backend, Tensor } from '@vsa/backend';
import { key, normal } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { bench, describe } from 'vitest';

import { circularConvolve } from './convolve.js';
import { createFft } from './fft.js';

const backend: Backend = await createWasmBackend();
const ROWS = 16;

function circulant(b: Tensor): Tensor {
  const dimension = b.size;
  const places = new Int32Array(dimension * dimension);
  for (let m = 0; m < dimension; m++) {
    for (let n = 0; n < dimension; n++) places[m * dimension + n] = (n - m + dimension) % dimension;
  }
  using indices = backend.tensor(places, [dimension, dimension], 'int32');
  return backend.gather(b, indices);
}

describe.each([256, 1024, 4096, 1000, 1009])('bind 16 pairs at D = %i', (dimension) => {
  const a = backend.tensor(normal(key('a'), [ROWS, dimension]), [ROWS, dimension]);
  const b = backend.tensor(normal(key('b'), [dimension]));
  const fft = createFft(backend, dimension);
  const matrix = circulant(b);

  /** Runs and waits until the values are there. */
  const measure = (f: () => Tensor) => async (): Promise<void> => {
    using result = f();
    await backend.read(result);
  };

  bench(
    'transforms',
    measure(() => circularConvolve(backend, a, b)),
  );
  bench(
    'transforms, constants on the device',
    measure(() => circularConvolve(backend, a, b, { fft })),
  );
  bench(
    'matrix, kept',
    measure(() => backend.matMul(a, matrix)),
  );
  if (dimension <= 1024) {
    bench(
      'matrix, made for the factor',
      measure(() =>
        backend.tidy(() => {
          return backend.matMul(a, circulant(b));
        }),
      ),
    );
  }
});
