import { disposeTree, type Backend, type Tensor } from '@vsa/backend';
import { createCpuBackend } from '@vsa/backend/cpu';
import { fixed, rk4, solve } from '@vsa/backend/ode';
import { key, normal, uniform } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { phaseField, phaseParams, wrapPhases, type PhaseNetwork } from './field.js';
import { phaseGraph, randomGraph, ringGraph } from './graph.js';
import { gaussian, lorentzian, spreadFrequencies, uniformLaw } from './laws.js';
import { simulate, type SimulateOptions } from './simulate.js';
import { criticalCoupling, ottAntonsen, selfConsistentOrder } from './theory.js';

let backend: Backend;
let cpu: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
  cpu = await createCpuBackend();
});

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? NaN))));
const turned = (a: number): number => Math.abs(a - 2 * Math.PI * Math.round(a / (2 * Math.PI)));

describe('phaseField', () => {
  it('sums over pairs, for batches and single rows, on the mean field and on graphs', async () => {
    const graph = randomGraph(key(1), 9, 4);
    const edgeless = phaseGraph(9, []);
    for (const own of [undefined, { ...graph, weights: normal(key(2), [36]) }, edgeless]) {
      const network: PhaseNetwork = { frequencies: normal(key(3), [9]), coupling: 1.3, lag: 0.4, graph: own };
      const params = phaseParams(backend, network);
      const theta = normal(key(4), [2, 9]);
      const both = await backend.read(phaseField(backend, params)(0, backend.tensor(theta, [2, 9])));
      const first = await backend.read(phaseField(backend, params)(0, backend.tensor(theta.slice(0, 9))));
      expect(far(first, both.slice(0, 9))).toBeLessThan(1e-6);
      for (let row = 0; row < 2; row += 1) {
        for (let i = 0; i < 9; i += 1) {
          const at = (j: number): number => theta[row * 9 + j] ?? NaN;
          let pull = 0;
          if (own === undefined) for (let j = 0; j < 9; j += 1) pull += Math.sin(at(j) - at(i) - 0.4) / 9;
          else {
            for (let e = own.offsets[i] ?? 0; e < (own.offsets[i + 1] ?? 0); e += 1) {
              pull += (own.weights[e] ?? NaN) * Math.sin(at(own.sources[e] ?? NaN) - at(i) - 0.4);
            }
          }
          expect(both[row * 9 + i]).toBeCloseTo((network.frequencies[i] ?? NaN) + 1.3 * pull, 5);
        }
      }
    }
  });

  it('can be differentiated in the coupling', async () => {
    const params = phaseParams(backend, { frequencies: normal(key(3), [9]), coupling: 1 });
    const theta = backend.tensor(normal(key(4), [9]));
    const slope = (coupling: Tensor | number): Tensor =>
      backend.sum(backend.square(phaseField(backend, { ...params, coupling })(0, theta)));
    const { gradient } = backend.valueAndGrad((k: Tensor) => slope(k), backend.scalar(0.8));
    const [up = NaN] = await backend.read(slope(0.81));
    const [down = NaN] = await backend.read(slope(0.79));
    // The field is linear in K, so a central difference of its square is exact to rounding: 1e-6 over 0.02.
    expect((await backend.read(gradient))[0]).toBeCloseTo((up - down) / 0.02, 3);
  });

  it('refuses phases of another width', () => {
    const params = phaseParams(backend, { frequencies: new Float32Array(3), coupling: 1 });
    expect(() => phaseField(backend, params)(0, backend.zeros([4]))).toThrow(
      /\[3\] or \[batch, 3\], got \[4\]/,
    );
  });
});

