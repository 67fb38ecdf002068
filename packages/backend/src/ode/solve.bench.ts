// What a step costs: 100 steps of each method on a small and on a large state, on wasm.
import { bench, describe } from 'vitest';
import { key, normal } from '../random/index.js';
import { disposeTree } from '../tree.js';
import { createWasmBackend } from '../wasm.js';
import { dormandPrince5, euler, fixed, heun, rk4, solve, tsitouras5 } from './index.js';

const backend = await createWasmBackend();

describe.each([100, 100_000])('100 steps of %i coupled numbers', (size) => {
  const y0 = backend.tensor(normal(key(1), [size]));
  for (const method of [euler, heun, rk4, dormandPrince5, tsitouras5]) {
    bench(method.name, async () => {
      const solution = await solve(backend, (_, y) => backend.sub(backend.mean(y), y), y0, {
        t1: 1,
        method,
        stepSize: fixed(0.01),
        checkEvery: 100,
      });
      disposeTree(solution);
    });
  }
});
