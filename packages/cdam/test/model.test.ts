// Eq 1, the energies and the correlations against the oracle in float64, on every backend that starts here.
import { availableBackends, createBackend, disposeTree, type Backend, type BackendName } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import { compareClose, countLeaks, tolerances, type Tolerance } from '@vsa/backend/testing';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  adjacency,
  attractorCorrelations,
  createMemory,
  cycleGraph,
  directedCycleGraph,
  edgesOf,
  emptyGraph,
  energy,
  erdosRenyiGraph,
  expand,
  fromEdges,
  gramMatrix,
  init,
  initOverlaps,
  karateClubGraph,
  overlaps,
  pearson,
  prepare,
  randomPatterns,
  recall,
  step,
  stepOverlaps,
  withNoise,
  type MemoryGraph,
  type NormalisationName,
} from '../src/index.js';
import {
  dot,
  matrixOf,
  oracleEnergy,
  oraclePearson,
  oracleRun,
  oracleStep,
  rowsOf,
  type OracleSettings,
} from './oracle.js';

// Chromium's package carries SwiftShader, a Vulkan driver on the CPU.
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader))
  process.env['VK_ICD_FILENAMES'] = swiftShader;

const N = 40;
const names = ['cpu', 'wasm', 'node', 'webgpu'] as const satisfies readonly BackendName[];
// Small tensors must not slip to the CPU, or WebGPU would not be tested.
const SMALL = { smallTensors: 'gpu-only' } as const;
const available = new Map((await availableBackends(SMALL)).map((line) => [line.name, line]));

const directedMix = fromEdges(
  [
    [0, 1, 2],
    [1, 2],
    [2, 0, 0.5],
    [2, 0, 0.25],
    [3, 3],
    [0, 3],
    [4, 1, 3],
    [4, 0],
  ],
  { type: 'directed', vertices: 6 },
);
const GRAPHS: readonly (readonly [string, MemoryGraph])[] = [
  ['a cycle', cycleGraph(7)],
  ['a directed cycle', directedCycleGraph(5)],
  ['weights, repeated edges, self-loops, a sink and an isolated vertex', directedMix],
  [
    'a hub',
    fromEdges(
      [1, 2, 3, 4, 5, 6, 7].map((leaf) => [0, leaf]),
      { vertices: 9 },
    ),
  ],
  ['no edge', emptyGraph(4)],
  ['one pattern', fromEdges([[0, 0]], { vertices: 1 })],
];

/** M by the oracle. */
function oracleMatrix(graph: MemoryGraph, normalisation: NormalisationName = 'symmetric'): number[][] {
  const arcs = edgesOf(graph).flatMap(([u, v, w]): [number, number, number][] =>
    graph.type === 'undirected' && u !== v
      ? [
          [u, v, w],
          [v, u, w],
        ]
      : [[u, v, w]],
  );
  return matrixOf(graph.vertices, arcs, normalisation === 'symmetric');
}

/** Overlaps here reach 20 and β 2, so a rounding of 6e-8 in a sum of N terms moves a softmax by about 1e-5. */
function loosened(name: BackendName): Tolerance {
  const { operation } = tolerances[name];
  return { relative: 20 * operation.relative, absolute: 20 * operation.absolute };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance): void {
  const { pass, message } = compareClose(actual, expected, tolerance);
  expect(pass, message).toBe(true);
}

const settings: readonly OracleSettings[] = [
  { a: 0.5, h: 0.5, beta: 1, eta: 0.1, coefficient: 1 },
  { a: -2, h: 3, beta: 2, eta: 0.3, coefficient: 1 / N },
  { a: 0, h: 1, beta: 0.5, eta: 1, coefficient: 0 },
];

