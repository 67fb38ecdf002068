// Recall at the sizes, on every backend that starts here; beside NumPy in tooling/bench/cdam.mjs.
import { createBackend, type Backend } from '@vsa/backend';
import { key } from '@vsa/backend/random';
import { bench, describe } from 'vitest';
import { cycleGraph, randomPatterns, recall, tutteGraph } from './index.js';

async function started(name: 'wasm' | 'node'): Promise<Backend | undefined> {
  try {
    return await createBackend(name);
  } catch {
    return undefined;
  }
}

const tasks = [
  { title: 'Tutte, 46 starts, n = 1000', p: 46, n: 1000, graph: tutteGraph() },
  { title: 'cycle, 500 starts, n = 784', p: 500, n: 784, graph: cycleGraph(500) },
];

for (const name of ['wasm', 'node'] as const) {
  const backend = await started(name);
  for (const { title, p, n, graph } of tasks) {
    describe(`${name}, ${title}, 100 steps`, () => {
      if (backend === undefined) {
        // Native TensorFlow is an extra: without it the table keeps a row that says so.
        bench.skip(`n/a: backend ${name} does not start here`, () => undefined);
        return;
      }
      const patterns = backend.tensor(randomPatterns(key(1), p, n), [p, n]);
      for (const path of ['overlap', 'state'] as const) {
        bench(
          path,
          async () => {
            await recall(backend, patterns, graph, { a: 0.5, h: 0.5, tolerance: 0, path });
          },
          { time: 1000, iterations: 3, warmupIterations: 1, warmupTime: 0 },
        );
      }
    });
  }
}
