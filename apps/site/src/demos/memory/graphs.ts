// The graphs to choose from.

import { foldIn, key } from '@vsa/backend/random';
import {
  barbellGraph,
  cycleGraph,
  directedCycleGraph,
  fromGraphology,
  karateClubGraph,
  tutteGraph,
  wattsStrogatzGraph,
  type MemoryGraph,
} from '@vsa/cdam';
import { readDrawing } from './drawing.js';
import type { Parameters } from './parameters.js';

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
      return fromGraphology(readDrawing(edges));
    default:
      return graph satisfies never;
  }
}
