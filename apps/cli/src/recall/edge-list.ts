// Edge lists in text files: one edge a line, `source,target` or `source,target,weight`.

import { fromEdges, type Edge, type GraphType, type MemoryGraph } from '@vsa/cdam';
import { readEdgeLines } from '../files/edge-lines.js';
import { InputError } from '../input-error.js';

/**
 * Reads an edge list. Fields are parted by commas, semicolons or tabs; `#` begins a comment; a first line without any number is a header.
 *
 * @param path - The file.
 * @param patterns - p: vertices are 0 to p - 1, and those that no edge names are isolated.
 * @param type - Whether an edge links its source to its target only, or both ways.
 * @returns The graph, p vertices.
 * @throws InputError, one line with the file's name and the line's number, for everything that is wrong with it.
 */
export async function readEdgeList(path: string, patterns: number, type: GraphType): Promise<MemoryGraph> {
  const lines = await readEdgeLines(path);
  const edges = lines.map(({ record, where }) => edgeOf(record, where, patterns));
  return fromEdges(edges, { type, vertices: patterns });
}

function edgeOf(record: readonly string[], where: string, patterns: number): Edge {
  const [source, target, weight = '1'] = record;
  if (source === undefined || target === undefined || record.length > 3) {
    throw new InputError(
      `${where}: expected source,target or source,target,weight, got '${record.join(',')}'.`,
    );
  }
  return [vertexOf(source, where, patterns), vertexOf(target, where, patterns), weightOf(weight, where)];
}

function vertexOf(text: string, where: string, patterns: number): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InputError(`${where}: expected vertices as whole numbers from 0, got '${text}'.`);
  }
  if (value >= patterns) {
    throw new InputError(
      `${where}: expected vertices from 0 to ${patterns - 1}, one a pattern, got ${value}: the graph has more vertices than patterns.`,
    );
  }
  return value;
}

function weightOf(text: string, where: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) {
    throw new InputError(`${where}: expected a finite weight >= 0, got '${text}'.`);
  }
  return value;
}
