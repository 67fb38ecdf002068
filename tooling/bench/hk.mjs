// Hopfield-Kuramoto memory beside JAX with Diffrax, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/hk.mjs [--rounds 1] [--runs 3] [--threads 2] [--batch 100] [--tasks hopfield,coupled] [--backends node] [--out FILE]
//
// One training step each, update included: of the Hopfield part, N = 1094, a batch of 100; of the coupled model on frozen threshold units,
// k = 150, vectors of length 5. Both sides take the same pictures, solver and tolerances, and tell how many steps the solver took. JAX's
// graphs are its own, of the same kind and number of edges, and its compiling is timed apart. Each backend and task has a process of its
// own, whose largest memory is told, too, and the least time of processors that a step took: on a shared machine that says more than the
// clock.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
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
    alone: { type: 'string' }, // a task on the one backend, as a line of JSON: what the script calls itself for
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
  cpuMs: {},
  compileMs: {},
};

/** Times single updates, each from where the one before ended. */
async function updates(backend, params, gradientOf) {
  const optimizer = hk.memoryOptimizer();
  let state = initTraining(backend, key(1), params, optimizer);
  let steps;
  let cpuMs = Infinity;
  const figures = await timed(runs, async () => {
    const before = process.cpuUsage();
    const { state: next } = await trainByGradient(backend, state, gradientOf, {
      steps: state.step + 1,
      optimizer,
      onProgress: ({ notes }) => {
        ({ steps } = notes);
      },
    });
    const { user, system } = process.cpuUsage(before);
    cpuMs = Math.min(cpuMs, Math.round((user + system) / 1000));
    disposeTree(state);
    state = next;
  });
  disposeTree([state, params]);
  return { ...figures, steps, cpuMs, peakMB: Math.round(process.resourceUsage().maxRSS / 1000) };
}

async function alone(task, name) {
  const backend = await createBackend(name);
  const threshold = hk.initThreshold(backend, key(2), units);
  if (task === 'hopfield') {
    return updates(backend, threshold, hk.thresholdGradient(backend, images, layout, { batch: BATCH }));
  }
  const frozen = { symmetric: symmetrised(backend, threshold.weights), bias: threshold.bias };
  const world = (seed) =>
    createPairGraph(smallWorldEdges(key(seed), { vertices: units, neighbours: NEIGHBOURS }), units);
  const graphs = { pairs: world(3), coupling: world(4) };
  const gradientOf = hk.editingGradient(
    backend,
    { frozen, graphs, images, layout, edit: 'swap' },
    { batch: BATCH },
  );
  return updates(
    backend,
    hk.initEditing(backend, key(5), { units, neighbours: NEIGHBOURS, length: LENGTH }),
    gradientOf,
  );
}

if (values.alone !== undefined) {
  console.log(JSON.stringify(await alone(values.alone, values.backends)));
  process.exit(0);
}

function ours(task, name) {
  const args = ['--alone', task, '--backends', name, '--runs', values.runs, '--batch', values.batch];
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    skipped.add(`${name}: ${stderr.match(/^\w*Error: .*$/m)?.[0] ?? 'failed'}`);
    return [];
  }
  const { steps, peakMB, cpuMs, ...figures } = JSON.parse(stdout.trim().split('\n').at(-1));
  settings.solverSteps[`${task} ${name}`] = steps;
  settings.peakMB[`${task} ${name}`] = peakMB;
  settings.cpuMs[`${task} ${name}`] = cpuMs;
  return [{ task: `hk-${task}`, who: name, ...figures }];
}

await sideBySide({
  rounds: Number(values.rounds),
  out: values.out,
  skipped,
  settings,
  async round() {
    const own = tasks.flatMap((task) => values.backends.split(',').flatMap((name) => ours(task, name)));
    const others = tasks.flatMap((task) =>
      peer(
        'hk_jax.py',
        ['--task', task, '--runs', values.runs, '--threads', values.threads, '--batch', values.batch],
        skipped,
      ),
    );
    return [
      ...own,
      ...others.map(({ task, peer: who, threads, medianMs, minMs, steps, peakMB, cpuMs, compileMs }) => {
        settings.solverSteps[`${task.slice(3)} ${who}`] = steps;
        settings.peakMB[`${task.slice(3)} ${who}`] = peakMB;
        settings.cpuMs[`${task.slice(3)} ${who}`] = cpuMs;
        settings.compileMs[`${task.slice(3)} ${who}`] = compileMs;
        return { task, who: `${who}, ${threads} threads`, peer: true, medianMs, minMs };
      }),
    ];
  },
});
