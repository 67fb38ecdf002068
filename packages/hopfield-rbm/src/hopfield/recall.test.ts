import { availableBackends, createBackend, type BackendName } from '@vsa/backend';
import { bipolar, key } from '@vsa/backend/random';
import { countLeaks } from '@vsa/backend/testing';
import { describe, expect, it } from 'vitest';
import { at, energyOf, randomPatterns, rowsOf, type Rows } from '../../test/oracle.js';
import {
  energies,
  hebbianNetwork,
  hopfieldNetwork,
  matrix,
  projectionNetwork,
  recall,
  sampleStates,
  type HopfieldNetwork,
} from '../index.js';

const N = 60;
const patterns = randomPatterns(11, 9, N);
const starts = { values: Int8Array.from(bipolar(key(12), [40, N])), shape: [40, N] } as const;
const field = Array.from({ length: N }, (_, unit) => 0.3 * Math.cos(unit));
const networks: readonly (readonly [string, HopfieldNetwork])[] = [
  ['projection', projectionNetwork(patterns)],
  ['projection without its diagonal', projectionNetwork(patterns, { selfCoupling: 'removed' })],
  ['projection with a field', projectionNetwork(patterns, { field })],
  ['Hebbian', hebbianNetwork(patterns, { selfCoupling: 'removed' })],
  // Without a factor: the dense path.
  ['dense', hopfieldNetwork(projectionNetwork(patterns, { selfCoupling: 'removed' }).couplings)],
];

/** Fields of a state, and what counts as 0 among them: sums of 60 numbers in float64 are exact to 1e-13. */
function fieldOf(j: Rows, b: ArrayLike<number>, state: readonly number[], unit: number): number {
  const sum = state.reduce((total, s, k) => total + at(j, unit, k) * s, b[unit] ?? 0);
  return Math.abs(sum) < 1e-6 ? 0 : sum;
}

/** Updates as they are described: all at once, or one after another. */
function oracle(
  network: HopfieldNetwork,
  start: readonly number[],
  updates: string,
  maxSteps: number,
): unknown {
  const j = rowsOf(network.couplings);
  const past: number[][] = [[...start]];
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    const last = past.at(-1) ?? [];
    const next = [...last];
    for (const unit of next.keys()) {
      const pull = fieldOf(j, network.field, updates === 'synchronous' ? last : next, unit);
      if (pull !== 0) next[unit] = Math.sign(pull);
    }
    if (next.join() === last.join()) return { state: next, status: 'fixed-point', steps };
    if (next.join() === past.at(-2)?.join()) return { state: next, status: 'two-cycle', steps };
    past.push(next);
  }
  return { state: past.at(-1), status: 'max-steps', steps: maxSteps };
}

const names = (await availableBackends()).filter(({ available }) => available).map(({ name }) => name);

describe.each(names)('recall on %s', (name: BackendName) => {
  it.each(networks)('%s: takes the steps of the oracle, together and one by one', async (_, network) => {
    const backend = await createBackend(name);
    for (const updates of ['synchronous', 'asynchronous'] as const) {
      const { states, results } = await recall(backend, network, starts, { updates });
      const rows = rowsOf(states);
      for (const [row, start] of rowsOf(starts).entries()) {
        const { status, steps } = results[row] ?? {};
        expect({ state: rows[row], status, steps }).toEqual(oracle(network, start, updates, 100));
      }
    }
  });

  it('leaks no tensors', async () => {
    const backend = await createBackend(name);
    const [, network] = networks[1] ?? ['', hebbianNetwork(patterns)];
    const leaks = await countLeaks(backend, async () => {
      await recall(backend, network, starts, { updates: 'synchronous' });
      await sampleStates(backend, network, starts, {
        key: key(1),
        beta: 1,
        steps: 2,
        updates: 'synchronous',
      });
    });
    expect(leaks).toBe(0);
  });
});

