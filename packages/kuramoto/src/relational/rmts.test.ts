import type { Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { foldIn, key, normal } from '@vsa/backend/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { painter, pairsOf } from '../../test/gratings.js';
import {
  drawTrials,
  epochBatches,
  freezeCoherences,
  initRmtsHead,
  initSameDifferent,
  matchToSample,
  rmtsLoss,
  symbolImages,
  type BindingOptions,
  type CoherenceSet,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

const options: BindingOptions = { startKey: key('start'), steps: 5 };
const sizes = { features: 8 };

describe('drawTrials and epochBatches', () => {
  it('draws the symbols and answers of the chosen trials', async () => {
    const data = pairsOf(4);
    const { images, labels } = drawTrials(backend, key(5), data, [3, 0, 3]);
    expect(images.shape).toEqual([3, 2, 1024]);
    const symbols = [3, 0, 3].flatMap((trial) =>
      Array.from(data.trials.symbols.slice(2 * trial, 2 * trial + 2)),
    );
    expect(await backend.read(images)).toEqual(painter.paint(key(5), symbols).values);
    expect(Array.from(await backend.read(labels))).toEqual(
      [3, 0, 3].map((trial) => data.trials.labels[trial]),
    );
    expect(() => drawTrials(backend, key(5), data, [24])).toThrow(/a trial from 0 to 23, got 24/);
    const coarse = { paint: () => ({ values: new Float32Array(16) }) };
    expect(() => drawTrials(backend, key(5), { ...data, painter: coarse }, [0])).toThrow(
      /images of 1024 values, got 8/,
    );
  });

  it('draws images of symbols, each as often as every other', async () => {
    const images = symbolImages(backend, key(6), painter, [4, 2, 4, 7], 5);
    expect(images.shape).toEqual([5, 1024]);
    expect(await backend.read(images)).toEqual(painter.paint(key(6), [4, 2, 7, 4, 2]).values);
    expect(() => symbolImages(backend, key(6), painter, [])).toThrow(/one symbol or more, got none/);
    expect(() => symbolImages(backend, key(6), painter, [1], 0)).toThrow(/count/);
    const coarse = { paint: () => ({ values: new Float32Array(16) }) };
    expect(() => symbolImages(backend, key(6), coarse, [1], 2)).toThrow(/images of 1024 values, got 8/);
  });

  it('takes every trial at most once an epoch, in an order that key and step fix', () => {
    const batches = epochBatches(key(1), 20, 6);
    const epoch = (first: number): number[] => [0, 1, 2].flatMap((step) => [...batches(first + step)]);
    expect(new Set(epoch(0)).size).toBe(18);
    expect(new Set(epoch(3)).size).toBe(18);
    expect(epoch(0)).not.toEqual(epoch(3));
    // Out of order, as after a resume.
    expect([...epochBatches(key(1), 20, 6)(4)]).toEqual([...batches(4)]);
    expect([...epochBatches(key(2), 20, 6)(4)]).not.toEqual([...batches(4)]);
    expect(() => epochBatches(key(1), 20, 21)).toThrow(/batch <= 20, .* got 21/);
    expect(() => epochBatches(key(1), 0, 1)).toThrow(RangeError);
    expect(() => epochBatches(key(1), 5, 0)).toThrow(RangeError);
  });
});

describe('matchToSample', () => {
  it('scores candidates by one network, so that trading targets trades the scores', async () => {
    const params = initRmtsHead(backend, key(1), { features: 3, head: 'candidate' });
    expect(params[0]?.weight.shape).toEqual([6, 64]);
    const rho = normal(key('rho'), [4, 9]);
    const traded = rho.map((_, index) => {
      const [row, place] = [Math.floor(index / 9), index % 9];
      return rho[row * 9 + (place < 3 ? place : place < 6 ? place + 3 : place - 3)] ?? NaN;
    });
    const logits = await backend.read(
      matchToSample(backend, params, backend.tensor(rho, [4, 9]), 'candidate'),
    );
    const swapped = await backend.read(
      matchToSample(backend, params, backend.tensor(traded, [4, 9]), 'candidate'),
    );
    expect(logits.length).toBe(8);
    expect(swapped).toEqual(logits.map((_, index) => logits[index % 2 === 0 ? index + 1 : index - 1] ?? NaN));
  });

  it('sees all coherences in the joint form', () => {
    const params = initRmtsHead(backend, key(1), { features: 3, hidden: [] });
    expect(params.map(({ weight }) => weight.shape)).toEqual([[9, 2]]);
    expect(matchToSample(backend, params, backend.zeros([5, 9])).shape).toEqual([5, 2]);
  });

  it('refuses other widths, heads and trials', async () => {
    const params = initRmtsHead(backend, key(1), { features: 3 });
    expect(() => matchToSample(backend, params, backend.zeros([5, 10]))).toThrow(
      /\[batch, 3 D\], got \[5, 10\]/,
    );
    expect(() => matchToSample(backend, params, backend.zeros([5, 12]))).toThrow(RangeError);
    expect(() => matchToSample(backend, params, backend.zeros([5, 9]), 'both' as never)).toThrow(
      /'joint', 'candidate'/,
    );
    expect(() => initRmtsHead(backend, key(1), { features: 3, head: 'x' as never })).toThrow(RangeError);
    const { binding } = initSameDifferent(backend, key(1), sizes);
    await expect(freezeCoherences(backend, binding, pairsOf(3), { ...options, key: key(1) })).rejects.toThrow(
      /trials of 6 images, got 2/,
    );
    const set: CoherenceSet = { values: new Float32Array(18), labels: Int32Array.of(0, 1), shape: [2, 9] };
    expect(() => rmtsLoss(backend, set, { key: foldIn(key(1), 0) })).toThrow(/batch <= 2/);
  });
});
