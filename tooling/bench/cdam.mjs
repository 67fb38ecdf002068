// Recall along a graph beside NumPy, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/cdam.mjs [--rounds 3] [--runs 5] [--threads 2] [--backends wasm,node] [--out FILE]
//
// 100 steps of all 46 starts on the Tutte graph at n = 1000, and of 500 starts at p = 500, n = 784; then a sweep of the karate club over
// 400 pairs (a, h). Ours is timed from patterns and graph to the final states and correlations on the host, set-up and Gram matrix
// included; NumPy from its prepared matrices to the final states. Native TensorFlow takes its own threads; wasm runs in one, and again
// as two jobs: workers that take half of the starts each. The Python is $PYTHON
// or python3; without NumPy its part is skipped with a message. Rounds alternate, and a figure is the median of the rounds' medians.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    backends: { type: 'string', default: 'wasm,node' },
    out: { type: 'string' },
  },
});
const STEPS = 100;

const built = (file) => path.join(root, 'packages', file);
if (!existsSync(built('cdam/dist/index.js'))) {
  console.error('cdam: expected a build, got none: run `npm run build` first.');
  process.exit(1);
}
const load = (file) => import(pathToFileURL(built(file)).href);
const { createBackend } = await load('backend/dist/index.js');
const { key } = await load('backend/dist/random/index.js');
const cdam = await load('cdam/dist/index.js');

const TASKS = {
  tutte: { p: 46, n: 1000, graph: cdam.tutteGraph() },
  'cycle-500': { p: 500, n: 784, graph: cdam.cycleGraph(500) },
};
// Drawn once: NumPy's figure leaves its draws out as well.
const VALUES = Object.fromEntries(
  Object.entries(TASKS).map(([task, { p, n }]) => [task, cdam.randomPatterns(key(1), p, n)]),
);
const skipped = new Set();

/** Recalls the starts from `first` up to `end`, all of them by default. */
async function once(backend, task, route, first = 0, end = TASKS[task].p) {
  const { p, n, graph } = TASKS[task];
  const patterns = backend.tensor(VALUES[task], [p, n]);
  const starts = Array.from({ length: end - first }, (_, i) => first + i);
  const options = { a: 0.5, h: 0.5, tolerance: 0, maxSteps: STEPS, path: route, starts };
  await cdam.recall(backend, patterns, graph, options);
  patterns.dispose();
}

if (!isMainThread) {
  const backend = await createBackend('wasm');
  parentPort.on('message', ({ task, route, first, end }) => {
    once(backend, task, route, first, end).then(() => parentPort.postMessage('done'));
  });
  parentPort.postMessage('ready');
  await new Promise(() => undefined);
}

