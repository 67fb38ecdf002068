// Edge lists for oscillators: `source,target[,weight]` a line, weights of any sign.

import type { PhaseEdge } from '@vsa/kuramoto';
import { readEdgeLines } from '../files/edge-lines.js';
import { InputError } from '../input-error.js';

/**
 * Reads an edge list. Fields are parted by commas, semicolons or tabs; `#` begins a comment; a first line without any number is a header.
 *
 * @param path - The file.
 * @returns The edges, in order.
 * @throws InputError, one line with the file's name and the line's number, for everything that is wrong with it.
 */
export async function readEdges(path: string): Promise<readonly PhaseEdge[]> {
  return (await readEdgeLines(path)).map(({ record, where }) => edgeOf(record, where));
}

function edgeOf(record: readonly string[], where: string): PhaseEdge {
  const [source = '', target = '', weight = '1'] = record;
  const numbers = [source, target, weight].map(Number);
  const [from = NaN, to = NaN, strength = NaN] = numbers;
  const whole = [from, to].every((vertex) => Number.isSafeInteger(vertex) && vertex >= 0);
  const named = source !== '' && target !== '' && weight !== '';
  if (!named || record.length > 3 || !whole || !Number.isFinite(strength)) {
    throw new InputError(
      `${where}: expected source,target[,weight] with whole numbers from 0 and a finite weight, got '${record.join(',')}'.`,
    );
  }
  return [from, to, strength];
}
