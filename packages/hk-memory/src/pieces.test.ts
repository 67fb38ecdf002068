// Small worlds, encodings, sizes, edits, multiplexing, and the options of a run.

import type { Backend, Tensor } from '@vsa/backend';
import { fixed } from '@vsa/backend/ode';
import { key } from '@vsa/backend/random';
import { createWasmBackend } from '@vsa/backend/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose, normals } from '../test/draw.js';
import {
  countEditingParameters,
  countHopfieldParameters,
  createMultiplexer,
  decodeProducts,
  denseOperator,
  editedAccuracy,
  editLabel,
  encodeProducts,
  hopfieldMemory,
  simulate,
  smallWorldEdges,
  tanhLagrange,
  type EditName,
} from './index.js';

let backend: Backend;
beforeAll(async () => {
  backend = await createWasmBackend();
});

describe('sizes', () => {
  it('are those of the paper', () => {
    expect(countHopfieldParameters(784 + 300 + 10)).toBe(1_197_930);
    const sizes = [150, 250, 350, 450].map((neighbours) =>
      countEditingParameters({ units: 1094, neighbours, length: 5 }),
    );
    expect(sizes).toEqual([169_596, 278_996, 388_396, 497_796]);
    const wider = [150, 250, 350, 450].map((neighbours) =>
      countEditingParameters({ units: 1094, neighbours, length: 7 }),
    );
    expect(wider).toEqual([171_808, 281_208, 390_608, 500_008]);
  });

  it('are the numbers on the edges of two graphs, a start, a rotation and a strength', () => {
    const edges = smallWorldEdges(key(33), { vertices: 1094, neighbours: 150 });
    expect(2 * (edges.length / 2) + 1094 * 5 + 5 * 5 + 1).toBe(169_596);
  });

  it('refuse what does not fit', () => {
    expect(() => countHopfieldParameters(0)).toThrow(RangeError);
    expect(() => countEditingParameters({ units: 10, neighbours: 3, length: 5 })).toThrow(RangeError);
    expect(() => countEditingParameters({ units: 10, neighbours: 10, length: 5 })).toThrow(RangeError);
    expect(() => countEditingParameters({ units: 10, neighbours: 4, length: 1 })).toThrow(RangeError);
  });
});

describe('edits', () => {
  it('change labels 0 and 1 only, and only by cue where they are associative', () => {
    const after = (name: EditName, cue: number): number[] =>
      [0, 1, 2, 9].map((label) => editLabel(name, label, cue));
    expect(after('swap', 0)).toEqual([1, 0, 2, 9]);
    expect(after('conflation', 1)).toEqual([0, 0, 2, 9]);
    expect(after('associative-swap', 1)).toEqual([1, 0, 2, 9]);
    expect(after('associative-swap', 0)).toEqual([0, 1, 2, 9]);
    expect(after('associative-conflation', 1)).toEqual([0, 0, 2, 9]);
    expect(after('associative-conflation', 0)).toEqual([0, 1, 2, 9]);
  });

  // Shares of labels in MNIST: 5,923 and 6,742 of 60,000; 980 and 1,135 of 10,000.
  const train = { zeros: 5923 / 60_000, ones: 6742 / 60_000 };
  const test = { zeros: 0.098, ones: 0.1135 };
  it.each([
    ['conflation', 87.1, 86.0],
    ['swap', 77.4, 76.3],
    ['associative-conflation', 92.8, 91.7],
    ['associative-swap', 88.0, 86.8],
  ] as const)('Table 1, %s: %d and %d percent to within 0.5', (name, onTrain, onTest) => {
    expect(Math.abs(100 * editedAccuracy(name, 0.982, train) - onTrain)).toBeLessThan(0.5);
    expect(Math.abs(100 * editedAccuracy(name, 0.972, test) - onTest)).toBeLessThan(0.5);
  });

  it('the accuracy is that of a memory which is right on all labels that stay', () => {
    const labels = [0, 0, 1, 1, 1, 2, 3, 4, 5, 6];
    const kept = (name: EditName, cue: number): number =>
      labels.filter((label) => editLabel(name, label, cue) === label).length / labels.length;
    const shares = { zeros: 0.2, ones: 0.3 };
    for (const name of ['swap', 'conflation', 'associative-swap', 'associative-conflation'] as const) {
      const mean = (kept(name, 0) + kept(name, 1)) / 2;
      expect(editedAccuracy(name, 1, shares)).toBeCloseTo(mean, 12);
    }
    expect(editedAccuracy('swap', 0.3, shares)).toBe(0);
  });

  it('refuse what does not fit', () => {
    expect(() => editLabel('swop' as EditName, 1)).toThrow(/'conflation', 'swap'/);
    expect(() => editLabel('swap', -1)).toThrow(RangeError);
    expect(() => editLabel('associative-swap', 1, 2)).toThrow(RangeError);
    expect(() => editedAccuracy('swap', 1.5, { zeros: 0, ones: 0 })).toThrow(RangeError);
    expect(() => editedAccuracy('swap', 1, { zeros: NaN, ones: 0 })).toThrow(RangeError);
  });
});

