// What the paper and its code show, at the paper's sizes. Reference values are of an independent run in NumPy (one set of patterns), so
// each band allows for other patterns: a correlation of random patterns has a deviation of 1/sqrt(1000) = 0.03.
import { createBackend, type Backend, type Tensor } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  attractorCorrelations,
  createMemory,
  cycleGraph,
  modes,
  neighbourhoodStatistics,
  randomPatterns,
  type MeanLoad,
  type NeighbourhoodLine,
  type RecallResult,
} from '../src/index.js';

const P = 30;
const N = 1000;

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

interface Run {
  readonly result: RecallResult;
  /** Attractor with attractor, by distance. */
  readonly spread: NeighbourhoodLine[];
  /** Attractor with pattern, by distance. */
  readonly range: NeighbourhoodLine[];
}

async function onCycle(a: number, h: number, meanLoad: MeanLoad = 'full', seed = 1): Promise<Run> {
  using patterns: Tensor = backend.tensor(randomPatterns(foldIn(key(seed), 'patterns'), P, N), [P, N]);
  const graph = cycleGraph(P);
  using memory = await createMemory(backend, patterns, graph);
  const noise = { key: foldIn(key(seed), 'noise') };
  const result = await memory.recall({ a, h, meanLoad, noise, tolerance: 0 });
  using states = backend.tensor(result.states, [P, N]);
  using between = attractorCorrelations(backend, states);
  return {
    result,
    spread: neighbourhoodStatistics(graph, await backend.read(between)),
    range: neighbourhoodStatistics(graph, result.correlations),
  };
}

const at = (lines: readonly NeighbourhoodLine[], hops: number): number => lines[hops]?.mean ?? NaN;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('recall on the cycle C30', () => {
  test('auto-association gives the own pattern and nothing else', async () => {
    const { result, spread, range } = await onCycle(1, 0);
    expect(at(range, 0)).toBeGreaterThan(0.97);
    for (let hops = 1; hops < 8; hops += 1) {
      expect(Math.abs(at(spread, hops) + 0.03)).toBeLessThan(0.05);
      expect(Math.abs(at(range, hops) + 0.03)).toBeLessThan(0.05);
    }
    for (const [start, { best }] of result.results.entries()) expect(best).toBe(start);
  });

  test('narrow hetero-association reaches two hops', async () => {
    const { spread, range } = await onCycle(0.5, 0.5);
    const wanted = [1, 0.64, 0.09, -0.09, -0.09, -0.09, -0.1, -0.1];
    for (const [hops, value] of wanted.entries())
      expect(Math.abs(at(spread, hops) - value)).toBeLessThan(0.1);
    for (const [hops, value] of [0.8, 0.37, -0.055].entries()) {
      expect(Math.abs(at(range, hops) - value)).toBeLessThan(0.1);
    }
  });

  test('the printed 1/n gives other correlations', async () => {
    const { spread } = await onCycle(0.5, 0.5, 'per-neuron');
    for (const [hops, value] of [1, 0.66, 0.17, 0].entries()) {
      expect(Math.abs(at(spread, hops) - value)).toBeLessThan(0.1);
    }
  });

  test('lower a widens the range: the curve falls below zero later', async () => {
    const first = async (a: number, h: number): Promise<number> =>
      (await onCycle(a, h)).spread.findIndex(({ mean: value }) => value < 0);
    const reaches = [await first(1, 0), await first(0.5, 0.5), await first(-0.5, 1.5), await first(-2, 3)];
    expect(reaches[0]).toBe(1);
    expect(reaches[1]).toBe(3);
    // 5 and 7 in the reference; the wider the range, the noisier the curve.
    expect(Math.abs((reaches[2] ?? 0) - 5)).toBeLessThanOrEqual(1);
    expect(reaches[3]).toBeGreaterThan(reaches[2] ?? 0);
  });

  test.each([
    [1, 0, 0.283],
    [0.5, 0.5, 0.167],
    [-0.5, 1.5, 0.111],
    [-2, 3, 0.093],
  ])('a = %f, h = %f keeps the mean activity at zero', async (a, h, deviation) => {
    const { result } = await onCycle(a, h);
    expect(Math.abs(mean(result.results.map(({ meanActivity }) => meanActivity)))).toBeLessThan(0.01);
    const deviations = result.results.map(({ state }) => Math.sqrt(mean(Array.from(state, (v) => v ** 2))));
    expect(Math.abs(mean(deviations) - deviation)).toBeLessThan(0.02);
  });

  test.each([
    [1, 0],
    [0.5, 0.5],
    [-0.5, 1.5],
  ])('with 1/n, a = %f, h = %f leaves it at a half', async (a, h) => {
    const { result } = await onCycle(a, h, 'per-neuron');
    expect(mean(result.results.map(({ meanActivity }) => meanActivity))).toBeCloseTo(0.5, 1);
  });

  test('quiescence leaves no pattern active', async () => {
    const { result, range } = await onCycle(modes.quiescence.a, modes.quiescence.h);
    expect(Math.max(...result.correlations)).toBeLessThan(0.2);
    expect(Math.abs(at(range, 0) + 0.13)).toBeLessThan(0.1);
    expect(Math.abs(mean(result.results.map(({ meanActivity }) => meanActivity)) + 1.24)).toBeLessThan(0.05);
  });
});
