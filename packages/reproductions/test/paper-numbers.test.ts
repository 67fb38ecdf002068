// The accuracies that an independent NumPy run of the same methods found (D = 1000, 30 to 60 trials a cell, ± .05).

import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { measureAccuracy, type AccuracyRow } from '../src/compute/accuracy.js';
import { CORRELATION_SIZES } from '../src/vrn/sizes.js';

const context = { backend: await createBackend('wasm'), seed: 0 };
const bipolar = { kind: 'bipolar', dimension: 1000, correlation: 0, trials: 100, draws: 20 } as const;

async function accuracies(
  parameters: { readonly factors: number; readonly size: number; readonly correlation?: number },
  methods: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const rows: readonly AccuracyRow[] = await measureAccuracy(context, { ...bipolar, ...parameters, methods });
  return Object.fromEntries(rows.map(({ method, accuracy }) => [method, accuracy]));
}

const VRN = 'vrn/adam/0';
const PRINTED = 'resonator/paper';
const STANDARD = 'resonator/standard';

describe('bipolar, quasi-orthogonal, D = 1000, 100 trials', () => {
  it('K = 2, n = 30: every method finds everything', async () => {
    const found = await accuracies({ factors: 2, size: 30 }, [
      VRN,
      'vrn/adam/1',
      'vrn/adam/sum',
      PRINTED,
      STANDARD,
    ]);
    // One composite of the printed rule may miss.
    for (const value of Object.values(found)) expect(value).toBeGreaterThanOrEqual(0.99);
  });

  it('K = 3, n = 20: VRN is ahead of the printed rule', async () => {
    const found = await accuracies({ factors: 3, size: 20 }, [VRN, PRINTED]);
    expect(found[VRN]).toBeGreaterThanOrEqual(0.93);
    expect(found[VRN]).toBeGreaterThan(found[PRINTED] ?? 1);
  });

  it('K = 3, n = 30: standard near 1, VRN near .72, the printed rule near .53, γ = 1 near .18', async () => {
    const found = await accuracies({ factors: 3, size: 30 }, [VRN, 'vrn/adam/1', PRINTED, STANDARD]);
    expect(found[STANDARD]).toBeGreaterThanOrEqual(0.98);
    // Both runs are samples: two standard errors of a difference, .45 sqrt(1/100 + 1/60) each, are .15.
    expect(Math.abs((found[VRN] ?? 0) - 0.72)).toBeLessThan(0.15);
    expect(Math.abs((found[PRINTED] ?? 0) - 0.53)).toBeLessThan(0.15);
    expect(Math.abs((found['vrn/adam/1'] ?? 0) - 0.18)).toBeLessThan(0.1);
    expect(found[VRN]).toBeGreaterThan(found[PRINTED] ?? 1);
  });
});

describe('bipolar, correlated, D = 1000, 100 trials', () => {
  it.each(CORRELATION_SIZES)(
    'K = %d, n = %d: VRN finds at least .95 at ρ = .4 and .8',
    async (factors, size) => {
      for (const correlation of [0.4, 0.8]) {
        const found = await accuracies({ factors, size, correlation }, [VRN, STANDARD]);
        expect(found[VRN]).toBeGreaterThanOrEqual(0.95);
        if (correlation === 0.8) expect(found[VRN]).toBeGreaterThan(found[STANDARD] ?? 1);
      }
    },
  );
});
