// The figures that the resonators are known for, from seeded problems. Numbers named "independent" come from a NumPy run of the same rules
// over 30 to 60 trials.

import { createBackend, disposeTree, type Backend } from '@vsa/backend';
import { bipolar, foldIn, integers, key, type RandomKey } from '@vsa/backend/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { factorize, paperRule, standardRule, type ResonatorOptions } from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createBackend('wasm');
});

/** Share of correct factors over trials, each with codebooks and a composite of its own. */
async function accuracy(
  root: RandomKey,
  trials: number,
  factors: number,
  n: number,
  D: number,
  options: ResonatorOptions,
): Promise<number> {
  let right = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const own = foldIn(root, trial);
    const books = Array.from({ length: factors }, (_, k) => bipolar(foldIn(own, `book ${k}`), [n, D]));
    const truth = [...integers(foldIn(own, 'truth'), [factors], { low: 0, high: n })];
    const x = Float32Array.from({ length: D }, (_, d) =>
      books.reduce((product, book, k) => product * (book[(truth[k] ?? 0) * D + d] ?? 0), 1),
    );
    const composite = backend.tensor(x);
    const codebooks = books.map((book) => backend.tensor(book, [n, D]));
    const { results, path } = await factorize(backend, composite, codebooks, options);
    expect(path).toBe('packed');
    right += truth.filter((index, k) => results[0]?.indices[k] === index).length;
    disposeTree([composite, codebooks]);
  }
  return right / (trials * factors);
}

describe('accuracy, D = 1000, 100 trials', () => {
  test.each([
    ['standard', standardRule],
    ['paper', paperRule],
  ] as const)('K = 2, n = 30: the %s rule is right always', async (_, rule) => {
    expect(await accuracy(key(1), 100, 2, 30, 1000, rule)).toBe(1);
  });

  test('K = 3, n = 30: the standard rule is right in at least .98, the paper rule in about .53', async () => {
    const standard = await accuracy(key(2), 100, 3, 30, 1000, standardRule);
    const paper = await accuracy(key(2), 100, 3, 30, 1000, paperRule);
    expect(standard).toBeGreaterThanOrEqual(0.98);
    // Independent: .53. The paper rule gets a composite right or, by sign flips, mostly two of three factors wrong, so that factors of a
    // trial are not independent: a trial's share has a standard deviation of at most sqrt(.53 .47) = .5, the mean of 100 one of .05,
    // that of the 60 independent trials one of .065. Four standard deviations of the difference would be .33; .2 is asked for.
    expect(Math.abs(paper - 0.53)).toBeLessThan(0.2);
  });

  test('K = 3, n = 30: what the paper rule lacks is the repair of signs', async () => {
    // Independent: 1.00 with the largest |cosine|.
    const repaired = await accuracy(key(2), 100, 3, 30, 1000, { ...paperRule, decode: 'absolute' });
    expect(repaired).toBeGreaterThanOrEqual(0.98);
  });
});

describe('operational capacity', () => {
  test('F = 3, N = 1500, n = 79: .99 within 0.001 n^3 steps, as Kent et al. publish', async () => {
    // A trial fails as a whole, with probability .01: the mean of 400 has a standard deviation of .005, and three of them are allowed.
    const found = await accuracy(key(3), 400, 3, 79, 1500, { ...standardRule, maxSteps: 493 });
    expect(Math.abs(found - 0.99)).toBeLessThanOrEqual(0.015);
  });
});
