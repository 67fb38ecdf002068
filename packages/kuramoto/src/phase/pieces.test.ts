import type { Backend } from '@vsa/backend';
import { key, uniform } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { perDegree, phaseGraph, randomGraph, ringGraph, type PhaseGraph } from './graph.js';
import { drawFrequencies, gaussian, lorentzian, spreadFrequencies, uniformLaw } from './laws.js';
import { orderParameter, phaseLocking } from './order.js';
import { criticalCoupling, ottAntonsen, selfConsistentOrder } from './theory.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

const LAWS = [lorentzian(0.7, 1), gaussian(1.3, -2), uniformLaw(0.4, 3)];

describe('laws', () => {
  it.each(LAWS)('$name: the density is the slope of the inverse quantile', (law) => {
    for (const p of [0.001, 0.1, 0.37, 0.5, 0.8, 0.9999]) {
      const step = 1e-5 * Math.min(p, 1 - p);
      const slope = (law.quantile(p + step) - law.quantile(p - step)) / (2 * step);
      // Central differences err by step², relative, and the Gaussian's quantile by 1e-12 over the step.
      expect(slope * law.density(law.quantile(p))).toBeCloseTo(1, 4);
    }
    expect(law.quantile(0.5)).toBeCloseTo(law.centre, 12);
    expect(law.quantile(0.3) + law.quantile(0.7)).toBeCloseTo(2 * law.centre, 10);
  });

  it('the Gaussian has its known quantiles', () => {
    // Tables of the normal law.
    expect(gaussian(1).quantile(0.975)).toBeCloseTo(1.959963984540054, 9);
    expect(gaussian(1).quantile(0.001)).toBeCloseTo(-3.090232306167813, 8);
  });

  it('draws follow the law, by key', () => {
    for (const law of LAWS) {
      const drawn = drawFrequencies(law, key(3), 4000);
      expect(drawFrequencies(law, key(3), 4000)).toEqual(drawn);
      const below = drawn.filter((value) => value < law.quantile(0.3)).length;
      // 1200 with a deviation of 29: five of them.
      expect(Math.abs(below - 1200)).toBeLessThan(145);
      const spread = spreadFrequencies(law, 5);
      expect(spread[2]).toBeCloseTo(law.centre, 6);
      expect([...spread]).toEqual([...spread].sort((a, b) => a - b));
    }
  });

  it('refuse what cannot be', () => {
    expect(() => lorentzian(0)).toThrow(/width > 0/);
    expect(() => gaussian(-1)).toThrow(RangeError);
    expect(() => uniformLaw(1, NaN)).toThrow(/centre/);
    expect(() => drawFrequencies(gaussian(1), key(1), 0)).toThrow(RangeError);
    expect(() => spreadFrequencies(gaussian(1), 1.5)).toThrow(RangeError);
  });
});

describe('graphs', () => {
  const listed = ({ count, offsets, sources, weights }: PhaseGraph): number[][] =>
    Array.from({ length: count }, (_, i) =>
      Array.from(
        sources.slice(offsets[i], offsets[i + 1]),
        (s, e) => s + (weights[(offsets[i] ?? 0) + e] ?? 0) / 10,
      ),
    );

  it('hold edges by the oscillator that hears', () => {
    const edges = [
      [0, 2],
      [3, 2, 5],
      [1, 1, 2],
    ] as const;
    expect(listed(phaseGraph(4, edges, 'directed'))).toEqual([[], [1.2], [0.1, 3.5], []]);
    expect(listed(phaseGraph(4, edges))).toEqual([[2.1], [1.2], [0.1, 3.5], [2.5]]);
    expect(listed(perDegree(phaseGraph(4, edges)))[2]).toEqual(
      [1 / 60, 3 + 5 / 60].map((x) => expect.closeTo(x, 6) as number),
    );
  });

  it('make rings and random neighbours', () => {
    expect(listed(ringGraph(5, 2)).map((row) => row.map(Math.floor))[0]).toEqual([3, 4, 1, 2]);
    const graph = randomGraph(key(1), 50, 7);
    expect(graph.sources.length).toBe(350);
    graph.sources.forEach((source, at) => {
      expect(source).not.toBe(Math.floor(at / 7));
      expect(source).toBeLessThan(50);
    });
    expect(new Set(graph.sources).size).toBeGreaterThan(40);
  });

  it('refuse what cannot be', () => {
    expect(() => phaseGraph(2, [[0, 2]])).toThrow(/vertices from 0 to 1, got 2/);
    expect(() => phaseGraph(2, [[0, 1, NaN]])).toThrow(/weight of \[0, 1\]/);
    expect(() => phaseGraph(0, [])).toThrow(RangeError);
    expect(() => phaseGraph(2, [], 'both' as 'directed')).toThrow(/'directed', 'undirected'/);
    expect(() => ringGraph(4, 2)).toThrow(RangeError);
    expect(() => randomGraph(key(1), 1, 1)).toThrow(RangeError);
  });
});

