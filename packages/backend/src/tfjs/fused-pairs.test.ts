import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { createPairGraph } from '../oscillators/graph.js';
import { createTensorPairs } from '../oscillators/pairs-tensor.js';
import type { PairOps, PairWeights } from '../oscillators.js';
import { key, normal, uniform } from '../random/index.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { createWasmBackend } from '../wasm.js';

const backends = new Map<string, Backend>();
const get = (name: string): Backend => {
  const backend = backends.get(name);
  if (backend === undefined) throw new RangeError(`expected the backend ${name}`);
  return backend;
};
beforeAll(async () => {
  backends.set('cpu', await createCpuBackend());
  backends.set('wasm', await createWasmBackend());
});

type Pair = readonly [number, number];

interface Problem {
  readonly batch: number;
  readonly count: number;
  readonly dimension: number;
  readonly edges: readonly Pair[];
  readonly x: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
  /** Gradient of the field. */
  readonly c: Float32Array;
}

/** Each pair of oscillators with probability `density`, half of them the other way round, in no order. */
function draw(batch: number, count: number, dimension: number, density: number): Problem {
  const coins = uniform(key('coins'), [count, count]);
  const all: Pair[] = [];
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if ((coins[i * count + j] ?? 1) < density) all.push((i + j) % 2 === 0 ? [i, j] : [j, i]);
    }
  }
  const edges = all.map((pair, index) => ({ pair, order: (index * 7919) % 104729 }));
  edges.sort((one, other) => one.order - other.order);
  const shape = [batch, count, dimension];
  return {
    batch,
    count,
    dimension,
    edges: edges.map(({ pair }) => pair),
    x: normal(key('x'), shape),
    a: normal(key('a'), [all.length]),
    b: normal(key('b'), [all.length]),
    c: normal(key('c'), shape),
  };
}

interface Answer {
  readonly field: number[];
  readonly ofX: number[];
  readonly ofA: number[];
  readonly ofB: number[];
  readonly sums: number[];
}

/** Edge by edge in float64, from the definition. */
function naive({ batch, count, dimension: n, edges, x, a, b, c }: Problem): Answer {
  const zeros = (length: number): number[] => Array.from({ length }, () => 0);
  const size = batch * count * n;
  const out = {
    field: zeros(size),
    ofX: zeros(size),
    ofA: zeros(a.length),
    ofB: zeros(b.length),
    sums: zeros(size),
  };
  const add = (to: number[], at: number, value: number): void => {
    to[at] = (to[at] ?? 0) + value;
  };
  const axes = Array.from({ length: n }, (_, d) => d);
  for (let sample = 0; sample < batch; sample += 1) {
    for (const [e, [i, j]] of edges.entries()) {
      const [p, q] = [(sample * count + i) * n, (sample * count + j) * n];
      const of = (v: Float32Array, at: number): number => v[at] ?? NaN;
      const dot = (u: Float32Array, from: number, v: Float32Array, to: number): number =>
        axes.reduce((sum, d) => sum + of(u, from + d) * of(v, to + d), 0);
      const s = dot(x, p, x, q);
      const w = of(a, e) + of(b, e) * Math.max(s, 0);
      const dw = dot(c, p, x, q) + dot(c, q, x, p);
      const ds = s > 0 ? dw * of(b, e) : 0;
      add(out.ofA, e, dw);
      add(out.ofB, e, dw * Math.max(s, 0));
      for (const d of axes) {
        add(out.field, p + d, w * of(x, q + d));
        add(out.field, q + d, w * of(x, p + d));
        add(out.ofX, p + d, w * of(c, q + d) + ds * of(x, q + d));
        add(out.ofX, q + d, w * of(c, p + d) + ds * of(x, p + d));
        add(out.sums, p + d, of(x, q + d));
        add(out.sums, q + d, of(x, p + d));
      }
    }
  }
  return out;
}

