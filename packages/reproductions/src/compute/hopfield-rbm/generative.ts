// Mean log-likelihood of the training images: of Hopfield machines over temperature (Fig. 2), and while training (Fig. 4).

import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import {
  annealedLogPartition,
  meanLogLikelihood,
  rbmParams,
  trainRbm,
  trainedRbm,
  type RbmParams,
} from '@vsa/hopfield-rbm';
import type { RunContext } from '../../experiment.js';
import { digitsOf, type DigitSource } from './digits.js';
import { machineFor, type StartName } from './machines.js';

/** What all cells about likelihood say. */
interface LikelihoodCell {
  readonly [name: string]: string | number | readonly number[];
  /** Which digits. */
  readonly source: DigitSource;
  /** k: 10 k hidden units. */
  readonly perClass: number;
  /** Chains and steps of annealed importance sampling. */
  readonly chains: number;
  readonly anneal: number;
  /** Number of the repetition. */
  readonly run: number;
}

/** One machine at several temperatures. */
export interface TemperatureCell extends LikelihoodCell {
  /** Inverse temperatures. */
  readonly betas: readonly number[];
}

/** One machine in training. */
export interface TrainingCell extends LikelihoodCell {
  /** Where weights start from. */
  readonly start: StartName;
  /** Epochs. */
  readonly epochs: number;
  /** Images a batch. */
  readonly batchSize: number;
  /** η. */
  readonly learningRate: number;
}

/** One measured likelihood. */
export interface LikelihoodRow {
  readonly [name: string]: string | number;
  readonly start: StartName;
  readonly perClass: number;
  readonly hidden: number;
  readonly run: number;
  readonly beta: number;
  readonly epoch: number;
  /** Mean of ln p over the training images, nats. */
  readonly logLikelihood: number;
  readonly logPartition: number;
  /** Of ln Z, which is nearly all of the mean's error. */
  readonly standardError: number;
  readonly effectiveChains: number;
}

const BETA = 2;

const rootOf = (seed: number, ...names: readonly (string | number)[]): RandomKey =>
  names.reduce<RandomKey>((parent, name) => foldIn(parent, name), foldIn(key(seed), 'hopfield-rbm'));

/**
 * The keys of a run of training: Fig. 4 (c, d) draws from the machines of (a, b).
 *
 * @param seed - Seed of the experiment.
 * @param cell - Start, size and number of the run.
 * @returns For random weights, and for the draws of training.
 */
export function trainingKeys(
  seed: number,
  { start, perClass, run }: Pick<TrainingCell, 'start' | 'perClass' | 'run'>,
): { readonly start: RandomKey; readonly training: RandomKey } {
  const root = rootOf(seed, 'training', start, perClass, run);
  return { start: foldIn(root, 'start'), training: foldIn(root, 'training') };
}

async function measured(
  { backend, signal }: RunContext,
  params: RbmParams,
  cell: LikelihoodCell,
  start: StartName,
  epoch: number,
  root: RandomKey,
): Promise<LikelihoodRow> {
  const { train } = await digitsOf(cell.source);
  const estimate = await annealedLogPartition(backend, params, root, {
    chains: cell.chains,
    steps: cell.anneal,
    // Cells are spread over threads already.
    threads: 1,
    signal,
  });
  return {
    start,
    perClass: cell.perClass,
    hidden: params.weights.shape[1],
    run: cell.run,
    beta: params.beta,
    epoch,
    logLikelihood: round(await meanLogLikelihood(backend, params, train, estimate.logPartition)),
    logPartition: round(estimate.logPartition),
    standardError: round(estimate.standardError),
    effectiveChains: round(estimate.effectiveSampleSize),
  };
}

/** Estimates end in digits that mean nothing. */
const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/**
 * Fig. 2: the Hopfield machine of 10 k patterns at several temperatures.
 *
 * @param context - See {@link RunContext}.
 * @param cell - See {@link TemperatureCell}.
 * @returns A row a temperature.
 */
export async function overTemperature(
  context: RunContext,
  cell: TemperatureCell,
): Promise<readonly LikelihoodRow[]> {
  const rows: LikelihoodRow[] = [];
  const { source, perClass, run } = cell;
  const root = rootOf(context.seed, 'temperature', perClass, run);
  const machine = await machineFor(context.backend, source, 'hopfield', perClass, root, BETA);
  for (const beta of cell.betas) {
    const params = rbmParams(machine.weights, { beta });
    rows.push(await measured(context, params, cell, 'hopfield', 0, foldIn(root, String(beta))));
  }
  return rows;
}

/**
 * Fig. 4: training by CD-20 from one of the starts.
 *
 * @param context - See {@link RunContext}.
 * @param cell - See {@link TrainingCell}.
 * @returns A row an epoch, the start included.
 */
export async function whileTraining(
  context: RunContext,
  cell: TrainingCell,
): Promise<readonly LikelihoodRow[]> {
  const { source, perClass, run, start, epochs, batchSize, learningRate } = cell;
  const { backend, seed, signal } = context;
  const root = rootOf(seed, 'training', start, perClass, run);
  const { train } = await digitsOf(source);
  const keys = trainingKeys(seed, cell);
  const machine = await machineFor(backend, source, start, perClass, keys.start, BETA);
  const rows = [await measured(context, machine, cell, start, 0, foldIn(root, 'epoch 0'))];
  await trainRbm(backend, machine, train, {
    key: keys.training,
    epochs,
    batchSize,
    learningRate,
    threads: 1,
    signal,
    async onEpoch(training) {
      const { epoch } = training;
      rows.push(
        await measured(context, trainedRbm(training), cell, start, epoch, foldIn(root, `epoch ${epoch}`)),
      );
    },
  });
  signal?.throwIfAborted();
  return rows;
}
