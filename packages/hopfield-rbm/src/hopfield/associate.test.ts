import { createBackend } from '@vsa/backend';
import { bipolar, key } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { describe, expect, it } from 'vitest';
import { at, randomPatterns, rowsOf } from '../../test/oracle.js';
import { associate, hebbianNetwork, projectionNetwork, recall, type SignRows } from '../index.js';

const N = 50;
const patterns = randomPatterns(21, 6, N);
const network = projectionNetwork(patterns, { selfCoupling: 'removed' });
const noise = bipolar(key(22), [30, N]);
// Patterns with 4 to 24 flipped units, and noise.
const images: SignRows = {
  values: Int8Array.from({ length: 60 * N }, (_, index) => {
    const [row, unit] = [Math.floor(index / N), index % N];
    const value = patterns.values[(row % 6) * N + unit] ?? 0;
    return row < 30 ? (unit < 4 * (1 + (row % 6)) ? -value : value) : (noise[(row - 30) * N + unit] ?? 0);
  }),
  shape: [60, N],
};
const options = { key: key(3), maxSteps: 40, trajectories: 4 };
const wasm = await createBackend('wasm');

/** The most alike pattern above the threshold, or -1, on the way down: at the start and after each step. */
function descend(
  state: readonly number[],
  maxSteps: number,
): { readonly hit: number; readonly steps: number } {
  const j = rowsOf(network.couplings);
  const xi = rowsOf(patterns);
  let now = [...state];
  for (let steps = 0; ; steps += 1) {
    const m = xi.map(
      (pattern) => pattern.reduce((sum, value, unit) => sum + value * (now[unit] ?? 0), 0) / N,
    );
    const best = m.indexOf(Math.max(...m));
    if ((m[best] ?? 0) > 0.7) return { hit: best, steps };
    if (steps === maxSteps) return { hit: -1, steps };
    now = now.map((own, unit) => {
      const field = now.reduce((sum, value, other) => sum + at(j, unit, other) * value, 0);
      return Math.abs(field) < 1e-6 ? own : Math.sign(field);
    });
  }
}

describe('associate', () => {
  it('counts images for the first pattern that they come near enough to, as the oracle has it', async () => {
    const { shares, settled } = await associate(wasm, network, patterns, images, options);
    const found = rowsOf(images).map((image) => descend(image, 40));
    for (const [image, { hit }] of found.entries()) {
      if (hit === -1) continue;
      const expected = Array.from({ length: 6 }, (_, pattern) => (pattern === hit ? 1 : 0));
      expect([...shares.slice(image * 6, image * 6 + 6)]).toEqual(expected);
    }
    expect(settled).toEqual({
      atOnce: found.filter(({ hit, steps }) => hit >= 0 && steps === 0).length,
      onTheWay: found.filter(({ hit, steps }) => hit >= 0 && steps > 0).length,
      stochastic: found.filter(({ hit }) => hit === -1).length,
    });
    // All three kinds are there, so nothing above was empty.
    expect(Math.min(settled.atOnce, settled.onTheWay, settled.stochastic)).toBeGreaterThan(0);
  });

  it('shares what rests elsewhere among its runs, in parts of 1 / trajectories', async () => {
    const found = rowsOf(images).map((image) => descend(image, 40).hit);
    const { shares } = await associate(wasm, network, patterns, images, {
      ...options,
      beta: 2,
      trajectories: 8,
      maxSteps: 40,
    });
    const wandering = found.flatMap((hit, image) => (hit === -1 ? [image] : []));
    const parts = wandering.map((image) => [...shares.slice(image * 6, image * 6 + 6)]);
    for (const part of parts) {
      for (const share of part) expect((8 * share) % 1).toBe(0);
      expect(part.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1);
    }
    expect(parts.some((part) => part.some((share) => share > 0 && share < 1))).toBe(true);
  });

  it('gives an image the same shares alone as among others', async () => {
    const few = { ...options, trajectories: 5 };
    const all = await associate(wasm, network, patterns, images, few);
    const first = {
      values: images.values instanceof Int8Array ? images.values.slice(0, 7 * N) : [],
      shape: [7, N],
    } as const;
    const some = await associate(wasm, network, patterns, first, few);
    expect([...some.shares]).toEqual([...all.shares.slice(0, 7 * 6)]);
  });

  it('counts nothing that cannot move', async () => {
    const still = hebbianNetwork(patterns, { selfCoupling: 'removed' });
    const { states } = await recall(wasm, still, images);
    const none = await associate(wasm, still, patterns, states, {
      ...options,
      maxSteps: 0,
      threshold: 0.999,
    });
    const exact = rowsOf(states).filter((state) =>
      rowsOf(patterns).some((pattern) => pattern.join() === state.join()),
    );
    expect(none.shares.reduce((sum, share) => sum + share, 0)).toBe(exact.length);
  });

  it('leaks no tensors, reports progress and stops on a signal', async () => {
    const seen: (readonly number[])[] = [];
    const leaks = await countLeaks(wasm, async () => {
      await associate(wasm, network, patterns, images, {
        ...options,
        onProgress: (done, total) => seen.push([done, total]),
      });
    });
    expect([leaks, seen]).toEqual([0, [[60, 60]]]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(associate(wasm, network, patterns, images, { ...options, signal })).rejects.toThrow(
      'enough',
    );
  });

  it('refuses what does not fit', async () => {
    const bad = { values: [1, 1], shape: [1, 2] } as const;
    await expect(associate(wasm, network, bad, images, options)).rejects.toThrow(/patterns of shape/);
    await expect(associate(wasm, network, patterns, bad, options)).rejects.toThrow(/images of shape/);
    await expect(associate(wasm, network, patterns, images, { ...options, threshold: 1 })).rejects.toThrow(
      /\(0, 1\)/,
    );
    await expect(associate(wasm, network, patterns, images, { ...options, beta: 0 })).rejects.toThrow(
      RangeError,
    );
    await expect(associate(wasm, network, patterns, images, { ...options, trajectories: 0 })).rejects.toThrow(
      RangeError,
    );
  });
});
