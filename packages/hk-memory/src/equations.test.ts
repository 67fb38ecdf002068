// The equations of motion and energies against plain loops in float64, and against finite differences of those energies.

import type { Backend } from '@vsa/backend';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, normals, unitVectors } from '../test/draw.js';
import {
  add,
  coupledEnergy,
  difference,
  dot,
  gradientOf,
  lagranges,
  row,
  type Numbers,
} from '../test/oracle.js';
import { lagrangeFunctions } from './architectures/index.js';
import {
  attentionPotential,
  coupledMemory,
  denseOperator,
  functionCoupling,
  pairFunction,
  reluPotential,
  symmetrised,
  tanhLagrange,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const [N, D] = [5, 3];

describe.each(Object.entries(lagrangeFunctions))('Lagrange function %s', (name, lagrange) => {
  const l = lagranges[name];
  it.each([1, 2, 3])('value, activation and Hessian product, draw %d', async (seed) => {
    expect(l).toBeDefined();
    if (l === undefined) return;
    const x = normals(seed, N);
    const v = normals(seed + 10, N);
    const state = backend.tensor(x, [1, N]);
    // Float32 against float64 on numbers up to about 10.
    await expectClose(backend, lagrange.value(backend, state), [l(x)], 1e-5);
    const slope = gradientOf(l, x);
    await expectClose(backend, lagrange.activation(backend, state), slope, 1e-5);
    // Differences of differences in float64, step 1e-3: second derivatives to about 1e-5, none of the draws being that near to a bend.
    const along = difference(gradientOf(l, add(x, v, 1e-3)), gradientOf(l, add(x, v, -1e-3)), 2e-3);
    const product = lagrange.hessianProduct(backend, state, backend.tensor(v, [1, N]));
    await expectClose(backend, product, along, 1e-4);
  });
});

describe.each(['Example 2', 'Example 3'] as const)('coupled memory with the potential of %s', (kind) => {
  it.each([1, 2, 3])('energy, its gradient and the flow, draw %d', async (seed) => {
    const matrix = async (offset: number, scale: number): Promise<Numbers> =>
      Float64Array.from(
        await backend.read(
          symmetrised(backend, backend.tensor(normals(seed + offset, N * N, scale), [N, N])),
        ),
      );
    const [w, a, b, s] = [
      await matrix(0, 0.5),
      await matrix(20, 1),
      await matrix(40, 1),
      await matrix(60, 0.5),
    ];
    const bias = normals(seed + 80, N);
    const omega = normals(seed + 90, D * D);
    const x = normals(seed + 100, N);
    const mu = unitVectors(seed + 110, 1, N, D);
    const [kappaH, kappaK] = [1.7, 0.6];
    const tensor = (values: Numbers): ReturnType<Backend['tensor']> =>
      backend.tensor(Float32Array.from(values), [N, N]);
    const potential =
      kind === 'Example 2'
        ? reluPotential(backend, { linear: tensor(a), rectified: tensor(b) })
        : attentionPotential(backend, { weights: tensor(b), linear: tensor(a) });
    const weights = tensor(s);
    const coupling = functionCoupling(
      {
        value: (f, p) => f.mul(weights, f.sin(p)),
        derivative: (f, p) => f.mul(weights, f.cos(p)),
      },
      pairFunction((f, p) => f.add(p, f.mul(f.square(p), 0.5))),
    );
    const memory = coupledMemory(
      backend,
      {
        threshold: {
          lagrange: tanhLagrange(),
          bias: backend.tensor(bias),
          lateral: denseOperator(backend, tensor(w)),
        },
        potential,
        coupling,
      },
      { omega: backend.tensor(omega, [D, D]), kappaH, kappaK },
    );
    const state = { x: backend.tensor(x, [1, N]), mu: backend.tensor(mu, [1, N, D]) };
    const energy = (xs: Numbers, mus: Numbers): number =>
      coupledEnergy({ kind, w, a, b, s, bias, kappaH, kappaK, size: N, length: D }, xs, mus);
    await expectClose(backend, memory.energy(state), [energy(x, mu)], 2e-5);
    const byX = gradientOf((xs) => energy(xs, mu), x);
    const byMu = gradientOf((mus) => energy(x, mus), mu);
    const gradient = memory.energyGradient(state);
    await expectClose(backend, gradient.x, byX, 2e-5);
    await expectClose(backend, gradient.mu, byMu, 2e-5);
    // The flow: dE/dx = -κ_H g'(x) dx/dt, and dμ/dt = Ω μ - (I - μ μᵀ) ∂E/∂μ / κ_K.
    const flow = memory.field(0, state);
    const dx = Float64Array.from(byX, (value, i) => -value / (kappaH * (1 - Math.tanh(x[i] ?? 0) ** 2)));
    await expectClose(backend, flow.x, dx, 2e-4);
    const dmu = Array.from({ length: N }, (_, i) => {
      const [m, e] = [row(mu, i, D), row(byMu, i, D)];
      return Array.from(m, (value, d) => {
        const skew = Float64Array.from(m, (_, k) => ((omega[d * D + k] ?? 0) - (omega[k * D + d] ?? 0)) / 2);
        const turn = dot(skew, m);
        return turn - ((e[d] ?? 0) - dot(m, e) * value) / kappaK;
      });
    }).flat();
    await expectClose(backend, flow.mu, dmu, 5e-5);
  });
});