/** All that the operations give for a problem, and what they leave behind. */
async function answer(
  backend: Backend,
  ops: PairOps,
  problem: Problem,
): Promise<Answer & { readonly left: number; readonly sumsBack: number[] }> {
  const { batch, count, dimension, edges, x, a, b, c } = problem;
  const before = backend.memory().tensors;
  const graph = createPairGraph(edges, count);
  const shape = [batch, count, dimension];
  const states = backend.tensor(x, shape);
  const weights: PairWeights = { constant: backend.tensor(a), slope: backend.tensor(b) };
  const pull = backend.tensor(c, shape);
  const field = ops.pairField(states, graph, weights);
  const sums = ops.neighbourSum(states, graph);
  const back = backend.valueAndGrad(
    (inputs: { readonly states: Tensor; readonly weights: PairWeights }) =>
      backend.sum(backend.mul(ops.pairField(inputs.states, graph, inputs.weights), pull)),
    { states, weights },
  );
  const linear = backend.valueAndGrad(
    (at: Tensor) => backend.sum(backend.mul(ops.neighbourSum(at, graph), pull)),
    states,
  );
  const read = async (tensor: Tensor): Promise<number[]> => [...(await backend.read(tensor))];
  const result = {
    field: await read(field),
    ofX: await read(back.gradient.states),
    ofA: await read(back.gradient.weights.constant),
    ofB: await read(back.gradient.weights.slope),
    sums: await read(sums),
    sumsBack: await read(linear.gradient),
  };
  expect(field.shape).toEqual(shape);
  expect(sums.shape).toEqual(shape);
  disposeTree([states, weights, pull, field, sums, back, linear]);
  return { ...result, left: backend.memory().tensors - before };
}

/** Largest difference, in units of the largest number (or 1). */
function apart(got: readonly number[], want: readonly number[]): number {
  expect(got.length).toBe(want.length);
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return got.reduce((most, value, at) => Math.max(most, Math.abs(value - (want[at] ?? NaN))), 0) / largest;
}

const CASES: readonly (readonly [string, Problem])[] = [
  ...[2, 3, 4, 5, 6, 7, 8, 11].map((n) => [`D = ${n}`, draw(5, 9, n, 0.6)] as const),
  ['four samples, all pairs', draw(4, 12, 5, 1)],
  ['one sample, few edges', draw(1, 30, 5, 0.05)],
  ['two oscillators', draw(3, 2, 3, 1)],
  ['no edges', draw(3, 4, 2, 0)],
];

// Sums of up to some 50 float32 products of numbers of order 1, each rounded to 6e-8 of the largest.
const TOLERANCE = 4e-6;

