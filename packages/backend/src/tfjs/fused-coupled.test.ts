import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import { createPairGraph } from '../oscillators/graph.js';
import type { CoupledState, CoupledWeights } from '../oscillators.js';
import { key, normal, uniform } from '../random/index.js';
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
type Part = 'g' | 'mu' | 'constant' | 'slope' | 'strength' | 'turn';

interface Problem {
  readonly batch: number;
  readonly count: number;
  readonly dimension: number;
  readonly pairs: readonly Pair[];
  readonly coupling: readonly Pair[];
  readonly parts: Readonly<Record<Part, readonly number[]>>;
  /** Gradients of the field. */
  readonly ofG: readonly number[];
  readonly ofMu: readonly number[];
}

function draw(batch: number, count: number, dimension: number, density: number): Problem {
  const graph = (name: string): Pair[] => {
    const coins = uniform(key(name), [count, count]);
    const all = Array.from(
      { length: count * count },
      (_, at) => [at % count, Math.floor(at / count)] as const,
    );
    return all.filter(([i, j]) => i < j && (coins[i * count + j] ?? 1) < density);
  };
  const numbers = (name: string, size: number): number[] => [...normal(key(name), [size])];
  const pairs = graph('pairs');
  return {
    batch,
    count,
    dimension,
    pairs,
    coupling: graph('coupling'),
    parts: {
      g: numbers('g', batch * count),
      mu: numbers('mu', batch * count * dimension),
      constant: numbers('constant', pairs.length),
      slope: numbers('slope', pairs.length),
      strength: [0.8],
      turn: numbers('turn', dimension ** 2),
    },
    ofG: numbers('of g', batch * count),
    ofMu: numbers('of mu', batch * count * dimension),
  };
}

/** The field in float64, from the equation. */
function naive({ batch, count, dimension: n, pairs, coupling, parts }: Problem): {
  g: number[];
  mu: number[];
} {
  const { g, mu, constant, slope, turn } = parts;
  const [strength = NaN] = parts.strength;
  const axes = Array.from({ length: n }, (_, d) => d);
  const out = { g: Array.from(g, () => 0), mu: Array.from(mu, () => 0) };
  const dot = (a: readonly number[], b: readonly number[]): number =>
    axes.reduce((sum, d) => sum + (a[d] ?? NaN) * (b[d] ?? NaN), 0);
  for (let sample = 0; sample < batch; sample += 1) {
    const units = Array.from({ length: count }, (_, i) => {
      const row = (sample * count + i) * n;
      const vector = mu.slice(row, row + n);
      return vector.map((value) => value / Math.hypot(...vector));
    });
    const of = (i: number): readonly number[] => units[i] ?? [];
    const zeros = (): number[][] => units.map((unit) => unit.map(() => 0));
    const [force, heard] = [zeros(), zeros()];
    const add = (to: number[][], i: number, factor: number, vector: readonly number[]): void => {
      to[i] = (to[i] ?? []).map((value, d) => value + factor * (vector[d] ?? NaN));
    };
    for (const [e, [i, j]] of pairs.entries()) {
      const weight = (constant[e] ?? NaN) + (slope[e] ?? NaN) * Math.max(0, dot(of(i), of(j)));
      add(force, i, weight, of(j));
      add(force, j, weight, of(i));
    }
    const gate = (i: number): number => g[sample * count + i] ?? NaN;
    for (const [i, j] of coupling) {
      add(heard, i, gate(j), of(j));
      add(heard, j, gate(i), of(i));
    }
    for (let i = 0; i < count; i += 1) {
      add(force, i, -strength * gate(i), heard[i] ?? []);
      out.g[sample * count + i] = strength * dot(of(i), heard[i] ?? []);
      const along = dot(force[i] ?? [], of(i));
      for (const d of axes) {
        const turned = axes.reduce((sum, e) => sum + (of(i)[e] ?? NaN) * (turn[e * n + d] ?? NaN), 0);
        out.mu[(sample * count + i) * n + d] = along * (of(i)[d] ?? NaN) - (force[i]?.[d] ?? NaN) + turned;
      }
    }
  }
  return out;
}

