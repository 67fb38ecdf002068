import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bipolar, packOracle, uniform } from '../../test/kernels-oracle.js';
import { createKernels } from './create-kernels.js';
import type { DenseInput, KernelPool, Kernels, ResonateInput } from './types.js';

let kernels: Kernels;
let pool: KernelPool;
beforeAll(async () => {
  kernels = await createKernels();
  pool = kernels.createPool({ threads: 2 });
});
afterAll(() => {
  pool.dispose();
});

function packed(batch: number, d = 130): ResonateInput {
  const random = uniform(batch);
  return {
    dimension: d,
    composites: packOracle(bipolar(random, batch, d), d),
    codebooks: [9, 7, 6].map((n) => packOracle(bipolar(random, n, d), d)),
    states: packOracle(bipolar(random, batch * 3, d), d),
  };
}

function dense(batch: number): DenseInput {
  const random = uniform(batch);
  const d = 70;
  return {
    dimension: d,
    composites: bipolar(random, batch, d),
    codebooks: [9, 7].map((n) => bipolar(random, n, d)),
  };
}

describe('createPool', () => {
  it.each([1, 2, 3, 8, 65, 200])('gives the bits of one thread for %i composites', async (batch) => {
    const input = packed(batch);
    const options = { maxSteps: 40, maxCycleLength: 4 } as const;
    expect(await pool.resonate(input, options)).toEqual(kernels.resonate(input, options));
    const d = dense(batch);
    const descent = { gamma: 0.01, trace: 'free-energy', maxSteps: 15 } as const;
    expect(await pool.descend(d, descent)).toEqual(kernels.descend(d, descent));
    expect(await pool.coordinateAscent(d, descent)).toEqual(kernels.coordinateAscent(d, descent));
  });

  it('runs calls made at once one after the other', async () => {
    const inputs = [5, 30, 2].map((batch) => packed(batch));
    const results = await Promise.all(inputs.map((input) => pool.resonate(input)));
    expect(results).toEqual(inputs.map((input) => kernels.resonate(input)));
  });

  it('takes an empty batch', async () => {
    const input = packed(1);
    const empty = { ...input, composites: new Int32Array(0), states: new Int32Array(0) };
    expect((await pool.resonate(empty)).steps.length).toBe(0);
  });

  it('refuses bad input as the methods of one thread do', async () => {
    await expect(pool.resonate({ ...packed(2), states: new Int32Array(5) })).rejects.toThrow(
      /expected states \[2, 3, 5\]/,
    );
    expect(() => kernels.createPool({ threads: 0 })).toThrow(
      /threads: expected an integer from 1 to 256, got 0/,
    );
  });

  it('rejects with AbortError when the signal fires, then works again', async () => {
    const input = packed(400, 2000);
    const controller = new AbortController();
    const endless = pool.resonate(input, { maxSteps: 1_000_000, stop: 'never', signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(endless).rejects.toMatchObject({ name: 'AbortError' });
    await expect(pool.resonate(packed(3), { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const small = packed(3);
    expect(await pool.resonate(small)).toEqual(kernels.resonate(small));
  });

  it('rejects runs under way and later ones once disposed', async () => {
    const other = kernels.createPool({ threads: 1 });
    const endless = other.resonate(packed(50, 2000), { maxSteps: 1_000_000, stop: 'never' });
    setTimeout(() => {
      other.dispose();
    }, 50);
    await expect(endless).rejects.toMatchObject({ name: 'AbortError' });
    await expect(other.resonate(packed(1))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('sharedPool', () => {
  it('is the same pool for all callers until it is disposed', async () => {
    const own = await createKernels();
    const first = own.sharedPool({ threads: 2 });
    expect(own.sharedPool({ threads: 2 })).toBe(first);
    expect(own.sharedPool()).toBe(own.sharedPool({}));
    expect(own.sharedPool().threads).toBeGreaterThanOrEqual(1);
    const input = dense(9);
    const runs = await Promise.all([first.descend(input), own.sharedPool({ threads: 2 }).descend(input)]);
    expect(runs).toEqual([kernels.descend(input), kernels.descend(input)]);
    first.dispose();
    await expect(first.descend(input)).rejects.toMatchObject({ name: 'AbortError' });
    using second = own.sharedPool({ threads: 2 });
    expect(second).not.toBe(first);
    expect(await second.descend(input)).toEqual(runs[0]);
  });
});
