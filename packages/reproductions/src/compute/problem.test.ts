import { createBackend } from '@vsa/backend';
import { describe, expect, it } from 'vitest';
import { drawProblems, type ProblemParameters } from './problem.js';

const backend = await createBackend('cpu');
const family: ProblemParameters = { kind: 'real', factors: 3, size: 5, dimension: 40, correlation: 0.4 };

async function valuesOf(parameters: ProblemParameters, seed: number, draw: number): Promise<number[][]> {
  using problems = drawProblems(backend, seed, parameters, draw, 4);
  const tensors = [...problems.codebooks, problems.composites];
  return await Promise.all(tensors.map(async (tensor) => Array.from(await backend.read(tensor))));
}

describe('drawProblems', () => {
  it('binds the vectors that it says', async () => {
    using problems = drawProblems(backend, 1, family, 0, 4);
    const books = await Promise.all(problems.codebooks.map((book) => backend.read(book)));
    const bound = await backend.read(problems.composites);
    expect(problems.composites.shape).toEqual([4, 40]);
    problems.answers.forEach((answer, row) => {
      for (let d = 0; d < 40; d += 1) {
        const product = answer.reduce((p, index, k) => Math.fround(p * (books[k]?.[index * 40 + d] ?? 0)), 1);
        expect(bound[row * 40 + d]).toBe(product);
      }
    });
  });

  it('is the same for equal parameters and seed, and another one otherwise', async () => {
    const first = await valuesOf(family, 1, 0);
    expect(await valuesOf({ ...family }, 1, 0)).toEqual(first);
    expect(await valuesOf(family, 2, 0)).not.toEqual(first);
    expect(await valuesOf(family, 1, 1)).not.toEqual(first);
    expect(await valuesOf({ ...family, correlation: 0.5 }, 1, 0)).not.toEqual(first);
  });

  it.each(['bipolar', 'real'] as const)('correlates %s vectors of one codebook by ρ²', async (kind) => {
    const parameters = { ...family, kind, size: 30, dimension: 1000, correlation: 0.6 };
    using problems = drawProblems(backend, 1, parameters, 0, 1);
    const [book] = problems.codebooks;
    if (book === undefined) throw new Error('no codebook');
    const values = await backend.read(book);
    let sum = 0;
    for (let a = 0; a < 30; a += 1) {
      for (let b = 0; b < a; b += 1) {
        for (let d = 0; d < 1000; d += 1) sum += (values[a * 1000 + d] ?? 0) * (values[b * 1000 + d] ?? 0);
      }
    }
    // 3 / sqrt(D): the base vector's own length varies by sqrt(2 / D) for real vectors, times ρ² = .36.
    expect(Math.abs(sum / (435 * 1000) - 0.36)).toBeLessThan(3 / Math.sqrt(1000));
  });
});
