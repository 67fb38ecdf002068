// From files and options to a recall: patterns [p, n], their graph and a start.

import { extname } from 'node:path';
import { foldIn, key } from '@vsa/backend/random';
import { edgesOf, fromEdges, type GraphType, type MemoryGraph } from '@vsa/cdam';
import { shapeText, type NumberArray } from '../files/array.js';
import { readArray } from '../files/read-array.js';
import { InputError } from '../input-error.js';
import { readEdgeList } from './edge-list.js';
import { GRAPH_NAMES, namedGraph } from './named-graphs.js';

/** What a person names on the command line. */
export interface RecallRequest {
  /** File of the patterns. */
  readonly patterns: string;
  /** How a pattern lies in it. */
  readonly layout: 'rows' | 'columns';
  /** File of an edge list, or a graph's name. */
  readonly graph: string;
  /** Whether edges have a direction. */
  readonly type: GraphType;
  /** Index of a pattern, or file of a state. */
  readonly trigger: string;
  /** Fixes random graphs. */
  readonly seed: number;
}

/** What is to be recalled. */
export interface RecallInput {
  /** Number of patterns. */
  readonly p: number;
  /** Number of neurons. */
  readonly n: number;
  /** Patterns, row-major, a pattern a row. */
  readonly patterns: Float32Array;
  /** The graph, p vertices. */
  readonly graph: MemoryGraph;
  /** Index of a pattern, or a state of n numbers. */
  readonly trigger: number | Float32Array;
  /** Remarks for the person. */
  readonly notes: readonly string[];
}

/** Endings of files that are edge lists. */
const EDGE_LISTS = ['.csv', '.tsv', '.txt', '.edges'];

/**
 * Reads patterns, graph and start.
 *
 * @param request - See {@link RecallRequest}.
 * @returns See {@link RecallInput}.
 * @throws InputError, one line that names the file or option, for everything that is wrong.
 */
export async function readRecall(request: RecallRequest): Promise<RecallInput> {
  const { p, n, values } = await readPatterns(request);
  const { graph, notes } = await readGraph(request, p);
  return { p, n, patterns: values, graph, notes, trigger: await readTrigger(request.trigger, p, n) };
}

interface Patterns {
  readonly p: number;
  readonly n: number;
  readonly values: Float32Array;
}

async function readPatterns({ patterns, layout }: RecallRequest): Promise<Patterns> {
  const array = await readArray(patterns);
  const { values } = array;
  const [rows = 0, columns = 0] = array.shape;
  const [p, n] = layout === 'rows' ? [rows, columns] : [columns, rows];
  if (array.shape.length !== 2 || p < 1 || n < 2) {
    const wanted = layout === 'rows' ? '[p, n], a pattern a row' : '[n, p], a pattern a column';
    throw new InputError(
      `${patterns}: expected patterns ${wanted}, of at least two numbers, got ${shapeText(array.shape)}.`,
    );
  }
  return { p, n, values: layout === 'rows' ? values : turned(array) };
}

function turned({ shape: [rows = 0, columns = 0], values }: NumberArray): Float32Array {
  return values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)] ?? 0);
}

async function readGraph(
  { graph: text, type, seed }: RecallRequest,
  p: number,
): Promise<{ readonly graph: MemoryGraph; readonly notes: readonly string[] }> {
  const named = namedGraph(text, foldIn(key(seed), 'graph'), type === 'directed' ? 'directed' : 'as-named');
  if (named === undefined) {
    if (!EDGE_LISTS.includes(extname(text).toLowerCase())) {
      throw new InputError(
        `--graph: expected an edge list (${EDGE_LISTS.join(', ')}) or one of ${GRAPH_NAMES.join(', ')}, got '${text}'.`,
      );
    }
    return { graph: await readEdgeList(text, p, type), notes: [] };
  }
  if (named.vertices > p) {
    throw new InputError(
      `--graph ${text}: expected at most ${p} vertices, one a pattern, got ${named.vertices}: the graph has more vertices than patterns.`,
    );
  }
  if (named.vertices === p) return { graph: named, notes: [] };
  return {
    graph: fromEdges(edgesOf(named), { type: named.type, vertices: p }),
    notes: [
      `${text} has ${named.vertices} vertices for ${p} patterns: the patterns from ${named.vertices} on are isolated, without hetero-association.`,
    ],
  };
}

async function readTrigger(text: string, p: number, n: number): Promise<number | Float32Array> {
  if (/^[-+]?\d+$/.test(text)) {
    const index = Number(text);
    if (index < 0 || index >= p) {
      throw new InputError(
        `--trigger: expected a pattern from 0 to ${p - 1} or a file of a state, got ${text}.`,
      );
    }
    return index;
  }
  const { shape, values } = await readArray(text);
  const fits = (shape.length === 1 || (shape.length === 2 && shape[0] === 1)) && values.length === n;
  if (!fits)
    throw new InputError(`${text}: expected one state [${n}], as the patterns, got ${shapeText(shape)}.`);
  return values;
}
