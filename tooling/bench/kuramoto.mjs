// Oscillators beside NumPy, SciPy and PyTorch, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/kuramoto.mjs [--rounds 3] [--runs 7] [--threads 2] [--backends wasm,node] [--out FILE]
//
// mean-field: one RK4 step of 100,000 phase oscillators; sparse: one of 10,000 on a random graph of degree 20 (ours with float64 records of
// the order parameter, which the others leave out); oscillator-step: 25 Euler steps of 32 pairs, D = 64, N = 2, and their gradient;
// training-step: encoder, oscillators, classifier, loss, gradient and Adam on 32 pairs of images. Our kernels run in one thread, native
// TensorFlow and PyTorch take theirs. The Python is $PYTHON or python3; what it lacks is skipped with a message. Rounds alternate, and a
// figure is the median of the rounds' medians.
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
    threads: { type: 'string', default: '2' },
    backends: { type: 'string', default: 'wasm,node' },
    out: { type: 'string' },
  },
});
const built = (file) => path.join(root, 'packages', file);
if (!existsSync(built('kuramoto/dist/index.js'))) {
  console.error('kuramoto: expected a build, got none: run `npm run build` first.');
  process.exit(1);
}
const load = (file) => import(pathToFileURL(built(file)).href);
const { createBackend, disposeTree } = await load('backend/dist/index.js');
const { integers, key, normal, uniform } = await load('backend/dist/random/index.js');
const { adam, applyUpdates } = await load('backend/dist/optim/index.js');
const model = await load('kuramoto/dist/index.js');
const relational = await load('kuramoto/dist/relational/index.js');

const skipped = new Set();
const [BATCH, D] = [32, 64];
const STEPS = 100;

/** Runs for at least half a second, after two to warm up, as the peers do. */
async function measure(run, perRun = 1) {
  await run();
  await run();
  const times = [];
  let total = 0;
  while (times.length < Number(values.runs) || total < 500) {
    const start = performance.now();
    await run();
    const ms = performance.now() - start;
    total += ms;
    times.push(ms / perRun);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1], minMs: times[0] };
}

function simulation(backend, count, coupling, graph) {
  const network = { frequencies: normal(key(1), [count]), coupling, graph };
  const start = uniform(key(2), [count], { low: -3, high: 3 });
  const options = { start, duration: STEPS * 0.01, stepSize: 0.01, records: STEPS };
  return () => model.simulate(backend, network, options);
}

function randomGraph(count, degree) {
  const sources = integers(key(3), [count * degree], { high: count });
  const offsets = Int32Array.from({ length: count + 1 }, (_, i) => i * degree);
  return { count, offsets, sources, weights: new Float32Array(count * degree).fill(1) };
}

function oscillatorStep(backend) {
  const params = model.initOscillators(backend, key(4), { features: D });
  const start = model.startStates(backend, key(5), 'fixed', { batch: BATCH, features: D });
  const features = backend.tensor(normal(key(6), [BATCH, 2, D]), [BATCH, 2, D]);
  const loss = (inputs) =>
    backend.mean(
      model.coherence(
        backend,
        model.oscillatorLayer(backend, inputs.features, start, inputs.params, { symmetry: 'symmetric' }),
      ),
    );
  return async () => {
    const { value, gradient } = backend.valueAndGrad(loss, { params, features });
    await backend.read(value);
    disposeTree([value, gradient]);
  };
}

function trainingStep(backend) {
  const optimizer = adam(5e-4);
  let params = relational.initSameDifferent(backend, key(7), { features: D });
  let state = optimizer.init(backend, params);
  const images = backend.tensor(uniform(key(8), [BATCH, 2, 1024]), [BATCH, 2, 1024]);
  const labels = backend.tensor(integers(key(9), [BATCH], { high: 2 }), [BATCH], 'int32');
  const loss = (inner) =>
    relational.crossEntropy(
      backend,
      relational.sameDifferent(backend, inner, images, { startKey: key(10) }),
      labels,
    );
  return async () => {
    const { value, gradient } = backend.valueAndGrad(loss, params);
    const update = optimizer.update(backend, gradient, state, params);
    const next = applyUpdates(backend, params, update.updates);
    await backend.read(value);
    disposeTree([value, gradient, params, state, update.updates]);
    params = next;
    state = update.state;
  };
}

async function ours(name) {
  let backend;
  try {
    backend = await createBackend(name);
  } catch (error) {
    skipped.add(`${name}: ${error.message}`);
    return [];
  }
  const tasks = {
    'mean-field': [simulation(backend, 100_000, 2), STEPS],
    sparse: [simulation(backend, 10_000, 0.1, randomGraph(10_000, 20)), STEPS],
    'oscillator-step': [oscillatorStep(backend), 1],
    'training-step': [trainingStep(backend), 1],
  };
  const lines = [];
  for (const [task, [run, perRun]] of Object.entries(tasks)) {
    lines.push({ task, who: name, ...(await measure(run, perRun)) });
  }
  return lines;
}

function peers(script) {
  const args = [path.join(root, 'tooling/peers', script), '--runs', values.runs, '--threads', values.threads];
  const done = spawnSync(process.env.PYTHON ?? 'python3', args, { encoding: 'utf8' });
  if (done.error || done.status !== 0) {
    skipped.add(`${script}: ${(done.error?.message ?? done.stderr.trim().split('\n').at(-1)) || 'failed'}`);
    return [];
  }
  return done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((line) => !line.skipped || skipped.add(`${script}: ${line.skipped}`) === undefined)
    .map(({ task, peer, threads, medianMs, minMs }) => ({
      task,
      who: `${peer}, ${threads} threads`,
      peer: true,
      medianMs,
      minMs,
    }));
}

const averages = os.loadavg().map((l) => Number(l.toFixed(2)));
const taken = [];
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of values.backends.split(',')) taken.push(...(await ours(name)));
  taken.push(...peers('kuramoto_numpy.py'), ...peers('kuramoto_torch.py'));
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
  ...(lines[0].peer ? { peer: true } : {}),
  medianMs: Number(median(lines.map((l) => l.medianMs)).toFixed(3)),
  minMs: Number(Math.min(...lines.map((l) => l.minMs)).toFixed(3)),
}));
const ratios = figures
  .filter(({ peer }) => peer)
  .flatMap((other) =>
    figures
      .filter((own) => !own.peer && own.task === other.task)
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
  load: {
    averages,
    note: 'load averages of 1, 5, 15 minutes before the run; above the number of processors the machine was shared',
  },
  sizes: { oscillators: 100_000, graph: { oscillators: 10_000, degree: 20 }, batch: BATCH, D, N: 2, T: 25 },
  rounds: Number(values.rounds),
  runsPerRound: Number(values.runs),
  figures,
  ratios,
  skipped: [...skipped],
};
console.table(figures);
console.table(ratios);
for (const line of skipped) console.log(`skipped ${line}`);
if (values.out) {
  mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`wrote ${values.out}`);
}
process.exit(0);
