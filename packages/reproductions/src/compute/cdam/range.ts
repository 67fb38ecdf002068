// The range of recall on C30 (CDAM paper, Fig. 1 and 14): correlations of attractors by their distance on the cycle.

import { cycleGraph, neighbourhoodStatistics } from '@vsa/cdam';
import type { RunContext } from '../../experiment.js';
import { randomMemory } from './simulate.js';

/** Parameters of a cell: one pair of strengths. */
export type RangeCell = {
  /** Strength of auto-association. */
  readonly a: number;
  /** Strength of hetero-association. */
  readonly h: number;
  /** Coefficient of the mean load. */
  readonly load: 'full' | 'per-neuron';
  /** Largest distance. */
  readonly most: number;
  /** Updates. */
  readonly steps: number;
  /** Draws of patterns and noise. */
  readonly draws: number;
  /** n. */
  readonly neurons: number;
};

/** One distance of one draw. */
export type RangeRow = {
  readonly a: number;
  readonly h: number;
  readonly load: string;
  readonly steps: number;
  readonly draw: number;
  /** Distance on the cycle. */
  readonly distance: number;
  /** Mean correlation of attractors at that distance, over the 30 vertices. */
  readonly mean: number;
  /** Its deviation over the vertices. */
  readonly deviation: number;
  /** Mean correlation of attractors with patterns at that distance. */
  readonly pattern: number;
};

const VERTICES = 30;

/**
 * Measures how correlation falls with distance.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link RangeCell}.
 * @returns A row for each draw and distance.
 */
export async function measureRange(
  context: RunContext,
  { a, h, load, most, steps, draws, neurons }: RangeCell,
): Promise<readonly RangeRow[]> {
  const graph = cycleGraph(VERTICES);
  const rows: RangeRow[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    if (context.signal?.aborted === true) break;
    using memory = await randomMemory(context, graph, draw, neurons);
    const { result, attractors } = await memory.simulate({ a, h, meanLoad: load, steps });
    const between = neighbourhoodStatistics(graph, attractors, { most });
    const patterns = neighbourhoodStatistics(graph, result.correlations, { most });
    for (const { hops, mean, deviation } of between) {
      const pattern = patterns[hops]?.mean ?? 0;
      rows.push({ a, h, load, steps, draw, distance: hops, mean, deviation, pattern });
    }
  }
  return rows;
}
