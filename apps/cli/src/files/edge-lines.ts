// Lines of edge lists, `source,target[,weight]`, before anybody looks at the numbers.

import { basename } from 'node:path';
import { parse, type Info } from 'csv-parse/sync';
import { InputError } from '../input-error.js';
import { readBytes } from './read-bytes.js';

/** One edge as text. */
export interface EdgeLine {
  /** Its fields. */
  readonly record: readonly string[];
  /** File and line, for messages. */
  readonly where: string;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: Pick<Info, 'lines'>;
}

/**
 * Reads the lines of an edge list. Fields are parted by commas, semicolons or tabs; `#` begins a comment; a first line without any number
 * is a header and left out.
 *
 * @param path - The file.
 * @returns The lines, in order.
 * @throws InputError, one line with the file's name, when it is no such text.
 */
export async function readEdgeLines(path: string): Promise<readonly EdgeLine[]> {
  const name = basename(path);
  const lines = linesOf(await readBytes(path), name);
  const [first, ...rest] = lines;
  const edges = first !== undefined && isHeader(first) ? rest : lines;
  return edges.map(({ record, info }) => ({ record, where: `${name} line ${info.lines}` }));
}

function linesOf(bytes: Uint8Array, name: string): readonly Parsed[] {
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
    return records as readonly Parsed[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: expected lines of source,target[,weight], got: ${reason}`, {
      cause: error,
    });
  }
}

/** `nan` and `inf` are wrong numbers, not names. */
function isHeader({ record }: Parsed): boolean {
  return record.every((field) => !/\d/.test(field) && !/^[-+]?(nan|inf)/i.test(field));
}
