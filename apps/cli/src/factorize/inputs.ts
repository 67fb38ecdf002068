// From files to a problem: composites [batch, D] and codebooks [n, D].

import { basename } from 'node:path';
import { readArray } from '../files/read-array.js';
import { shapeText, type NumberArray } from '../files/array.js';
import { InputError } from '../input-error.js';

/** A codebook or a batch, row-major. */
export interface Matrix {
  /** Number of vectors. */
  readonly rows: number;
  /** The vectors, `[rows, D]`. */
  readonly values: Float32Array;
}

/** What is to be factored. */
export interface ProblemInput {
  /** Number of components of every vector. */
  readonly dimension: number;
  /** Composites, a vector a row. */
  readonly composites: Matrix;
  /** One codebook a factor, a vector a row. */
  readonly codebooks: readonly Matrix[];
  /** Remarks for the person, such as how an ambiguous shape was read. */
  readonly notes: readonly string[];
}

/**
 * Reads composites and codebooks and brings them into one layout.
 *
 * A codebook is `[D, n]` or `[n, D]`, with D from the composites; when n = D it is read as `[D, n]`, vectors in columns, with a note.
 *
 * @param composite - File of x, `[D]` or `[batch, D]`.
 * @param codebooks - Files of the codebooks, at least two.
 * @returns The problem.
 * @throws InputError, one line that names the file, for everything that is wrong.
 */
export async function readProblem(composite: string, codebooks: readonly string[]): Promise<ProblemInput> {
  if (codebooks.length < 2) {
    throw new InputError(`--codebooks: expected at least 2 files, one a factor, got ${codebooks.length}.`);
  }
  const x = await readArray(composite);
  const xName = basename(composite);
  const dimension = x.shape.at(-1) ?? 0;
  if (x.shape.length < 1 || x.shape.length > 2 || x.values.length === 0) {
    throw new InputError(
      `${xName}: expected composites [D] or [batch, D], none of them empty, got ${shapeText(x.shape)}.`,
    );
  }
  const notes: string[] = [];
  const books: Matrix[] = [];
  for (const file of codebooks) {
    const array = await readArray(file);
    const name = basename(file);
    if (isSquare(array, dimension)) {
      notes.push(
        `${name}: n = D = ${dimension}, read as [D, n], vectors in columns; give its transpose if they are in rows.`,
      );
    }
    books.push(orient(array, dimension, name, xName));
  }
  return {
    dimension,
    composites: { rows: x.values.length / dimension, values: x.values },
    codebooks: books,
    notes,
  };
}

function isSquare({ shape }: NumberArray, dimension: number): boolean {
  return shape.length === 2 && shape[0] === dimension && shape[1] === dimension;
}

function orient(array: NumberArray, dimension: number, name: string, xName: string): Matrix {
  const { shape, values } = array;
  const [first = 0, second = 0] = shape;
  if (shape.length === 2 && values.length === 0 && (first === dimension || second === dimension)) {
    throw new InputError(
      `${name}: expected a codebook with at least one vector, got an empty one, ${shapeText(shape)}.`,
    );
  }
  if (shape.length === 2 && first === dimension)
    return { rows: second, values: transpose(values, first, second) };
  if (shape.length === 2 && second === dimension) return { rows: first, values };
  throw new InputError(
    `${name}: expected a codebook [${dimension}, n] or [n, ${dimension}] (D = ${dimension} from ${xName}), got ${shapeText(shape)}.`,
  );
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1)
      out[column * rows + row] = values[row * columns + column] ?? 0;
  }
  return out;
}
