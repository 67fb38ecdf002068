// The demos' models in Node: the same numbers on both ways of computing.
import type { Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseParameters } from '../lib/parameters.js';
import { summary } from './factoriser/frame.js';
import { start as startFactoriser } from './factoriser/model.js';
import { declaration as factoriser } from './factoriser/parameters.js';
import { start as startOscillators } from './oscillators/model.js';
import { declaration as oscillators } from './oscillators/parameters.js';

let backends: readonly Backend[];
beforeAll(async () => {
  backends = [await createCpuBackend(), await createWasmBackend()];
});

describe('oscillators', () => {
  it.each(['heun', 'rk4'])('are the same by kernels and by tensors, %s', async (method) => {
    const { values } = parseParameters(oscillators, `?size=64+x+64&method=${method}`);
    const orders: number[][] = [];
    for (const backend of backends) {
      const before = backend.memory().tensors;
      const model = await startOscillators(backend, values);
      const { local: first } = await model.frame();
      await model.advance(20);
      const { order, local, side, pixels } = await model.frame();
      model.dispose();
      expect(local).toBeGreaterThan(first + 0.3);
      expect([side, pixels.length]).toEqual([64, 64 * 64 * 4]);
      expect(backend.memory().tensors).toBe(before);
      orders.push([order, local]);
    }
    // Twenty steps of float32 sums in another order; neighbours attract, so that differences do not grow.
    orders[0]?.forEach((value, index) => {
      expect(Math.abs(value - (orders[1]?.[index] ?? NaN))).toBeLessThan(1e-4);
    });
  });
});

describe('factoriser', () => {
  it('finds the words by both searches, and tells of cycles', async () => {
    const { values } = parseParameters(factoriser, '?who=owl&colour=teal&does=hides&d=500&search=coordinate');
    const found: (readonly number[])[] = [];
    for (const backend of backends) {
      const before = backend.memory().tensors;
      const model = await startFactoriser(backend, values);
      await model.advance(20);
      const frame = await model.frame();
      model.dispose();
      expect(backend.memory().tensors).toBe(before);
      expect(frame.curve).toHaveLength(21);
      expect(frame.resonator).toBe('fixed point');
      frame.factors.forEach(({ wanted, found: { vrn, resonator } }) => {
        expect([vrn, resonator]).toEqual([wanted, wanted]);
      });
      found.push(summary(frame));
    }
    found[0]?.forEach((value, index) => {
      // Free energies near -1 of 500 terms in float32.
      expect(Math.abs(value - (found[1]?.[index] ?? NaN))).toBeLessThan(1e-5);
    });
  });

  it('takes noise and correlation, and stops at its last step', async () => {
    const { values } = parseParameters(factoriser, '?k=2&n=30&d=256&noise=0.1&rho=0.3');
    const backend = backends[1];
    if (backend === undefined) throw new Error('no backend');
    const model = await startFactoriser(backend, values);
    await model.advance(600);
    expect(model.finished).toBe(true);
    expect((await model.frame()).curve).toHaveLength(501);
    model.dispose();
  });
});
