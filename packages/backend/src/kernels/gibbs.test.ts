import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bipolar, foldIn, generatorStates, key, normal, normalFrom, uniformFrom } from '../random/index.js';
import { createKernels } from './create-kernels.js';
import type { GibbsInput, KernelPool, Kernels } from './types.js';

let kernels: Kernels;
let pool: KernelPool;
beforeAll(async () => {
  kernels = await createKernels();
  pool = kernels.createPool({ threads: 2 });
});
afterAll(() => {
  pool.dispose();
});

const root = key('gibbs');

type Machine = { readonly [K in keyof GibbsInput]-?: NonNullable<GibbsInput[K]> };

function machine(visible: number, hidden: number, chains: number, spread = 0.3): Machine {
  const draw = (name: string, size: number): Float32Array =>
    normal(foldIn(root, `${name} ${visible} ${hidden}`), [size], { deviation: spread });
  return {
    visible,
    hidden,
    weights: draw('weights', visible * hidden),
    visibleField: draw('visible', visible),
    hiddenField: draw('hidden', hidden),
    states: bipolar(foldIn(root, `states ${chains}`), [chains * visible]),
    lambda: draw(`lambda ${chains}`, chains * hidden),
    streams: generatorStates(foldIn(root, 'streams'), 3 * chains),
    logWeights: new Float64Array(chains),
  };
}

/** x_i = b_i + sum_u W_iu lambda_u, float64. */
function visibleInput({ weights, visibleField, hidden }: Machine, lambda: Float32Array): number[] {
  return Array.from(visibleField, (b, i) =>
    lambda.reduce((sum, value, u) => sum + (weights[i * hidden + u] ?? NaN) * value, b),
  );
}

/** (W^T s)_u, float64. */
function hiddenInput({ weights, hidden }: Machine, s: Float32Array): number[] {
  return Array.from({ length: hidden }, (_, u) =>
    s.reduce((sum, value, i) => sum + (weights[i * hidden + u] ?? NaN) * value, 0),
  );
}

/** One draw of lambda by the definition, from the chain's third stream. */
function drawHidden(m: Machine, s: Float32Array, a: number, beta: number, streams: Int32Array): number[] {
  const noise = normalFrom(streams, 2, m.hidden);
  return hiddenInput(m, s).map(
    (h, u) => (m.hiddenField[u] ?? NaN) + a * h + (noise[u] ?? NaN) / Math.sqrt(beta),
  );
}

/** One draw of s by the definition; unit i takes a number of stream i mod 2, which draws two for every four units. */
function drawVisible(
  x: readonly number[],
  a: number,
  beta: number,
  streams: Int32Array,
): { s: number[]; margin: number } {
  const count = 2 * Math.ceil(x.length / 4);
  const uniforms = [uniformFrom(streams, 0, count), uniformFrom(streams, 1, count)];
  let margin = Infinity;
  const s = x.map((value, i) => {
    const u = uniforms[i % 2]?.[i >> 1] ?? NaN;
    const chance = 1 / (1 + Math.exp(-2 * beta * a * value));
    margin = Math.min(margin, Math.abs(u - chance));
    return u < chance ? 1 : -1;
  });
  return { s, margin };
}

const rowOf = (values: Float32Array, width: number, row: number): Float32Array =>
  values.slice(row * width, (row + 1) * width);

