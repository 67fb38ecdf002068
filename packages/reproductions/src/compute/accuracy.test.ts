import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { accuracyCell, measureAccuracy, type AccuracyCell } from './accuracy.js';

const cell: AccuracyCell = {
  kind: 'bipolar',
  factors: 2,
  size: 8,
  dimension: 400,
  correlation: 0,
  trials: 6,
  draws: 3,
  methods: ['vrn/adam/0', 'resonator/standard'],
};
const context = { backend: await createBackend('wasm'), seed: 1 };

describe('measureAccuracy', () => {
  it('finds everything in easy problems and writes one row a method', async () => {
    const rows = await measureAccuracy(context, cell);
    const same = {
      kind: 'bipolar',
      factors: 2,
      size: 8,
      dimension: 400,
      correlation: 0,
      space: 64,
      trials: 6,
    };
    const perfect = { ...same, accuracy: 1, standardError: 0, exact: 1 };
    // VRN always does its 100 steps; the resonator stands still after a few.
    expect(rows).toEqual([
      { ...perfect, method: 'vrn/adam/0', converged: 0 },
      { ...perfect, method: 'resonator/standard', converged: 1 },
    ]);
  });

  it('is at chance where codebooks are far too large for D', async () => {
    const hopeless = { ...cell, size: 50, dimension: 16, trials: 200, draws: 20 };
    for (const { accuracy, standardError, exact } of await measureAccuracy(context, hopeless)) {
      // Chance is 1/50; a weak trace of the truth remains.
      expect(accuracy).toBeLessThan(0.2);
      expect(accuracy).toBeGreaterThan(0);
      // Of the order of sqrt(p (1 − p) / (2 · 200)).
      expect(standardError).toBeGreaterThan(0.004);
      expect(standardError).toBeLessThan(0.04);
      expect(exact).toBeLessThanOrEqual(accuracy);
    }
  });

  it('gives a method the same problems whatever other methods run', async () => {
    const hard = { ...cell, size: 60, dimension: 100 };
    const both = await measureAccuracy(context, hard);
    const alone = await measureAccuracy(context, { ...hard, methods: ['resonator/standard'] });
    expect(alone).toEqual(both.slice(1));
  });

  it('leaves no tensors behind', async () => {
    const { tensors } = context.backend.memory();
    await measureAccuracy(context, cell);
    expect(context.backend.memory().tensors).toBe(tensors);
  });

  it('refuses draws that do not divide the trials, and unknown methods', async () => {
    await expect(measureAccuracy(context, { ...cell, draws: 4 })).rejects.toThrow(
      /draws to divide trials, got 4 and 6/,
    );
    const unknown = measureAccuracy(context, { ...cell, methods: ['oracle'] });
    await expect(unknown).rejects.toThrow(/expected one of vrn\/adam\/-1, .* got 'oracle'/);
  });
});

describe('accuracyCell', () => {
  it('costs more for more work', () => {
    const { cost } = accuracyCell(cell);
    expect(cost).toBeGreaterThan(0);
    // Twice the trials, three times the vectors: six times the work.
    expect(accuracyCell({ ...cell, trials: 12, size: 24 }).cost / cost).toBeCloseTo(6, 10);
  });
});
