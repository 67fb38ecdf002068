// The graphs to choose from.

import { foldIn, key } from '@vsa/backend/random';
import {
  barbellGraph,
  cycleGraph,
  directedCycleGraph,
  fromEdges,
  karateClubGraph,
  tutteGraph,
  wattsStrogatzGraph,
  type MemoryGraph,
} from '@vsa/cdam';
import { MOST_VERTICES, type Parameters } from './parameters.js';

/**
 * The chosen graph.
 *
 * @param parameters - See the declaration.
 * @returns A graph.
 * @throws RangeError when a drawn graph names a vertex beyond the last one.
 */
export function graphOf({ graph, edges, seed }: Parameters): MemoryGraph {
  switch (graph) {
    case 'karate club':
      return karateClubGraph();
    case 'Tutte':
      return tutteGraph();
    case 'barbell':
      return barbellGraph(10, 4);
    case 'ring':
      return cycleGraph(30);
    case 'directed ring':
      return directedCycleGraph(30);
    case 'small world':
      return wattsStrogatzGraph(foldIn(key(seed), 'graph'), 40, { neighbours: 4, rewire: 0.1 });
    case 'drawn':
      return drawn(edges);
    default:
      return graph satisfies never;
  }
}

function drawn(text: string): MemoryGraph {
  const edges = text.split(' ').map((pair) => {
    const [a = NaN, b = NaN] = pair.split('-').map(Number);
    return [a, b] as const;
  });
  const vertices = 1 + Math.max(...edges.flat());
  if (vertices > MOST_VERTICES) {
    throw new RangeError(
      `A drawn graph has vertices 0 to ${MOST_VERTICES - 1}; this one names ${vertices - 1}.`,
    );
  }
  return fromEdges(edges, { vertices: Math.max(2, vertices) });
}
