// Every law of every algebra, as its `laws` record states it: exact ones on random vectors of any size, approximate ones by similarity
// far above chance together with a difference that is no rounding, and false ones by similarity at chance.

import type { Backend, Tensor } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cases, type Case } from '../test/cases.js';
import { cpu, norm, take } from '../test/support.js';
import type { Algebra, Laws } from './algebra.js';

/** Vectors that a law speaks about. */
interface Vectors {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor;
  /** `[n, D]`. */
  readonly many: Tensor;
  readonly shift: number;
}

type Sides = (backend: Backend, algebra: Algebra, v: Vectors) => readonly [Tensor, Tensor];
type VectorLaw = Exclude<keyof Laws, 'bindPreservesSimilarity'>;

/** Both sides of each law, `[D]` each. */
const sidesOf: Readonly<Record<VectorLaw, Sides>> = {
  commutativity: (be, { bind }, { a, b }) => [bind(be, a, b), bind(be, b, a)],
  associativity: (be, { bind }, { a, b, c }) => [bind(be, bind(be, a, b), c), bind(be, a, bind(be, b, c))],
  identity: (be, { bind, identity }, { a }) => [bind(be, a, identity(be, a.size)), a],
  selfInverse: (be, { bind, identity }, { a }) => [bind(be, a, a), identity(be, a.size)],
  inverse: (be, { bind, inverse, identity }, { a }) => [bind(be, a, inverse(be, a)), identity(be, a.size)],
  unbindInvertsBind: (be, { bind, unbind }, { a, b }) => [unbind(be, bind(be, a, b), b), a],
  bindDistributesOverBundle: (be, { bind, bundle }, { c, many }) => [
    bind(be, c, bundle(be, many)),
    bundle(be, bind(be, c, many)),
  ],
  bundleAssociativity: (be, { bundle }, { a, b, c }) => [
    bundle(be, be.stack([bundle(be, be.stack([a, b])), c])),
    bundle(be, be.stack([a, b, c])),
  ],
  permuteDistributesOverBind: (be, { bind, permute }, { a, b, shift }) => [
    permute(be, bind(be, a, b), shift),
    bind(be, permute(be, a, shift), permute(be, b, shift)),
  ],
  permuteDistributesOverBundle: (be, { bundle, permute }, { many, shift }) => [
    permute(be, bundle(be, many), shift),
    bundle(be, permute(be, many, shift)),
  ],
};

const laws = Object.keys(sidesOf) as VectorLaw[];
const SEED = 20_240_229;

function draw(algebra: Algebra, seed: number, dimension: number, count: number, shift: number): Vectors {
  const root = key(seed);
  const vector = (name: string): Tensor => algebra.random(cpu, foldIn(root, name), [dimension]);
  const many = algebra.random(cpu, foldIn(root, 'many'), [count, dimension]);
  return { a: vector('a'), b: vector('b'), c: vector('c'), many, shift };
}

/** Relative root-mean-square difference of both sides; angles are compared as points of the circle. */
async function difference(algebra: Algebra, sides: readonly [Tensor, Tensor]): Promise<number> {
  const points = (x: Tensor): Tensor => (algebra.name === 'fhrr' ? algebra.metric.features(cpu, x) : x);
  const [left, right] = [await take(cpu, points(sides[0])), await take(cpu, points(sides[1]))];
  // A zero right-hand side (the identity of bits) has no relative difference.
  return norm(left.map((value, i) => value - (right[i] ?? NaN))) / (norm(right) || 1);
}

async function similarity(algebra: Algebra, [left, right]: readonly [Tensor, Tensor]): Promise<number> {
  const rows = (x: Tensor): Tensor => cpu.reshape(x, [1, -1]);
  const [value = NaN] = await take(
    cpu,
    cpu.tidy(() => algebra.similarity(cpu, rows(left), rows(right))),
  );
  return value;
}

/** A law's sides at D = 1024 for ten draws, compared. An even number of bundled vectors, so that votes can tie. */
async function trials(
  { algebra }: Case,
  law: VectorLaw,
): Promise<{ similarity: number; difference: number }[]> {
  const results: { similarity: number; difference: number }[] = [];
  for (let seed = 0; seed < 10; seed++) {
    const sides = sidesOf[law](cpu, algebra, draw(algebra, seed, DIMENSION, 4, 5));
    const alike = await similarity(algebra, sides);
    results.push({ similarity: alike, difference: await difference(algebra, sides) });
  }
  return results;
}

