import { describe, expect, it } from 'vitest';
import {
  dormandPrince5,
  euler,
  heun,
  isFirstSameAsLast,
  rk4,
  tsitouras5,
  type RungeKuttaMethod,
} from './index.js';

// The oracle is the theory of rooted trees (Hairer, Nørsett, Wanner, II.2): a method has order p when for every tree with up to p
// vertices the elementary weight equals 1 / density. Trees are generated, not listed.

/** A rooted tree as the list of its subtrees. */
interface Tree {
  readonly children: readonly Tree[];
}

/** All rooted trees of a number of vertices, once each. */
function treesOf(order: number): Tree[] {
  return forests(order - 1, order - 1).map((children) => ({ children }));
}

/** Multisets of trees with `total` vertices in all, none above `largest`. */
function forests(total: number, largest: number): Tree[][] {
  if (total === 0) return [[]];
  const found: Tree[][] = [];
  for (let size = Math.min(total, largest); size >= 1; size -= 1) {
    for (const [index, first] of treesOf(size).entries()) {
      for (const rest of forests(total - size, size)) {
        const next = rest[0];
        const nextIndex =
          next && countVertices(next) === size
            ? treesOf(size).findIndex((tree) => JSON.stringify(tree) === JSON.stringify(next))
            : -1;
        if (nextIndex <= index) found.push([first, ...rest]);
      }
    }
  }
  return found;
}

const countVertices = (tree: Tree): number =>
  1 + tree.children.reduce((sum, child) => sum + countVertices(child), 0);
const density = (tree: Tree): number =>
  tree.children.reduce((product, child) => product * density(child), countVertices(tree));

/** Numbers that sums are made in: exact fractions, or doubles where coefficients are not fractions. */
interface Arithmetic<N> {
  from(value: number): N;
  add(a: N, b: N): N;
  mul(a: N, b: N): N;
}
type Fraction = readonly [numerator: bigint, denominator: bigint];
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const reduce = (p: bigint, q: bigint): Fraction => {
  const common = gcd(p, q) * (q < 0n ? -1n : 1n);
  return [p / common, q / common];
};
const fractions: Arithmetic<Fraction> = {
  /** The first convergent of the continued fraction that rounds to the double: the fraction it was written as. */
  from(value) {
    let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n];
    let rest = value;
    for (let term = 0; term < 40; term += 1) {
      const whole = BigInt(Math.floor(rest));
      [p0, q0, p1, q1] = [p1, q1, whole * p1 + p0, whole * q1 + q0];
      if (Math.abs(Number(p1) / Number(q1) - value) <= Math.abs(value) * 2 ** -52) return reduce(p1, q1);
      rest = 1 / (rest - Number(whole));
    }
    throw new RangeError(`no fraction for ${value}`);
  },
  add: ([a, b], [c, d]) => reduce(a * d + c * b, b * d),
  mul: ([a, b], [c, d]) => reduce(a * c, b * d),
};
const doubles: Arithmetic<number> = {
  from: (value) => value,
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
};

/** `sum_i weights[i] Phi_i(tree)`, Phi_i the product over subtrees of `sum_j a_ij Phi_j(subtree)`. */
function elementaryWeight<N>(
  arithmetic: Arithmetic<N>,
  method: RungeKuttaMethod,
  weights: readonly number[],
  tree: Tree,
): N {
  const { from, add, mul } = arithmetic;
  const dot = (row: readonly number[], values: readonly N[]): N =>
    row.reduce((sum, value, index) => add(sum, mul(from(value), values[index] ?? from(0))), from(0));
  const inner = (at: Tree): N[] => {
    const below = at.children.map(inner);
    return method.matrix.map((row) =>
      below.reduce((product, values) => mul(product, dot(row, values)), from(1)),
    );
  };
  return dot(weights, inner(tree));
}

const treesUpTo = (order: number): Tree[] =>
  Array.from({ length: order }, (_, index) => treesOf(index + 1)).flat();
const methods = [euler, heun, rk4, dormandPrince5, tsitouras5];
/** Sums of some fifty products of doubles below 60 that cancel to at most 1. */
const ROUNDING = 2e-13;

