// Theorems 3.1, 3.2 and 4.1 on random systems of every architecture.

import { disposeTree, treeTensors, type Backend } from '@vsa/backend';
import { pid } from '@vsa/backend/ode';
import { countLeaks } from '@vsa/backend/testing';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../test/draw.js';
import { ARCHITECTURES } from '../test/systems.js';
import { simulate } from './simulate.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const architectures = Object.entries(ARCHITECTURES);

/** Convolutions share their filters over the rows, so these architectures come as 5 draws of 200 starts. */
const shared = (name: string): boolean => name.includes('convolution') || name === 'App E.1.2';

describe('energy', () => {
  it.each(architectures)('%s: never rises on 1,000 systems', async (name, draw) => {
    const [draws, rows] = shared(name) ? [5, 200] : [1, 1000];
    for (let seed = 1; seed <= draws; seed += 1) {
      const { memory, start, dispose } = draw(backend, seed, rows);
      const result = await simulate(backend, memory, start, {
        samples: 8,
        stepSize: pid({ rtol: 1e-4, atol: 1e-6 }),
      });
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
      dispose();
    }
  });

  it.each(architectures)('%s: its closed gradient is that by reverse accumulation', async (_, draw) => {
    const { memory, start, dispose } = draw(backend, 7, 20);
    const closed = treeTensors(memory.energyGradient(start));
    const reverse = treeTensors(
      backend.valueAndGrad((state) => backend.sum(memory.energy(state)), start).gradient,
    );
    expect(closed.length).toBe(reverse.length);
    for (const [index, tensor] of closed.entries()) {
      const other = reverse[index];
      // Numbers up to about 10, so 1e-6 relative: float32 sums of some ten products.
      if (other !== undefined) await expectClose(backend, tensor, await backend.read(other), 1e-5);
    }
    dispose();
  });

  it.each(architectures)('%s: keeps no temporaries', async (_, draw) => {
    const { memory, start, dispose } = draw(backend, 3, 4);
    const leaks = await countLeaks(backend, async () => {
      disposeTree([memory.field(0, start), memory.energy(start), memory.energyGradient(start)]);
      await memory.conditions(start);
      disposeTree((await simulate(backend, memory, start, { duration: 0.1, samples: 2 })).states);
    });
    expect(leaks).toBe(0);
    dispose();
  });
});
