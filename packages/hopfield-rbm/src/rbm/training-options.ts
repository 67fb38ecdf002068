// Options of training.

import type { RandomKey } from '@vsa/backend/random';
import type { GibbsRunOptions } from '../internal/gibbs.js';
import type { RbmTraining } from './training-state.js';

/** Where training stands. */
export interface TrainingProgress {
  /** Epochs done, counted from the machine's start. */
  readonly epoch: number;
  /** Epochs in all. */
  readonly epochs: number;
  /** Batches done of the epoch under way. */
  readonly batch: number;
  /** Batches of an epoch. */
  readonly batches: number;
}

/** Options of {@link trainRbm}. */
export interface TrainingOptions extends GibbsRunOptions {
  /** Random key of everything that is drawn; the same key gives the same machine. */
  readonly key: RandomKey;
  /** Epochs in all, those of a resumed state included, a whole number >= 0. */
  readonly epochs: number;
  /** States a batch, >= 1; the last batch of an epoch may be smaller. @defaultValue `100`, the paper's */
  readonly batchSize?: number | undefined;
  /** η > 0, or what gives it for an epoch (0 the first). @defaultValue `1e-4`, the paper's */
  readonly learningRate?: number | ((epoch: number) => number) | undefined;
  /** k of CD-k: Gibbs steps of the negative phase, >= 1. @defaultValue `20`, the paper's */
  readonly steps?: number | undefined;
  /**
   * Where the negative phase starts: `contrastive-divergence` at the data of the batch, `persistent` where the chains were
   * left. @defaultValue `'contrastive-divergence'`
   */
  readonly method?: 'contrastive-divergence' | 'persistent' | undefined;
  /** Share of the last update that is added to the next, in [0, 1). @defaultValue `0` */
  readonly momentum?: number | undefined;
  /** Weights lose `η weightDecay` of themselves an update, >= 0; fields do not. @defaultValue `0` */
  readonly weightDecay?: number | undefined;
  /** `fixed` keeps the data's order, as the paper's generative runs do; `shuffled` draws a new one each epoch. @defaultValue `'fixed'` */
  readonly order?: 'fixed' | 'shuffled' | undefined;
  /** `fixed` leaves b and c alone, as the paper does; `trained` learns them too. @defaultValue `'fixed'` */
  readonly fields?: 'fixed' | 'trained' | undefined;
  /** Go on from here: an earlier result or a checkpoint. @defaultValue the machine that is passed, at epoch 0 */
  readonly resume?: RbmTraining | undefined;
  /** Called after each batch. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Called after each epoch, and awaited: the place to save a checkpoint or measure. */
  readonly onEpoch?: ((training: RbmTraining) => void | Promise<void>) | undefined;
}