/** Workers that wait for their part of the starts. */
async function openJobs(count) {
  const workers = Array.from({ length: count }, () => new Worker(new URL(import.meta.url)));
  const answer = (worker) => new Promise((resolve) => worker.once('message', resolve));
  await Promise.all(workers.map(answer));
  return {
    run: async (task, route) => {
      const { p } = TASKS[task];
      await Promise.all(
        workers.map((worker, index) => {
          const part = (i) => Math.round((p * i) / count);
          const done = answer(worker);
          worker.postMessage({ task, route, first: part(index), end: part(index + 1) });
          return done;
        }),
      );
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

async function started(name) {
  try {
    return await createBackend(name);
  } catch (error) {
    skipped.add(`${name}: ${error.message}`);
    return undefined;
  }
}

async function timed(runs, run) {
  await run();
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[runs >> 1], minMs: times[0] };
}

async function ours(backend) {
  const lines = [];
  const runs = Number(values.runs);
  for (const task of Object.keys(TASKS)) {
    for (const route of ['auto', 'state']) {
      const times = await timed(runs, () => once(backend, task, route));
      lines.push({ task, who: `${backend.name}, path ${route}`, ...times });
    }
  }
  if (backend.name !== 'wasm') return lines;
  const jobs = await openJobs(2);
  for (const task of Object.keys(TASKS)) {
    for (const route of ['auto', 'state']) {
      const times = await timed(runs, () => jobs.run(task, route));
      lines.push({ task, who: `wasm, 2 jobs, path ${route}`, ...times });
    }
  }
  await jobs.close();
  return lines;
}

/** 400 pairs (a, h), 34 starts each, in one call. */
async function sweep(backend) {
  const patterns = backend.tensor(cdam.randomPatterns(key(1), 34, 1000), [34, 1000]);
  const pairs = Array.from({ length: 400 }, (_, i) => [-2.5 + 0.2 * (i % 20), 0.2 * Math.floor(i / 20)]);
  const each = (pick) => pairs.flatMap((pair) => new Array(34).fill(pick(pair)));
  const options = {
    a: each(([a]) => a),
    h: each(([, h]) => h),
    starts: pairs.flatMap(() => Array.from({ length: 34 }, (_, i) => i)),
    tolerance: 0,
    maxSteps: STEPS,
  };
  const start = performance.now();
  await cdam.recall(backend, patterns, cdam.karateClubGraph(), options);
  patterns.dispose();
  const ms = performance.now() - start;
  return { task: 'karate-sweep-400', who: backend.name, medianMs: ms, minMs: ms };
}

function peers() {
  const edges = JSON.stringify(cdam.edgesOf(TASKS.tutte.graph).map(([u, v]) => [u, v]));
  const script = path.join(root, 'tooling/peers/cdam_numpy.py');
  const args = [
    '--runs',
    values.runs,
    '--threads',
    values.threads,
    '--steps',
    String(STEPS),
    '--tutte',
    edges,
  ];
  const done = spawnSync(process.env.PYTHON ?? 'python3', [script, ...args], { encoding: 'utf8' });
  if (done.error || done.status !== 0) {
    skipped.add(`numpy: ${(done.error?.message ?? done.stderr.trim().split('\n').at(-1)) || 'failed'}`);
    return [];
  }
  return done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((line) => !line.skipped || skipped.add(`numpy: ${line.skipped}`) === undefined)
    .map(({ task, peer, threads, medianMs, minMs }) => ({
      task,
      who: `${peer}, ${threads} threads`,
      medianMs,
      minMs,
    }));
}

const averages = os.loadavg().map((l) => Number(l.toFixed(2)));
const taken = [];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of values.backends.split(',')) {
    const backend = await started(name);
    if (backend === undefined) continue;
    taken.push(...(await ours(backend)), await sweep(backend));
  }
  taken.push(...peers());
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const groups = new Map();
for (const line of taken) {
  const name = `${line.task} ${line.who}`;
  groups.set(name, [...(groups.get(name) ?? []), line]);
}
const figures = [...groups.values()].map((lines) => ({
  task: lines[0].task,
  who: lines[0].who,
  medianMs: Number(median(lines.map((l) => l.medianMs)).toFixed(1)),
  minMs: Number(Math.min(...lines.map((l) => l.minMs)).toFixed(1)),
}));
const isPeer = ({ who }) => who.startsWith('numpy');
const ratios = figures.filter(isPeer).flatMap((other) =>
  figures
    .filter((own) => !isPeer(own) && own.task === other.task)
    .map((own) => ({
      task: own.task,
      ours: own.who,
      peer: other.who,
      timesFaster: Number((other.medianMs / own.medianMs).toFixed(2)),
      timesFasterByMin: Number((other.minMs / own.minMs).toFixed(2)),
    })),
);
const report = {
  date: new Date().toISOString().slice(0, 10),
  commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout.trim(),
  device: `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.cpus().length} processors, ${os.platform()} ${os.arch()}`,
  node: process.version,
  load: { averages, note: 'above the number of processors the machine was shared' },
  steps: STEPS,
  rounds: Number(values.rounds),
  runsPerRound: Number(values.runs),
  figures,
  ratios,
  skipped: [...skipped],
};
console.table(figures);
console.table(ratios);
for (const line of skipped) console.log(`skipped: ${line}`);
if (values.out) {
  mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
}