const mean = (results: readonly { similarity: number }[]): number =>
  results.reduce((sum, result) => sum + result.similarity, 0) / results.length;

const DIMENSION = 1024;

/**
 * Ten deviations of the similarity of random vectors. The sides of a false law are products of the same vectors, whose similarities
 * spread up to twice as wide (for HRR the autocorrelation of a product, 2/√D), so this is five of their deviations.
 */
const CHANCE = 10 / Math.sqrt(DIMENSION);

describe.each(cases)('$title', (testCase) => {
  const { algebra, tolerance } = testCase;
  const stated = (status: string): VectorLaw[] => laws.filter((law) => algebra.laws[law] === status);

  it.each(stated('exact'))('%s is exact', async (law) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 8, max: 70 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: -100, max: 100 }),
        async (seed, dimension, count, shift) => {
          const vectors = draw(algebra, seed, dimension, count, shift);
          const sides = sidesOf[law](cpu, algebra, vectors);
          expect(await difference(algebra, sides)).toBeLessThanOrEqual(tolerance);
        },
      ),
      { seed: SEED, numRuns: 20 },
    );
  });

  it.each(stated('approximate'))('%s is approximate: far above chance, and not exact', async (law) => {
    const results = await trials(testCase, law);
    expect(mean(results)).toBeGreaterThan(CHANCE / Math.sqrt(results.length));
    // No rounding: an exact law must not be stated as an approximate one.
    for (const result of results) expect(result.difference).toBeGreaterThan(0.05);
  });

  it.each(stated('false'))('%s is false: no more similar than chance', async (law) => {
    const results = await trials(testCase, law);
    for (const result of results) expect(Math.abs(result.similarity)).toBeLessThan(CHANCE);
    expect(Math.abs(mean(results))).toBeLessThan(CHANCE / Math.sqrt(results.length));
  });

  it(`bindPreservesSimilarity is ${algebra.laws.bindPreservesSimilarity}`, async () => {
    const changes: number[] = [];
    for (let seed = 0; seed < 10; seed++) {
      const { a, b, c, many } = draw(algebra, seed, DIMENSION, 3, 0);
      // Three vectors of which a is one: similarity with a well above zero and below one.
      const near = algebra.bundle(cpu, cpu.concat([cpu.stack([a, b]), cpu.slice(many, [0, 0], [1, -1])], 0));
      const before = await similarity(algebra, [a, near]);
      const after = await similarity(algebra, [algebra.bind(cpu, a, c), algebra.bind(cpu, near, c)]);
      expect(before).toBeGreaterThan(CHANCE);
      changes.push(Math.abs(after - before));
    }
    // Similarities are sums of 1024 products: rounded to some 1e-6, and not at all for whole numbers.
    const rounding = tolerance === 0 ? 0 : 1e-5;
    if (algebra.laws.bindPreservesSimilarity === 'exact') {
      expect(Math.max(...changes)).toBeLessThanOrEqual(rounding);
    } else {
      expect(Math.max(...changes)).toBeGreaterThan(1e-3);
      expect(Math.max(...changes)).toBeLessThan(CHANCE);
    }
  });

  it('states a status for every law', () => {
    expect(Object.keys(algebra.laws).sort()).toEqual([...laws, 'bindPreservesSimilarity'].sort());
  });
});

describe('distribution over a bundle', () => {
  it.each(cases.filter(({ tolerance }) => tolerance === 0))(
    'is exact for an odd number of votes in $title',
    async ({ algebra }) => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.integer({ min: 0, max: 4 }), async (seed, half) => {
          const vectors = draw(algebra, seed, 50, 2 * half + 1, 3);
          const bind = sidesOf.bindDistributesOverBundle(cpu, algebra, vectors);
          expect(await difference(algebra, bind)).toBe(0);
          const permute = sidesOf.permuteDistributesOverBundle(cpu, algebra, vectors);
          expect(await difference(algebra, permute)).toBe(0);
        }),
        { seed: SEED, numRuns: 20 },
      );
    },
  );
});
