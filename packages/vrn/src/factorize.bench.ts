// VRN at the size: D = 1024, K = 3, n = 100, 100 Adam steps; one composite and a hundred, on every backend that starts here.
import { createBackend, type Backend, type Tensor } from '@vsa/backend';
import { bipolar, foldIn, key } from '@vsa/backend/random';
import { bench, describe } from 'vitest';
import { factorize } from './factorize.js';
import type { VrnOptions } from './options.js';

const DIMENSION = 1024;
const SIZE = 100;

async function started(name: 'wasm' | 'node'): Promise<Backend | undefined> {
  try {
    return await createBackend(name);
  } catch {
    return undefined;
  }
}

function inputs(backend: Backend, batch: number): { x: Tensor; books: Tensor[] } {
  const make = (index: number, rows: number): Tensor =>
    backend.tensor(bipolar(foldIn(key('vrn bench'), index), [rows, DIMENSION]), [rows, DIMENSION]);
  return { x: make(0, batch), books: [1, 2, 3].map((k) => make(k, SIZE)) };
}

const cases: readonly (readonly [string, VrnOptions])[] = [
  ['fused', { path: 'fused' }],
  ['fused, two threads', { path: 'fused', threads: 2 }],
  ['tensor', { path: 'tensor' }],
];

for (const name of ['wasm', 'node'] as const) {
  const backend = await started(name);
  for (const batch of [1, 100]) {
    describe(`${name}, ${batch} composite${batch === 1 ? '' : 's'}`, () => {
      if (backend === undefined) {
        // Native TensorFlow is an extra: without it the table keeps a row that says so.
        bench.skip(`n/a: backend ${name} does not start here`, () => undefined);
        return;
      }
      const { x, books } = inputs(backend, batch);
      for (const [label, options] of cases) {
        if (options.path === 'fused' && backend.kernels === undefined) continue;
        bench(
          label,
          async () => {
            await factorize(backend, x, books, options);
          },
          { time: 1000, iterations: 3, warmupIterations: 1, warmupTime: 0 },
        );
      }
    });
  }
}
