// The product of experts (Fig. 5, E.1): a machine a digit, trained on that digit alone, and a logistic regression on their features.

import { foldIn, key } from '@vsa/backend/random';
import {
  expertFeatures,
  fitLogisticRegression,
  predictClasses,
  principalWeights,
  randomWeights,
  rbmParams,
  trainRbm,
  trainedRbm,
  type RbmParams,
  type RbmTraining,
} from '@vsa/hopfield-rbm';
import type { RunContext } from '../../experiment.js';
import { digitsOf, imagesOf, patternsOf, type DigitSource, type Digits } from './digits.js';
import { fromPatterns, type StartName } from './machines.js';

/** Digits. */
const CLASSES = 10;
const BETA = 2;

/** Experts of one kind in training. */
export interface ExpertsCell {
  readonly [name: string]: string | number;
  /** Which digits. */
  readonly source: DigitSource;
  /** Where weights start from. */
  readonly start: StartName;
  /** k: hidden units of each expert. */
  readonly hidden: number;
  /** Epochs. */
  readonly epochs: number;
  /** Number of the repetition. */
  readonly run: number;
}

/** Test error after an epoch. */
export interface ExpertsRow {
  readonly [name: string]: string | number;
  readonly start: StartName;
  readonly hidden: number;
  readonly run: number;
  readonly epoch: number;
  /** Share of test images that are misclassified, percent. */
  readonly testError: number;
  /** Share of training images that are misclassified, percent. */
  readonly trainError: number;
  /** How the logistic regression ended. */
  readonly status: string;
}

/**
 * Trains the experts and classifies after each epoch.
 *
 * @param context - See {@link RunContext}.
 * @param cell - See {@link ExpertsCell}.
 * @returns A row an epoch, the start included.
 */
export async function trainExperts(context: RunContext, cell: ExpertsCell): Promise<readonly ExpertsRow[]> {
  const { backend, seed, signal } = context;
  const { source, start, hidden, epochs, run } = cell;
  const root = [start, hidden, run].reduce<ReturnType<typeof key>>(
    (parent, name) => foldIn(parent, name),
    foldIn(foldIn(key(seed), 'hopfield-rbm'), 'experts'),
  );
  const digits = await digitsOf(source);
  const own = Array.from({ length: CLASSES }, (_, digit) => imagesOf(digits.train, digit));
  const patterns = start === 'hopfield' || start === 'hebbian' ? await patternsOf(source, hidden) : undefined;
  const startOf = async (digit: number): Promise<RbmParams> => {
    const images = own[digit];
    if (images === undefined) throw new RangeError(`reproductions: expected images of digit ${digit}.`);
    const [, units] = images.shape;
    if (patterns !== undefined && (start === 'hopfield' || start === 'hebbian')) {
      const values = patterns.values.slice(digit * hidden * units, (digit + 1) * hidden * units);
      return fromPatterns({ values, shape: [hidden, units] }, start, BETA);
    }
    const weights =
      start === 'pca'
        ? await principalWeights(backend, images, hidden)
        : randomWeights(foldIn(root, `start ${digit}`), [units, hidden]);
    return rbmParams(weights, { beta: BETA });
  };
  let experts: RbmParams[] = [];
  for (let digit = 0; digit < CLASSES; digit += 1) experts.push(await startOf(digit));
  const rows = [await classified(context, digits, experts, cell, 0)];
  const states: (RbmTraining | undefined)[] = experts.map(() => undefined);
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const next: RbmParams[] = [];
    for (const [digit, params] of experts.entries()) {
      const images = own[digit];
      if (images === undefined) continue;
      const { training } = await trainRbm(backend, params, images, {
        key: foldIn(root, `training ${digit}`),
        epochs: epoch,
        order: 'shuffled',
        threads: 1,
        resume: states[digit],
        signal,
      });
      signal?.throwIfAborted();
      states[digit] = training;
      next.push(trainedRbm(training));
    }
    experts = next;
    rows.push(await classified(context, digits, experts, cell, epoch));
  }
  return rows;
}

async function classified(
  { backend }: RunContext,
  { train, test }: Digits,
  experts: readonly RbmParams[],
  { start, hidden, run }: ExpertsCell,
  epoch: number,
): Promise<ExpertsRow> {
  const features = await expertFeatures(backend, experts, train);
  const classifier = fitLogisticRegression(features, train.labels);
  const wrong = (found: Int32Array, labels: Uint8Array): number =>
    (100 * found.reduce((sum, label, row) => sum + Number(label !== labels[row]), 0)) / labels.length;
  return {
    start,
    hidden,
    run,
    epoch,
    testError: wrong(predictClasses(classifier, await expertFeatures(backend, experts, test)), test.labels),
    trainError: wrong(predictClasses(classifier, features), train.labels),
    status: classifier.status,
  };
}
