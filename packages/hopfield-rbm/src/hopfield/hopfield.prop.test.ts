// Laws of Hopfield networks, on random patterns and couplings.

import { createBackend } from '@vsa/backend';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  energyOf,
  inverse,
  largestDifference,
  rowsOf,
  times,
  transpose,
  type Rows,
} from '../../test/oracle.js';
import { settings, signs, symmetry, wholeNetwork, worlds } from '../../test/worlds.js';
import {
  dreamingNetwork,
  energies,
  hebbianNetwork,
  hopfieldNetwork,
  projectionNetwork,
  projections,
  recall,
  storkeyNetwork,
  type HopfieldNetwork,
  type SignRows,
} from '../index.js';

const cpu = await createBackend('cpu');
// Couplings are at most 1 and sums have at most 24 terms; patterns of 24 units are conditioned well below 1e4.
const CLOSE = 1e-10;

const rules: readonly (readonly [string, (patterns: SignRows) => HopfieldNetwork])[] = [
  ['Hebbian', hebbianNetwork],
  ['projection', projectionNetwork],
  ['Storkey', storkeyNetwork],
  ['dreaming', (patterns) => dreamingNetwork(patterns, 3)],
];

const wide = (values: Float64Array, n: number): Rows => rowsOf({ values, shape: [n, n] });

describe('projectionNetwork', () => {
  it('projects on the patterns: J = Jᵀ = J², its trace is p, and J ξ = ξ', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns, p }) => {
        const j = rowsOf(projectionNetwork(patterns).couplings);
        const xi = transpose(rowsOf(patterns));
        expect(largestDifference(j, transpose(j))).toBe(0);
        expect(largestDifference(times(j, j), j)).toBeLessThan(CLOSE);
        expect(largestDifference(times(j, xi), xi)).toBeLessThan(CLOSE);
        const trace = j.reduce((sum, row, unit) => sum + (row[unit] ?? 0), 0);
        expect(Math.abs(trace - p)).toBeLessThan(CLOSE);
      }),
      settings(60),
    );
  });

  it('makes every pattern, and its opposite, a fixed point of least energy, -N / 2', async () => {
    await fc.assert(
      fc.asyncProperty(worlds(), async ({ patterns, n, p, seed }) => {
        const network = projectionNetwork(patterns);
        const both = {
          values: Int8Array.from([...Array.from(patterns.values), ...Array.from(patterns.values, (s) => -s)]),
          shape: [2 * p, n] as const,
        };
        for (const updates of ['asynchronous', 'synchronous'] as const) {
          const { states, results } = await recall(cpu, network, both, { updates });
          expect([...states.values]).toEqual([...both.values]);
          expect(results.every(({ status, steps }) => status === 'fixed-point' && steps === 1)).toBe(true);
        }
        for (const energy of energies(network, both))
          expect(Math.abs(energy + n / 2)).toBeLessThan(n * CLOSE);
        const others = energies(network, signs(seed, 'others', 20, n));
        expect(Math.min(...others)).toBeGreaterThan(-n / 2 - n * CLOSE);
      }),
      settings(40),
    );
  });

  it('gives every state the coefficients of its projection: those of a pattern are its own alone', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns, p, n, seed }) => {
        const own = rowsOf(projections(patterns, patterns));
        const unit = own.map((row, k) => row.map((_, l) => Number(k === l)));
        expect(largestDifference(own, unit)).toBeLessThan(CLOSE);
        // J s = ξ a.
        const states = signs(seed, 'states', 3, n);
        const j = rowsOf(projectionNetwork(patterns).couplings);
        const a = rowsOf(projections(states, patterns));
        expect(a[0]?.length).toBe(p);
        expect(largestDifference(times(rowsOf(states), j), times(a, rowsOf(patterns)))).toBeLessThan(CLOSE);
      }),
      settings(40),
    );
  });
});

