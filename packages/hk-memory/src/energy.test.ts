// Theorems 3.1, 3.2 and 4.1 on random systems of every architecture.

import { disposeTree, treeTensors, type Backend } from '@vsa/backend';
import { pid } from '@vsa/backend/ode';
import { countLeaks } from '@vsa/backend/testing';
import { key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/draw.js';
import { architectures, drawSystems } from './architectures/index.js';
import { simulate } from './simulate.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

/** Convolutions share their filters over the rows, so these architectures come as 4 draws of 250 starts. */
const shared = (name: string): boolean => name.includes('convolution') || name === 'App E.1.2';

describe('energy', () => {
  // Convolutions take some 4 s of a free core, and a busy machine has none.
  it.each(architectures)(
    '%s: never rises on 1,000 systems',
    async (name) => {
      const [draws, rows] = shared(name) ? [4, 250] : [1, 1000];
      for (let seed = 1; seed <= draws; seed += 1) {
        using drawn = drawSystems(backend, key(seed), name, rows);
        const stepSize = pid({ rtol: 1e-4, atol: 1e-6 });
        const result = await drawn.use((memory, start) =>
          simulate(backend, memory, start, { samples: 8, stepSize }),
        );
        expect(result.status).toBe('finished');
        expect(result.warnings).toEqual([]);
        const first = result.energies[0] ?? new Float32Array(0);
        const last = result.energies.at(-1) ?? new Float32Array(0);
        expect(first.length).toBe(rows);
        // The solver's tolerance is 1e-4; none rose by anything that float32 tells from zero.
        const largest = first.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        expect(result.largestRise).toBeLessThan(1e-6 * largest);
        // It falls, and not by nothing.
        const fallen = first.filter((value, row) => value - (last[row] ?? NaN) > 1e-3);
        expect(fallen.length).toBeGreaterThan(0.9 * rows);
        disposeTree(result.states);
      }
    },
    180_000,
  );

  it.each(architectures)('%s: its closed gradient is that by reverse accumulation', async (name) => {
    using drawn = drawSystems(backend, key(7), name, 20);
    const [closed, reverse] = drawn.use((memory, start) => [
      treeTensors(memory.energyGradient(start)),
      treeTensors(backend.valueAndGrad((state) => backend.sum(memory.energy(state)), start).gradient),
    ]);
    expect(closed.length).toBe(reverse.length);
    for (const [index, tensor] of closed.entries()) {
      const other = reverse[index];
      // Numbers up to about 10, so 1e-6 relative: float32 sums of some ten products.
      if (other !== undefined) await expectClose(backend, tensor, await backend.read(other), 1e-5);
    }
  });

  it.each(architectures)('%s: keeps no temporaries', async (name) => {
    const leaks = await countLeaks(backend, async () => {
      using drawn = drawSystems(backend, key(3), name, 4);
      await drawn.use(async (memory, start) => {
        disposeTree([memory.field(0, start), memory.energy(start), memory.energyGradient(start)]);
        await memory.conditions(start);
        disposeTree((await simulate(backend, memory, start, { duration: 0.1, samples: 2 })).states);
      });
      return [];
    });
    expect(leaks).toBe(0);
  });

  it('refuses other names and no rows', () => {
    expect(() => drawSystems(backend, key(1), 'Eq 99', 1)).toThrow(/'Eq 6, identity', /);
    expect(() => drawSystems(backend, key(1), 'Eq 15', 0)).toThrow(RangeError);
  });
});
