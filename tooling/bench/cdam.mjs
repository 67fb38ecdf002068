// Recall along a graph beside NumPy, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/cdam.mjs [--rounds 3] [--runs 5] [--threads 2] [--backends wasm,node] [--out FILE]
//
// 100 steps of all 46 starts on the Tutte graph at n = 1000, and of 500 starts at p = 500, n = 784, from noisy patterns; the latter also
// with a flat softmax (beta 0.02), where every share counts; then a sweep of the karate club over 400 pairs (a, h). Both sides are timed
// from their prepared matrices, ours to final states and correlations on the host, NumPy to the final states; "with set-up" is ours from
// patterns and graph. NumPy runs Eq 1 as printed, in states, and in overlaps as ours does. The Python is $PYTHON or python3; without NumPy
// its part is skipped with a message. Rounds alternate, and a figure is the median of the rounds' medians.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

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
  tutte: { p: 46, n: 1000, beta: 1, graph: cdam.tutteGraph() },
  'cycle-500': { p: 500, n: 784, beta: 1, graph: cdam.cycleGraph(500) },
  'cycle-500-flat': { p: 500, n: 784, beta: 0.02, graph: cdam.cycleGraph(500) },
};
// Drawn once: NumPy's figure leaves its draws out as well.
const VALUES = Object.fromEntries(
  Object.entries(TASKS).map(([task, { p, n }]) => [task, cdam.randomPatterns(key(1), p, n)]),
);
const STARTS = Object.fromEntries(
  Object.entries(VALUES).map(([task, patterns]) => [task, cdam.withNoise(patterns, { key: key(2) })]),
);
const skipped = new Set();

/** What is timed of a task: a recall by one path, on a memory that is there or made for it. */
async function prepared(backend, task, options) {
  const { p, n, beta, graph } = TASKS[task];
  const patterns = backend.tensor(VALUES[task], [p, n]);
  const starts = backend.tensor(STARTS[task], [p, n]);
  const all = { a: 0.5, h: 0.5, beta, tolerance: 0, maxSteps: STEPS, starts, ...options };
  const memory = await cdam.createMemory(backend, patterns, graph);
  return {
    recall: () => memory.recall(all),
    whole: () => cdam.recall(backend, patterns, graph, all),
    dispose: () => [memory, patterns, starts].forEach((owned) => owned.dispose()),
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
  for (let i = 0; i < 2; i++) await run();
  const times = [];
  // As tooling/peers/peer.py: at least `runs` runs and half a second of them.
  let spent = 0;
  while (times.length < runs || spent < 500) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
    spent += performance.now() - start;
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1], minMs: times[0] };
}

async function ours(backend) {
  const lines = [];
  const runs = Number(values.runs);
  const threads = Number(values.threads);
  const ways = [
    { who: 'fused, 1 thread', options: { path: 'fused', threads: 1 } },
    { who: `fused, ${threads} threads`, options: { path: 'fused', threads }, whole: true },
    { who: 'tensors in overlaps', options: { path: 'overlap' } },
  ];
  for (const task of Object.keys(TASKS)) {
    for (const { who, options, whole } of ways) {
      const work = await prepared(backend, task, options);
      lines.push({ task, who: `${backend.name}, ${who}`, ...(await timed(runs, work.recall)) });
      if (whole)
        lines.push({ task, who: `${backend.name}, ${who}, with set-up`, ...(await timed(runs, work.whole)) });
      work.dispose();
    }
  }
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

/** Threads are shared by all recalls and outlive them. */
function close(backend) {
  backend.kernels?.sharedPool({ threads: Number(values.threads) }).dispose();
  backend.kernels?.sharedPool().dispose();
}

const averages = os.loadavg().map((l) => Number(l.toFixed(2)));
const taken = [];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of values.backends.split(',')) {
    const backend = await started(name);
    if (backend === undefined) continue;
    taken.push(...(await ours(backend)), await sweep(backend));
    close(backend);
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
