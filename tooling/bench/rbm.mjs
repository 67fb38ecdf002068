// Boltzmann machines beside NumPy, in one run, with ratios. Needs a build (`npm run build`).
//
//   node tooling/bench/rbm.mjs [--rounds 3] [--runs 3] [--threads 2] [--backends wasm,node] [--out FILE]
//
// CD-20 of one batch of 100 images, N = 784, p = 50, its update included; annealed importance sampling with 500 chains, p = 100 (steps are
// cut to --anneal for both, the time a step is what counts). wasm runs on one thread, native TensorFlow with the shared ones.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { load, peer, sideBySide, timed } from './side-by-side.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    anneal: { type: 'string', default: '200' },
    backends: { type: 'string', default: 'wasm,node' },
    out: { type: 'string' },
  },
});
const N = 784;
const BATCH = 100;
const CHAINS = 500;
const runs = Number(values.runs);
const steps = Number(values.anneal);

const { createBackend } = await load('backend/dist/index.js');
const { bipolar, key } = await load('backend/dist/random/index.js');
const rbm = await load('hopfield-rbm/dist/index.js');
const skipped = new Set();

const machine = (p) => rbm.rbmParams(rbm.randomWeights(key(1), [N, p], 1 / Math.sqrt(N)), { beta: 2 });
const data = { values: Int8Array.from(bipolar(key(2), [BATCH * N])), shape: [BATCH, N] };

async function ours(name) {
  let backend;
  try {
    backend = await createBackend(name);
  } catch (error) {
    skipped.add(`${name}: ${error.message}`);
    return [];
  }
  const threads = name === 'wasm' ? 1 : Number(values.threads);
  const who = `${name}, ${threads} thread${threads > 1 ? 's' : ''}`;
  const [fifty, hundred] = [machine(50), machine(100)];
  const train = () => rbm.trainRbm(backend, fifty, data, { key: key(3), epochs: 1, threads });
  const anneal = () =>
    rbm.annealedLogPartition(backend, hundred, key(4), { chains: CHAINS, steps, form: 'joint', threads });
  return [
    { task: 'cd-20', who, ...(await timed(runs, train)) },
    { task: 'ais', who, ...(await timed(runs, anneal)) },
  ];
}

await sideBySide({
  rounds: Number(values.rounds),
  out: values.out,
  skipped,
  settings: { visible: N, batch: BATCH, chains: CHAINS, annealingSteps: steps, cores: os.cpus().length },
  async round() {
    const own = [];
    for (const name of values.backends.split(',')) own.push(...(await ours(name)));
    const args = ['--runs', values.runs, '--threads', values.threads, '--anneal', values.anneal];
    const others = peer('rbm_numpy.py', args, skipped).map(
      ({ task, peer: who, threads, medianMs, minMs }) => ({
        task,
        who: `${who}, ${threads} threads`,
        peer: true,
        medianMs,
        minMs,
      }),
    );
    return [...own, ...others];
  },
});