describe('dreamingNetwork', () => {
  it('is the Hebbian rule at time 0, and nears the projection rule as 1 / t', () => {
    fc.assert(
      fc.property(worlds(), ({ patterns, n }) => {
        const start = rowsOf(dreamingNetwork(patterns, 0).couplings);
        expect(largestDifference(start, rowsOf(hebbianNetwork(patterns).couplings))).toBeLessThan(CLOSE);
        const j = rowsOf(projectionNetwork(patterns).couplings);
        // An eigenvalue e of ξᵀξ gives (1 + t) e / (N + t e), which differs from 1 by |e - N| / (N + t e).
        const rows = rowsOf(patterns);
        const least =
          1 /
          Math.max(
            ...inverse(times(rows, transpose(rows))).map((row) => row.reduce((s, v) => s + Math.abs(v), 0)),
          );
        for (const time of [1e3, 1e5]) {
          const bound = (n * n) / (n + time * least);
          const rest = largestDifference(rowsOf(dreamingNetwork(patterns, time).couplings), j);
          expect(rest).toBeLessThan(bound + CLOSE);
        }
      }),
      settings(40),
    );
  });
});

describe('storkeyNetwork', () => {
  it('is the Hebbian rule for one pattern, which it then keeps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 24 }), fc.nat(1e6), async (n, seed) => {
        const one = signs(seed, 'one', 1, n);
        const network = storkeyNetwork(one);
        expect([...network.couplings.values]).toEqual([...hebbianNetwork(one).couplings.values]);
        const { states } = await recall(cpu, network, one);
        expect([...states.values]).toEqual([...one.values]);
      }),
      settings(30),
    );
  });

  it('is local and incremental: one pattern more changes J_ij by its own signs and the fields of i and j', () => {
    fc.assert(
      fc.property(worlds(12), ({ patterns, n, p, seed }) => {
        const more = signs(seed, 'more', 1, n);
        const all = Int8Array.from([...Array.from(patterns.values), ...more.values]);
        const before = rowsOf(storkeyNetwork(patterns).couplings);
        const after = rowsOf(storkeyNetwork({ values: all, shape: [p + 1, n] }).couplings);
        const xi = [...more.values];
        const fields = before.map((row, i) =>
          row.reduce((sum, value, k) => sum + (k === i ? 0 : value * (xi[k] ?? 0)), 0),
        );
        const expected = before.map((row, i) =>
          row.map((value, j) => {
            const own = i === j ? 0 : value;
            const [hij, hji] = [(fields[i] ?? 0) - own * (xi[j] ?? 0), (fields[j] ?? 0) - own * (xi[i] ?? 0)];
            return value + ((xi[i] ?? 0) * (xi[j] ?? 0) - (xi[i] ?? 0) * hji - hij * (xi[j] ?? 0)) / n;
          }),
        );
        expect(largestDifference(after, expected)).toBeLessThan(CLOSE);
      }),
      settings(30),
    );
  });
});

describe.each(rules)('%s rule', (_, rule) => {
  it('does not tell a pattern from its opposite', () => {
    fc.assert(
      fc.property(worlds(16), ({ patterns, seed, n, p }) => {
        const turned = signs(seed, 'turned', 1, p).values;
        const values = Int8Array.from(
          patterns.values,
          (s, index) => s * (turned[Math.floor(index / n)] ?? 1),
        );
        const j = rowsOf(rule(patterns).couplings);
        expect(largestDifference(rowsOf(rule({ values, shape: [p, n] }).couplings), j)).toBeLessThan(CLOSE);
      }),
      settings(25),
    );
  });

  it('goes along when units are turned over and change places, and so do energies', () => {
    fc.assert(
      fc.property(worlds(16), ({ patterns, seed, n }) => {
        const { states, couplings } = symmetry(seed, n);
        const plain = rule(patterns);
        const turned = rule(states(patterns));
        const expected = wide(couplings(plain.couplings.values), n);
        expect(largestDifference(rowsOf(turned.couplings), expected)).toBeLessThan(CLOSE);
        const some = signs(seed, 'some', 4, n);
        const [own, other] = [energies(plain, some), energies(turned, states(some))];
        own.forEach((energy, row) => {
          expect(Math.abs(energy - (other[row] ?? NaN))).toBeLessThan(n * n * CLOSE);
        });
      }),
      settings(25),
    );
  });
});

