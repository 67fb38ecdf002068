// Our kernels beside NumPy, PyTorch and torchhd, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/peers.mjs [--rounds 3] [--runs 7] [--threads 2] [--batches 1,100] [--out FILE]
//
// The Python is $PYTHON or python3; what it lacks is skipped with a message. Rounds alternate between all parties, and
// the figure of a party is the median of its rounds' medians, so that a busy machine disturbs all alike; `minMs` is the
// fastest run of all.
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
    runs: { type: 'string', default: '7' },
    batches: { type: 'string', default: '1,100' },
    out: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
});
const rounds = Number(values.rounds);
const threads = Number(values.threads);
const SIZE = { dimension: 1024, factors: 3, size: 100, steps: 100 };
const RUNS = Number(values.runs);
const batches = values.batches.split(',');

const built = path.join(root, 'packages/backend/dist/kernels/index.js');
if (!existsSync(built)) {
  console.error('peers: expected a build, got none: run `npm run build` first.');
  process.exit(1);
}
const load = (file) => import(pathToFileURL(path.join(root, 'packages', file)).href);
const { createKernels } = await import(pathToFileURL(built).href);
const { createBackend } = await load('backend/dist/index.js');
const { factorize } = await load('vrn/dist/index.js');
const kernels = await createKernels();
const pool = kernels.createPool({ threads });

/** Small seeded generator of 32-bit words; only speed is measured here. */
function words(length, seed) {
  let state = seed >>> 0;
  return Int32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 0x85ebca6b);
    t = Math.imul(t ^ (t >>> 13), 0xc2b2ae35);
    return (t ^ (t >>> 16)) | 0;
  });
}

function problems(batch) {
  const { dimension, factors, size } = SIZE;
  const width = dimension / 32;
  const codebooks = Array.from({ length: factors }, (_, k) => words(size * width, k + 1));
  const one = codebooks.map((book) => book.slice(3 * width, 4 * width)).reduce((a, b) => kernels.bind(a, b));
  const composites = new Int32Array(batch * width);
  for (let b = 0; b < batch; b++) composites.set(one, b * width);
  return {
    packed: { dimension, composites, codebooks, states: words(batch * factors * width, 99) },
    dense: {
      dimension,
      composites: kernels.unpack(composites, dimension),
      codebooks: codebooks.map((book) => kernels.unpack(book, dimension)),
    },
  };
}

const single = problems(1);
const many = problems(100);
const never = { maxSteps: SIZE.steps, stop: 'never' };
const descent = { maxSteps: SIZE.steps, optimizer: 'adam', learningRate: 0.02 };
const OURS = [
  { task: 'resonator', batch: 1, threads: 1, run: () => kernels.resonate(single.packed, never) },
  { task: 'resonator', batch: 100, threads: 1, run: () => kernels.resonate(many.packed, never) },
  { task: 'resonator', batch: 100, threads, run: () => pool.resonate(many.packed, never) },
  { task: 'vrn', batch: 1, threads: 1, run: () => kernels.descend(single.dense, descent) },
  { task: 'vrn', batch: 100, threads: 1, run: () => kernels.descend(many.dense, descent) },
  { task: 'vrn', batch: 100, threads, run: () => pool.descend(many.dense, descent) },
];

/** The public way to the same work: tensors in, results out, threads as they come. */
async function publicPath(name, problem, batch) {
  const backend = await createBackend(name);
  const rows = (values) => backend.tensor(values, [values.length / SIZE.dimension, SIZE.dimension]);
  const composites = rows(problem.dense.composites);
  const codebooks = problem.dense.codebooks.map(rows);
  const run = () => factorize(backend, composites, codebooks, { steps: SIZE.steps, gamma: 0 });
  return { task: 'vrn', peer: `vrn on ${name}`, batch, threads: batch === 1 ? 1 : os.cpus().length, run };
}

OURS.push(await publicPath('wasm', single, 1));
const absent = [];
try {
  OURS.push(await publicPath('node', many, 100));
} catch (error) {
  // Anything but the missing package is a fault.
  if (error?.code !== 'BACKEND_UNAVAILABLE') throw error;
  absent.push({ peer: 'vrn on node', skipped: 'tfjs-node is not installed' });
}