describe('encodings', () => {
  it('writes the root that Eq 36 leaves out, and repeats the first vector past the values', async () => {
    const mu = encodeProducts(backend, [[0.6, -1]], { length: 3, vertices: 4 });
    await expectClose(backend, mu, [1, 0, 0, 0.6, 0.8, 0, -1, 0, 0, 1, 0, 0], 1e-7);
    await expectClose(backend, decodeProducts(backend, mu), [0.6, -1, 1], 1e-7);
  });

  it('refuses what does not fit', () => {
    expect(() => encodeProducts(backend, [[0.5, 1.01]])).toThrow(/got 1.01 at row 0, column 1/);
    expect(() => encodeProducts(backend, [[NaN]])).toThrow(RangeError);
    expect(() => encodeProducts(backend, [[1], [1, 0]])).toThrow(RangeError);
    expect(() => encodeProducts(backend, [])).toThrow(RangeError);
    expect(() => encodeProducts(backend, [[1]], { length: 1 })).toThrow(RangeError);
    expect(() => encodeProducts(backend, [[1, 1]], { vertices: 2 })).toThrow(RangeError);
    expect(() => decodeProducts(backend, backend.zeros([1, 1, 2]))).toThrow(RangeError);
  });
});

describe('small worlds', () => {
  it('without rewiring they are the ring', () => {
    const edges = smallWorldEdges(key(1), { vertices: 7, neighbours: 4, rewire: 0 });
    const wanted = [1, 2].flatMap((step) =>
      Array.from({ length: 7 }, (_, u) => [u, (u + step) % 7].sort((a, b) => a - b).join()),
    );
    const got = Array.from({ length: 14 }, (_, edge) => `${edges[2 * edge]},${edges[2 * edge + 1]}`);
    expect(got.sort()).toEqual(wanted.sort());
  });

  it('rewire the share that is asked for', () => {
    const [vertices, neighbours] = [500, 20];
    const edges = smallWorldEdges(key(2), { vertices, neighbours, rewire: 0.1 });
    let far = 0;
    for (let edge = 0; edge < edges.length; edge += 2) {
      const gap = (edges[edge + 1] ?? 0) - (edges[edge] ?? 0);
      if (Math.min(gap, vertices - gap) > neighbours / 2) far += 1;
    }
    // 5,000 edges, each rewired with probability 0.1, of which 10 / 499 * 2 land near again: 489 on average, standard deviation 21.
    expect(Math.abs(far - 489)).toBeLessThan(4 * 21);
  });

  it('refuse k odd or not below N', () => {
    for (const neighbours of [3, 10, 12, 0, 2.5]) {
      expect(() => smallWorldEdges(key(1), { vertices: 10, neighbours })).toThrow(RangeError);
    }
    expect(() => smallWorldEdges(key(1), { vertices: 2, neighbours: 2 })).toThrow(RangeError);
    expect(() => smallWorldEdges(key(1), { vertices: 9, neighbours: 2, rewire: 2 })).toThrow(RangeError);
  });
});

