// Oscillators in a real browser, on each backend that a page has.
import { createBackend, type BackendName } from '@vsa/backend';
import { key, normal } from '@vsa/backend/random';
import { coherence, initOscillators, oscillatorLayer, ringGraph, simulate, startStates } from '@vsa/kuramoto';
import { describe, expect, inject, it } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the harness serves tfjs's wasm files. */
    readonly wasmPaths: Readonly<Record<string, string>>;
  }
}

const options = { wasmPaths: inject('wasmPaths'), smallTensors: 'gpu-only' } as const;

describe('oscillators in a page', () => {
  const coherences = new Map<BackendName, Float32Array>();
  const orders = new Map<BackendName, Float64Array>();

  it.each<BackendName>(['wasm', 'webgpu'])(
    'bind and come into step on %s, and leak nothing',
    async (name) => {
      const backend = await createBackend(name, options);
      const before = backend.memory().tensors;
      const rho = backend.tidy(() => {
        const params = initOscillators(backend, key(1), { features: 6 });
        const start = startStates(backend, key(2), 'fixed', { batch: 2, features: 6 });
        const features = backend.tensor(normal(key(3), [2, 2, 6]), [2, 2, 6]);
        return coherence(backend, oscillatorLayer(backend, features, start, params, { steps: 5 }));
      });
      coherences.set(name, Float32Array.from(await backend.read(rho)));
      rho.dispose();
      const network = { frequencies: new Float32Array(12), coupling: 1, graph: ringGraph(12, 3) };
      const { order } = await simulate(backend, network, {
        start: key(4),
        duration: 2,
        records: 4,
        stepSize: 0.1,
      });
      orders.set(name, order);
      expect(order.at(-1)).toBeGreaterThan(order[0] ?? NaN);
      expect(backend.memory().tensors).toBe(before);
    },
  );

  it('agree with one another', () => {
    const [one, two] = [coherences.get('wasm'), coherences.get('webgpu')];
    expect(one?.length).toBe(12);
    one?.forEach((value, index) => {
      // WebGPU may round more coarsely in each of the some 100 operations.
      expect(Math.abs(value - (two?.[index] ?? NaN))).toBeLessThan(1e-3);
    });
    orders.get('wasm')?.forEach((r, index) => {
      // Its sine and cosine may err by 2^-11.
      expect(Math.abs(r - (orders.get('webgpu')?.[index] ?? NaN))).toBeLessThan(1e-2);
    });
  });
});