describe('recall', async () => {
  const cpu = await createBackend('cpu');

  it('has every pattern as a fixed point of the projection rule', async () => {
    for (const network of [networks[0]?.[1], networks[1]?.[1]]) {
      if (network === undefined) continue;
      for (const updates of ['synchronous', 'asynchronous'] as const) {
        const { states, results } = await recall(cpu, network, patterns, { updates });
        expect([...states.values]).toEqual(Array.from(patterns.values));
        expect(results.every(({ status, steps }) => status === 'fixed-point' && steps === 1)).toBe(true);
      }
    }
  });

  it('mends a few flipped units', async () => {
    const spoilt = Int8Array.from(patterns.values, (value, index) => (index % N < 6 ? -value : value));
    const { states } = await recall(cpu, networks[1]?.[1] ?? hebbianNetwork(patterns), {
      values: spoilt,
      shape: patterns.shape,
    });
    expect([...states.values]).toEqual(Array.from(patterns.values));
  });

  it('finds two-cycles: two units that each follow the other', async () => {
    const network = hopfieldNetwork(matrix([0, 1, 1, 0], [2, 2]));
    const start = { values: [1, -1], shape: [1, 2] } as const;
    const { results, states } = await recall(cpu, network, start, { updates: 'synchronous' });
    expect(results).toEqual([{ status: 'two-cycle', steps: 2, energy: 1 }]);
    expect([...states.values]).toEqual([1, -1]);
    const calm = await recall(cpu, network, start);
    expect(calm.results).toEqual([{ status: 'fixed-point', steps: 2, energy: -1 }]);
  });

  it('leaves a unit without a field as it is', async () => {
    const network = hopfieldNetwork(matrix([0, 0, 0, 0], [2, 2]));
    const start = { values: [1, -1], shape: [1, 2] } as const;
    for (const updates of ['synchronous', 'asynchronous'] as const) {
      const { states, results } = await recall(cpu, network, start, { updates });
      expect([[...states.values], results[0]?.status]).toEqual([[1, -1], 'fixed-point']);
    }
  });

  it('never raises the energy, unit by unit, in any order', async () => {
    const network = networks[3]?.[1] ?? hebbianNetwork(patterns);
    let before = energies(network, starts);
    for (const maxSteps of [1, 2, 3, 20]) {
      const { states, results } = await recall(cpu, network, starts, { maxSteps, order: key(6) });
      const after = energies(network, states);
      // Rounding of sums of 3,600 numbers.
      for (const [row, energy] of after.entries())
        expect(energy).toBeLessThanOrEqual((before[row] ?? 0) + 1e-9);
      expect(results.map(({ energy }) => energy)).toEqual([...after]);
      before = after;
    }
  });

  it('runs out of steps, or is stopped, without an error', async () => {
    const network = networks[3]?.[1] ?? hebbianNetwork(patterns);
    for (const updates of ['synchronous', 'asynchronous'] as const) {
      const none = await recall(cpu, network, starts, { updates, maxSteps: 0 });
      expect(none.results.every(({ status, steps }) => status === 'max-steps' && steps === 0)).toBe(true);
      expect([...none.states.values]).toEqual([...starts.values]);
      const stopped = await recall(cpu, network, starts, { updates, signal: AbortSignal.abort() });
      expect(stopped.results.every(({ status }) => status === 'aborted')).toBe(true);
    }
    const [start = []] = rowsOf(starts);
    const energy = energyOf(rowsOf(network.couplings), network.field, start);
    expect((await recall(cpu, network, starts, { maxSteps: 0 })).results[0]?.energy).toBeCloseTo(energy, 12);
  });

  it('refuses what does not fit', async () => {
    const network = networks[0]?.[1] ?? hebbianNetwork(patterns);
    await expect(recall(cpu, network, { values: [1], shape: [1, 1] })).rejects.toThrow(
      /, 60\], got \[1, 1\]/,
    );
    await expect(recall(cpu, network, starts, { maxSteps: 0.5 })).rejects.toThrow(RangeError);
    await expect(recall(cpu, network, starts, { updates: 'both' as 'synchronous' })).rejects.toThrow(
      /'asynchronous', 'synchronous'/,
    );
    await expect(recall(cpu, { ...network, factor: matrix([1, 1], [2, 1]) }, starts)).rejects.toThrow(
      /factor of 60 rows/,
    );
  });
});