describe('gibbs', () => {
  it.each([
    [1, 1, 1, 'hidden-first'],
    [5, 2, 3, 'hidden-first'],
    [37, 11, 6, 'visible-first'],
    [64, 8, 4, 'visible-first'],
    [101, 17, 5, 'hidden-first'],
  ] as const)('draws what the definition draws: N = %i, p = %i, %i chains, %s', (n, p, chains, order) => {
    let now = machine(n, p, chains);
    // Float32 sums of up to 101 terms of size about 0.3 beside float64.
    const close = 1e-5;
    for (let step = 0; step < 12; step += 1) {
      const coupling = 0.2 + 0.1 * step;
      const beta = 2.5 - 0.1 * step;
      const next = kernels.gibbs(now, { order, coupling, beta });
      for (let chain = 0; chain < chains; chain += 1) {
        const streams = now.streams.slice(12 * chain, 12 * chain + 12);
        const before = rowOf(now.states, n, chain);
        const lambda = rowOf(next.lambda, p, chain);
        const s = rowOf(next.states, n, chain);
        const expected = drawHidden(now, order === 'hidden-first' ? before : s, coupling, beta, streams);
        expected.forEach((value, u) => {
          expect(Math.abs(value - (lambda[u] ?? NaN))).toBeLessThan(close * Math.max(1, Math.abs(value)));
        });
        const source = order === 'hidden-first' ? lambda : rowOf(now.lambda, p, chain);
        const drawn = drawVisible(visibleInput(now, source), coupling, beta, streams);
        // No draw is so near its threshold that rounding, some 1e-6 of x, could turn it.
        expect(drawn.margin).toBeGreaterThan(2e-6);
        expect([...s]).toEqual(drawn.s);
        expect(streams).toEqual(next.streams.slice(12 * chain, 12 * chain + 12));
      }
      now = { ...now, ...next };
    }
  });

  it('gives the same bits in one call as step by step, alone as in a batch, on one thread as on two', async () => {
    const input = machine(50, 9, 23);
    const steps = 6;
    const coupling = Float32Array.from({ length: steps }, (_, t) => t / (steps - 1));
    const options = { steps, coupling, beta: 2, order: 'visible-first', weights: 'joint' } as const;
    const whole = kernels.gibbs(input, options);
    expect(await pool.gibbs(input, options)).toEqual(whole);
    let piece: GibbsInput = input;
    for (let t = 0; t < steps; t += 1) {
      const couplingBefore = t === 0 ? 0 : coupling[t - 1];
      const next = kernels.gibbs(piece, { ...options, steps: 1, coupling: coupling[t], couplingBefore });
      piece = { ...piece, ...next };
    }
    expect(piece.states).toEqual(whole.states);
    expect(piece.lambda).toEqual(whole.lambda);
    expect(piece.logWeights).toEqual(whole.logWeights);
    for (const chain of [0, 6, 22]) {
      const alone = kernels.gibbs(
        {
          ...input,
          states: rowOf(input.states, 50, chain),
          lambda: rowOf(input.lambda, 9, chain),
          streams: input.streams.slice(12 * chain, 12 * chain + 12),
          logWeights: undefined,
        },
        options,
      );
      expect(alone.states).toEqual(rowOf(whole.states, 50, chain));
      expect(alone.lambda).toEqual(rowOf(whole.lambda, 9, chain));
      expect(alone.logWeights[0]).toBe(whole.logWeights[chain]);
    }
  });

  it.each(['joint', 'marginal'] as const)(
    'adds the log ratio of the %s densities at each step',
    (weights) => {
      // Couplings beyond 1 and a wide machine take ln cosh from its quadratic to its linear part.
      const input = machine(430, 5, 4, 0.8);
      const beta = 1.5;
      const [from, to] = [0.4, 1.1];
      const result = kernels.gibbs(input, {
        order: 'visible-first',
        coupling: to,
        couplingBefore: from,
        beta,
        weights,
      });
      for (let chain = 0; chain < 4; chain += 1) {
        const x = visibleInput(input, rowOf(input.lambda, 5, chain));
        const s = rowOf(input.states, 430, chain);
        const lnCosh = (z: number): number => Math.abs(z) + Math.log1p(Math.exp(-2 * Math.abs(z))) - Math.LN2;
        const [a, b] = [Math.fround(to), Math.fround(from)];
        const expected = x.reduce(
          (sum, value, i) =>
            sum +
            (weights === 'joint'
              ? beta * (a - b) * (s[i] ?? NaN) * value
              : lnCosh(beta * a * value) - lnCosh(beta * b * value)),
          0,
        );
        // 430 float32 terms of size up to 3, each rounded twice: 430 * 3 * 2^-23.
        expect(Math.abs((result.logWeights[chain] ?? NaN) - expected)).toBeLessThan(2e-4);
      }
    },
  );

  it('samples the distribution that enumeration gives', () => {
    const chains = 4000;
    const small = machine(4, 2, chains, 0.5);
    const beta = 0.8;
    const { states } = kernels.gibbs(small, { steps: 60, beta });
    const counts = new Map<string, number>();
    for (let chain = 0; chain < chains; chain += 1) {
      const name = rowOf(states, 4, chain).join();
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const all = Array.from({ length: 16 }, (_, code) =>
      Float32Array.from({ length: 4 }, (__, i) => ((code >> i) & 1 ? 1 : -1)),
    );
    // ln p(s) + const = beta b.s + beta sum_u (c_u h_u + h_u^2 / 2), h = W^T s.
    const weight = all.map((s) => {
      const h = hiddenInput(small, s);
      const linear = s.reduce((sum, value, i) => sum + value * (small.visibleField[i] ?? NaN), 0);
      return Math.exp(
        beta * h.reduce((sum, v, u) => sum + v * (small.hiddenField[u] ?? NaN) + (v * v) / 2, linear),
      );
    });
    const z = weight.reduce((a, b) => a + b);
    let chiSquare = 0;
    all.forEach((s, code) => {
      const expected = (chains * (weight[code] ?? NaN)) / z;
      chiSquare += ((counts.get(s.join()) ?? 0) - expected) ** 2 / expected;
    });
    // 15 degrees of freedom: 37.7 is passed with probability 0.001; the seed is fixed.
    expect(chiSquare).toBeLessThan(37.7);
  });

  it('takes no chains and no steps', () => {
    const input = machine(5, 2, 3);
    const idle = kernels.gibbs(input, { steps: 0 });
    expect(idle.states).toEqual(input.states);
    expect(idle.streams).toEqual(input.streams);
    const none = machine(5, 2, 0);
    expect(kernels.gibbs(none).states.length).toBe(0);
  });

  it('refuses what does not fit, and says what was expected', () => {
    const good = machine(5, 2, 3);
    const wrong: readonly [Partial<GibbsInput>, RegExp][] = [
      [{ visible: 0 }, /visible: expected an integer from 1/],
      [{ hidden: 2.5 }, /hidden: expected an integer/],
      [{ weights: new Float32Array(9) }, /multiple of 2/],
      [{ weights: new Float32Array(12) }, /expected weights \[5, 2\]/],
      [{ weights: good.weights.map((w, i) => (i === 3 ? NaN : w)) }, /finite values/],
      [{ visibleField: new Float32Array(10) }, /expected visibleField \[5\]/],
      [{ hiddenField: new Float32Array(3) }, /hiddenField/],
      [{ states: new Float32Array(11) }, /states/],
      [
        { states: Float32Array.from(good.states, (v, i) => (i === 7 ? 0 : v)) },
        /of -1 and 1, got 0 in row 1, place 2/,
      ],
      [{ lambda: new Float32Array(4) }, /expected lambda \[3, 2\]/],
      [{ streams: new Int32Array(35) }, /expected streams \[3, 12\]/],
    ];
    for (const [part, message] of wrong) expect(() => kernels.gibbs({ ...good, ...part })).toThrow(message);
    expect(() => kernels.gibbs(good, { steps: -1 })).toThrow(/steps/);
    expect(() => kernels.gibbs(good, { coupling: -0.5 })).toThrow(/expected coupling >= 0/);
    expect(() => kernels.gibbs(good, { beta: 0 })).toThrow(/expected beta > 0/);
    expect(() => kernels.gibbs(good, { steps: 2, beta: Float32Array.of(1) })).toThrow(/expected beta \[2\]/);
  });
});

describe('signProduct', () => {
  it.each([
    [1, 1, 1],
    [3, 5, 2],
    [7, 64, 50],
    [300, 9, 33],
  ])('is the product, term by term: %i rows, n = %i, p = %i', (rows, n, p) => {
    const signs = bipolar(foldIn(root, `signs ${rows}`), [rows * n]);
    const matrix = normal(foldIn(root, `matrix ${n}`), [n * p]);
    const product = kernels.signProduct(signs, matrix, n);
    expect(product.length).toBe(rows * p);
    product.forEach((value, index) => {
      const [row, u] = [Math.floor(index / p), index % p];
      let sum = 0;
      for (let i = 0; i < n; i += 1) sum += (signs[row * n + i] ?? NaN) * (matrix[i * p + u] ?? NaN);
      // Float32 sums of up to 64 terms of size 3; an entry of a table is made by up to seven roundings.
      expect(Math.abs(value - sum)).toBeLessThan(64 * 3 * 2 ** -22);
    });
  });

  it('refuses what does not fit', () => {
    const signs = Float32Array.of(1, -1, 1, 1);
    expect(kernels.signProduct(new Float32Array(0), Float32Array.of(1, 2), 2).length).toBe(0);
    expect(() => kernels.signProduct(signs, new Float32Array(3), 2)).toThrow(/columns of the matrix/);
    expect(() => kernels.signProduct(signs, Float32Array.of(1, NaN), 2)).toThrow(/finite/);
    expect(() => kernels.signProduct(Float32Array.of(1, 0.5), Float32Array.of(1, 2), 2)).toThrow(
      /-1 and 1, got 0.5/,
    );
    expect(() => kernels.signProduct(signs, Float32Array.of(1, 2, 3), 3)).toThrow(/multiple of 3/);
    expect(() => kernels.signProduct(signs, Float32Array.of(1), 0)).toThrow(RangeError);
  });
});