describe('trees of the oracle', () => {
  it('are as many as are known', () => {
    expect([1, 2, 3, 4, 5, 6].map((order) => treesOf(order).length)).toEqual([1, 1, 2, 4, 9, 20]);
  });
});

describe.each([euler, heun, rk4, dormandPrince5])('$name in exact fractions', (method) => {
  it('meets every order condition of its order', () => {
    for (const tree of treesUpTo(method.order)) {
      expect(elementaryWeight(fractions, method, method.weights, tree)).toEqual([1n, BigInt(density(tree))]);
    }
  });
  it('has rows that sum to its nodes', () => {
    for (const [stage, row] of method.matrix.entries()) {
      const sum = row.map(fractions.from).reduce(fractions.add, [0n, 1n]);
      expect(sum).toEqual(fractions.from(method.nodes[stage] ?? NaN));
    }
  });
  it('estimates an error of its power, and of no higher one', () => {
    const { errorWeights, errorPower = 0 } = method;
    if (errorWeights === undefined) {
      expect([euler, rk4]).toContain(method);
      return;
    }
    for (const tree of treesUpTo(errorPower - 1)) {
      expect(elementaryWeight(fractions, method, errorWeights, tree)).toEqual([0n, 1n]);
    }
    const next = treesOf(errorPower).map(
      (tree) => elementaryWeight(fractions, method, errorWeights, tree)[0],
    );
    expect(next.some((numerator) => numerator !== 0n)).toBe(true);
  });
});

describe.each(methods)('$name', (method) => {
  const { errorWeights, errorPower = 0, interpolant, nodes, order, matrix, weights } = method;
  const worst = (sums: readonly number[]): number => Math.max(...sums.map(Math.abs));

  it('meets the order conditions of its order and misses one of the next', () => {
    const residuals = (trees: readonly Tree[]): number[] =>
      trees.map((tree) => elementaryWeight(doubles, method, weights, tree) - 1 / density(tree));
    expect(worst(residuals(treesUpTo(order)))).toBeLessThan(ROUNDING);
    expect(worst(residuals(treesOf(order + 1)))).toBeGreaterThan(1e-5);
  });
  it('has as many nodes, rows and weights, and rows that sum to the nodes', () => {
    expect([matrix.length, weights.length]).toEqual([nodes.length, nodes.length]);
    for (const [stage, row] of matrix.entries()) {
      expect(row.length).toBe(stage);
      expect(Math.abs(row.reduce((sum, value) => sum + value, 0) - (nodes[stage] ?? NaN))).toBeLessThan(
        ROUNDING,
      );
    }
  });
  it('has an error estimate that vanishes below its power only', () => {
    expect(errorWeights === undefined).toBe([euler, rk4].includes(method));
    if (errorWeights === undefined) return;
    const sums = (trees: readonly Tree[]): number[] =>
      trees.map((tree) => elementaryWeight(doubles, method, errorWeights, tree));
    expect(worst(sums(treesUpTo(errorPower - 1)))).toBeLessThan(ROUNDING);
    expect(worst(sums(treesOf(errorPower)))).toBeGreaterThan(1e-5);
  });
  it('has a continuous extension of order 4 that ends at the step', () => {
    expect(interpolant === undefined).toBe(order < 5);
    if (interpolant === undefined) return;
    const at = (x: number): number[] =>
      interpolant.map((row) => row.reduce((sum, value, power) => sum + value * x ** (power + 1), 0));
    for (const x of [0.1, 0.25, 0.5, 0.7, 0.9, 1]) {
      const residuals = treesUpTo(4).map(
        (tree) => elementaryWeight(doubles, method, at(x), tree) - x ** countVertices(tree) / density(tree),
      );
      expect(worst(residuals)).toBeLessThan(ROUNDING);
    }
    expect(worst(at(1).map((weight, stage) => weight - (weights[stage] ?? NaN)))).toBeLessThan(ROUNDING);
  });
});

describe('isFirstSameAsLast', () => {
  it('holds for the pairs of order 5 alone', () => {
    expect(methods.filter(isFirstSameAsLast)).toEqual([dormandPrince5, tsitouras5]);
  });
});
