import type { Backend } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { key, normal, uniform } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { phaseField, phaseParams } from './field.js';
import { phaseGraph, type PhaseEdge } from './graph.js';
import { latticeField, latticeGraph } from './lattice.js';
import { simulate } from './simulate.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const ROWS = 4;
const COLUMNS = 5;

/** Pairs of cells that differ by one step, with the borders closed. */
const areNeighbours = (a: number, b: number): boolean => {
  const [rowA, rowB] = [a, b].map((cell) => Math.floor(cell / COLUMNS));
  const apart = (x: number, y: number, size: number): number =>
    Math.min(Math.abs(x - y), size - Math.abs(x - y));
  return apart(rowA ?? NaN, rowB ?? NaN, ROWS) + apart(a % COLUMNS, b % COLUMNS, COLUMNS) === 1;
};

describe('latticeGraph', () => {
  it('links the cells that are one step apart on the torus', () => {
    const cells = [...Array(ROWS * COLUMNS).keys()];
    const edges = cells.flatMap((a) =>
      cells.filter((b) => b > a && areNeighbours(a, b)).map((b): PhaseEdge => [a, b]),
    );
    const listed = phaseGraph(ROWS * COLUMNS, edges);
    const found = latticeGraph(ROWS, COLUMNS);
    expect(found.count).toBe(listed.count);
    expect([...found.offsets]).toEqual([...listed.offsets]);
    cells.forEach((cell) => {
      const own = (sources: Int32Array): readonly number[] =>
        [...sources.subarray(4 * cell, 4 * cell + 4)].sort((a, b) => a - b);
      expect(own(found.sources)).toEqual(own(listed.sources));
    });
    expect(new Set(found.weights)).toEqual(new Set([1]));
  });

  it('refuses what has no four neighbours', () => {
    expect(() => latticeGraph(2, 5)).toThrow(/rows/);
    expect(() => latticeGraph(5, 2.5)).toThrow(/columns/);
    expect(() => latticeGraph(2 ** 13, 2 ** 13)).toThrow(/2\^24/);
  });
});

describe('latticeField', () => {
  it.each([0, 0.7])('is the field of the graph, lag %f', async (lag) => {
    const frequencies = Float32Array.from(normal(key(1), [ROWS * COLUMNS]));
    const phases = Float32Array.from(uniform(key(2), [ROWS * COLUMNS], { low: -3, high: 3 }));
    for (const chosen of [backend, await createCpuBackend()]) {
      const graph = latticeGraph(ROWS, COLUMNS);
      const params = phaseParams(chosen, { frequencies, coupling: 0.8, lag, graph });
      const wanted = await chosen.read(phaseField(chosen, params)(0, chosen.tensor(phases)));
      const field = latticeField(chosen, {
        frequencies: chosen.tensor(frequencies, [ROWS, COLUMNS]),
        coupling: 0.8,
        lag,
      });
      const found = field(0, chosen.tensor(phases, [ROWS, COLUMNS]));
      expect(found.shape).toEqual([ROWS, COLUMNS]);
      const values = await chosen.read(found);
      wanted.forEach((value, cell) => {
        // Sums of eight terms below 1 in another order: some 1e-6.
        expect(Math.abs((values[cell] ?? NaN) - value)).toBeLessThan(2e-6);
      });
    }
  });

  it('lets a smooth lattice come into step', async () => {
    const start = Float32Array.from({ length: 64 }, (_, cell) => Math.sin((2 * Math.PI * cell) / 64));
    const network = { frequencies: new Float32Array(64), coupling: 1, graph: latticeGraph(8, 8) };
    const { order } = await simulate(backend, network, { start, duration: 30, records: 10 });
    expect(order[0]).toBeLessThan(0.9);
    expect(order.at(-1)).toBeGreaterThan(0.999);
  });

  it('refuses other shapes and kinds', () => {
    const field = latticeField(backend, { frequencies: 0, coupling: 1 });
    expect(() => field(0, backend.zeros([9]))).toThrow(/\[rows, columns\]/);
    expect(() => field(0, backend.zeros([2, 9]))).toThrow(RangeError);
    expect(() => field(0, backend.tensor([1, 2, 3], [3], 'int32'))).toThrow(/float32/);
    expect(() => latticeField(backend, { frequencies: 0, coupling: 1, lag: NaN })).toThrow(/lag/);
  });
});

describe('a torus in place of a graph', () => {
  const frequencies = Float32Array.from(normal(key(5), [ROWS * COLUMNS]));
  const network = { frequencies, coupling: 0.6, lag: 0.2 };
  const options = { start: key(6), duration: 2, records: 4 } as const;

  it.each(['fused', 'tensor'] as const)('runs as its graph does, %s', async (path) => {
    const torus = { rows: ROWS, columns: COLUMNS };
    const wanted = await simulate(
      backend,
      { ...network, graph: latticeGraph(ROWS, COLUMNS) },
      { ...options, path },
    );
    const found = await simulate(backend, { ...network, torus }, { ...options, path });
    expect(found.path).toBe(path);
    expect(found.order).toHaveLength(5);
    found.phases.forEach((phase, i) => {
      // Forty steps of float32 sums of four terms in another order.
      expect(Math.abs(Math.sin((phase - (wanted.phases[i] ?? NaN)) / 2))).toBeLessThan(1e-5);
    });
  });

  it('refuses another size, too few rows, and a graph beside it', async () => {
    const run = (rest: object): Promise<unknown> => simulate(backend, { ...network, ...rest }, options);
    await expect(run({ torus: { rows: 4, columns: 4 } })).rejects.toThrow(/a torus of 20 .* got 4 x 4/);
    await expect(run({ torus: { rows: 2, columns: 10 } })).rejects.toThrow(/rows/);
    const both = { torus: { rows: 4, columns: 5 }, graph: latticeGraph(4, 5) };
    await expect(run(both)).rejects.toThrow(/and a graph/);
  });
});
