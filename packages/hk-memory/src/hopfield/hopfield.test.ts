// The threshold units' side: links, operators, conditions, and that they remember.

import type { Backend, Tensor } from '@vsa/backend';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, normals } from '../../test/draw.js';
import {
  convolutionLink,
  convolutionOperator,
  denseLink,
  denseOperator,
  expLagrange,
  hopfieldMemory,
  identityLagrange,
  layeredHopfield,
  layerNormLagrange,
  ownLagrange,
  powerLagrange,
  reluLagrange,
  sigmoidLagrange,
  simulate,
  softmaxLagrange,
  sphericalLagrange,
  symmetrised,
  tanhLagrange,
  type Link,
} from '../index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const gauss = (seed: number, ...shape: number[]): Tensor =>
  backend.tensor(
    normals(
      seed,
      shape.reduce((product, size) => product * size, 1),
    ),
    shape,
  );

describe('links', () => {
  const window = { size: [5, 4], strides: 2, padding: 'same' } as const;
  const links: readonly [string, () => Link, number[], number[]][] = [
    ['dense', () => denseLink(backend, { from: 0, to: 1 }, gauss(1, 3, 5)), [2, 5], [2, 3]],
    ['dense, one a row', () => denseLink(backend, { from: 0, to: 1 }, gauss(1, 2, 3, 5)), [2, 5], [2, 3]],
    [
      'convolution',
      () => convolutionLink(backend, { from: 0, to: 1 }, gauss(1, 3, 3, 2, 3), window),
      [2, 5, 4, 2],
      [2, 3, 2, 3],
    ],
  ];
  it.each(links)('%s: the feedback is the transpose, h · W g = g · Wᵀ h', async (_, make, from, to) => {
    const link = make();
    const [g, h] = [gauss(2, ...from), gauss(3, ...to)];
    const there = backend.mul(h, backend.reshape(link.forward(backend, g), to));
    const back = backend.mul(g, backend.reshape(link.backward(backend, h), from));
    const [wanted = NaN] = await backend.read(backend.sum(there));
    // Sums of some hundred float32 products.
    await expectClose(backend, backend.sum(back), [wanted], 1e-4);
    expect(Math.abs(wanted)).toBeGreaterThan(0.1);
  });

  it('Example 1: the steady state is a network with feedback', async () => {
    const [w12, w23] = [backend.mul(gauss(4, 3, 2), 0.3), backend.mul(gauss(5, 2, 3), 0.3)];
    const bias = [gauss(6, 2), gauss(7, 3), gauss(8, 2)];
    const layers = bias.map((b) => ({ lagrange: reluLagrange(), bias: b }));
    const links = [denseLink(backend, { from: 0, to: 1 }, w12), denseLink(backend, { from: 1, to: 2 }, w23)];
    const memory = layeredHopfield(backend, { layers, links });
    const start = [gauss(9, 1, 2), gauss(10, 1, 3), gauss(11, 1, 2)];
    const { states } = await simulate(backend, memory, start, { duration: 40, samples: 1 });
    const [x1, x2, x3] = states.at(-1) ?? [];
    expect(x1 && x2 && x3).toBeDefined();
    if (x1 === undefined || x2 === undefined || x3 === undefined) return;
    const { add, matMul, relu } = backend;
    const times = (w: Tensor, x: Tensor, transposeB: boolean): Tensor => matMul(relu(x), w, { transposeB });
    const wanted = [
      times(w12, x2, false),
      add(times(w12, x1, true), times(w23, x3, false)),
      times(w23, x2, true),
    ];
    for (const [index, x] of [x1, x2, x3].entries()) {
      const sum = add(wanted[index] ?? x, bias[index] ?? 0);
      // The solver's tolerance of 1e-3 on numbers of size about 1.
      await expectClose(backend, x, await backend.read(sum), 2e-3);
    }
  });

  it('refuse what does not fit', () => {
    expect(() => denseLink(backend, { from: 0, to: 0 }, gauss(1, 3, 3))).toThrow(RangeError);
    expect(() => denseLink(backend, { from: -1, to: 0 }, gauss(1, 3, 3))).toThrow(RangeError);
    expect(() => denseLink(backend, { from: 0, to: 1 }, gauss(1, 3))).toThrow(RangeError);
    expect(() => convolutionLink(backend, { from: 0, to: 1 }, gauss(1, 3, 3, 2), window)).toThrow(RangeError);
    expect(() =>
      convolutionLink(backend, { from: 0, to: 1 }, gauss(1, 3, 3, 2, 1), { size: [0, 3] }),
    ).toThrow(RangeError);
  });
});

describe('operators', () => {
  it('a convolution is symmetric: h · C g = g · C h', async () => {
    const operator = convolutionOperator(backend, gauss(1, 3, 3, 2, 2));
    const [g, h] = [gauss(2, 2, 4, 5, 2), gauss(3, 2, 4, 5, 2)];
    const there = backend.sum(backend.mul(h, operator.apply(backend, g)));
    const [wanted = NaN] = await backend.read(there);
    await expectClose(backend, backend.sum(backend.mul(g, operator.apply(backend, h))), [wanted], 1e-4);
    expect(Math.abs(wanted)).toBeGreaterThan(0.1);
  });

  it('refuse what does not fit', () => {
    expect(() => denseOperator(backend, gauss(1, 2, 3))).toThrow(RangeError);
    expect(() => denseOperator(backend, backend.zeros([2, 2], 'int32'))).toThrow(TypeError);
    expect(() => convolutionOperator(backend, gauss(1, 3, 3, 2, 1))).toThrow(RangeError);
    expect(() => symmetrised(backend, gauss(1, 2, 3))).toThrow(RangeError);
  });
});

