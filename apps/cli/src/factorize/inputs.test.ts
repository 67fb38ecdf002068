import { describe, expect, it } from 'vitest';
import { npy } from '../../test/npy.js';
import { folderWith } from '../../test/run.js';
import { InputError } from '../input-error.js';
import { readProblem } from './inputs.js';

describe('readProblem', () => {
  it('takes D from x and reads codebooks [D, n] and [n, D] alike', async () => {
    const at = await folderWith({
      'x.npy': npy([1, 1, 1], [3]),
      'rows.npy': npy([1, 2, 3, 4, 5, 6], [2, 3]),
      'columns.npy': npy([1, 4, 2, 5, 3, 6], [3, 2]),
    });
    const problem = await readProblem(at('x.npy'), [at('rows.npy'), at('columns.npy')]);
    const book = { rows: 2, values: new Float32Array([1, 2, 3, 4, 5, 6]) };
    expect(problem).toEqual({
      dimension: 3,
      composites: { rows: 1, values: new Float32Array([1, 1, 1]) },
      codebooks: [book, book],
      notes: [],
    });
  });

  it('reads a batch of composites', async () => {
    const at = await folderWith({
      'x.npy': npy([1, 2, 3, 4, 5, 6], [2, 3]),
      'a.npy': npy([1, 2, 3], [1, 3]),
    });
    const { composites, dimension } = await readProblem(at('x.npy'), [at('a.npy'), at('a.npy')]);
    expect([composites.rows, dimension]).toEqual([2, 3]);
  });

  it('reads a square codebook as [D, n] and says so', async () => {
    const at = await folderWith({ 'x.npy': npy([1, 1], [2]), 'a.npy': npy([1, 2, 3, 4], [2, 2]) });
    const { codebooks, notes } = await readProblem(at('x.npy'), [at('a.npy'), at('a.npy')]);
    expect(codebooks[0]?.values).toEqual(new Float32Array([1, 3, 2, 4]));
    expect(notes[0]).toMatch(/^a\.npy: n = D = 2, read as \[D, n\]/);
  });

  it.each([
    ['x.npy', ['ok.npy'], /--codebooks: expected at least 2 files, one a factor, got 1/],
    [
      'x.npy',
      ['ok.npy', 'other.npy'],
      /other\.npy: expected a codebook \[3, n\] or \[n, 3\] \(D = 3 from x\.npy\), got \[2, 4\]/,
    ],
    ['x.npy', ['ok.npy', 'flat.npy'], /flat\.npy: expected a codebook .*, got \[3\]/],
    ['x.npy', ['ok.npy', 'deep.npy'], /deep\.npy: expected a codebook .*, got \[1, 3, 1\]/],
    [
      'x.npy',
      ['empty.npy', 'ok.npy'],
      /empty\.npy: expected a codebook with at least one vector, got an empty one, \[0, 3\]/,
    ],
    [
      'x.npy',
      ['ok.npy', 'empty2.npy'],
      /empty2\.npy: expected a codebook with at least one vector, got an empty one, \[3, 0\]/,
    ],
    [
      'scalar.npy',
      ['ok.npy', 'ok.npy'],
      /scalar\.npy: expected composites \[D\] or \[batch, D\], none of them empty, got \[\]/,
    ],
    ['deep.npy', ['ok.npy', 'ok.npy'], /deep\.npy: expected composites .*, got \[1, 3, 1\]/],
    ['empty.npy', ['ok.npy', 'ok.npy'], /empty\.npy: expected composites .*, got \[0, 3\]/],
  ])('refuses x = %s with codebooks %j', async (x, books, message) => {
    const at = await folderWith({
      'x.npy': npy([1, 1, 1], [3]),
      'ok.npy': npy([1, 2, 3, 4, 5, 6], [2, 3]),
      'other.npy': npy([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]),
      'flat.npy': npy([1, 2, 3], [3]),
      'deep.npy': npy([1, 2, 3], [1, 3, 1]),
      'empty.npy': npy([], [0, 3]),
      'empty2.npy': npy([], [3, 0]),
      'scalar.npy': npy([1], []),
    });
    const reading = readProblem(at(x), books.map(at));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });
});
