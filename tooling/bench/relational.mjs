// A training step of same/different by oscillators beside PyTorch, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/relational.mjs [--rounds 3] [--runs 15] [--threads 2] [--backends node,wasm] [--out FILE]
//
// Batch 32, D = 64, N = 2, T = 25: gradients, clipping and AdamW; images are on the backend before, on both sides. Native TensorFlow takes
// its own threads, wasm runs in one. The Python is $PYTHON or python3; without PyTorch its part is skipped with a message. Rounds
// alternate, and a figure is the median of the rounds' medians; the fastest step of all is given as well.
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
    runs: { type: 'string', default: '15' },
    threads: { type: 'string', default: '2' },
    backends: { type: 'string', default: 'node,wasm' },
    out: { type: 'string' },
  },
});
const built = (file) => path.join(root, 'packages', file);
if (!existsSync(built('kuramoto/dist/relational/index.js'))) {
  console.error('relational: expected a build, got none: run `npm run build` first.');
  process.exit(1);
}
const load = (file) => import(pathToFileURL(built(file)).href);
const { createBackend, disposeTree } = await load('backend/dist/index.js');
const { key, uniform } = await load('backend/dist/random/index.js');
const { applyUpdates } = await load('backend/dist/optim/index.js');
const relational = await load('kuramoto/dist/relational/index.js');

const BATCH = 32;
const skipped = new Set();

async function started(name) {
  try {
    return await createBackend(name);
  } catch (error) {
    skipped.add(`${name}: ${error.message}`);
    return undefined;
  }
}

/** One update from the state that the last one left. */
function stepper(backend) {
  const shape = [BATCH, 2, 1024];
  const images = backend.tensor(uniform(key('images'), shape), shape);
  const labels = backend.tensor(
    Int32Array.from({ length: BATCH }, (_, i) => i % 2),
    [BATCH],
    'int32',
  );
  const options = { startKey: key('start') };
  const optimizer = relational.relationalOptimizer(1_000_000);
  let params = relational.initSameDifferent(backend, key('model'), { features: 64 });
  let state = optimizer.init(backend, params);
  return async () => {
    const { value, gradient } = backend.valueAndGrad(
      (p) => relational.crossEntropy(backend, relational.sameDifferent(backend, p, images, options), labels),
      params,
    );
    const { updates, state: next } = optimizer.update(backend, gradient, state, params);
    const moved = applyUpdates(backend, params, updates);
    await backend.read(moved.head[0].bias);
    disposeTree([value, gradient, updates, state, params]);
    params = moved;
    state = next;
  };
}

async function timed(run) {
  for (let i = 0; i < 3; i++) await run();
  const times = [];
  for (let i = 0; i < Number(values.runs); i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1], minMs: times[0] };
}

function peer() {
  const script = path.join(root, 'tooling/peers/relational_torch.py');
  const args = [script, '--runs', values.runs, '--threads', values.threads];
  const done = spawnSync(process.env.PYTHON ?? 'python3', args, { encoding: 'utf8' });
  if (done.error || done.status !== 0) {
    skipped.add(`PyTorch: ${(done.error?.message ?? done.stderr.trim().split('\n').at(-1)) || 'failed'}`);
    return [];
  }
  const line = JSON.parse(done.stdout.trim().split('\n').at(-1));
  if (line.skipped === undefined) return [line];
  skipped.add(`PyTorch: ${line.skipped}`);
  return [];
}

const steppers = [];
for (const name of values.backends.split(',')) {
  const backend = await started(name);
  if (backend) steppers.push({ who: name, run: stepper(backend) });
}
const found = new Map();
const note = ({ who, medianMs, minMs }) => {
  const list = found.get(who) ?? [];
  found.set(who, [...list, { medianMs, minMs }]);
};
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { who, run } of steppers) note({ who, ...(await timed(run)) });
  for (const line of peer()) note(line);
}
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const rows = [...found].map(([who, list]) => ({
  who,
  medianMs: median(list.map(({ medianMs }) => medianMs)),
  minMs: Math.min(...list.map(({ minMs }) => minMs)),
}));
const torch = rows.find(({ who }) => who.startsWith('PyTorch'));
for (const { who, medianMs, minMs } of rows) {
  const ratio = torch
    ? `  ${(torch.medianMs / medianMs).toFixed(2)}x of PyTorch (fastest ${(torch.minMs / minMs).toFixed(2)}x)`
    : '';
  console.log(`${who.padEnd(32)} median ${medianMs.toFixed(1)} ms, fastest ${minMs.toFixed(1)} ms${ratio}`);
}
for (const line of skipped) console.log(`skipped: ${line}`);
if (values.out !== undefined) {
  mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
  const machine = { cpu: os.cpus()[0]?.model, threads: os.cpus().length, node: process.version };
  writeFileSync(values.out, `${JSON.stringify({ machine, rows, skipped: [...skipped] }, undefined, 2)}\n`);
}