describe('theory', () => {
  it('knows the critical couplings', () => {
    expect(criticalCoupling(lorentzian(0.7, 9))).toBeCloseTo(1.4, 12);
    expect(criticalCoupling(gaussian(2))).toBeCloseTo(2 * Math.sqrt(8 / Math.PI), 12);
    expect(criticalCoupling(uniformLaw(3))).toBeCloseTo(12 / Math.PI, 12);
  });

  it('agrees with the closed form for a Lorentzian, and is 0 up to the onset', () => {
    const law = lorentzian(0.5, 2);
    for (const coupling of [1.05, 1.5, 2, 4, 20]) {
      expect(selfConsistentOrder(law, coupling)).toBeCloseTo(Math.sqrt(1 - 1 / coupling), 7);
    }
    expect(selfConsistentOrder(law, 1)).toBe(0);
    expect(selfConsistentOrder(gaussian(1), 1.5)).toBe(0);
    // Just above the onset, r = sqrt(-16 (K - K_c) / (π K_c^4 g''(0))) (Strogatz 2000, equation 4.8), up to order K - K_c.
    const onset = criticalCoupling(gaussian(1));
    const curvature = -1 / Math.sqrt(2 * Math.PI);
    const near = Math.sqrt((-16 * 0.001) / (Math.PI * onset ** 4 * curvature));
    expect(selfConsistentOrder(gaussian(1), onset + 0.001) / near).toBeCloseTo(1, 2);
  });

  it("Ott and Antonsen's solution solves their equation", () => {
    for (const [coupling, lag] of [
      [3, 0],
      [1, 0],
      [0.4, 0.2],
      [2, 1.2],
    ] as const) {
      const at = (t: number): number => ottAntonsen(0.5, coupling, 0.3, [t], lag)[0] ?? NaN;
      const pull = coupling * Math.cos(lag);
      for (const t of [0.5, 2, 7]) {
        const r = at(t);
        const slope = (at(t + 1e-5) - at(t - 1e-5)) / 2e-5;
        expect(slope).toBeCloseTo((pull / 2 - 0.5) * r - (pull / 2) * r ** 3, 8);
      }
      expect(at(0)).toBeCloseTo(0.3, 12);
    }
    expect(ottAntonsen(0.5, 2, 0.01, [200])[0]).toBeCloseTo(selfConsistentOrder(lorentzian(0.5), 2), 7);
    expect(() => ottAntonsen(0.5, 2, 0, [1])).toThrow(/start/);
    expect(() => ottAntonsen(0.5, 2, 1.5, [1])).toThrow(/\(0, 1\]/);
    expect(() => ottAntonsen(0.5, 2, 1, [-1])).toThrow(/a time/);
    expect(() => selfConsistentOrder(gaussian(1), -1)).toThrow(RangeError);
  });
});

describe('order', () => {
  it('is the length and angle of the mean phasor', async () => {
    const values = uniform(key(5), [3, 11], { low: -9, high: 9 });
    const { r, psi } = orderParameter(backend, backend.tensor(values, [3, 11]));
    const [lengths, angles] = [await backend.read(r), await backend.read(psi)];
    for (let row = 0; row < 3; row += 1) {
      const own = [...values.slice(row * 11, row * 11 + 11)];
      const [c, s] = [Math.cos, Math.sin].map((f) => own.reduce((sum, x) => sum + f(x), 0) / 11);
      expect(lengths[row]).toBeCloseTo(Math.hypot(s ?? NaN, c ?? NaN), 6);
      expect(angles[row]).toBeCloseTo(Math.atan2(s ?? NaN, c ?? NaN), 5);
    }
  });

  it('phase locking is 1 for what keeps its distance, and small for what does not', async () => {
    const times = 400;
    const values = Float32Array.from({ length: times * 3 }, (_, at) => {
      const t = Math.floor(at / 3) * 0.1;
      return [t, t + 2 + 0.1 * Math.sin(t), 1.7 * t][at % 3] ?? NaN;
    });
    const locking = await backend.read(phaseLocking(backend, backend.tensor(values, [times, 3])));
    let [c, s] = [0, 0];
    for (let t = 0; t < times; t += 1) {
      c += Math.cos(0.7 * 0.1 * t) / times;
      s += Math.sin(0.7 * 0.1 * t) / times;
    }
    // J0(0.1) is the mean of cos(0.1 sin t) over whole turns; 6 turns leave 1e-3.
    expect(locking[1]).toBeCloseTo(0.9975, 3);
    expect(locking[2]).toBeCloseTo(Math.hypot(c, s), 4);
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      expect(locking[3 * i + j]).toBeCloseTo(locking[3 * j + i] ?? NaN, 6);
    }
    for (const i of [0, 4, 8]) expect(locking[i]).toBeCloseTo(1, 5);
    expect(() => phaseLocking(backend, backend.zeros([3]))).toThrow(/\[T >= 1, N\]/);
  });
});