async function ours() {
  const lines = [];
  for (const { task, peer = 'kernels', batch, threads: used, run } of OURS.filter((o) =>
    batches.includes(String(o.batch)),
  )) {
    for (let i = 0; i < 2; i++) await run();
    const times = [];
    // As tooling/peers/peer.py: at least RUNS runs and half a second of them, so that short runs meet a calm moment.
    let spent = 0;
    while (times.length < RUNS || spent < 500) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
      spent += performance.now() - start;
    }
    times.sort((a, b) => a - b);
    lines.push({
      task,
      peer,
      batch,
      threads: used,
      medianMs: times[times.length >> 1],
      minMs: times[0],
    });
  }
  return lines;
}

const python = process.env.PYTHON ?? 'python3';
// torchhd is only timed on one composite: a batch takes it seconds a run.
const SCRIPTS = [
  ['resonator_numpy.py', batches],
  ['resonator_torch.py', batches],
  ['resonator_torchhd.py', batches.filter((b) => b === '1')],
  ['vrn_numpy.py', batches],
].filter(([, list]) => list.length > 0);

function peers() {
  return SCRIPTS.flatMap(([script, list]) => {
    const args = ['--runs', String(RUNS), '--threads', String(threads), '--batch', ...list];
    const done = spawnSync(python, [path.join(root, 'tooling/peers', script), ...args], { encoding: 'utf8' });
    if (done.error || done.status !== 0) {
      return [
        { peer: script, skipped: (done.error?.message ?? done.stderr.trim().split('\n').at(-1)) || 'failed' },
      ];
    }
    return done.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  });
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const averages = os.loadavg().map((l) => Number(l.toFixed(2)));
const taken = [...absent];
for (let round = 0; round < rounds; round++) taken.push(...(await ours()), ...peers());
pool.dispose();

const skipped = [...new Set(taken.filter((l) => l.skipped).map((l) => `${l.task ?? l.peer}: ${l.skipped}`))];
const groups = new Map();
for (const line of taken.filter((l) => !l.skipped)) {
  const key = `${line.task} ${line.peer} ${line.batch} ${line.threads}`;
  groups.set(key, [...(groups.get(key) ?? []), line]);
}
const figures = [...groups.values()].map((lines) => ({
  task: lines[0].task,
  peer: lines[0].peer,
  batch: lines[0].batch,
  threads: lines[0].threads,
  medianMs: Number(median(lines.map((l) => l.medianMs)).toFixed(3)),
  minMs: Number(Math.min(...lines.map((l) => l.minMs)).toFixed(3)),
  ...(lines[0].versions ? { versions: lines[0].versions } : {}),
}));
const own = new Set(['kernels', 'vrn on wasm', 'vrn on node']);
const ratios = figures
  .filter((f) => !own.has(f.peer))
  .flatMap((peer) =>
    figures
      .filter((f) => own.has(f.peer) && f.task === peer.task && f.batch === peer.batch)
      .map((ours) => ({
        task: ours.task,
        batch: ours.batch,
        ours: ours.peer,
        peer: `${peer.peer}, ${peer.threads} threads`,
        kernelThreads: ours.threads,
        timesFaster: Number((peer.medianMs / ours.medianMs).toFixed(2)),
        timesFasterByMin: Number((peer.minMs / ours.minMs).toFixed(2)),
      })),
  );

const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {
  cwd: root,
  encoding: 'utf8',
}).stdout.trim();
const report = {
  date: new Date().toISOString().slice(0, 10),
  commit,
  device: `${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.cpus().length} processors, ${os.platform()} ${os.arch()}`,
  node: process.version,
  load: {
    averages,
    note: 'load averages of 1, 5, 15 minutes; above the number of processors the machine was shared',
  },
  sizes: SIZE,
  rounds,
  runsPerRound: RUNS,
  figures,
  ratios,
  skipped,
};

console.table(figures, ['task', 'peer', 'batch', 'threads', 'medianMs', 'minMs']);
console.table(ratios);
for (const line of skipped) console.log(`skipped: ${line}`);
if (values.out) {
  mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
}
