// Laws of the maps between patterns and weights.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference, projectionRule, rowsOf, times, transpose } from '../../test/oracle.js';
import { settings, symmetry, worlds } from '../../test/worlds.js';
import {
  hebbianMap,
  hebbianNetwork,
  hopfieldToRbm,
  lowdin,
  projectionNetwork,
  qrMap,
  rbmToHopfield,
  squareRootMap,
  svdMap,
  type PatternMap,
  type SignRows,
} from '../index.js';

// As in hopfield.prop.test.ts; the square root's powers lose the square of the patterns' condition, below 1e4, of 1e-16.
const CLOSE = 1e-10;

const maps: readonly (readonly [string, (patterns: SignRows) => PatternMap])[] = [
  ['QR', qrMap],
  ['QR with a positive diagonal', (patterns) => qrMap(patterns, { diagonal: 'positive' })],
  ['singular value', svdMap],
  ['square root', squareRootMap],
];

describe.each(maps)('%s map', (_, map) => {
  it('writes the patterns as W X with orthonormal W, and W Wᵀ is the projection rule', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns, p }) => {
        const { weights, transform } = map(patterns);
        const w = rowsOf(weights);
        const xi = transpose(rowsOf(patterns));
        const unit = Array.from({ length: p }, (__, k) =>
          Array.from({ length: p }, (___, l) => Number(k === l)),
        );
        expect(largestDifference(times(w, rowsOf(transform)), xi)).toBeLessThan(CLOSE);
        expect(largestDifference(times(transpose(w), w), unit)).toBeLessThan(CLOSE);
        expect(largestDifference(times(w, transpose(w)), projectionRule(patterns))).toBeLessThan(CLOSE);
      }),
      settings(50),
    );
  });

  it('goes along, up to a turn of the hidden units, when visible units are turned over and change places', () => {
    fc.assert(
      fc.property(worlds(16), ({ patterns, seed, n }) => {
        const { states, couplings } = symmetry(seed, n);
        const gram = (given: SignRows): Float64Array => {
          const w = rowsOf(map(given).weights);
          return Float64Array.from(times(w, transpose(w)).flat());
        };
        const [own, other] = [couplings(gram(patterns)), gram(states(patterns))];
        own.forEach((value, index) => {
          expect(Math.abs(value - (other[index] ?? NaN))).toBeLessThan(CLOSE);
        });
      }),
      settings(25),
    );
  });
});

describe('maps', () => {
  it('lead back to the network that they came from', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns }) => {
        for (const [map, network] of [
          ['qr', projectionNetwork(patterns)],
          ['svd', projectionNetwork(patterns)],
          ['square-root', projectionNetwork(patterns)],
          ['hebbian', hebbianNetwork(patterns)],
        ] as const) {
          const back = rbmToHopfield(hopfieldToRbm(patterns, { map }).params);
          expect(largestDifference(rowsOf(back.couplings), rowsOf(network.couplings))).toBeLessThan(CLOSE);
          expect([...back.field]).toEqual([...network.field]);
        }
      }),
      settings(30),
    );
  });

  it('the square root is the orthonormal matrix nearest to the patterns, which Löwdin finds', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns }) => {
        const near = rowsOf(lowdin(hebbianMap(patterns).weights));
        expect(largestDifference(rowsOf(squareRootMap(patterns).weights), near)).toBeLessThan(CLOSE);
      }),
      settings(30),
    );
  });

  it('QR with a positive diagonal is unique: more patterns leave the columns before them', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns, n, p }) => {
        const few = Math.max(1, p - 1);
        const first = { values: Array.from(patterns.values).slice(0, few * n), shape: [few, n] as const };
        const columns = rowsOf(qrMap(patterns, { diagonal: 'positive' }).weights).map((row) =>
          row.slice(0, few),
        );
        const own = rowsOf(qrMap(first, { diagonal: 'positive' }).weights);
        expect(largestDifference(own, columns)).toBeLessThan(CLOSE);
      }),
      settings(30),
    );
  });
});
