// Trains same/different once with some of the choices that the poster leaves open, and prints one line of JSON; the table of
// packages/kuramoto/docs/same-different.md is made of such lines. Needs a build (`npm run build`).
//
//   node tooling/bench/relational-choices.mjs [--model oscillators] [--symbols 95] [--updates 1000] [--pairs contrasted|regrouped|trials] [--batch 32]
//     [--rate 0.002] [--warm 100] [--decay 0.01] [--b2 0.999] [--features 64] [--evolve 25] [--step-size 0.1] [--hidden 0]
//     [--others 15] [--ranking 0.9] [--symmetry attractive] [--coupling-unit 0.015625] [--coupling 1] [--standardise] [--seed 0] [--trials 2000] [--backend node]
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const text = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
  options: {
    ...{
      model: text('oscillators'),
      symbols: text(95),
      updates: text(1000),
      pairs: text('regrouped'),
      batch: text(32),
    },
    ...{
      rate: text(0.002),
      warm: text(100),
      decay: text(0.01),
      b2: text(0.999),
      features: text(64),
      evolve: text(25),
    },
    ...{ 'step-size': text(0.1), hidden: text(0), coupling: text(1), seed: text(0), trials: text(2000) },
    ...{ others: text(15), ranking: text(0.9), symmetry: text('symmetric'), 'coupling-unit': text(1) },
    ...{ backend: text('node'), standardise: { type: 'boolean', default: false } },
  },
});
const number = (name) => Number(values[name]);
const load = (file) => import(pathToFileURL(path.join(root, 'packages', file)).href);
const { createBackend } = await load('backend/dist/index.js');
const { foldIn, key } = await load('backend/dist/random/index.js');
const { adamW, chain, clipByGlobalNorm, cosineDecay, flattened, warmUp } = await load(
  'backend/dist/optim/index.js',
);
const { initTraining, train } = await load('backend/dist/train/index.js');
const { glyphPainter, glyphs, sameDifferentTrials, splitSymbols } = await load('datasets/dist/glyphs.js');
const relational = await load('kuramoto/dist/relational/index.js');

const backend = await createBackend(values.backend);
const own = foldIn(key(number('seed')), 'choices');
const all = glyphs();
const split = splitSymbols(foldIn(own, 'split'), all.shape[0], number('symbols'));
const painter = glyphPainter(all);
const side = (name) => ({ painter, trials: sameDifferentTrials(foldIn(own, name), split[name]) });
const [features, updates, batch] = ['features', 'updates', 'batch'].map(number);
const hidden = number('hidden') > 0 ? [number('hidden')] : [];
const couplings = { symmetry: values.symmetry, couplingUnit: number('coupling-unit') };
const binding = {
  ...{ startKey: foldIn(own, 'start'), steps: number('evolve'), stepSize: number('step-size') },
  ...couplings,
};
const models = {
  oscillators: {
    params: () =>
      relational.initSameDifferent(backend, foldIn(own, 'model'), {
        features,
        hidden,
        couplingScale: number('coupling'),
        ...couplings,
      }),
    encoder: (p) => p.binding.encoder,
    settled: (p, encoder) => ({ ...p, binding: { ...p.binding, encoder } }),
    compare: (p, x) => relational.sameDifferentOf(backend, p, x, binding),
    classify: (p, x) => relational.sameDifferent(backend, p, x, binding),
  },
  concatenated: {
    params: () => relational.initConcatenated(backend, foldIn(own, 'model'), { features }),
    encoder: (p) => p.encoder,
    settled: (p, encoder) => ({ ...p, encoder }),
    compare: (p, x) => relational.concatenatedOf(backend, p, x),
    classify: (p, x) => relational.concatenated(backend, p, x),
  },
  'dot-product': {
    params: () => relational.initDotProduct(backend, foldIn(own, 'model'), { features }),
    encoder: (p) => p.encoder,
    settled: (p, encoder) => ({ ...p, encoder }),
    compare: (p, x) => relational.dotProductOf(backend, p, x),
    classify: (p, x) => relational.dotProduct(backend, p, x),
  },
};
const model = models[values.model];
const data = side('train');
const order = { key: foldIn(own, 'order'), batch };
const embed = (p, x) => {
  const plain = relational.encode(backend, model.encoder(p), x);
  return values.standardise ? relational.standardiseFeatures(backend, plain) : plain;
};
if (values.standardise && values.pairs === 'trials')
  throw new Error('--standardise needs --pairs contrasted or regrouped');
const classifier = { embed, compare: model.compare };
const loss = {
  contrasted: () => {
    const [others, ranking] = [number('others'), number('ranking')];
    return relational.contrastedLoss(backend, classifier, data, { ...order, others, ranking });
  },
  regrouped: () => relational.regroupedLoss(backend, classifier, data, order),
  trials: () => relational.trialLoss(backend, model.classify, data, order),
}[values.pairs]();
const warm = number('warm');
const optimizer = flattened(
  chain(
    clipByGlobalNorm(1),
    adamW(warmUp(warm, cosineDecay(number('rate'), updates - warm)), {
      weightDecay: number('decay'),
      b2: number('b2'),
    }),
  ),
);
const begun = performance.now();
let sum = 0;
const { state } = await train(backend, initTraining(backend, own, model.params(), optimizer), loss, {
  steps: updates,
  optimizer,
  onProgress: ({ step, notes }) => {
    sum += notes.accuracy;
    if (step % 500 !== 0) return;
    console.error(
      step,
      (sum / 500).toFixed(4),
      `${((performance.now() - begun) / step).toFixed(1)} ms an update`,
    );
    sum = 0;
  },
});
let trained = state.params;
if (values.standardise) {
  const images = relational.symbolImages(backend, foldIn(own, 'settling'), painter, split.train);
  trained = model.settled(trained, relational.settleEncoder(backend, model.encoder(trained), images));
}
const seconds = Math.round((performance.now() - begun) / 1000);
const accuracy = (name, set) => {
  const repeats = Math.ceil(number('trials') / set.trials.shape[0]);
  const limit = Math.ceil(number('trials') / repeats);
  return relational.trialAccuracy(backend, model.classify, trained, set, {
    key: foldIn(own, name),
    limit,
    repeats,
  });
};
const result = {
  train: await accuracy('train images', data),
  test: await accuracy('test images', side('test')),
};
console.log(JSON.stringify({ ...values, ...result, seconds }));