/** Central differences in float64, exact to some 1e-8: no relu of these problems has its kink within 1e-5. */
function differences(problem: Problem, part: Part): number[] {
  const h = 1e-5;
  const loss = (changed: readonly number[]): number => {
    const { g, mu } = naive({ ...problem, parts: { ...problem.parts, [part]: changed } });
    const sum = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((total, value, at) => total + value * (b[at] ?? NaN), 0);
    return sum(g, problem.ofG) + sum(mu, problem.ofMu);
  };
  return problem.parts[part].map((value, at) => {
    const moved = (by: number): number[] =>
      problem.parts[part].map((old, i) => (i === at ? value + by : old));
    return (loss(moved(h)) - loss(moved(-h))) / (2 * h);
  });
}

interface Inputs {
  readonly state: CoupledState;
  readonly weights: CoupledWeights;
  readonly gradient: CoupledState;
  readonly graphs: {
    readonly pairs: ReturnType<typeof createPairGraph>;
    readonly coupling: ReturnType<typeof createPairGraph>;
  };
}

function inputsOf(backend: Backend, { batch, count, dimension, parts, ...rest }: Problem): Inputs {
  const tensor = (values: readonly number[], shape: readonly number[]) =>
    backend.tensor(Float32Array.from(values), shape);
  const [units, vectors] = [
    [batch, count],
    [batch, count, dimension],
  ] as const;
  return {
    state: { g: tensor(parts.g, units), mu: tensor(parts.mu, vectors) },
    weights: {
      constant: tensor(parts.constant, [parts.constant.length]),
      slope: tensor(parts.slope, [parts.slope.length]),
      strength: backend.scalar(parts.strength[0] ?? NaN),
      turn: tensor(parts.turn, [dimension, dimension]),
    },
    gradient: { g: tensor(rest.ofG, units), mu: tensor(rest.ofMu, vectors) },
    graphs: {
      pairs: createPairGraph(rest.pairs, count),
      coupling: createPairGraph(rest.coupling, count),
    },
  };
}

type Answer = Readonly<Record<Part, number[]>> & {
  readonly field: { g: number[]; mu: number[] };
  readonly left: number;
};

async function answer(backend: Backend, problem: Problem): Promise<Answer> {
  const { coupledField, coupledPullback } = backend.oscillators;
  const before = backend.memory().tensors;
  const { state, weights, gradient, graphs } = inputsOf(backend, problem);
  const value = coupledField(state, graphs, weights);
  const back = coupledPullback(state, graphs, weights, { value, gradient });
  const read = async (tensor: CoupledState['g']): Promise<number[]> => [...(await backend.read(tensor))];
  const result = {
    field: { g: await read(value.g), mu: await read(value.mu) },
    g: await read(back.state.g),
    mu: await read(back.state.mu),
    constant: await read(back.weights.constant),
    slope: await read(back.weights.slope),
    strength: await read(back.weights.strength),
    turn: await read(back.weights.turn),
  };
  disposeTree([state, weights, gradient, value, back]);
  return { ...result, left: backend.memory().tensors - before };
}

/** Largest difference, in units of the largest number (or 1). */
function apart(got: readonly number[], want: readonly number[]): number {
  expect(got.length).toBe(want.length);
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return got.reduce((most, value, at) => Math.max(most, Math.abs(value - (want[at] ?? NaN))), 0) / largest;
}

const CASES: readonly (readonly [string, Problem])[] = [
  ...[2, 3, 4, 5, 7, 9].map((n) => [`D = ${n}`, draw(5, 5, n, 0.7)] as const),
  ['four samples, all pairs', draw(4, 6, 5, 1)],
  ['one sample, few edges', draw(1, 12, 5, 0.1)],
  ['no edges', draw(2, 3, 2, 0)],
];

// Some 50 roundings of 6e-8 each, of sums whose terms are some times larger than they, and of divisions by lengths down to 0.2.
const TOLERANCE = 2e-5;

