// Hopfield-Kuramoto memory beside JAX with Diffrax, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/hk.mjs [--rounds 1] [--runs 3] [--threads 2] [--batch 100] [--tasks hopfield,coupled] [--backends node] [--out FILE]
//
// One training step each, update included: of the Hopfield part, N = 1094, a batch of 100; of the coupled model on frozen threshold units,
// k = 150, vectors of length 5. Both sides take the same pictures, solver and tolerances, and tell how many steps the solver took. JAX's
// graphs are its own, of the same kind and number of edges. The largest memory of each process is told, too.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { load, peer, sideBySide, timed } from './side-by-side.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    batch: { type: 'string', default: '100' },
    tasks: { type: 'string', default: 'hopfield,coupled' },
    backends: { type: 'string', default: 'node' },
    out: { type: 'string' },
  },
});
const BATCH = Number(values.batch);
const NEIGHBOURS = 150;
const LENGTH = 5;
const runs = Number(values.runs);
const tasks = values.tasks.split(',');

const { createBackend, createPairGraph, disposeTree } = await load('backend/dist/index.js');
const { key } = await load('backend/dist/random/index.js');
const { initTraining, trainByGradient } = await load('backend/dist/train/index.js');
const { smallWorldEdges, symmetrised } = await load('hk-memory/dist/index.js');
const hk = await load('hk-memory/dist/training/index.js');
const skipped = new Set();
const layout = hk.PAPER_LAYOUT;
const units = hk.countUnits(layout);
const { pixels } = layout;
const grey = (row, column) =>
  (row * 31 + column * 7) % 5 === 0 ? Math.round((((row * 131 + column * 17) % 97) / 96) * 255) : 0;
const images = {
  pixels: Uint8Array.from({ length: BATCH * pixels }, (_, at) => grey(Math.floor(at / pixels), at % pixels)),
  shape: [BATCH, pixels],
  labels: Uint8Array.from({ length: BATCH }, (_, row) => row % 10),
};
const settings = {
  units,
  batch: BATCH,
  neighbours: NEIGHBOURS,
  length: LENGTH,
  cores: os.cpus().length,
  solverSteps: {},
  peakMB: {},
};

/** Times single updates, each from where the one before ended. */
async function updates(backend, task, params, gradientOf) {
  const optimizer = hk.memoryOptimizer();
  let state = initTraining(backend, key(1), params, optimizer);
  const figures = await timed(runs, async () => {
    const { state: next } = await trainByGradient(backend, state, gradientOf, {
      steps: state.step + 1,
      optimizer,
      onProgress: ({ notes }) => {
        settings.solverSteps[`${task} ${backend.name}`] = notes.steps;
      },
    });
    disposeTree(state);
    state = next;
  });
  disposeTree([state, params]);
  settings.peakMB[`${task} ${backend.name}`] = Math.round(process.resourceUsage().maxRSS / 1000);
  return figures;
}

async function ours(name) {
  let backend;
  try {
    backend = await createBackend(name);
  } catch (error) {
    skipped.add(`${name}: ${error.message}`);
    return [];
  }
  const out = [];
  const threshold = hk.initThreshold(backend, key(2), units);
  if (tasks.includes('hopfield')) {
    const gradientOf = hk.thresholdGradient(backend, images, layout, { batch: BATCH });
    const params = hk.initThreshold(backend, key(2), units);
    const figures = await updates(backend, 'hopfield', params, gradientOf);
    out.push({ task: 'hk-hopfield', who: name, ...figures });
  }
  if (tasks.includes('coupled')) {
    const frozen = { symmetric: symmetrised(backend, threshold.weights), bias: threshold.bias };
    const world = (seed) =>
      createPairGraph(smallWorldEdges(key(seed), { vertices: units, neighbours: NEIGHBOURS }), units);
    const graphs = { pairs: world(3), coupling: world(4) };
    const task = { frozen, graphs, images, layout, edit: 'swap' };
    const gradientOf = hk.editingGradient(backend, task, { batch: BATCH });
    const params = hk.initEditing(backend, key(5), { units, neighbours: NEIGHBOURS, length: LENGTH });
    const figures = await updates(backend, 'coupled', params, gradientOf);
    frozen.symmetric.dispose();
    out.push({ task: 'hk-coupled', who: name, ...figures });
  }
  disposeTree(threshold);
  return out;
}

await sideBySide({
  rounds: Number(values.rounds),
  out: values.out,
  skipped,
  settings,
  async round() {
    const own = [];
    for (const name of values.backends.split(',')) own.push(...(await ours(name)));
    const others = tasks.flatMap((task) =>
      peer(
        'hk_jax.py',
        ['--task', task, '--runs', values.runs, '--threads', values.threads, '--batch', values.batch],
        skipped,
      ),
    );
    return [
      ...own,
      ...others.map(({ task, peer: who, threads, medianMs, minMs, steps, peakMB }) => {
        settings.solverSteps[`${task.slice(3)} ${who}`] = steps;
        settings.peakMB[`${task.slice(3)} ${who}`] = peakMB;
        return { task, who: `${who}, ${threads} threads`, peer: true, medianMs, minMs };
      }),
    ];
  },
});
