import { createBackend, type Backend } from '@vsa/backend';
import { foldIn, key, normal } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { runGibbs } from '../internal/gibbs.js';
import { machineOf } from '../internal/machine.js';
import { matrix, rbmParams, sampleChains, startChains, type RbmParams } from '../index.js';

const root = key('chains');

function machine(n: number, p: number): RbmParams {
  const draw = (name: string, size: number): Float32Array =>
    normal(foldIn(root, name), [size], { deviation: 0.3 });
  return rbmParams(matrix(draw('w', n * p), [n, p]), {
    visibleField: draw('b', n),
    hiddenField: draw('c', p),
    beta: 0.7,
  });
}

let wasm: Backend;
let cpu: Backend;
beforeAll(async () => {
  wasm = await createBackend('wasm');
  cpu = await createBackend('cpu');
});

describe('sampleChains', () => {
  test('tensors draw what the kernels draw', async () => {
    const params = machine(13, 5);
    let fused = startChains(params, root, 6);
    let tensor = fused;
    for (let step = 0; step < 15; step += 1) {
      fused = await sampleChains(wasm, params, fused, { path: 'fused' });
      tensor = await sampleChains(cpu, params, tensor, { path: 'tensor' });
      expect(tensor.visible).toEqual(fused.visible);
      expect(tensor.streams).toEqual(fused.streams);
      tensor.hidden.forEach((value, index) => {
        // Float32 sums of 13 terms of size 0.3, rounded in another order.
        expect(Math.abs(value - (fused.hidden[index] ?? NaN))).toBeLessThan(1e-6 * 13);
      });
    }
  });

  test.each(['joint', 'marginal'] as const)('tensors weigh as the kernels do: %s', async (weights) => {
    const params = machine(21, 4);
    const chains = startChains(params, root, 5);
    const input = {
      ...machineOf(params),
      states: chains.visible,
      lambda: chains.hidden,
      streams: chains.streams,
      logWeights: new Float64Array(5).fill(0.5),
    };
    const coupling = Float32Array.from({ length: 9 }, (_, k) => k / 8);
    const plan = { steps: 9, coupling, beta: 0.7, order: 'visible-first', weights } as const;
    const fused = await runGibbs(wasm, input, plan, { path: 'fused' });
    const tensor = await runGibbs(cpu, input, plan, { path: 'tensor' });
    expect(tensor.states).toEqual(fused.states);
    expect(Math.max(...fused.logWeights.map(Math.abs))).toBeGreaterThan(0.6);
    tensor.logWeights.forEach((value, chain) => {
      // Nine float32 sums of 21 terms.
      expect(Math.abs(value - (fused.logWeights[chain] ?? NaN))).toBeLessThan(2e-5);
    });
  });

  test('goes on where it stopped, on any number of threads, at any temperature a step', async () => {
    const params = machine(30, 7);
    const start = startChains(params, root, 40);
    const beta = Float32Array.of(2, 2, 2, 20);
    const whole = await sampleChains(wasm, params, start, { steps: 4, beta });
    expect(await sampleChains(wasm, params, start, { steps: 4, beta, threads: 2 })).toEqual(whole);
    const half = await sampleChains(wasm, params, start, { steps: 2, beta: 2 });
    expect(await sampleChains(wasm, params, half, { steps: 2, beta: beta.subarray(2) })).toEqual(whole);
    expect(await sampleChains(wasm, params, start, { steps: 0 })).toEqual(start);
  });

  test('starts from the states that are given', () => {
    const values = Int8Array.of(1, -1, -1, 1, 1, 1);
    const start = startChains(machine(3, 2), root, { values, shape: [2, 3] });
    expect([...start.visible]).toEqual([...values]);
    expect(start.shape).toEqual([2, 3, 2]);
  });

  test('leaves no tensor behind', async () => {
    const params = machine(6, 3);
    const start = startChains(params, root, 2);
    const leaks = await countLeaks(cpu, async () => {
      await sampleChains(cpu, params, start, { steps: 20, path: 'tensor' });
      return [];
    });
    expect(leaks).toBe(0);
  });

  test('refuses what does not fit', async () => {
    const params = machine(6, 3);
    const start = startChains(params, root, 2);
    expect(() => startChains(params, root, 0)).toThrow(/number of chains to be a whole number >= 1/);
    expect(() => startChains(params, root, { values: [1, 0, 1, 1, 1, 1], shape: [1, 6] })).toThrow(
      /\+1 and -1/,
    );
    expect(() => startChains(params, root, { values: [1, 1], shape: [1, 2] })).toThrow(RangeError);
    await expect(sampleChains(wasm, machine(5, 3), start)).rejects.toThrow(/expected chains of 5 visible/);
    await expect(sampleChains(wasm, params, start, { steps: -1 })).rejects.toThrow(RangeError);
    await expect(sampleChains(wasm, params, start, { beta: 0 })).rejects.toThrow(/beta > 0/);
    await expect(sampleChains(wasm, params, start, { threads: 0 })).rejects.toThrow(/threads/);
    const without = { ...wasm, kernels: undefined };
    await expect(sampleChains(without, params, start, { path: 'fused' })).rejects.toThrow(/use path 'auto'/);
    const signal = AbortSignal.abort();
    await expect(sampleChains(wasm, params, start, { signal })).rejects.toThrow(/abort/i);
  });
});
