// Samples of a machine before and after training (Fig. 4 c, d): each starts from an image of the digit that is wanted.

import type { Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import {
  expertFeatures,
  fitLogisticRegression,
  overlaps,
  predictClasses,
  sampleChains,
  startChains,
  trainedRbm,
  trainRbm,
  type RbmParams,
  type SignRows,
} from '@vsa/hopfield-rbm';
import type { RunContext } from '../../experiment.js';
import { digitsOf, patternsOf, type DigitSource, type LabelledImages } from './digits.js';
import { trainingKeys } from './generative.js';
import { fromPatterns, machineFor, type StartName } from './machines.js';

const CLASSES = 10;
const BETA = 2;
/** The authors' code draws the last of its steps at this inverse temperature. */
const COLD = 20;
/** The authors' images of the digits 0 to 9, numbered as in the training file. */
const IMAGES = [108, 6, 213, 7, 164, 0, 66, 15, 41, 45] as const;
/** Images compared at once: as float32 they take 6 MB. */
const BLOCK = 2000;

/** One machine that samples are drawn from. */
export interface SamplesCell {
  readonly [name: string]: string | number;
  /** Which digits. */
  readonly source: DigitSource;
  /** Where weights start from. */
  readonly start: StartName;
  /** k: 10 k hidden units. */
  readonly perClass: number;
  /** Number of the repetition of Fig. 4 (b) whose machine this is. */
  readonly run: number;
  /** Epochs of CD-20 after which samples are drawn; they are drawn before training too. */
  readonly epochs: number;
  /** η. */
  readonly learningRate: number;
  /** Chains from each image; the first one's end is shown. */
  readonly chains: number;
  /** Gibbs steps. */
  readonly steps: number;
  /** Sub-patterns a digit of the product of experts that names the samples. */
  readonly judges: number;
}

/** The samples that start from one image. */
export interface SampleRow {
  readonly [name: string]: string | number;
  readonly source: DigitSource;
  readonly start: StartName;
  readonly hidden: number;
  readonly epoch: number;
  /** β of the last step; 2 in all others. */
  readonly lastBeta: number;
  readonly digit: number;
  /** Image that chains start from, in hexadecimal, four pixels a digit. */
  readonly image: string;
  /** Where the first chain ends, in the same way. */
  readonly sample: string;
  /** Share of the chains whose end is named as the digit they started from. */
  readonly recognised: number;
  /** Mean overlap of the ends with the closest training image of any digit; 1 is the same. */
  readonly closest: number;
  /** Mean overlap of the ends with the image they started from. */
  readonly kept: number;
}

/** Names the digit of each image. */
type Namer = (images: SignRows) => Promise<Int32Array>;

/**
 * Draws samples before training and after it, with the last step at β = 2 and at β = 20.
 *
 * @param context - See {@link RunContext}.
 * @param cell - See {@link SamplesCell}.
 * @returns A row a digit, temperature of the last step and epoch.
 */
export async function drawSamples(context: RunContext, cell: SamplesCell): Promise<readonly SampleRow[]> {
  const { backend, seed, signal } = context;
  const { source, start, perClass, epochs, learningRate } = cell;
  const { train } = await digitsOf(source);
  const keys = trainingKeys(seed, cell);
  const machine = await machineFor(backend, source, start, perClass, keys.start, BETA);
  const namer = await namerOf(context, source, cell.judges);
  const before = await samplesOf(context, cell, machine, 0, namer);
  const { training } = await trainRbm(backend, machine, train, {
    key: keys.training,
    epochs,
    batchSize: 100,
    learningRate,
    // Cells are spread over threads already.
    threads: 1,
    signal,
  });
  signal?.throwIfAborted();
  return [...before, ...(await samplesOf(context, cell, trainedRbm(training), epochs, namer))];
}

async function samplesOf(
  { backend, seed, signal }: RunContext,
  { source, start, chains, steps }: SamplesCell,
  machine: RbmParams,
  epoch: number,
  classesOf: Namer,
): Promise<readonly SampleRow[]> {
  const { train } = await digitsOf(source);
  const [, units] = train.shape;
  const images = startImages(source, train);
  const starts = repeated(images, chains);
  const root = foldIn(foldIn(key(seed), 'hopfield-rbm'), `samples ${epoch}`);
  const rows: SampleRow[] = [];
  for (const lastBeta of [BETA, COLD]) {
    const beta = Float32Array.from({ length: steps }, (_, step) => (step === steps - 1 ? lastBeta : BETA));
    // The same draws for both: only the last step differs.
    const begun = startChains(machine, root, starts);
    const { visible } = await sampleChains(backend, machine, begun, { steps, beta, threads: 1, signal });
    const ends: SignRows = { values: Int8Array.from(visible), shape: starts.shape };
    const [classes, nearest] = [await classesOf(ends), await closestOverlaps(backend, ends, train)];
    const kept = overlaps(ends, images).values;
    for (let digit = 0; digit < CLASSES; digit += 1) {
      const own = Array.from({ length: chains }, (_, chain) => digit * chains + chain);
      const mean = (of: (row: number) => number): number =>
        Math.round((1e6 * own.reduce((sum, row) => sum + of(row), 0)) / chains) / 1e6;
      rows.push({
        source,
        start,
        hidden: machine.weights.shape[1],
        epoch,
        lastBeta,
        digit,
        image: hexOf(images.values.subarray(digit * units, (digit + 1) * units)),
        sample: hexOf(visible.subarray(digit * chains * units, (digit * chains + 1) * units)),
        recognised: mean((row) => Number(classes[row] === digit)),
        closest: mean((row) => nearest[row] ?? NaN),
        kept: mean((row) => kept[row * CLASSES + digit] ?? NaN),
      });
    }
  }
  return rows;
}

/** The authors' images, or the first of each digit where only some digits travel along: `[10, 784]`. */
function startImages(
  source: DigitSource,
  { values, shape: [, units], labels }: LabelledImages,
): { readonly values: Int8Array; readonly shape: readonly [number, number] } {
  const images = new Int8Array(CLASSES * units);
  for (let digit = 0; digit < CLASSES; digit += 1) {
    const row = source === 'mnist' ? (IMAGES[digit] ?? 0) : labels.indexOf(digit);
    if (labels[row] !== digit) {
      throw new RangeError(`reproductions: expected an image of digit ${digit} as number ${row}.`);
    }
    images.set(values.subarray(row * units, (row + 1) * units), digit * units);
  }
  return { values: images, shape: [CLASSES, units] };
}

/** Each row `times` times. */
function repeated({ values, shape: [rows, units] }: SignRows, times: number): SignRows {
  const all = Int8Array.from(
    { length: rows * times * units },
    (_, index) => values[Math.floor(index / (times * units)) * units + (index % units)] ?? 0,
  );
  return { values: all, shape: [rows * times, units] };
}

/** A product of untrained experts (Eq 16) that has learnt the training images: it knows nothing of the machines that are sampled. */
async function namerOf({ backend }: RunContext, source: DigitSource, perClass: number): Promise<Namer> {
  const { train } = await digitsOf(source);
  const { values, shape } = await patternsOf(source, perClass);
  const size = perClass * shape[1];
  const experts = Array.from({ length: CLASSES }, (_, digit) => {
    const own = values.slice(digit * size, (digit + 1) * size);
    return fromPatterns({ values: own, shape: [perClass, shape[1]] }, 'hopfield', BETA);
  });
  const classifier = fitLogisticRegression(await expertFeatures(backend, experts, train), train.labels);
  return async (images) => predictClasses(classifier, await expertFeatures(backend, experts, images));
}

/** Overlap of each row with the image that is closest to it. */
async function closestOverlaps(
  backend: Backend,
  { values, shape }: SignRows,
  { values: images, shape: [count, units] }: LabelledImages,
): Promise<Float64Array> {
  const best = new Float64Array(shape[0]).fill(-1);
  using rows = backend.tensor(Float32Array.from(values), [...shape]);
  for (let begin = 0; begin < count; begin += BLOCK) {
    const block = images.subarray(begin * units, Math.min(count, begin + BLOCK) * units);
    using known = backend.tensor(new Float32Array(block), [block.length / units, units]);
    using sums = backend.matMul(rows, known, { transposeB: true });
    using most = backend.max(sums, { axis: 1 });
    for (const [row, sum] of [...(await backend.read(most))].entries()) {
      best[row] = Math.max(best[row] ?? -1, sum / units);
    }
  }
  return best;
}

/** Four pixels a digit, the first the highest bit. */
function hexOf(signs: ArrayLike<number>): string {
  return Array.from({ length: signs.length / 4 }, (_, place) =>
    [0, 1, 2, 3].reduce((sum, bit) => 2 * sum + Number((signs[4 * place + bit] ?? 0) > 0), 0).toString(16),
  ).join('');
}
