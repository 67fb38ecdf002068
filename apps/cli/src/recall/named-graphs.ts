// Graphs by name on the command line, such as `cycle:30` or `ws:100,4,0.1`.

import {
  barbellGraph,
  completeGraph,
  cycleGraph,
  directedCycleGraph,
  edgesOf,
  emptyGraph,
  erdosRenyiGraph,
  fromEdges,
  karateClubGraph,
  pathGraph,
  randomRegularGraph,
  tutteGraph,
  wattsStrogatzGraph,
  type MemoryGraph,
} from '@vsa/cdam';
import type { RandomKey } from '@vsa/backend/random';
import { InputError } from '../input-error.js';

/** A family of graphs. */
interface Family {
  /** Names of its numbers, in order. */
  readonly numbers: readonly string[];
  /** Makes one. */
  readonly make: (numbers: readonly number[], key: RandomKey) => MemoryGraph;
  /** Makes one with directed edges, where that has a meaning. */
  readonly directed?: Family['make'];
}

const FAMILIES: Readonly<Record<string, Family>> = {
  karate: { numbers: [], make: () => karateClubGraph() },
  tutte: { numbers: [], make: () => tutteGraph() },
  cycle: {
    numbers: ['N'],
    make: ([n = NaN]) => cycleGraph(n),
    directed: ([n = NaN]) => directedCycleGraph(n),
  },
  'directed-cycle': {
    numbers: ['N'],
    make: ([n = NaN]) => directedCycleGraph(n),
    directed: ([n = NaN]) => directedCycleGraph(n),
  },
  path: {
    numbers: ['N'],
    make: ([n = NaN]) => pathGraph(n),
    directed: ([n = NaN]) => fromEdges(edgesOf(pathGraph(n)), { type: 'directed', vertices: n }),
  },
  barbell: { numbers: ['N', 'M'], make: ([n = NaN, m = NaN]) => barbellGraph(n, m) },
  complete: { numbers: ['N'], make: ([n = NaN]) => completeGraph(n) },
  empty: { numbers: ['N'], make: ([n = NaN]) => emptyGraph(n) },
  regular: {
    numbers: ['N', 'K'],
    make: ([n = NaN, k = NaN], key) => randomRegularGraph(key, n, k),
  },
  ws: {
    numbers: ['N', 'K', 'P'],
    make: ([n = NaN, neighbours = NaN, rewire = NaN], key) =>
      wattsStrogatzGraph(key, n, { neighbours, rewire }),
  },
  er: {
    numbers: ['N', 'P'],
    make: ([n = NaN, probability = NaN], key) => erdosRenyiGraph(key, n, probability),
    directed: ([n = NaN, probability = NaN], key) => erdosRenyiGraph(key, n, probability, 'directed'),
  },
};

const usage = (name: string, { numbers }: Family): string =>
  numbers.length === 0 ? name : `${name}:${numbers.join(',')}`;

/** All names with their numbers, for help and messages. */
export const GRAPH_NAMES: readonly string[] = Object.entries(FAMILIES).map(([name, family]) =>
  usage(name, family),
);

/**
 * Makes the graph that a name stands for.
 *
 * @param text - Such as `karate`, `cycle:30`, `regular:46,3` or `er:50,0.1`.
 * @param key - Fixes random ones.
 * @param edges - Whether the person asked for directed edges.
 * @returns The graph; undefined when the text begins with no known name.
 * @throws InputError for wrong numbers, or where directed edges have no meaning.
 */
export function namedGraph(
  text: string,
  key: RandomKey,
  edges: 'as-named' | 'directed',
): MemoryGraph | undefined {
  const [name = '', ...rest] = text.split(':');
  const family = Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
  if (family === undefined) return undefined;
  const given = rest.join(':');
  const numbers =
    given === '' ? [] : given.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (numbers.length !== family.numbers.length || numbers.some((value) => !Number.isFinite(value))) {
    throw new InputError(`--graph: expected ${usage(name, family)} with numbers, got '${text}'.`);
  }
  const make = edges === 'directed' ? family.directed : family.make;
  if (make === undefined) {
    throw new InputError(`--directed: expected an edge list, cycle, path or er, got '${text}'.`);
  }
  try {
    return make(numbers, key);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`--graph ${text}: ${error.message}`, { cause: error });
  }
}
