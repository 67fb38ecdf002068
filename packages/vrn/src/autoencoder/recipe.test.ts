import { createCpuBackend } from '@vsa/backend/cpu';
import { integers, key } from '@vsa/backend/random';
import { describe, expect, it } from 'vitest';
import { initVrae, partTintFromShape, recolour, shufflePixels, vraeObjective } from './index.js';

describe('partTintFromShape', () => {
  it('weighs by the number of pixels', () => {
    expect(partTintFromShape(14 * 14 * 3)).toEqual({
      views: [shufflePixels, recolour],
      weights: { entropy: [-1.5, 0], usage: [3, 0] },
    });
    expect(partTintFromShape(28 * 28 * 3).weights).toEqual({ entropy: [-6, 0], usage: [12, 0] });
  });

  it('adds its two terms for the first factor alone', async () => {
    const backend = await createCpuBackend();
    const params = initVrae(backend, key('model'), { pixels: 48, codes: [4, 8], dimension: 16, hidden: 8 });
    const pictures = backend.tensor(
      Float32Array.from(integers(key('pixels'), [5 * 48], { high: 256 }), (value) => value / 255),
      [5, 48],
    );
    const lossOf = async (weights: object): Promise<number> => {
      const context = { key: key('step'), step: 0, note: () => undefined };
      const { views } = partTintFromShape(48);
      using loss = vraeObjective(backend, params, pictures, context, { views, weights });
      return (await backend.read(loss))[0] ?? NaN;
    };
    const { weights } = partTintFromShape(48);
    const plain = await lossOf({});
    const entropy = (await lossOf({ entropy: [1, 0] })) - plain;
    const usage = (await lossOf({ usage: [1, 0] })) - plain;
    const share = 48 / (14 * 14 * 3);
    // Losses of some 10 in float32.
    expect((await lossOf(weights)) - plain).toBeCloseTo(share * (3 * usage - 1.5 * entropy), 4);
    expect(Math.abs(entropy)).toBeGreaterThan(0.1);
  });

  it.each([0, 2, 4, 7.5, NaN])('refuses %f numbers', (pixels) => {
    expect(() => partTintFromShape(pixels)).toThrow(RangeError);
  });
});
