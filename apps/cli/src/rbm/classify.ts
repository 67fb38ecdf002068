// `vsa rbm classify`: a product of experts (Smart and Zilman 2021, Sec. 3.2).

import { createBackend, type Backend } from '@vsa/backend';
import { foldIn, key } from '@vsa/backend/random';
import {
  expertFeatures,
  fitLogisticRegression,
  predictClasses,
  trainRbm,
  trainedRbm,
  type RbmParams,
} from '@vsa/hopfield-rbm';
import { refused } from '../hopfield/signs.js';
import { InputError, Interrupted } from '../input-error.js';
import type { Io } from '../io.js';
import { startProgress } from '../progress.js';
import { table } from '../table.js';
import { readData, type LabelledRows } from './data.js';
import type { TrainingFlags } from './fit.js';
import { startMachine } from './start.js';

/** Options of `vsa rbm classify`. */
export interface ClassifyFlags extends TrainingFlags {
  readonly test: string;
  readonly testLabels?: string;
  readonly json?: boolean;
}

/**
 * Trains an expert a class and a classifier on their features, and tells the errors.
 *
 * @param flags - The options.
 * @param io - The world.
 */
export async function runClassify(flags: ClassifyFlags, io: Io): Promise<void> {
  const { data: source, labels, test, testLabels, cut, json = false } = flags;
  const train = labelled(await readData({ source, labels, cut, split: 'train' }), '--labels');
  const held = labelled(
    await readData({ source: test, labels: testLabels, cut, split: 'test' }),
    '--test-labels',
  );
  const backend = await createBackend(flags.backend);
  const experts = await expertsOf(backend, train, flags, io);
  const features = await expertFeatures(backend, experts, train.rows);
  const classifier = await refused(source, () => fitLogisticRegression(features, train.labels));
  const tested = await refused(test, () => expertFeatures(backend, experts, held.rows));
  const found = predictClasses(classifier, tested);
  const told = {
    classes: experts.length,
    status: classifier.status,
    trainError: errorOf(predictClasses(classifier, features), train.labels),
    testError: errorOf(found, held.labels),
  };
  io.stdout(
    json
      ? `${JSON.stringify({ ...told, predictions: [...found] })}\n`
      : table(
          ['classes', 'regression', 'training error', 'test error'],
          [[String(told.classes), told.status, percent(told.trainError), percent(told.testError)]],
        ),
  );
}

type Labelled = LabelledRows & { readonly labels: Int32Array };

function labelled(data: LabelledRows, option: string): Labelled {
  if (data.labels === undefined)
    throw new InputError(`${option}: expected the classes of the rows, got none.`);
  return { ...data, labels: data.labels };
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function errorOf(found: Int32Array, labels: Int32Array): number {
  return found.reduce((sum, label, row) => sum + Number(label !== labels[row]), 0) / labels.length;
}

async function expertsOf(
  backend: Backend,
  train: Labelled,
  flags: ClassifyFlags,
  io: Io,
): Promise<RbmParams[]> {
  const { epochs, batch, learningRate, steps, seed } = flags;
  const classes = train.labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const root = foldIn(key(seed), 'rbm classify');
  const progress = startProgress(io, 'train');
  const begin = performance.now();
  const experts: RbmParams[] = [];
  try {
    for (let label = 0; label < classes; label += 1) {
      const own = rowsOf(train, label);
      const params = await refused(flags.data, async () => {
        const start = await startMachine(backend, own, flags, foldIn(foldIn(root, 'start'), label));
        const { training, status } = await trainRbm(backend, start, own.rows, {
          key: foldIn(foldIn(root, 'training'), label),
          epochs,
          batchSize: batch,
          learningRate,
          steps,
          order: 'shuffled',
          signal: io.signal,
        });
        if (status === 'aborted') throw new Interrupted();
        return epochs === 0 ? start : trainedRbm(training);
      });
      experts.push(params);
      const elapsed = (performance.now() - begin) / 1000;
      const share = (label + 1) / classes;
      progress.update(share, (elapsed * (1 - share)) / share, `class ${label}`);
    }
  } finally {
    progress.end();
  }
  return experts;
}

/** The rows of one class, which is then the only one. */
function rowsOf({ rows: { values, shape }, labels }: Labelled, label: number): LabelledRows {
  const [, units] = shape;
  const members = [...labels.keys()].filter((row) => labels[row] === label);
  if (members.length === 0) {
    throw new InputError(
      `--labels: expected rows of every class up to the largest, got none of class ${label}.`,
    );
  }
  const own = new Int8Array(members.length * units);
  for (const [place, row] of members.entries()) {
    own.set(values.subarray(row * units, (row + 1) * units), place * units);
  }
  return {
    rows: { values: own, shape: [members.length, units] },
    labels: new Int32Array(members.length),
  };
}