describe('hopfieldMemory', () => {
  it('recalls a stored pattern from half of it', async () => {
    const patterns = [
      [1, 1, 1, 1, -1, -1, -1, -1],
      [1, -1, 1, -1, 1, -1, 1, -1],
    ];
    const stored = backend.tensor(patterns);
    // Hebb's rule; tanh with gain 2 holds both patterns.
    const weights = backend.mul(backend.matMul(stored, stored, { transposeA: true }), 1 / 8);
    const memory = hopfieldMemory(backend, {
      lagrange: tanhLagrange(4),
      lateral: denseOperator(backend, weights),
    });
    const half = backend.tensor(patterns.map((row) => row.map((value, i) => (i % 4 < 2 ? value * 0.5 : 0))));
    const { states, warnings } = await simulate(backend, memory, half, { duration: 20, samples: 1 });
    expect(warnings).toEqual([]);
    const last = states.at(-1) ?? half;
    await expectClose(backend, backend.sign(last), patterns.flat(), 0);
  });

  it('warns of weights that are not symmetric', async () => {
    const memory = hopfieldMemory(backend, {
      lagrange: tanhLagrange(),
      lateral: denseOperator(backend, gauss(1, 4, 4)),
    });
    const { warnings } = await simulate(backend, memory, gauss(2, 3, 4), { duration: 0.1, samples: 1 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^symmetric-weights: W and its transpose differ by up to \d/);
  });

  it('warns of a Hessian with a negative direction, under which the energy rises', async () => {
    const concave = ownLagrange({
      name: 'concave',
      value: ({ mul, square, sum }, x) => mul(sum(square(x), { axis: 1 }), -0.5),
      activation: ({ neg }, x) => neg(x),
    });
    const lateral = denseOperator(backend, symmetrised(backend, gauss(1, 4, 4)));
    const memory = hopfieldMemory(backend, { lagrange: concave, lateral });
    const { largestRise, warnings } = await simulate(backend, memory, gauss(2, 3, 4));
    expect(warnings).toEqual([
      "positive-hessian: the Hessian of the Lagrange function 'concave' has a negative direction at a state",
    ]);
    expect(largestRise).toBeGreaterThan(0.01);
  });

  it('finds the negative direction even where no unit alone shows it', async () => {
    // L = x_1 x_2: the Hessian has zeros on its diagonal and eigenvalues 1 and -1.
    const saddle = ownLagrange({
      value: ({ prod }, x) => prod(x, { axis: 1 }),
      activation: ({ reverse }, x) => reverse(x, 1),
    });
    const [condition] = (
      await hopfieldMemory(backend, { lagrange: saddle }).conditions(gauss(1, 1, 2))
    ).filter(({ name }) => name === 'positive-hessian');
    expect(condition?.holds).toBe(false);
  });

  it('refuses what does not fit', () => {
    expect(() => layeredHopfield(backend, { layers: [] })).toThrow(RangeError);
    const bias = backend.zeros([4], 'int32');
    expect(() => hopfieldMemory(backend, { lagrange: reluLagrange(), bias })).toThrow(TypeError);
    const memory = hopfieldMemory(backend, { lagrange: reluLagrange() });
    expect(() => memory.field(0, backend.zeros([4]))).toThrow(RangeError);
    expect(() => memory.energy(backend.zeros([2, 4], 'int32'))).toThrow(TypeError);
  });
});

describe('Lagrange functions', () => {
  it('refuse constants out of range', () => {
    for (const wrong of [1, 2.5, NaN]) expect(() => powerLagrange(wrong)).toThrow(RangeError);
    for (const make of [expLagrange, tanhLagrange, sigmoidLagrange, softmaxLagrange, sphericalLagrange]) {
      for (const wrong of [0, -1, NaN, Infinity]) expect(() => make(wrong)).toThrow(RangeError);
    }
    expect(() => layerNormLagrange({ gain: 0 })).toThrow(RangeError);
    expect(() => layerNormLagrange({ shift: NaN })).toThrow(RangeError);
    expect(() => layerNormLagrange({ epsilon: 0 })).toThrow(RangeError);
  });

  it('power 2 is ReLU, and identity leaves states as they are', async () => {
    const x = gauss(1, 3, 5);
    const two = powerLagrange(2);
    await expectClose(backend, two.activation(backend, x), await backend.read(backend.relu(x)), 0);
    const v = gauss(2, 3, 5);
    const wanted = await backend.read(reluLagrange().hessianProduct(backend, x, v));
    await expectClose(backend, two.hessianProduct(backend, x, v), wanted, 0);
    await expectClose(backend, identityLagrange().activation(backend, x), await backend.read(x), 0);
  });
});
