import type { Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ringGraph } from '../phase/graph.js';
import { simulate } from '../phase/simulate.js';
import { simulateSpheres } from './simulate-spheres.js';
import { startStates } from './start.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

describe('simulateSpheres', () => {
  it('is phase Kuramoto for N = 2, on the mean field and on a graph', async () => {
    const frequencies = Float32Array.from({ length: 20 }, (_, i) => i / 10 - 1);
    const omega = Float32Array.from({ length: 80 }, (_, at) => [0, -1, 1, 0][at % 4] ?? 0).map(
      (sign, at) => sign * (frequencies[Math.floor(at / 4)] ?? NaN),
    );
    const states = await backend.read(
      startStates(backend, key(2), 'fixed', { batch: 1, objects: 1, features: 20 }),
    );
    const start = Float32Array.from({ length: 20 }, (_, i) =>
      Math.atan2(states[2 * i + 1] ?? NaN, states[2 * i] ?? NaN),
    );
    for (const graph of [undefined, ringGraph(20, 2)]) {
      const times = { duration: 4, records: 8 };
      const network = { count: 20, dimension: 2, coupling: 1.2, omega, graph };
      const spheres = await simulateSpheres(backend, network, { ...times, start: key(2), stepSize: 0.001 });
      const phases = await simulate(backend, { frequencies, coupling: 1.2, graph }, { ...times, start });
      spheres.order.forEach((r, index) => {
        // Euler steps of 0.001 over 4 units of time err by some 1e-3.
        expect(Math.abs(r - (phases.order[index] ?? NaN))).toBeLessThan(5e-3);
      });
      expect([...spheres.times]).toEqual([...phases.times]);
    }
  });

  it('comes into step without rotation, in 2 to 5 dimensions, and leaks nothing', async () => {
    const before = backend.memory().tensors;
    for (const dimension of [2, 3, 5]) {
      const network = { count: 50, dimension, coupling: 1 };
      const { order, states, status } = await simulateSpheres(backend, network, {
        start: key(1),
        duration: 30,
        stepSize: 0.1,
      });
      expect(status).toBe('finished');
      expect(order[0]).toBeLessThan(0.5);
      expect(order.at(-1)).toBeCloseTo(1, 5);
      for (let at = 0; at < states.length; at += dimension) {
        expect(Math.hypot(...states.slice(at, at + dimension))).toBeCloseTo(1, 6);
      }
    }
    expect(backend.memory().tensors).toBe(before);
  });

  it('turns all by one Ω without changing their order, and stops when asked', async () => {
    const omega = new Float32Array([0, -1, 0.5, 1, 0, 2, -0.5, -2, 0]);
    const network = { count: 10, dimension: 3, coupling: 0.7 };
    const options = { start: key(3), duration: 2, stepSize: 0.002, records: 4 };
    const still = await simulateSpheres(backend, network, options);
    const turned = await simulateSpheres(backend, { ...network, omega }, options);
    // Euler steps of a rotation by |Ω| h = 0.005 err by its square a step, all alike.
    still.order.forEach((r, index) => {
      expect(Math.abs(r - (turned.order[index] ?? NaN))).toBeLessThan(1e-2);
    });
    const stop = new AbortController();
    const { status, order } = await simulateSpheres(backend, network, {
      ...options,
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    expect([status, order.length]).toEqual(['aborted', 2]);
  });

  it('refuses what cannot be', async () => {
    const cpu = await createCpuBackend();
    const refusal = async (network: object, options: object = {}): Promise<string> =>
      await simulateSpheres(
        cpu,
        { count: 3, dimension: 2, coupling: 1, ...network },
        { start: key(1), duration: 1, ...options },
      ).then(
        () => 'none',
        (error: unknown) => String(error),
      );
    expect(await refusal({ dimension: 1 })).toMatch(
      /RangeError: .*dimension N to be a whole number >= 2, got 1/,
    );
    expect(await refusal({ count: 5000 })).toMatch(/at most 4096/);
    expect(await refusal({ coupling: NaN })).toMatch(/coupling/);
    expect(await refusal({ omega: new Float32Array([0, 1, 1, 0]) })).toMatch(
      /skew-symmetric omega .* got 1 at \[0\]\[1\]/,
    );
    expect(await refusal({ omega: new Float32Array([1, 1, -1, 0]) })).toMatch(/skew-symmetric/);
    expect(await refusal({ omega: new Float32Array([NaN, 1, -1, 0]) })).toMatch(/skew-symmetric/);
    expect(await refusal({ omega: new Float32Array(9) })).toMatch(/\[2, 2\] or \[3, 2, 2\], got 9 numbers/);
    expect(await refusal({ graph: ringGraph(5, 1) })).toMatch(/graph of 3/);
    expect(await refusal({}, { duration: -1 })).toMatch(/duration > 0/);
    expect(await refusal({}, { records: 0 })).toMatch(/records/);
  });
});
