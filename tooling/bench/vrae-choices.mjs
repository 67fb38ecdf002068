// Trains the variational resonator autoencoder once with some of the choices that the paper leaves open, beside a plain autoencoder of the
// same size trained as long, and prints one line of JSON; the table of packages/vrn/docs/autoencoder.md is made of such lines. Needs a build.
//
//   node tooling/bench/vrae-choices.mjs [--codes 16,64] [--dimension 128] [--hidden 256] [--updates 1000] [--batch 64] [--rate 0.002]
//     [--views shuffle,recolour|none] [--estimator none|straight-through|gumbel-softmax] [--inference amortised|solved]
//     [--temperature 1] [--end 1] [--codebooks learnt|fixed] [--spread 1] [--centre 0] [--weights entropy=-1:0,usage=2]
//     [--shrink 1] [--images 10000] [--tints ten|random] [--seed 0] [--backend node] [--plain true|false]
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const text = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
  options: {
    ...{
      codes: text('16,64'),
      dimension: text(128),
      hidden: text(256),
      updates: text(1000),
      batch: text(64),
    },
    ...{ rate: text(0.002), views: text('shuffle,recolour'), estimator: text('none'), temperature: text(1) },
    ...{ end: text(1), codebooks: text('learnt'), spread: text(1), centre: text(0), weights: text('') },
    ...{
      images: text(10_000),
      tints: text('ten'),
      seed: text(0),
      backend: text('node'),
      plain: text('true'),
    },
    ...{ inference: text('amortised'), shrink: text(1) },
  },
});
const number = (name) => Number(values[name]);
const load = (file) => import(pathToFileURL(path.join(root, 'packages', file)).href);
const { createBackend, disposeTree } = await load('backend/dist/index.js');
const { foldIn, integers, key, permutation } = await load('backend/dist/random/index.js');
const { adam, cosineDecay, flattened } = await load('backend/dist/optim/index.js');
const { initTraining, train } = await load('backend/dist/train/index.js');
const { colourDigits, randomTints, tenTints } = await load('datasets/dist/mnist.js');
const { mnist } = await load('datasets/dist/node.js');
const { gumbelSoftmax, straightThrough } = await load('vrn/dist/index.js');
const model = await load('vrn/dist/autoencoder/index.js');

const backend = await createBackend(values.backend);
const own = foldIn(key(number('seed')), 'vrae');
const tints = { ten: tenTints, random: randomTints }[values.tints];
/** Means of blocks of `--shrink` times as many pixels: smaller pictures, quicker trials. */
const factor = number('shrink');
const side = 28 / factor;
function shrunk(data) {
  if (factor === 1) return data;
  const pixels = new Uint8Array(data.shape[0] * side * side * 3);
  for (let at = 0; at < pixels.length; at += 1) {
    const [channel, column] = [at % 3, Math.floor(at / 3) % side];
    const [line, image] = [Math.floor(at / 3 / side) % side, Math.floor(at / 3 / side / side)];
    let sum = 0;
    for (let place = 0; place < factor * factor; place += 1) {
      const [y, x] = [line * factor + Math.floor(place / factor), column * factor + (place % factor)];
      sum += data.pixels[((image * 28 + y) * 28 + x) * 3 + channel];
    }
    pixels[at] = Math.round(sum / factor / factor);
  }
  return { ...data, pixels, shape: [data.shape[0], side * side * 3] };
}
const part = async (name, count) => {
  const digits = await mnist(name, { count });
  return shrunk(colourDigits(digits, tints(foldIn(own, `${name} tints`), count)));
};
const [learn, held] = [await part('train', number('images')), await part('test', 2000)];
const [updates, batch] = [number('updates'), number('batch')];
const sizes = [learn.shape[1], number('hidden'), number('dimension')];

/** Trains on a scalar loss of parameters and pictures. */
async function fitted(name, params, loss) {
  const optimizer = flattened(adam(cosineDecay(number('rate'), updates)));
  const initial = initTraining(backend, foldIn(own, name), params, optimizer);
  const begun = performance.now();
  const { state, status } = await train(backend, initial, loss, { steps: updates, optimizer });
  console.error(name, status, `${((performance.now() - begun) / updates).toFixed(1)} ms an update`);
  return state.params;
}
const batchOf = (context) => integers(foldIn(context.key, 'batch'), [batch], { high: learn.shape[0] });
const squares = (a, b) => backend.mean(backend.sum(backend.square(backend.sub(a, b)), { axis: -1 }));
const crossEntropy = (logits, labels) => {
  const wanted = backend.oneHot(backend.tensor(Int32Array.from(labels), [labels.length], 'int32'), 10);
  return backend.neg(
    backend.mean(backend.sum(backend.mul(backend.logSoftmax(logits), wanted), { axis: -1 })),
  );
};
/** Brightest channel of each pixel, the most of it taken for full: what is left without the tint. */
const shapesOf = (y) => {
  const ink = backend.max(backend.reshape(y, [y.shape[0], side * side, 3]), { axis: 2 });
  return backend.div(ink, backend.maximum(backend.max(ink, { axis: 1, keepDims: true }), 1e-6));
};
const seen = { digit: [side * side, shapesOf, 'labels'], tint: [3 * side * side, (y) => y, 'tintLabels'] };
const judges = {};
for (const [name, [width, look, labels]] of Object.entries(seen)) {
  const params = model.initPerceptron(backend, foldIn(own, `judge ${name}`), [width, 128, 10]);
  judges[name] = await fitted(`judge ${name}`, params, (p, context) =>
    backend.tidy(() => {
      const indices = batchOf(context);
      const logits = model.perceptron(backend, p, look(model.picturesAt(backend, learn, indices)));
      return crossEntropy(
        logits,
        Array.from(indices, (index) => learn[labels][index]),
      );
    }),
  );
}
const said = async (name, y) => {
  const answer = backend.tidy(() =>
    backend.argMax(model.perceptron(backend, judges[name], seen[name][1](y))),
  );
  return Array.from(await backend.read(answer));
};
const share = (found, labels) =>
  found.filter((value, index) => value === labels[index]).length / found.length;

