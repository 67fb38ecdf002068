import { beforeAll, describe, expect, it } from 'vitest';
import { integers, key, normal, uniform } from '../random/index.js';
import { createKernels, type Kernels } from './index.js';
import type { PhaseInput } from './types.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await createKernels();
});

/** One pair of oscillators after the other, in float64. */
function slope(theta: Float64Array, input: PhaseInput): Float64Array {
  const { frequencies, graph, coupling, lag } = input;
  const count = theta.length;
  return theta.map((own, i) => {
    let pull = 0;
    const toward = (j: number, weight: number): void => {
      pull += weight * Math.sin((theta[j] ?? NaN) - own - lag);
    };
    if (graph === undefined) for (let j = 0; j < count; j += 1) toward(j, 1 / count);
    else {
      for (let e = graph.offsets[i] ?? 0; e < (graph.offsets[i + 1] ?? 0); e += 1) {
        toward(graph.sources[e] ?? NaN, graph.weights[e] ?? NaN);
      }
    }
    return (frequencies[i] ?? NaN) + coupling * pull;
  });
}

const TABLEAUS = {
  euler: { matrix: [[]], weights: [1] },
  heun: { matrix: [[], [1]], weights: [1 / 2, 1 / 2] },
  rk4: { matrix: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]], weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6] },
};

/** Phases after each step, not wrapped. */
function oracle(input: PhaseInput): Float64Array[] {
  const { matrix, weights } = TABLEAUS[input.method];
  const states: Float64Array[] = [Float64Array.from(input.phases)];
  for (let step = 0; step < input.steps; step += 1) {
    const theta = states[step] ?? new Float64Array();
    const stages: Float64Array[] = [];
    const along = (row: readonly number[]): Float64Array =>
      Float64Array.from(
        theta,
        (own, i) => own + row.reduce((sum, a, s) => sum + input.stepSize * a * (stages[s]?.[i] ?? NaN), 0),
      );
    for (const row of matrix) stages.push(slope(along(row), input));
    states.push(along(weights));
  }
  return states;
}

function randomGraph(count: number, most: number): NonNullable<PhaseInput['graph']> {
  const degrees = integers(key('degrees'), [count], { high: most + 1 });
  const offsets = new Int32Array(count + 1);
  degrees.forEach((degree, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + degree;
  });
  const edges = offsets[count] ?? 0;
  return {
    offsets,
    sources: integers(key('sources'), [edges], { high: count }),
    weights: normal(key('weights'), [edges]),
  };
}

/** The graph of a torus of rows and columns. */
function torusGraph(rows: number, columns: number): NonNullable<PhaseInput['graph']> {
  const count = rows * columns;
  const at = (row: number, column: number): number =>
    ((row + rows) % rows) * columns + ((column + columns) % columns);
  const sources = Array.from({ length: count }, (_, i) => [Math.floor(i / columns), i % columns] as const);
  return {
    offsets: Int32Array.from({ length: count + 1 }, (_, i) => 4 * i),
    sources: Int32Array.from(
      sources.flatMap(([row, column]) => [
        at(row - 1, column),
        at(row, column - 1),
        at(row, column + 1),
        at(row + 1, column),
      ]),
    ),
    weights: new Float32Array(4 * count).fill(1),
  };
}

function problem(count: number, rest: Partial<PhaseInput>): PhaseInput {
  return {
    phases: uniform(key('phases'), [count], { low: -3.14, high: 3.14 }),
    frequencies: normal(key('frequencies'), [count]).map((value) => 2 * value),
    coupling: 1.5,
    lag: 0,
    stepSize: 0.05,
    steps: 40,
    every: 7,
    method: 'rk4',
    ...rest,
  };
}

describe('sinCos', () => {
  it('errs by at most 1.5e-7 up to 20,000', () => {
    for (const limit of [1, Math.PI, 100, 20_000]) {
      const x = uniform(key(`sines to ${limit}`), [200_001], { low: -limit, high: limit });
      const { sin, cos } = kernels.sinCos(x);
      let worst = 0;
      x.forEach((value, i) => {
        worst = Math.max(
          worst,
          Math.abs((sin[i] ?? NaN) - Math.sin(value)),
          Math.abs((cos[i] ?? NaN) - Math.cos(value)),
        );
      });
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThan(1.5e-7);
    }
  });

  it('is exact at 0, odd and even, and NaN where there is no angle', () => {
    const { sin, cos } = kernels.sinCos(new Float32Array([0, 1, -1, NaN, Infinity]));
    expect([sin[0], cos[0]]).toEqual([0, 1]);
    expect(sin[1]).toBe(-(sin[2] ?? NaN));
    expect(cos[1]).toBe(cos[2]);
    expect([sin[3], cos[3], sin[4], cos[4]]).toEqual([NaN, NaN, NaN, NaN]);
    expect(() => kernels.sinCos([1] as unknown as Float32Array)).toThrow(TypeError);
  });
});

