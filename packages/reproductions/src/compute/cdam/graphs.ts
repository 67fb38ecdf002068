// The memory graphs of the CDAM paper by name, with the communities that they are known to have.

import { foldIn, key } from '@vsa/backend/random';
import {
  barbellCommunities,
  barbellGraph,
  cycleGraph,
  karateClubGraph,
  karateClubHalves,
  randomRegularGraph,
  tutteCommunities,
  tutteGraph,
  type MemoryGraph,
} from '@vsa/cdam';

/** C30, the karate club, Tutte's graph, the barbell B(10, 10), a random 3-regular graph of 46 vertices. */
export type GraphName = 'cycle' | 'karate' | 'tutte' | 'barbell' | 'regular';

/** Fixes the random regular graph: the paper shows one, and a drawing needs the same one in every run. */
const REGULAR_KEY = foldIn(key(0), 'cdam regular graph');

const GRAPHS: Readonly<Record<GraphName, () => MemoryGraph>> = {
  cycle: () => cycleGraph(30),
  karate: karateClubGraph,
  tutte: tutteGraph,
  barbell: () => barbellGraph(10, 10),
  regular: () => randomRegularGraph(REGULAR_KEY, 46, 3),
};

/**
 * Makes a graph of the paper.
 *
 * @param name - Which one.
 * @returns The graph; always the same.
 */
export function graphNamed(name: GraphName): MemoryGraph {
  return GRAPHS[name]();
}

/**
 * The communities that a graph of the paper is known to have.
 *
 * @param name - Which graph.
 * @returns A number from 0 for each vertex, -1 for those in none; undefined for graphs without communities.
 */
export function communitiesOf(name: GraphName): Int32Array | undefined {
  switch (name) {
    case 'karate':
      return karateClubHalves();
    case 'tutte':
      return tutteCommunities();
    case 'barbell':
      return barbellCommunities(10, 10);
    case 'cycle':
    case 'regular':
      return undefined;
    default:
      return name satisfies never;
  }
}
