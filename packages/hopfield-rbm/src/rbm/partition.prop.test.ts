// Laws of the partition function, on small random machines.

import { foldIn, key, normal } from '@vsa/backend/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allStates, logSum } from '../../test/oracle.js';
import { settings, symmetry } from '../../test/worlds.js';
import { energies, exactLogPartition, rbmParams, rbmToHopfield, type RbmParams } from '../index.js';

// ln Z is below some hundreds here, and either way adds at most 2^9 exponentials or some thousands of points: rounding is 1e-12.
const CLOSE = 1e-9;

const machines = (mostHidden: number): fc.Arbitrary<RbmParams & { readonly seed: number }> =>
  fc
    .record({
      n: fc.integer({ min: 1, max: 9 }),
      p: fc.integer({ min: 1, max: mostHidden }),
      beta: fc.double({ min: 0.1, max: 3, noNaN: true }),
      seed: fc.nat(1e6),
    })
    .map(({ n, p, beta, seed }) => {
      const draw = (name: string, size: number): Float64Array =>
        Float64Array.from(normal(foldIn(key(seed), name), [size], { deviation: 0.7 }));
      const weights = { values: draw('weights', n * p), shape: [n, p] as const };
      const fields = { visibleField: draw('visible', n), hiddenField: draw('hidden', p) };
      return { ...rbmParams(weights, { ...fields, beta }), seed };
    });

describe('exactLogPartition', () => {
  it('is the same as a sum over the visible units and as an integral over the hidden ones (Eq 7)', () => {
    fc.assert(
      fc.property(machines(2), (params) => {
        const sum = exactLogPartition(params, 'enumeration');
        expect(Math.abs(exactLogPartition(params, 'quadrature') - sum)).toBeLessThan(CLOSE);
      }),
      settings(25),
    );
  });

  it('is that of the Hopfield network which the machine is', () => {
    fc.assert(
      fc.property(machines(4), (params) => {
        const [n] = params.weights.shape;
        const states = allStates(n);
        const rows = { values: states.flat(), shape: [states.length, n] as const };
        const boltzmann = Array.from(
          energies(rbmToHopfield(params), rows),
          (energy) => -params.beta * energy,
        );
        expect(Math.abs(exactLogPartition(params) - logSum(boltzmann))).toBeLessThan(CLOSE);
      }),
      settings(25),
    );
  });

  it('stays when visible units are turned over and change places, and when the hidden ones are rotated', () => {
    fc.assert(
      fc.property(machines(2), ({ seed, ...params }) => {
        const { weights, visibleField, hiddenField, beta } = params;
        const [n, p] = weights.shape;
        const { field } = symmetry(seed, n);
        const columns = Array.from({ length: p }, (_, k) =>
          field(Float64Array.from({ length: n }, (__, i) => weights.values[i * p + k] ?? 0)),
        );
        const [c, s] = [Math.cos(seed), Math.sin(seed)];
        const turn =
          p === 2
            ? [
                [c, s],
                [-s, c],
              ]
            : [[-1]];
        const rotated = (row: readonly number[]): number[] =>
          turn.map((line) => line.reduce((sum, value, k) => sum + value * (row[k] ?? 0), 0));
        const values = Float64Array.from(
          Array.from({ length: n }, (_, i) => rotated(columns.map((column) => column[i] ?? 0))).flat(),
        );
        const other = rbmParams(
          { values, shape: [n, p] },
          { visibleField: field(visibleField), hiddenField: rotated([...hiddenField]), beta },
        );
        expect(Math.abs(exactLogPartition(other) - exactLogPartition(params))).toBeLessThan(CLOSE);
      }),
      settings(25),
    );
  });

  it('grows with every weight that is scaled up: N ln 2 without weights and fields is the least', () => {
    fc.assert(
      fc.property(machines(4), ({ weights, beta }) => {
        const [n, p] = weights.shape;
        const scaled = (by: number): number =>
          exactLogPartition(
            rbmParams({ values: weights.values.map((w) => by * w), shape: [n, p] }, { beta }),
          );
        const [zero, half, one] = [scaled(0), scaled(0.5), scaled(1)];
        expect(Math.abs(zero - n * Math.LN2)).toBeLessThan(CLOSE);
        expect(half).toBeGreaterThanOrEqual(zero - CLOSE);
        expect(one).toBeGreaterThanOrEqual(half - CLOSE);
      }),
      settings(25),
    );
  });
});