describe('multiplexing', () => {
  it('the same units compute V or W, by the oscillators they start with', async () => {
    const [n, m] = [3, 4];
    const lagrange = tanhLagrange();
    const [w, v] = [normals(1, n * m), normals(2, n * m)].map((values) => backend.tensor(values, [n, m]));
    expect(w && v).toBeDefined();
    if (w === undefined || v === undefined) return;
    const bias = backend.tensor(normals(3, n + m, 0.5));
    const x = backend.tensor(normals(4, n + m), [1, n + m]);
    using multiplexer = createMultiplexer(backend, { lagrange, orthogonal: w, aligned: v, bias });
    const settle = { duration: 60, samples: 1 };
    const plain = async (weights: Tensor): Promise<ArrayLike<number>> => {
      const upper = backend.pad(weights, [
        [0, m],
        [n, 0],
      ]);
      const lateral = denseOperator(backend, backend.add(upper, backend.transpose(upper)));
      const { states } = await simulate(
        backend,
        hopfieldMemory(backend, { lagrange, bias, lateral }),
        x,
        settle,
      );
      return backend.read(states.at(-1) ?? x);
    };
    const ends = { orthogonal: await plain(w), aligned: await plain(v) };
    const apart = Math.max(
      ...Array.from(ends.aligned, (value, i) => Math.abs(value - (ends.orthogonal[i] ?? 0))),
    );
    expect(apart).toBeGreaterThan(0.5);
    for (const name of ['orthogonal', 'aligned'] as const) {
      const start = { x, mu: multiplexer.start(key(5), name) };
      const run = await simulate(backend, multiplexer.memory, start, { ...settle, samples: 40 });
      expect(run.warnings).toEqual([]);
      // The paper's tolerance of 1e-3, over energies of a few thousand.
      expect(run.largestRise).toBeLessThan(1e-3 * Math.abs(run.energies[0]?.[0] ?? 0));
      // κ_K = 1000 leaves the oscillators some 1e-3 off their valleys, and the solver as much.
      await expectClose(backend, run.states.at(-1)?.x ?? x, ends[name], 2e-2);
    }
  });

  it('refuses what does not fit', () => {
    const lagrange = tanhLagrange();
    const weights = backend.zeros([2, 3]);
    const make = (parts: object) => (): unknown =>
      createMultiplexer(backend, { lagrange, orthogonal: weights, aligned: weights, ...parts });
    expect(make({ orthogonal: backend.zeros([2]) })).toThrow(RangeError);
    expect(make({ aligned: backend.zeros([3, 2]) })).toThrow(RangeError);
    expect(make({ bias: backend.zeros([4]) })).toThrow(RangeError);
    expect(make({ kappaK: 0 })).toThrow(RangeError);
    using multiplexer = createMultiplexer(backend, { lagrange, orthogonal: weights, aligned: weights });
    expect(() => multiplexer.start(key(1), 'aligned', { length: 1 })).toThrow(RangeError);
    expect(() => multiplexer.start(key(1), 'aligned', { batch: 0 })).toThrow(RangeError);
  });
});

describe('simulate', () => {
  it('takes other steps, stops when told, and refuses what does not fit', async () => {
    const memory = hopfieldMemory(backend, { lagrange: tanhLagrange() });
    const start = backend.tensor([[1, -2]]);
    const { states, times, stats } = await simulate(backend, memory, start, {
      stepSize: fixed(0.01),
      samples: 4,
      duration: 2,
    });
    expect(times).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(stats.accepted).toBe(200);
    // Without weights a state decays: x(t) = x(0) exp(-t). A step's error of order 6 is far below float32's.
    const wanted = times.map((t) => Math.exp(-t));
    for (const [index, state] of states.entries()) {
      const factor = wanted[index] ?? NaN;
      await expectClose(backend, state, [factor, -2 * factor], 1e-5);
    }
    const aborted = await simulate(backend, memory, start, { signal: AbortSignal.abort() });
    expect(aborted.status).toBe('aborted');
    expect((await simulate(backend, memory, start, { maxSteps: 2 })).status).toBe('max-steps');
    await expect(simulate(backend, memory, start, { duration: 0 })).rejects.toThrow(RangeError);
    await expect(simulate(backend, memory, start, { samples: 0 })).rejects.toThrow(RangeError);
    await expect(simulate(backend, memory, start, { maxSteps: NaN })).rejects.toThrow(RangeError);
  });
});
