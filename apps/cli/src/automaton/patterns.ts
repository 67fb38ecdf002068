// An automaton's patterns from its file and the files that it names.

import { dirname, resolve } from 'node:path';
import { shapeText } from '../files/array.js';
import { readArray } from '../files/read-array.js';
import { InputError } from '../input-error.js';
import type { PatternSource } from './definition.js';

/**
 * Reads patterns by name.
 *
 * @param source - Where they are.
 * @param names - Their names; a file of all has a row for each, in this order.
 * @param automaton - Path of the automaton's file: other files are found from its folder.
 * @returns Patterns by name; random ones are left out.
 * @throws InputError, one line with the file's name, for what cannot be read or does not fit.
 */
export async function readPatterns(
  source: PatternSource,
  names: readonly string[],
  automaton: string,
): Promise<Readonly<Record<string, ArrayLike<number>>>> {
  if (source === 'random') return {};
  const at = (file: string): string => resolve(dirname(automaton), file);
  if ('file' in source) {
    const { shape, values } = await readArray(at(source.file));
    const [rows = 0, width = 0] = shape;
    if (shape.length !== 2 || rows !== names.length || width === 0) {
      throw new InputError(
        `${source.file}: expected patterns [${names.length}, n], a row for each of ${names.join(', ')}, got ${shapeText(shape)}.`,
      );
    }
    return Object.fromEntries(
      names.map((name, row) => [name, values.subarray(row * width, (row + 1) * width)]),
    );
  }
  const found: Record<string, ArrayLike<number>> = {};
  for (const [name, given] of source) {
    if (typeof given !== 'string') {
      found[name] = given;
      continue;
    }
    const { shape, values } = await readArray(at(given));
    if (shape.length !== 1) {
      throw new InputError(`${given}: expected one pattern [n] for '${name}', got ${shapeText(shape)}.`);
    }
    found[name] = values;
  }
  return found;
}
