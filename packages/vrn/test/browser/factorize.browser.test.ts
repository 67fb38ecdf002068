// One factorisation in a real browser, on each backend that a page has.
import { createBackend, type Backend, type BackendName } from '@vsa/backend';
import { bipolar, foldIn, key } from '@vsa/backend/random';
import { factorize } from '@vsa/vrn';
import { describe, expect, inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the harness serves tfjs's wasm files. */
    readonly wasmPaths: Readonly<Record<string, string>>;
  }
}

const options = { wasmPaths: inject('wasmPaths'), smallTensors: 'gpu-only' } as const;
const dimension = 500;
const rows = 12;
const truth = [
  [3, 11, 0],
  [7, 2, 9],
];

/** Two composites of three random bipolar codebooks, far below capacity: every method must find the factors. */
function problem(backend: Backend) {
  const values = [1, 2, 3].map((book) => bipolar(foldIn(key(5), book), [rows, dimension]));
  const composites = truth.flatMap((indices) =>
    Array.from({ length: dimension }, (_, d) =>
      indices.reduce(
        (product, row, book) => product * (values[book]?.[row * dimension + d] ?? Number.NaN),
        1,
      ),
    ),
  );
  return {
    codebooks: values.map((book) => backend.tensor(book, [rows, dimension])),
    composites: backend.tensor(new Float32Array(composites), [truth.length, dimension]),
  };
}

// A software GPU takes 0.1 s a step; half of the default steps decide as well.
const steps = 50;

describe('factorize in a page', () => {
  const posteriors = new Map<BackendName, number[]>();

  it.each<BackendName>(['wasm', 'webgpu'])('finds the factors on %s and leaks nothing', async (name) => {
    const backend = await createBackend(name, options);
    const { codebooks, composites } = problem(backend);
    const before = backend.memory().tensors;
    const { results } = await factorize(backend, composites, codebooks, { steps });
    expect(backend.memory().tensors).toBe(before);
    for (const tensor of [...codebooks, composites]) tensor.dispose();
    expect(results.map(({ indices }) => indices)).toEqual(truth);
    posteriors.set(
      name,
      results.flatMap((found) => found.posteriors.flatMap((posterior) => [...posterior])),
    );
  });

  it('gives the same posteriors on WASM and WebGPU', () => {
    const { wasm = [], webgpu = [] } = Object.fromEntries(posteriors);
    expect(wasm).toHaveLength(truth.length * 3 * rows);
    const worst = Math.max(...wasm.map((p, index) => Math.abs(p - (webgpu[index] ?? Number.NaN))));
    // Sums of 500 float32 products in another order, through Adam steps of at most 0.02 each; 1e-3 is far below any decision.
    expect(worst).toBeLessThan(1e-3);
  });
});