for (const name of names) {
  const line = available.get(name);
  const emulated = line?.softwareAdapter === true;
  // Absent backends are reported as skipped, with their reason.
  describe.skipIf(line?.available !== true)(
    `on ${name}${line?.available === true ? '' : `: not here, ${line?.reason ?? 'unknown'}`}`,
    // A GPU emulated on the CPU compiles each shader for seconds: fewer graphs and steps there, and more time.
    { timeout: emulated ? 240_000 : 60_000 },
    () => {
      const backend = async (): Promise<Backend> => await createBackend(name, SMALL);
      const numbers = (p: number, rows: number): { patterns: Float32Array; states: Float32Array } => ({
        patterns: randomPatterns(foldIn(key('model'), p), p, N),
        states: randomPatterns(foldIn(key('states'), p), rows, N),
      });

      for (const [title, graph] of emulated ? GRAPHS.slice(2, 4) : GRAPHS) {
        test.each(settings)(`a step on ${title} is Eq 1 (a = $a, h = $h)`, async (s) => {
          const b = await backend();
          const p = graph.vertices;
          const { patterns, states } = numbers(p, 3);
          const expected = rowsOf(states, N).flatMap((x) =>
            oracleStep(x, rowsOf(patterns, N), oracleMatrix(graph), s),
          );
          using Xi = b.tensor(patterns, [p, N]);
          using x = b.tensor(states, [3, N]);
          const meanLoad = s.coefficient === 1 ? 'full' : s.coefficient === 0 ? 0 : 'per-neuron';
          const options = { a: s.a, h: s.h, beta: s.beta, eta: s.eta, meanLoad } as const;
          for (const representation of ['dense', 'sparse', 'auto'] as const) {
            const params = await prepare(b, Xi, graph, { representation });
            const start = init(b, x);
            const next = step(b, start, params, options);
            expectClose(await b.read(next.activity), expected, loosened(name));
            const gram = gramMatrix(b, params);
            const coordinates = initOverlaps(b, x, params);
            const after = stepOverlaps(b, coordinates, params, gram, options);
            const state = expand(b, after, params, x);
            expectClose(await b.read(state.activity), expected, loosened(name));
            disposeTree([params, start, next, gram, coordinates, after, state]);
          }
        });

        test.each([2, 3] as const)(`the energy of Eq %i on ${title}`, async (equation) => {
          const b = await backend();
          const p = graph.vertices;
          const { patterns, states } = numbers(p, 2);
          using Xi = b.tensor(patterns, [p, N]);
          using x = b.tensor(states, [2, N]);
          const strengths = { a: 0.7, h: 0.4, beta: 3 };
          for (const normalisation of ['symmetric', 'none'] as const) {
            const M = oracleMatrix(graph, normalisation);
            const expected = rowsOf(states, N).map((row) =>
              oracleEnergy(row, rowsOf(patterns, N), M, strengths, equation),
            );
            for (const representation of ['dense', 'sparse'] as const) {
              const params = await prepare(b, Xi, graph, { representation, normalisation });
              using values = energy(b, x, params, {
                ...strengths,
                graph: equation === 2 ? 'undirected' : 'directed',
              });
              expectClose(await b.read(values), expected, loosened(name));
              disposeTree(params);
            }
          }
        });
      }

      test('overlaps and Pearson correlations, constant rows as 0', async () => {
        const b = await backend();
        const { patterns, states } = numbers(4, 3);
        states.fill(0.7, N, 2 * N);
        using Xi = b.tensor(patterns, [4, N]);
        using x = b.tensor(states, [3, N]);
        const params = await prepare(b, Xi, cycleGraph(4));
        using m = overlaps(b, x, params);
        const rows = rowsOf(states, N);
        const columns = rowsOf(patterns, N);
        expectClose(
          await b.read(m),
          rows.flatMap((row) => columns.map((column) => dot(row, column) / N)),
          loosened(name),
        );
        using r = pearson(b, x, Xi);
        const expected = rows.flatMap((row, i) => columns.map((c) => (i === 1 ? 0 : oraclePearson(row, c))));
        expectClose(await b.read(r), expected, loosened(name));
        using self = attractorCorrelations(b, Xi);
        expectClose(
          await b.read(self),
          columns.flatMap((row) => columns.map((c) => oraclePearson(row, c))),
          loosened(name),
        );
        disposeTree(params);
      });

      const steps = emulated ? 10 : 100;

      test(`all paths of recall agree with the oracle after ${steps} steps`, async () => {
        const b = await backend();
        const graph = karateClubGraph();
        const n = 300;
        const patterns = randomPatterns(key(4), 34, n);
        using Xi = b.tensor(patterns, [34, n]);
        const s = { a: 0.5, h: 0.5, beta: 0.1, eta: 0.1, coefficient: 1 };
        const noise = { key: key(5) };
        const x = rowsOf(withNoise(patterns.subarray(3 * n, 4 * n), noise), n)[0] ?? [];
        const expected = oracleRun(x, rowsOf(patterns, n), oracleMatrix(graph), s, steps);
        const paths = ['state', 'overlap', ...(b.kernels === undefined ? [] : (['fused'] as const))] as const;
        for (const path of paths) {
          const options = {
            a: 0.5,
            h: 0.5,
            beta: 0.1,
            path,
            starts: [3],
            noise,
            tolerance: 0,
            maxSteps: steps,
          };
          const { results, path: taken } = await recall(b, Xi, graph, options);
          expect(taken).toBe(path);
          expect(results[0]).toMatchObject({ status: 'max-steps', steps });
          // The map contracts at β = 0.1, so roundings of all steps together stay those of a few.
          expectClose(results[0]?.state ?? [], expected, loosened(name));
        }
      });

      test('a step leaves nothing behind but its result', async () => {
        const b = await backend();
        const { patterns } = numbers(9, 1);
        using Xi = b.tensor(patterns, [9, N]);
        const graph = erdosRenyiGraph(key(2), 9, 0.4);
        for (const representation of emulated ? (['sparse'] as const) : (['dense', 'sparse'] as const)) {
          expect(await countLeaks(b, () => prepare(b, Xi, graph, { representation }))).toBe(0);
          const params = await prepare(b, Xi, graph, { representation });
          using gram = gramMatrix(b, params);
          const start = initOverlaps(b, Xi, params);
          const leaks = [
            await countLeaks(b, () => init(b, Xi)),
            await countLeaks(b, () => step(b, { activity: Xi }, params, { a: 0.5, h: 0.5 })),
            await countLeaks(b, () => gramMatrix(b, params)),
            await countLeaks(b, () => initOverlaps(b, Xi, params)),
            await countLeaks(b, () => {
              const { coordinates, remainder } = stepOverlaps(b, start, params, gram, { a: 0.5, h: 0.5 });
              return [coordinates, remainder];
            }),
            await countLeaks(b, () => expand(b, start, params, Xi)),
            await countLeaks(b, () => overlaps(b, Xi, params)),
            await countLeaks(b, () => pearson(b, Xi, Xi)),
            await countLeaks(b, () => attractorCorrelations(b, Xi)),
            await countLeaks(b, () => energy(b, Xi, params, { h: 0.5 })),
            await countLeaks(b, () => energy(b, Xi, params, { h: 0.5, graph: 'directed' })),
            await countLeaks(b, async () => {
              await recall(b, Xi, graph, { h: 0.5, history: 'correlations', maxSteps: 3 });
            }),
            await countLeaks(b, async () => {
              using memory = await createMemory(b, Xi, graph);
              await memory.recall({ path: 'overlap', limitCycles: { longest: 3 }, maxSteps: 5 });
              await memory.recall({ maxSteps: 5, history: 'correlations' });
              await memory.recall({ path: 'state', a: new Array<number>(9).fill(0.4), maxSteps: 5 });
            }),
          ];
          expect(leaks).toEqual(leaks.map(() => 0));
          disposeTree([params, start]);
        }
      });
    },
  );
}

describe('prepare', () => {
  test('chooses the representation by density', async () => {
    const b = await createBackend('cpu');
    const kind = async (graph: MemoryGraph): Promise<string> => {
      using Xi = b.tensor(randomPatterns(key(1), graph.vertices, 4), [graph.vertices, 4]);
      const params = await prepare(b, Xi, graph);
      disposeTree(params);
      return params.links.kind;
    };
    expect(await kind(cycleGraph(50))).toBe('dense');
    expect(await kind(cycleGraph(200))).toBe('regular');
    expect(await kind(fromEdges(Array.from({ length: 199 }, (_, i) => [0, i + 1])))).toBe('sparse');
    expect(await kind(erdosRenyiGraph(key(1), 200, 0.2))).toBe('dense');
    expect(await kind(emptyGraph(10))).toBe('sparse');
    expect(adjacency(cycleGraph(50)).values.length).toBe(100);
  });
});