describe.each(['cpu', 'wasm'])('coupledField and coupledPullback on %s', (name) => {
  it.each(CASES)('are the equation, and its derivative: %s', async (_, problem) => {
    const got = await answer(get(name), problem);
    const want = naive(problem);
    expect(apart(got.field.g, want.g)).toBeLessThan(TOLERANCE);
    expect(apart(got.field.mu, want.mu)).toBeLessThan(TOLERANCE);
    for (const part of ['g', 'mu', 'constant', 'slope', 'strength', 'turn'] as const) {
      expect(apart(got[part], differences(problem, part)), part).toBeLessThan(TOLERANCE);
    }
    expect(got.left).toBe(0);
  });

  it('are seen by the tape', async () => {
    const backend = get(name);
    const problem = draw(3, 5, 5, 0.7);
    const { state, weights, gradient, graphs } = inputsOf(backend, problem);
    const tape = backend.valueAndGrad(
      (at: { readonly state: CoupledState; readonly weights: CoupledWeights }) => {
        const { g, mu } = backend.oscillators.coupledField(at.state, graphs, at.weights);
        return backend.add(
          backend.sum(backend.mul(g, gradient.g)),
          backend.sum(backend.mul(mu, gradient.mu)),
        );
      },
      { state, weights },
    );
    const want = await answer(backend, problem);
    for (const [part, tensor] of Object.entries({ ...tape.gradient.state, ...tape.gradient.weights })) {
      expect(apart([...(await backend.read(tensor))], want[part as Part]), part).toBeLessThan(TOLERANCE);
    }
    disposeTree([state, weights, gradient, tape]);
  });

  it('refuse what does not fit, before any work', () => {
    const backend = get(name);
    const { coupledField, coupledPullback } = backend.oscillators;
    const { state, weights, gradient, graphs } = inputsOf(backend, draw(2, 4, 3, 0.8));
    const others = {
      flat: backend.ones([4]),
      four: backend.ones([4, 4]),
      whole: backend.ones([2, 4], 'int32'),
    };
    const larger = createPairGraph([[0, 4]], 5);
    const before = backend.memory().tensors;
    expect(() => coupledField({ ...state, g: others.flat }, graphs, weights)).toThrow(
      /activations of shape \[2, 4\], got \[4\]/,
    );
    expect(() => coupledField({ ...state, g: others.whole }, graphs, weights)).toThrow(TypeError);
    expect(() => coupledField(state, { ...graphs, coupling: larger }, weights)).toThrow(
      /states of 5 oscillators, got 4/,
    );
    expect(() => coupledField(state, graphs, { ...weights, strength: others.flat })).toThrow(
      /the strength of shape \[\]/,
    );
    expect(() => coupledField(state, graphs, { ...weights, turn: others.four })).toThrow(
      /what turns of shape \[3, 3\]/,
    );
    expect(() =>
      coupledPullback(state, graphs, weights, { value: state, gradient: { ...gradient, mu: others.four } }),
    ).toThrow(/mu of the gradient of shape \[2, 4, 3\]/);
    expect(backend.memory().tensors).toBe(before);
    disposeTree([state, weights, gradient, others]);
  });
});

describe('coupledField and coupledPullback', () => {
  it('give a sample the same bits in any batch on wasm', async () => {
    const backend = get('wasm');
    const problem = draw(7, 9, 5, 0.6);
    const one = (values: readonly number[]): number[] => {
      const width = values.length / 7;
      return values.slice(5 * width, 6 * width);
    };
    const { g, mu } = problem.parts;
    const alone = {
      ...problem,
      batch: 1,
      parts: { ...problem.parts, g: one(g), mu: one(mu) },
      ofG: one(problem.ofG),
      ofMu: one(problem.ofMu),
    };
    const [all, got] = [await answer(backend, problem), await answer(backend, alone)];
    expect(got.field).toEqual({ g: one(all.field.g), mu: one(all.field.mu) });
    expect([got.g, got.mu]).toEqual([one(all.g), one(all.mu)]);
  });
});
