// Batches of trials as images. Trials and pictures come in as arguments, so this package depends on no data set; those of
// @vsa/datasets/glyphs fit.

import type { Backend, Tensor } from '@vsa/backend';
import { checkWhole } from '@vsa/backend/check';
import { foldIn, permutation, type RandomKey } from '@vsa/backend/random';

/** Which symbols each trial shows, and its answer. */
export interface TrialSet {
  /** Symbols, `[count, images]`. */
  readonly symbols: Int32Array;
  /** Answers 0 or 1, `[count]`. */
  readonly labels: Int32Array;
  /** Number of trials and of images in each. */
  readonly shape: readonly [count: number, images: number];
}

/** Draws symbols as images of 32 x 32 values in [0, 1], fresh ones for every key. */
export interface SymbolPainter {
  /** Images of symbols, `[n, 1024]`. */
  paint(key: RandomKey, symbols: ArrayLike<number>): { readonly values: Float32Array };
}

/** Trials and how they look. */
export interface TrialImages {
  readonly trials: TrialSet;
  readonly painter: SymbolPainter;
}

/** A batch on the backend; the caller owns both tensors. */
export type TrialBatch = {
  /** Float32 `[batch, images, 1024]`. */
  readonly images: Tensor;
  /** Int32 `[batch]`. */
  readonly labels: Tensor;
};

/** Pixels of an image. */
const PIXELS = 1024;

/**
 * Draws some trials.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes how the symbols look.
 * @param data - Trials and painter.
 * @param indices - Which trials.
 * @returns The batch.
 * @throws RangeError when there is no such trial, or an image has not 1,024 values.
 */
export function drawTrials(
  backend: Backend,
  key: RandomKey,
  { trials, painter }: TrialImages,
  indices: ArrayLike<number>,
): TrialBatch {
  const [count, images] = trials.shape;
  const symbols = new Int32Array(indices.length * images);
  const labels = new Int32Array(indices.length);
  for (let row = 0; row < indices.length; row += 1) {
    const index = indices[row] ?? -1;
    if (!(index >= 0 && index < count)) {
      throw new RangeError(`kuramoto.drawTrials: expected a trial from 0 to ${count - 1}, got ${index}.`);
    }
    symbols.set(trials.symbols.subarray(index * images, (index + 1) * images), row * images);
    labels[row] = trials.labels[index] ?? 0;
  }
  const { values } = painter.paint(key, symbols);
  checkPixels('kuramoto.drawTrials', values, symbols.length);
  return {
    images: backend.tensor(values, [indices.length, images, PIXELS]),
    labels: backend.tensor(labels, [indices.length], 'int32'),
  };
}

/**
 * Images of symbols, each symbol as often as every other or once more: what `settleEncoder` is given at the end of a training.
 *
 * @param backend - Tensor backend.
 * @param key - Fixes how the symbols look.
 * @param painter - See {@link SymbolPainter}.
 * @param symbols - Which symbols, one or more; named twice they count once.
 * @param count - Number of images, >= 1. @defaultValue `2000`
 * @returns Float32 `[count, 1024]`, which the caller owns.
 * @throws RangeError for no symbols, a count out of range, or images of another size.
 */
export function symbolImages(
  backend: Backend,
  key: RandomKey,
  painter: SymbolPainter,
  symbols: Iterable<number>,
  count = 2000,
): Tensor {
  const where = 'kuramoto.symbolImages';
  checkWhole(where, 'count', count, 1);
  const distinct = [...new Set(symbols)];
  if (distinct.length === 0) throw new RangeError(`${where}: expected one symbol or more, got none.`);
  const shown = Array.from({ length: count }, (_, at) => distinct[at % distinct.length] ?? 0);
  const { values } = painter.paint(key, shown);
  checkPixels(where, values, count);
  return backend.tensor(values, [count, PIXELS]);
}

function checkPixels(where: string, { length }: Float32Array, images: number): void {
  if (length !== images * PIXELS) {
    throw new RangeError(
      `${where}: expected images of ${PIXELS} values, got ${length / images}; paint 32 x 32.`,
    );
  }
}

/**
 * Which trials come in which step: each epoch has them all once, in an order of its own; trials that do not fill a batch are left to the
 * next epoch's chance. Depends on key and step alone.
 *
 * @param key - Fixes the orders.
 * @param count - Number of trials.
 * @param batch - Trials a step, from 1 to `count`.
 * @returns Function of the step, 0, 1, 2, ..., that gives `batch` indices.
 * @throws RangeError for a wrong number.
 */
export function epochBatches(key: RandomKey, count: number, batch: number): (step: number) => Int32Array {
  const where = 'kuramoto.epochBatches';
  checkWhole(where, 'count', count, 1);
  checkWhole(where, 'batch', batch, 1);
  if (batch > count)
    throw new RangeError(`${where}: expected batch <= ${count}, the number of trials, got ${batch}.`);
  const perEpoch = Math.floor(count / batch);
  let known: { readonly epoch: number; readonly order: Int32Array } = { epoch: -1, order: new Int32Array(0) };
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== known.epoch) known = { epoch, order: permutation(foldIn(key, epoch), count) };
    const from = (step % perEpoch) * batch;
    return known.order.subarray(from, from + batch);
  };
}
