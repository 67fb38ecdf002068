// How well attractors tell the communities of a graph, over a grid of strengths.

import type { RunContext } from '../../experiment.js';
import { adjustedRand, attractorTree } from './clusters.js';
import { communitiesOf, graphNamed, type GraphName } from './graphs.js';
import { randomMemory } from './simulate.js';
import { deviation, mean } from './statistics.js';

/** Parameters of a cell: one graph, one h, several a. */
export type CommunityCell = {
  /** A graph with known communities. */
  readonly graph: GraphName;
  /** Strengths of auto-association. */
  readonly a: readonly number[];
  /** Strength of hetero-association. */
  readonly h: number;
  /** Draws of patterns and noise. */
  readonly draws: number;
  /** n. */
  readonly neurons: number;
};

/** One pair of strengths. */
export type CommunityRow = {
  readonly graph: string;
  readonly a: number;
  readonly h: number;
  readonly draws: number;
  /** Adjusted Rand index, mean over draws. */
  readonly rand: number;
  /** Its deviation over draws. */
  readonly randDeviation: number;
  /** Groups of attractors that correlate by more than .5 on average, mean over draws. */
  readonly groups: number;
};

/**
 * Scores the attractors of a graph.
 *
 * @param context - Backend and seed.
 * @param cell - See {@link CommunityCell}.
 * @returns A row for each a.
 * @throws RangeError for a graph without known communities.
 */
export async function measureCommunities(
  context: RunContext,
  { graph: name, a: strengths, h, draws, neurons }: CommunityCell,
): Promise<readonly CommunityRow[]> {
  const known = communitiesOf(name);
  if (known === undefined) {
    throw new RangeError(
      `reproductions.measureCommunities: expected a graph with known communities, got '${name}'.`,
    );
  }
  const graph = graphNamed(name);
  const scores = strengths.map(() => ({ rand: [] as number[], groups: [] as number[] }));
  for (let draw = 0; draw < draws; draw += 1) {
    using memory = await randomMemory(context, graph, draw, neurons);
    for (const [index, a] of strengths.entries()) {
      const { attractors } = await memory.simulate({ a, h });
      const tree = attractorTree(attractors, graph.vertices);
      scores[index]?.rand.push(adjustedRand(tree.clusters(Math.max(...known) + 1), known));
      scores[index]?.groups.push(tree.groups);
    }
  }
  return scores.map(({ rand, groups }, index) => ({
    graph: name,
    a: strengths[index] ?? NaN,
    h,
    draws,
    rand: mean(rand),
    randDeviation: deviation(rand),
    groups: mean(groups),
  }));
}