describe('simulate', () => {
  const base: SimulateOptions = { start: key(6), duration: 3, records: 6, stepSize: 0.05 };
  const networks: readonly (readonly [string, PhaseNetwork])[] = [
    ['the mean field', { frequencies: normal(key(5), [50]), coupling: 2, lag: 0.3 }],
    ['a graph', { frequencies: normal(key(5), [50]), coupling: 0.5, graph: randomGraph(key(7), 50, 6) }],
  ];

  it.each(networks)('gives the same by both paths and by the solvers: %s', async (_, network) => {
    for (const method of ['euler', 'heun', 'rk4'] as const) {
      const options = { ...base, method, transient: 1 };
      const fused = await simulate(backend, network, options);
      const tensor = await simulate(backend, network, { ...options, path: 'tensor' });
      const plain = await simulate(cpu, network, options);
      expect([fused.path, tensor.path, plain.path]).toEqual(['fused', 'tensor', 'tensor']);
      expect([...fused.times]).toEqual(
        [0, 0.5, 1, 1.5, 2, 2.5, 3].map((t) => expect.closeTo(t, 12) as number),
      );
      for (const other of [tensor, plain]) {
        // 60 steps of float32 in three orders of summation.
        expect(far(fused.order, other.order)).toBeLessThan(1e-5);
        expect(far(fused.frequencies, other.frequencies)).toBeLessThan(1e-5);
        expect(Math.max(...fused.phases.map((x, i) => turned(x - (other.phases[i] ?? NaN))))).toBeLessThan(
          2e-5,
        );
      }
    }
    const fused = await simulate(backend, network, base);
    const params = phaseParams(backend, network);
    const start = backend.tensor(uniform(key(6), [50], { low: -Math.PI, high: Math.PI }));
    const { ys } = await solve(backend, phaseField(backend, params), start, {
      t1: 3,
      method: rk4,
      stepSize: fixed(0.05),
    });
    const solved = await backend.read(ys[0] ?? start);
    expect(Math.max(...fused.phases.map((x, i) => turned(x - (solved[i] ?? NaN))))).toBeLessThan(2e-5);
    const wrapped = await backend.read(wrapPhases(backend, ys[0] ?? start));
    expect(far(wrapped, fused.phases)).toBeLessThan(2e-5);
  });

  it.each([
    ['lorentzian', lorentzian(0.5)],
    ['gaussian', gaussian(1)],
  ])('orders as the self-consistent solution says, above and below the onset: %s', async (_, law) => {
    const frequencies = spreadFrequencies(law, 4000);
    const onset = criticalCoupling(law);
    for (const factor of [1.2, 1.5, 2.5]) {
      const coupling = factor * onset;
      const { order } = await simulate(
        backend,
        { frequencies, coupling },
        {
          start: key('onset'),
          duration: 80,
          stepSize: 0.1,
          records: 80,
        },
      );
      const settled = order.slice(40).reduce((sum, r) => sum + r, 0) / 41;
      // Mean over 40 units of time: 4000 frequencies leave about 1/sqrt(4000) = 0.016 of scatter.
      expect(Math.abs(settled - selfConsistentOrder(law, coupling))).toBeLessThan(0.02);
    }
    const { order } = await simulate(
      backend,
      { frequencies, coupling: 0.5 * onset },
      {
        start: key('onset'),
        duration: 60,
        stepSize: 0.1,
      },
    );
    // Disorder has r of 1/sqrt(N (1 - K/K_c)), about 0.022.
    expect(Math.max(...order.slice(50))).toBeLessThan(0.08);
  });

  it("follows Ott and Antonsen's course in time for a Lorentzian", async () => {
    const frequencies = spreadFrequencies(lorentzian(0.5), 20_000);
    // A start on their manifold: phases of a Poisson kernel with r = 0.2, in an order that has nothing to do with the frequencies.
    const order = uniform(key('shuffle'), [20_000]);
    const start = order.map(
      (p) => 2 * Math.atan(((1 - 0.2) / (1 + 0.2)) * Math.tan(Math.PI * (p - 0.5 + 2 ** -25))),
    );
    for (const lag of [0, 0.5]) {
      const run = await simulate(
        backend,
        { frequencies, coupling: 3, lag },
        { start, duration: 6, records: 30, stepSize: 0.05 },
      );
      const want = ottAntonsen(0.5, 3, run.order[0] ?? NaN, run.times, lag);
      // 1/sqrt(20,000) = 0.007 of scatter, grown by up to e^(early growth of 1) before order saturates.
      expect(far(run.order, want)).toBeLessThan(0.03);
    }
  });

  it('locks two oscillators at sin φ = Δω / K, and lets them drift at sqrt(Δω² - K²) beyond', async () => {
    const frequencies = new Float32Array([1, 2]);
    const locked = await simulate(
      backend,
      { frequencies, coupling: 2 },
      { start: key(1), duration: 60, transient: 30 },
    );
    const [a = NaN, b = NaN] = locked.phases;
    expect(Math.sin(b - a)).toBeCloseTo(0.5, 5);
    expect([...locked.frequencies]).toEqual([1.5, 1.5].map((w) => expect.closeTo(w, 4) as number));
    const beat = Math.sqrt(1 - 0.36);
    const period = (2 * Math.PI) / beat;
    const drift = await simulate(
      backend,
      { frequencies, coupling: 0.6 },
      { start: key(1), duration: 20 * period, records: 20 },
    );
    // Twenty whole beats.
    expect((drift.frequencies[1] ?? NaN) - (drift.frequencies[0] ?? NaN)).toBeCloseTo(beat, 3);
  });

  it('turns equal oscillators in step at ω - K sin α, and keeps a twisted ring', async () => {
    const equal = { frequencies: new Float32Array(40).fill(0.7), coupling: 1.5, lag: 0.4 };
    const { frequencies, order } = await simulate(backend, equal, {
      start: key(2),
      duration: 60,
      transient: 40,
    });
    expect(order.at(-1)).toBeCloseTo(1, 4);
    frequencies.forEach((w) => {
      expect(w).toBeCloseTo(0.7 - 1.5 * Math.sin(0.4), 4);
    });
    const start = Float32Array.from({ length: 24 }, (_, i) => (2 * Math.PI * i) / 24);
    const ring = { frequencies: new Float32Array(24), coupling: 1, graph: ringGraph(24, 1) };
    const twisted = await simulate(backend, ring, { start, duration: 5, keep: 'phases', records: 5 });
    expect(Math.max(...twisted.phases.map((x, i) => turned(x - (start[i] ?? NaN))))).toBeLessThan(1e-5);
    expect(twisted.trajectory?.length).toBe(6 * 24);
    expect(twisted.trajectory?.slice(120)).toEqual(twisted.phases);
    expect(Math.max(...twisted.order)).toBeLessThan(1e-6);
  });

  it('reports a uniform law as locked in full above its onset', async () => {
    const frequencies = spreadFrequencies(uniformLaw(1), 500);
    const { frequencies: found } = await simulate(
      backend,
      { frequencies, coupling: 2 },
      {
        start: new Float32Array(500),
        duration: 80,
        transient: 40,
      },
    );
    found.forEach((w) => {
      expect(Math.abs(w)).toBeLessThan(1e-3);
    });
  });

  it('stops when asked, and frees all tensors', async () => {
    const [, network] = networks[0] ?? [];
    if (network === undefined) throw new RangeError('expected a network');
    const stop = new AbortController();
    const times: number[] = [];
    const before = backend.memory().tensors;
    const {
      status,
      order,
      times: reached,
    } = await simulate(backend, network, {
      ...base,
      keep: 'phases',
      path: 'tensor',
      signal: stop.signal,
      onProgress: (time) => {
        times.push(time);
        if (times.length === 2) stop.abort();
      },
    });
    expect([status, order.length, reached.length]).toEqual(['aborted', 3, 3]);
    expect(times).toEqual([0.5, 1].map((t) => expect.closeTo(t, 12) as number));
    expect(backend.memory().tensors).toBe(before);
    const params = phaseParams(backend, network);
    disposeTree(params);
    expect(backend.memory().tensors).toBe(before);
  });

  it('refuses bad input before the first step', async () => {
    const good: PhaseNetwork = { frequencies: new Float32Array(3), coupling: 1 };
    const refused = async (network: object, options: object): Promise<unknown> =>
      await simulate(backend, { ...good, ...network }, { ...base, ...options }).catch(
        (error: unknown) => error,
      );
    const message = async (network: object, options: object = {}): Promise<string> => {
      const error = await refused(network, options);
      expect(error).toBeInstanceOf(Error);
      return error instanceof Error ? `${error.name}: ${error.message}` : '';
    };
    expect(await message({ frequencies: [1] })).toMatch(/TypeError: .*Float32Array/);
    expect(await message({ frequencies: new Float32Array(0) })).toMatch(/at least one/);
    expect(await message({ frequencies: new Float32Array([1, NaN]) })).toMatch(/got NaN at index 1/);
    expect(await message({ coupling: Infinity })).toMatch(/coupling/);
    expect(await message({ lag: NaN })).toMatch(/lag/);
    expect(await message({ graph: ringGraph(5, 1) })).toMatch(
      /graph of 3 oscillators, one a frequency, got one of 5/,
    );
    expect(await message({}, { start: new Float32Array(2) })).toMatch(/3 phases/);
    expect(await message({}, { start: new Float32Array([1, 2, NaN]) })).toMatch(/finite phases/);
    expect(await message({}, { start: 7 })).toMatch(/TypeError/);
    expect(await message({}, { duration: 0 })).toMatch(/duration > 0/);
    expect(await message({}, { stepSize: -1 })).toMatch(/stepSize > 0/);
    expect(await message({}, { records: 0 })).toMatch(/records/);
    expect(await message({}, { transient: 3 })).toMatch(/transient below the duration/);
    expect(await message({}, { method: 'rk5' })).toMatch(/'euler', 'heun', 'rk4'/);
    expect(await message({}, { path: 'gpu' })).toMatch(/'auto', 'fused', 'tensor'/);
    expect(await message({}, { keep: 'all' })).toMatch(/'none', 'phases'/);
    const error = await simulate(cpu, good, { ...base, path: 'fused' }).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/fused kernels, got 'cpu'/);
  });
});