describe('phases', () => {
  it.each<readonly [string, number, Partial<PhaseInput>]>([
    ['the mean field', 37, {}],
    ['the mean field with a lag', 64, { lag: 0.6 }],
    ['more than a block', 1301, { steps: 5, every: 1 }],
    ['one oscillator', 1, {}],
    ['Heun', 9, { method: 'heun', lag: -0.3 }],
    ['Euler', 10, { method: 'euler' }],
    ['a graph', 45, { graph: randomGraph(45, 9), coupling: 0.3 }],
    ['a graph with a lag', 45, { graph: randomGraph(45, 9), coupling: 0.3, lag: 1.1 }],
    ['a graph by Euler', 30, { graph: randomGraph(30, 3), method: 'euler' }],
    ['a graph by Heun', 30, { graph: randomGraph(30, 3), method: 'heun' }],
    ['a graph without edges', 6, { graph: randomGraph(6, 0) }],
    ['no step', 5, { steps: 0 }],
  ])('follows the equation: %s', (_, count, rest) => {
    const input = problem(count, rest);
    const states = oracle(input);
    const run = kernels.phases(input);
    const end = states[input.steps] ?? new Float64Array();
    // 40 steps of float32 rounding of phases up to pi and of paths up to some 10, and sines that err by 1.5e-7.
    end.forEach((value, i) => {
      const moved = value - (input.phases[i] ?? NaN);
      expect(Math.abs((run.travelled[i] ?? NaN) - moved)).toBeLessThan(2e-5);
      const apart = (run.phases[i] ?? NaN) - value;
      expect(Math.abs(apart - 2 * Math.PI * Math.round(apart / (2 * Math.PI)))).toBeLessThan(2e-5);
      expect(Math.abs(run.phases[i] ?? NaN)).toBeLessThan(Math.PI + 1e-6);
    });
    const kept = states.filter((__, step) => step % input.every === 0);
    expect(run.records.length).toBe(2 * kept.length);
    kept.forEach((theta, index) => {
      const mean = (f: (x: number) => number): number => theta.reduce((sum, x) => sum + f(x), 0) / count;
      expect(Math.abs((run.records[2 * index] ?? NaN) - mean(Math.sin))).toBeLessThan(1e-5);
      expect(Math.abs((run.records[2 * index + 1] ?? NaN) - mean(Math.cos))).toBeLessThan(1e-5);
    });
  });

  // Rows shorter than a register, of whole registers, and with rests before the edge.
  it.each([
    [3, 3, 'rk4', 0],
    [5, 4, 'heun', 0.4],
    [4, 5, 'euler', 0],
    [3, 16, 'rk4', 0.4],
    [7, 23, 'heun', 0],
    [40, 41, 'rk4', -0.2],
  ] as const)('on a torus of %i x %i follows the equation of its graph, %s', (rows, columns, method, lag) => {
    const input = problem(rows * columns, { method, lag, coupling: 0.4, steps: 20 });
    const end = oracle({ ...input, graph: torusGraph(rows, columns) })[20] ?? new Float64Array();
    const run = kernels.phases({ ...input, torus: { rows, columns } });
    expect(end.length).toBe(rows * columns);
    end.forEach((value, i) => {
      const apart = (run.phases[i] ?? NaN) - value;
      // As above: float32 rounding of 20 steps.
      expect(Math.abs(apart - 2 * Math.PI * Math.round(apart / (2 * Math.PI)))).toBeLessThan(2e-5);
    });
  });

  it('does not coarsen as phases turn: 30,000 steps of a free oscillator', () => {
    const input = problem(1, { coupling: 0, steps: 30_000, every: 30_000, stepSize: 0.01 });
    const frequency = input.frequencies[0] ?? NaN;
    const run = kernels.phases({ ...input, phases: new Float32Array(1) });
    // Each step rounds a phase below pi by 1.2e-7, as a walk; the path is rounded by up to 3e-5 a step where it is some 300 long.
    expect(Math.abs((run.travelled[0] ?? NaN) / (frequency * 300) - 1)).toBeLessThan(1e-3);
    const apart = (run.phases[0] ?? NaN) - frequency * 300;
    expect(Math.abs(apart - 2 * Math.PI * Math.round(apart / (2 * Math.PI)))).toBeLessThan(3e-3);
  });

  it('refuses bad input before it starts', () => {
    const refuse = (rest: Partial<PhaseInput>) => () => kernels.phases(problem(4, rest));
    const graph = randomGraph(4, 2);
    expect(refuse({ frequencies: new Float32Array(3) })).toThrow(/expected 4 frequencies, got 3/);
    expect(refuse({ phases: new Float32Array(0) })).toThrow(RangeError);
    expect(refuse({ steps: -1 })).toThrow(/steps/);
    expect(refuse({ every: 0 })).toThrow(/every/);
    expect(refuse({ stepSize: 0 })).toThrow(/stepSize > 0/);
    expect(refuse({ coupling: NaN })).toThrow(/coupling/);
    expect(refuse({ lag: Infinity })).toThrow(/lag/);
    expect(refuse({ method: 'rk5' as 'rk4' })).toThrow(/'euler', 'heun', 'rk4'/);
    expect(refuse({ torus: { rows: 2, columns: 2 } })).toThrow(/rows/);
    expect(refuse({ torus: { rows: 3, columns: 3 } })).toThrow(/a torus of 4 oscillators .* got 3 x 3/);
    const nine = problem(9, { torus: { rows: 3, columns: 3 }, graph: torusGraph(3, 3) });
    expect(() => kernels.phases(nine)).toThrow(/no graph, got 3 x 3 and a graph/);
    expect(refuse({ graph: { ...graph, offsets: graph.offsets.slice(1) } })).toThrow(/5 offsets/);
    expect(refuse({ graph: { ...graph, weights: new Float32Array(99) } })).toThrow(RangeError);
    expect(refuse({ graph: { ...graph, sources: graph.sources.map(() => 4) } })).toThrow(
      /sources from 0 to 3, got 4/,
    );
  });
});
