// One recall from all vertices of a graph, with random patterns: what most figures of the CDAM paper show.

import { foldIn, key } from '@vsa/backend/random';
import {
  attractorCorrelations,
  createMemory,
  randomPatterns,
  type CdamMemory,
  type MeanLoad,
  type MemoryGraph,
  type RecallResult,
} from '@vsa/cdam';
import type { RunContext } from '../../experiment.js';

/** n of the paper. */
export const NEURONS = 1000;

/** A simulation's parameters. */
export interface SimulationOptions {
  /** Strength of auto-association. */
  readonly a: number;
  /** Strength of hetero-association. */
  readonly h: number;
  /** Coefficient of the mean load. @defaultValue `'full'` */
  readonly meanLoad?: MeanLoad | undefined;
  /** Updates. @defaultValue 100 */
  readonly steps?: number | undefined;
  /** Whether every step's correlations are kept. @defaultValue `'none'` */
  readonly history?: 'none' | 'correlations' | undefined;
}

/** What a simulation gives. */
export interface Simulation {
  /** The recall from every vertex. */
  readonly result: RecallResult;
  /** Correlations of final states with each other, `[p, p]`, row-major. */
  readonly attractors: Float32Array;
}

/** A memory of random patterns with the noise of its starts. */
export interface RandomMemory extends Disposable {
  /** Recalls from all vertices. */
  simulate(options: SimulationOptions): Promise<Simulation>;
}

/**
 * Sets up a memory of random patterns.
 *
 * @param context - Backend and seed.
 * @param graph - Memory graph of p vertices.
 * @param draw - Number of the draw: patterns and noise follow from it and from the seed, the same for all settings.
 * @param neurons - n.
 * @returns The memory; the caller disposes it.
 */
export async function randomMemory(
  { backend, seed }: RunContext,
  graph: MemoryGraph,
  draw: number,
  neurons = NEURONS,
): Promise<RandomMemory> {
  const own = foldIn(foldIn(key(seed), 'cdam'), draw);
  const shape = [graph.vertices, neurons] as const;
  using patterns = backend.tensor(randomPatterns(foldIn(own, 'patterns'), ...shape), shape);
  const memory: CdamMemory = await createMemory(backend, patterns, graph);
  return {
    async simulate({ a, h, meanLoad, steps = 100, history = 'none' }) {
      const noise = { key: foldIn(own, 'noise') };
      const result = await memory.recall({ a, h, meanLoad, maxSteps: steps, history, noise, tolerance: 0 });
      using states = backend.tensor(result.states, shape);
      using between = attractorCorrelations(backend, states);
      return { result, attractors: Float32Array.from(await backend.read(between)) };
    },
    [Symbol.dispose]: memory.dispose,
  };
}