describe.each(['cpu', 'wasm'])('sums over edges on %s', (name) => {
  it.each(CASES)('are those of a loop over the edges, value and gradient: %s', async (_, problem) => {
    const want = naive(problem);
    const got = await answer(get(name), get(name).oscillators, problem);
    for (const part of ['field', 'ofX', 'ofA', 'ofB', 'sums'] as const) {
      expect(apart(got[part], want[part]), part).toBeLessThan(TOLERANCE);
    }
    // The adjacency matrix is symmetric, so pulling c back gives the sums of c's neighbours.
    expect(apart(got.sumsBack, naive({ ...problem, x: problem.c }).sums)).toBeLessThan(TOLERANCE);
    expect(got.left).toBe(0);
  });

  it('are differentiated twice as tensor operations are', async () => {
    const backend = get(name);
    const problem = draw(2, 5, 3, 0.7);
    const graph = createPairGraph(problem.edges, problem.count);
    const x = backend.tensor(problem.x, [2, 5, 3]);
    const weights = { constant: backend.tensor(problem.a), slope: backend.tensor(problem.b) };
    const inner = (ops: PairOps, at: Tensor): Tensor =>
      backend.valueAndGrad((y: Tensor) => {
        const moved = backend.add(ops.pairField(y, graph, weights), ops.neighbourSum(y, graph));
        return backend.sum(backend.square(moved));
      }, at).gradient;
    const twice = (ops: PairOps) =>
      backend.valueAndGrad((at: Tensor) => backend.sum(backend.square(inner(ops, at))), x);
    const [got, want] = [twice(backend.oscillators), twice(createTensorPairs(backend))];
    const [values, wanted] = [await backend.read(got.gradient), await backend.read(want.gradient)];
    expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(1);
    expect(apart([...values], [...wanted])).toBeLessThan(TOLERANCE);
    disposeTree([x, weights, got, want]);
  });

  it('refuse what does not fit, before any work', () => {
    const backend = get(name);
    const { pairField, neighbourSum } = backend.oscillators;
    const graph = createPairGraph([[0, 1], [1, 2]], 3); // prettier-ignore
    const x = backend.ones([2, 3, 2]);
    const weights = { constant: backend.ones([2]), slope: backend.ones([2]) };
    const others = {
      flat: backend.ones([3, 2]),
      four: backend.ones([2, 4, 2]),
      thin: backend.ones([2, 3, 1]),
      whole: backend.ones([2, 3, 2], 'int32'),
      three: backend.ones([3]),
    };
    const before = backend.memory().tensors;
    expect(() => pairField(others.flat, graph, weights)).toThrow(
      /\[batch >= 1, N >= 1, D >= 2\], got \[3, 2\]/,
    );
    expect(() => pairField(others.thin, graph, weights)).toThrow(/D >= 2/);
    expect(() => neighbourSum(others.four, graph)).toThrow(/states of 3 oscillators, got 4/);
    expect(() => pairField(others.whole, graph, weights)).toThrow(TypeError);
    expect(() => pairField(x, graph, { ...weights, slope: others.three })).toThrow(/slopes of shape \[2\]/);
    expect(() => pairField(x, graph, { ...weights, constant: others.whole })).toThrow(TypeError);
    expect(() => neighbourSum(x, undefined as never)).toThrow(/graph from createPairGraph, got undefined/);
    expect(() => neighbourSum(x, { ...graph, ids: [0, 0] } as never)).toThrow(TypeError);
    for (const rows of [
      { neighbours: Int32Array.of(1, 0, 7, 1) },
      { ids: Int32Array.of(0, 0, 1, 2) },
      { starts: Int32Array.of(0, 3, 1, 4) },
      { edges: Int32Array.of(0, 1) },
    ]) {
      expect(() => neighbourSum(x, { ...graph, ...rows })).toThrow(/got rows that do not fit/);
    }
    expect(backend.memory().tensors).toBe(before);
    disposeTree([x, weights, others]);
  });
});

describe('sums over edges', () => {
  it('give a sample the same bits in any batch on wasm', async () => {
    const backend = get('wasm');
    const problem = draw(7, 20, 5, 0.4);
    const each = 20 * 5;
    const alone = { ...problem, batch: 1, x: problem.x.slice(5 * each, 6 * each), c: problem.c.slice(5 * each, 6 * each) }; // prettier-ignore
    const all = await answer(backend, backend.oscillators, problem);
    const one = await answer(backend, backend.oscillators, alone);
    for (const part of ['field', 'ofX', 'sums'] as const) {
      expect(one[part]).toEqual(all[part].slice(5 * each, 6 * each));
    }
  });

  it('have the gradient of their value: finite differences', async () => {
    const backend = get('cpu');
    const problem = draw(1, 5, 3, 0.8);
    const { ofX, ofA, ofB } = await answer(backend, backend.oscillators, problem);
    const h = 1e-3;
    const value = (changed: Partial<Problem>): number =>
      naive({ ...problem, ...changed }).field.reduce((sum, f, at) => sum + f * (problem.c[at] ?? 0), 0);
    const slopes = (part: 'x' | 'a' | 'b'): number[] =>
      [...problem[part]].map((_, at) => {
        const [up, down] = [problem[part].slice(), problem[part].slice()];
        up[at] = (up[at] ?? 0) + h;
        down[at] = (down[at] ?? 0) - h;
        return (value({ [part]: up }) - value({ [part]: down })) / ((up[at] ?? 0) - (down[at] ?? 0));
      });
    // Central differences of a cubic: h^2 and the kink of relu, which no s of this problem is within h of.
    expect(apart(ofX, slopes('x'))).toBeLessThan(2e-5);
    expect(apart(ofA, slopes('a'))).toBeLessThan(2e-5);
    expect(apart(ofB, slopes('b'))).toBeLessThan(2e-5);
  });
});