const codes = values.codes.split(',').map(Number);
const options = {
  codes,
  pixels: sizes[0],
  dimension: sizes[2],
  hidden: sizes[1],
  spread: number('spread'),
  centre: number('centre'),
};
const [from, to] = [number('temperature'), number('end')];
const named = { shuffle: model.shufflePixels, recolour: model.recolour };
const estimators = {
  none: undefined,
  'straight-through': straightThrough(),
  'gumbel-softmax': gumbelSoftmax(),
};
const solved = model.solved({ optimizer: 'coordinate', steps: 3, gamma: 1 / 16 });
const inference = { amortised: model.amortised(), solved }[values.inference];
const weights = Object.fromEntries(
  values.weights
    .split(',')
    .filter(Boolean)
    .map((pair) => pair.split('='))
    .map(([name, value]) => [name, value.includes(':') ? value.split(':').map(Number) : Number(value)]),
);
const params = await fitted(
  'vrae',
  model.initVrae(backend, foldIn(own, 'model'), options),
  model.vraeLoss(backend, learn, {
    weights,
    inference,
    batch,
    codebooks: values.codebooks,
    estimator: estimators[values.estimator],
    temperature: (step) => from * (to / from) ** (step / updates),
    ...(values.views === 'none' ? {} : { views: values.views.split(',').map((name) => named[name]) }),
  }),
);

const all = Int32Array.from({ length: held.shape[0] }, (_, index) => index);
const y = model.picturesAt(backend, held, all);
const read = { temperature: to, inference };
const posteriors = model.readPosteriors(backend, params, y, read);
const errorOf = async (picture) => {
  const error = backend.tidy(() => squares(y, picture()));
  return (await backend.read(error))[0];
};
const result = {
  composite: await errorOf(() => model.decode(backend, params, model.encode(backend, params, y))),
  estimate: await errorOf(() =>
    model.decode(backend, params, model.bindChoices(backend, params.codebooks, posteriors)),
  ),
};
/** Mutual information over the root of the product of the entropies. */
function information(a, b) {
  const counts = new Map();
  const add = (name) => counts.set(name, (counts.get(name) ?? 0) + 1 / a.length);
  a.forEach((value, index) =>
    ['ab', 'a', 'b'].forEach((_, kind) => add([`j${value},${b[index]}`, `a${value}`, `b${b[index]}`][kind])),
  );
  const entropy = (start) =>
    [...counts].reduce((sum, [name, p]) => (name.startsWith(start) ? sum - p * Math.log(p) : sum), 0);
  const [ha, hb, hab] = [entropy('a'), entropy('b'), entropy('j')];
  return ha * hb > 0 ? (ha + hb - hab) / Math.sqrt(ha * hb) : 0;
}
result.factors = [];
for (const p of posteriors) {
  const chosen = backend.argMax(p);
  const top = backend.mean(backend.max(p, { axis: 1 }));
  const picked = Array.from(await backend.read(chosen));
  result.factors.push({
    used: new Set(picked).size,
    top: (await backend.read(top))[0],
    tint: information(picked, [...held.tintLabels]),
    digit: information(picked, [...held.labels]),
  });
}
/** The factor that knows most of the tint is swapped. */
const tint = result.factors.reduce((best, factor, k, list) => (factor.tint > list[best].tint ? k : best), 0);
const order = permutation(foldIn(own, 'swap'), held.shape[0]);
const other = model.picturesAt(backend, held, order);
const mixed = model.recombine(backend, params, y, other, [tint], read);
const digits = await said('digit', mixed);
const colours = await said('tint', mixed);
const taken = Array.from(order, (index) => held.tintLabels[index]);
result.judges = {
  digit: share(await said('digit', y), held.labels),
  tint: share(await said('tint', y), held.tintLabels),
};
result.recombined = {
  digit: share(digits, held.labels),
  tint: share(colours, taken),
  both:
    digits.filter((digit, index) => digit === held.labels[index] && colours[index] === taken[index]).length /
    digits.length,
};
if (values.plain === 'true') {
  const plain = await fitted(
    'autoencoder',
    {
      encoder: model.initPerceptron(backend, foldIn(own, 'plain encoder'), sizes),
      decoder: model.initPerceptron(backend, foldIn(own, 'plain decoder'), [...sizes].reverse()),
    },
    (p, context) =>
      backend.tidy(() => {
        const seen = model.picturesAt(backend, learn, batchOf(context));
        const code = model.perceptron(backend, p.encoder, seen);
        return squares(seen, model.perceptron(backend, p.decoder, code));
      }),
  );
  result.plain = await errorOf(() =>
    model.perceptron(backend, plain.decoder, model.perceptron(backend, plain.encoder, y)),
  );
  disposeTree(plain);
}
console.log(
  JSON.stringify({ ...values, ...result }, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  ),
);
