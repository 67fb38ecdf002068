// Ten digits (or 50 sub-classes) stored in a projection network, and the Boltzmann machine that it equals.

import type { Backend } from '@vsa/backend';
import { bernoulli, foldIn, key } from '@vsa/backend/random';
import { binarise, mnistSample } from '@vsa/datasets/mnist';
import {
  classPatterns,
  classTrees,
  hopfieldToRbm,
  overlaps,
  projectionNetwork,
  recall,
  sampleChains,
  startChains,
  subclassPatterns,
  trainRbm,
  trainedRbm,
  visibleEnergy,
  type RbmParams,
  type RbmTraining,
  type SignRows,
} from '@vsa/hopfield-rbm';
import type { Simulation } from '../../lib/simulation.js';
import { fromHex, SIDE, type Frame, type Picture, type Point } from './frame.js';
import type { Parameters } from './parameters.js';

const PIXELS = SIDE * SIDE;
/** Epochs after which training stops. */
const MOST_EPOCHS = 100;
/** Weights that are shown. */
const SHOWN = 10;

interface Stored {
  readonly patterns: SignRows;
  /** Digit of each pattern. */
  readonly digits: readonly number[];
  readonly start: Float32Array;
  readonly machine: RbmParams;
}

/**
 * Stores the digits and starts what was chosen.
 *
 * @param backend - Where it is computed.
 * @param parameters - See the declaration.
 * @returns The model.
 */
export async function start(backend: Backend, parameters: Parameters): Promise<Simulation<Frame>> {
  const stored = await storedOf(parameters);
  const models = { recall: recalling, sample: sampling, train: training };
  return models[parameters.mode](backend, stored, parameters);
}

async function storedOf({ k, digit, drawn, flip, beta, seed }: Parameters): Promise<Stored> {
  const sample = mnistSample();
  const images = binarise(sample);
  // Clustering takes its time, and one pattern a digit needs none.
  const { values, shape } =
    k === 1
      ? classPatterns(images, sample.labels)
      : subclassPatterns(await classTrees(images, sample.labels), k);
  const patterns: SignRows = { values, shape };
  const image = drawn === '' ? images.values.slice(digit * PIXELS, (digit + 1) * PIXELS) : fromHex(drawn);
  const flips = bernoulli(foldIn(key(seed), 'flips'), [PIXELS], { probability: flip });
  return {
    patterns,
    digits: Array.from({ length: 10 * k }, (_, row) => Math.floor(row / k)),
    start: Float32Array.from(image, (value, at) => ((flips[at] ?? 0) > 0 ? -value : value)),
    machine: hopfieldToRbm(patterns, { map: 'qr', beta }).params,
  };
}

const rowOf = (values: Float32Array): SignRows => ({ values, shape: [1, PIXELS] });

/** The nearest pattern. */
function nearest(
  { patterns, digits }: Stored,
  state: Float32Array,
): { readonly overlap: number; readonly nearest: number } {
  const { values } = overlaps(patterns, rowOf(state));
  const best = values.indexOf(Math.max(...values));
  return { overlap: values[best] ?? NaN, nearest: digits[best] ?? NaN };
}

/** Columns of the weights. */
function columns({ weights }: RbmParams, title: string): readonly Picture[] {
  const [units, hidden] = weights.shape;
  return Array.from({ length: Math.min(SHOWN, hidden) }, (_, column) => ({
    title: `${title} ${column + 1}`,
    values: Float32Array.from({ length: units }, (_, row) => weights.values[row * hidden + column] ?? 0),
  }));
}

function recalling(backend: Backend, stored: Stored): Simulation<Frame> {
  const network = projectionNetwork(stored.patterns, { selfCoupling: 'removed' });
  let [state, step, finished] = [stored.start, 0, false];
  const curve: Point[] = [];
  return {
    get finished() {
      return finished;
    },
    async advance(steps) {
      for (let done = 0; done < steps && !finished; done += 1) {
        const { states, results } = await recall(backend, network, rowOf(state), { maxSteps: 1 });
        const [result] = results;
        state = Float32Array.from(states.values);
        step += 1;
        curve.push({ step, value: result?.energy ?? NaN });
        finished = result?.status === 'fixed-point';
      }
    },
    frame: () =>
      Promise.resolve({
        start: { title: 'start', values: stored.start },
        now: { title: 'after recall', values: state },
        weights: [],
        curve: [...curve],
        sentence: finished
          ? 'A fixed point: no unit changes any more.'
          : 'Energy H after each sweep over all units.',
        ...nearest(stored, state),
      }),
    dispose: () => undefined,
  };
}

function sampling(backend: Backend, stored: Stored, { seed }: Parameters): Simulation<Frame> {
  const { machine } = stored;
  let chains = startChains(machine, foldIn(key(seed), 'chain'), rowOf(stored.start));
  let step = 0;
  const curve: Point[] = [];
  return {
    finished: false,
    async advance(steps) {
      chains = await sampleChains(backend, machine, chains, { steps, threads: 1 });
      step += steps;
      const [value = NaN] = visibleEnergy(machine, rowOf(chains.visible));
      curve.push({ step, value });
    },
    frame: () =>
      Promise.resolve({
        start: { title: 'start', values: stored.start },
        now: { title: 'sample', values: chains.visible },
        weights: columns(machine, 'weights of unit'),
        curve: curve.slice(-500),
        sentence: 'Energy of the visible units, the hidden ones integrated out.',
        ...nearest(stored, chains.visible),
      }),
    dispose: () => undefined,
  };
}

function training(backend: Backend, stored: Stored, { seed, rate }: Parameters): Simulation<Frame> {
  const { machine } = stored;
  const images = binarise(mnistSample());
  let resume: RbmTraining | undefined;
  let trained = machine;
  let epoch = 0;
  const curve: Point[] = [];
  return {
    get finished() {
      return epoch >= MOST_EPOCHS;
    },
    async advance(steps) {
      for (let done = 0; done < steps && epoch < MOST_EPOCHS; done += 1) {
        epoch += 1;
        const result = await trainRbm(backend, machine, images, {
          key: foldIn(key(seed), 'training'),
          epochs: epoch,
          learningRate: rate / 1000,
          threads: 1,
          resume,
        });
        resume = result.training;
        trained = trainedRbm(resume);
        const moved = trained.weights.values.reduce(
          (sum, value, at) => sum + (value - (machine.weights.values[at] ?? 0)) ** 2,
          0,
        );
        curve.push({ step: epoch, value: Math.sqrt(moved) });
      }
    },
    frame: () =>
      Promise.resolve({
        start: columns(machine, 'before, unit')[0] ?? { title: '', values: stored.start },
        now: columns(trained, 'after, unit')[0] ?? { title: '', values: stored.start },
        weights: [...columns(machine, 'before'), ...columns(trained, 'after')],
        curve: [...curve],
        sentence: `Distance of the weights from where they started, after ${epoch} epochs of CD-20 on 1,000 digits.`,
        ...nearest(stored, stored.start),
      }),
    dispose: () => undefined,
  };
}