describe.each(rules.filter(([name]) => name !== 'Storkey'))('%s rule', (_, rule) => {
  it('does not mind the order of the patterns', () => {
    fc.assert(
      fc.property(worlds(16), ({ patterns, n, p }) => {
        const rows = rowsOf(patterns).toReversed().flat();
        const j = rowsOf(rule(patterns).couplings);
        expect(largestDifference(rowsOf(rule({ values: rows, shape: [p, n] }).couplings), j)).toBeLessThan(
          CLOSE,
        );
      }),
      settings(25),
    );
  });
});

const sizes = fc.record({ n: fc.integer({ min: 2, max: 14 }), seed: fc.nat(1e6) });

describe('recall', () => {
  it.each(['zero', 'positive'] as const)(
    'never raises the energy, one unit after another, and ends where no unit wants to turn: diagonal %s',
    async (diagonal) => {
      await fc.assert(
        fc.asyncProperty(sizes, async ({ n, seed }) => {
          const { values, field } = wholeNetwork(seed, n, diagonal);
          const network = hopfieldNetwork({ values, shape: [n, n] }, { field });
          let states: SignRows = signs(seed, 'start', 3, n);
          let before = energies(network, states);
          const starts = [...before];
          for (let step = 0; step < 4; step += 1) {
            const next = await recall(cpu, network, states, { maxSteps: 1 });
            const now = energies(network, next.states);
            // Whole numbers and halves: energies are exact.
            now.forEach((energy, row) => {
              expect(energy).toBeLessThanOrEqual(before[row] ?? NaN);
            });
            [states, before] = [next.states, now];
          }
          const end = await recall(cpu, network, states, { maxSteps: 1000 });
          end.results.forEach(({ status, energy }, row) => {
            expect(status).toBe('fixed-point');
            expect(energy).toBeLessThanOrEqual(starts[row] ?? NaN);
            const state = rowsOf(end.states)[row] ?? [];
            expect(energy).toBe(energyOf(wide(values, n), field, state));
            state.forEach((s, unit) => {
              const pull = state.reduce(
                (sum, other, k) => sum + (values[unit * n + k] ?? 0) * other,
                field[unit] ?? 0,
              );
              expect(s * pull).toBeGreaterThanOrEqual(0);
            });
          });
        }),
        settings(40),
      );
    },
  );

  it('ends in a fixed point or a two-cycle when all symmetric units move at once', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(sizes, async ({ n, seed }) => {
        const { values, field } = wholeNetwork(seed, n, 'any');
        const network = hopfieldNetwork({ values, shape: [n, n] }, { field });
        const options = { updates: 'synchronous', maxSteps: 1000 } as const;
        const { states, results } = await recall(cpu, network, signs(seed, 'start', 3, n), options);
        /** All units at once, by the definition: no field keeps a unit. */
        const moved = (state: readonly number[]): number[] =>
          state.map((s, i) => {
            const pull = state.reduce(
              (sum, other, k) => sum + (values[i * n + k] ?? 0) * other,
              field[i] ?? 0,
            );
            return pull === 0 ? s : Math.sign(pull);
          });
        results.forEach(({ status }, row) => {
          seen.add(status);
          const state = [...(rowsOf(states)[row] ?? [])];
          const once = moved(state);
          if (status === 'fixed-point') expect(once).toEqual(state);
          else {
            expect(status).toBe('two-cycle');
            expect(once).not.toEqual(state);
            expect(moved(once)).toEqual(state);
          }
        });
      }),
      settings(60),
    );
    // Both happen, or the law would be another.
    expect([...seen].toSorted()).toEqual(['fixed-point', 'two-cycle']);
  });

  it('goes along when units are turned over and change places', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ n, seed }) => {
        const { values, field } = wholeNetwork(seed, n, 'any');
        const { states, couplings, field: turn } = symmetry(seed, n);
        const start = signs(seed, 'start', 3, n);
        const options = { updates: 'synchronous' } as const;
        const plain = await recall(
          cpu,
          hopfieldNetwork({ values, shape: [n, n] }, { field }),
          start,
          options,
        );
        const other = hopfieldNetwork({ values: couplings(values), shape: [n, n] }, { field: turn(field) });
        const turned = await recall(cpu, other, states(start), options);
        expect([...turned.states.values]).toEqual([...states(plain.states).values]);
        expect(turned.results).toEqual(plain.results);
      }),
      settings(40),
    );
  });
});
