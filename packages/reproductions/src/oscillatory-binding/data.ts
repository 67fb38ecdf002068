// What one cell of the oscillatory-binding study is, and the rows that it gives.

import { foldIn, key, type RandomKey } from '@vsa/backend/random';
import { glyphPainter, glyphs, rmtsTrials, sameDifferentTrials, splitSymbols } from '@vsa/datasets/glyphs';
import type { TrialImages } from '@vsa/kuramoto/relational';
import type { CellParameters, Row } from '../experiment.js';

/** Models: the poster's, and two without oscillators. */
export type ModelName = 'oscillators' | 'concatenated' | 'dot-product';

/** One model, trained once. */
export interface StudyCell extends CellParameters {
  readonly model: ModelName;
  /** m: symbols to train on; the test has the others. */
  readonly symbols: number;
  /** Number of the repetition: split, start and trials of its own. */
  readonly repeat: number;
  /** Updates of the first stage. */
  readonly updates: number;
  /** Trials that each accuracy is measured on. */
  readonly trials: number;
  /** Updates of the second stage, 0 for none. */
  readonly transfer: number;
}

/** What a row says. */
export type RowKind =
  /** Mean accuracy on the batches of a fiftieth of the training; x is the last update. */
  | 'training'
  /** Accuracy after training on fresh images of the training symbols, and on symbols never seen. */
  | 'train'
  | 'test'
  /** The same of the second stage. */
  | 'rmts-training'
  | 'rmts-train'
  | 'rmts-test'
  /** 1 when the second stage left the first's parameters as they were, to the bit. */
  | 'frozen'
  /** Mean energy of test pairs after x steps; error is a standard error. */
  | 'energy'
  /** Energy of same less that of different pairs of the same images after all steps: the mean over pairs, with its standard error. */
  | 'energy-gap'
  /** Share of steps of all pairs in which the energy did not rise. */
  | 'falling'
  /** Mean coherence of test pairs. */
  | 'coherence'
  /** Phase at the end, rad, of oscillator x of one pair. */
  | 'phase';

/** A measured fact; the same columns for all kinds. */
export interface StudyRow extends Row {
  readonly kind: RowKind;
  readonly model: ModelName;
  readonly symbols: number;
  readonly repeat: number;
  /** Which part of the kind, such as `same`; empty where there is one. */
  readonly group: string;
  readonly x: number;
  readonly value: number;
  /** Standard error; 0 where none applies. */
  readonly error: number;
}

/** Data of a cell; trials of both tasks on both sides of the split. */
export interface StudyData {
  readonly key: RandomKey;
  readonly train: TrialImages;
  readonly test: TrialImages;
  readonly rmtsTrain: TrialImages;
  readonly rmtsTest: TrialImages;
}

/** Trials of the second stage: three pairs each have to go through the frozen model. */
const RMTS_TRIALS = 2000;

/**
 * Splits the symbols and makes the trials of a cell; repetitions of different models have the same.
 *
 * @param seed - Of the run.
 * @param cell - See {@link StudyCell}.
 * @returns Key and trials.
 */
export function studyData(seed: number, { symbols, repeat, trials }: StudyCell): StudyData {
  const own = foldIn(foldIn(foldIn(key(seed), 'oscillatory-binding'), symbols), repeat);
  const all = glyphs();
  const painter = glyphPainter(all);
  const split = splitSymbols(foldIn(own, 'split'), all.shape[0], symbols);
  const limit = Math.min(RMTS_TRIALS, Math.ceil(trials / 4) * 4);
  const pairs = (name: string, side: Int32Array): TrialImages => ({
    painter,
    trials: sameDifferentTrials(foldIn(own, name), side),
  });
  const triples = (name: string, side: Int32Array): TrialImages => ({
    painter,
    trials: rmtsTrials(foldIn(own, name), side, { limit }),
  });
  return {
    key: own,
    train: pairs('train', split.train),
    test: pairs('test', split.test),
    rmtsTrain: triples('rmts train', split.train),
    rmtsTest: triples('rmts test', split.test),
  };
}
