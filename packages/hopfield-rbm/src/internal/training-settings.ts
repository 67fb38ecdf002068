// Options of training, checked before any work starts.

import { checkFinite, checkNonNegative, checkPositive, checkWhole, choose } from '@vsa/backend/check';
import type { RandomKey } from '@vsa/backend/random';
import type { TrainingOptions } from '../rbm/training-options.js';
import type { GibbsRunOptions } from './gibbs.js';

/** Options with their defaults. */
export interface TrainingSettings extends GibbsRunOptions {
  readonly key: RandomKey;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: (epoch: number) => number;
  readonly steps: number;
  readonly persistent: boolean;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly shuffled: boolean;
  readonly trainFields: boolean;
}

/** Checks options and fills defaults in. */
export function trainingSettings(where: string, options: TrainingOptions): TrainingSettings {
  const { learningRate = 1e-4, momentum = 0, path, threads, signal } = options;
  checkNonNegative(where, 'momentum', momentum);
  if (momentum >= 1) throw new RangeError(`${where}: expected momentum < 1, got ${momentum}.`);
  if (typeof learningRate !== 'function') checkPositive(where, 'learningRate', learningRate);
  const rate = (epoch: number): number => {
    const value = typeof learningRate === 'function' ? learningRate(epoch) : learningRate;
    return checkFinite(where, `the learning rate of epoch ${epoch}`, value);
  };
  return {
    key: options.key,
    epochs: checkWhole(where, 'epochs', options.epochs, 0),
    batchSize: checkWhole(where, 'batchSize', options.batchSize ?? 100, 1),
    learningRate: rate,
    steps: checkWhole(where, 'steps', options.steps ?? 20, 1),
    persistent: choose(
      { 'contrastive-divergence': false, persistent: true },
      options.method ?? 'contrastive-divergence',
      where,
      'method',
    ),
    momentum,
    weightDecay: checkNonNegative(where, 'weightDecay', options.weightDecay ?? 0),
    shuffled: choose({ fixed: false, shuffled: true }, options.order ?? 'fixed', where, 'order'),
    trainFields: choose({ fixed: false, trained: true }, options.fields ?? 'fixed', where, 'fields'),
    path,
    threads,
    signal,
  };
}
