// Communities that the named graphs are known to have, to score what recall finds; the karate club's halves are with its graph.

import { checkWhole } from '@vsa/backend/check';
import { checkVertices } from '../internal/validate.js';

/** The only way to cut Tutte's graph without vertex 0 into three equal parts by three edges (6-7, 13-15, 21-23): by exhaustive search. */
const TUTTE_PARTS = [
  [1, 4, 5, 6, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33],
  [2, 7, 8, 9, 10, 11, 12, 13, 14, 34, 35, 36, 37, 38, 39],
  [3, 15, 16, 17, 18, 19, 20, 21, 22, 40, 41, 42, 43, 44, 45],
] as const;

/**
 * The three parts of Tutte's graph (CDAM paper, A.4): fifteen vertices each, one edge between any two parts and one from each part to vertex 0.
 *
 * @returns 46 numbers: 0, 1 or 2 for the part that holds vertex 1, 2 or 3, and -1 for vertex 0, which belongs to none.
 */
export function tutteCommunities(): Int32Array {
  const labels = new Int32Array(46).fill(-1);
  for (const [part, members] of TUTTE_PARTS.entries()) {
    for (const vertex of members) labels[vertex] = part;
  }
  return labels;
}

/**
 * The two complete graphs of a barbell (CDAM paper, A.10).
 *
 * @param cliqueSize - As in `barbellGraph`.
 * @param path - As in `barbellGraph`.
 * @returns A number for each vertex: 0 and 1 for the two complete graphs, -1 for the path between them.
 * @throws RangeError for wrong sizes.
 */
export function barbellCommunities(cliqueSize: number, path: number): Int32Array {
  const where = 'cdam.barbellCommunities';
  checkWhole(where, 'the size of the complete graphs', cliqueSize, 2);
  checkWhole(where, 'the length of the path', path, 0);
  const vertices = checkVertices(where, 2 * cliqueSize + path);
  return Int32Array.from({ length: vertices }, (_, vertex) => {
    if (vertex < cliqueSize) return 0;
    return vertex < cliqueSize + path ? -1 : 1;
  });
}
