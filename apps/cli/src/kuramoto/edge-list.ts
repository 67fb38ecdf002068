// Edge lists for oscillators: `source,target[,weight]` a line, weights of any sign.

import { basename } from 'node:path';
import type { PhaseEdge } from '@vsa/kuramoto';
import { parse, type Info } from 'csv-parse/sync';
import { readBytes } from '../files/read-bytes.js';
import { InputError } from '../input-error.js';

/** A record with the place that it ends at. */
interface Line {
  readonly record: readonly string[];
  readonly info: Pick<Info, 'lines'>;
}

/**
 * Reads an edge list. Fields are parted by commas, semicolons or tabs; `#` begins a comment; a first line without any digit is a header.
 *
 * @param path - The file.
 * @returns The edges, in order.
 * @throws InputError, one line with the file's name and the line's number, for everything that is wrong with it.
 */
export async function readEdges(path: string): Promise<readonly PhaseEdge[]> {
  const name = basename(path);
  const lines = linesOf(await readBytes(path), name);
  const [first, ...rest] = lines;
  const header = first?.record.every((field) => !/\d/.test(field)) ?? false;
  return (header ? rest : lines).map(({ record, info }) => edgeOf(record, `${name} line ${info.lines}`));
}

function linesOf(bytes: Uint8Array, name: string): readonly Line[] {
  try {
    const records: unknown = parse(bytes, {
      bom: true,
      comment: '#',
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return records as readonly Line[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: expected lines of source,target[,weight], got: ${reason}`, {
      cause: error,
    });
  }
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
