// Every check of arguments, so that bad input is named before a kernel runs.

import { formatShape, isTensor, type Tensor } from '@vsa/backend';
import { at } from './lists.js';

/** Fewest factors: with one there is nothing to take apart. */
const MIN_FACTORS = 2;
/** Most factors that the tests cover. */
const MAX_FACTORS = 10;

/** How far a prior's sum may be from 1: float32 rounding of some thousand entries. */
const PRIOR_TOLERANCE = 1e-4;

function requireTensor(where: string, what: string, value: unknown): void {
  if (!isTensor(value))
    throw new TypeError(`${where}: expected ${what} to be a tensor, got ${typeof value}.`);
  if (value.dtype !== 'float32') {
    throw new TypeError(`${where}: expected ${what} to be float32, got ${value.dtype}; cast it first.`);
  }
}

function requireList(where: string, what: string, value: unknown): void {
  if (!Array.isArray(value)) {
    throw new TypeError(`${where}: expected ${what} to be a list, got ${typeof value}.`);
  }
}

/** Checks composites `[B, D]` or `[D]` and codebooks `[n_k, D]`: kinds and shapes. */
export function checkTensors(where: string, composites: Tensor, codebooks: readonly Tensor[]): void {
  requireTensor(where, 'composites', composites);
  const rank = composites.shape.length;
  if (rank !== 1 && rank !== 2) {
    throw new RangeError(
      `${where}: expected composites [B, D] or [D], got ${formatShape(composites.shape)}.`,
    );
  }
  if (composites.size === 0) {
    throw new RangeError(`${where}: expected at least one composite, got ${formatShape(composites.shape)}.`);
  }
  requireList(where, 'codebooks', codebooks);
  if (codebooks.length < MIN_FACTORS || codebooks.length > MAX_FACTORS) {
    throw new RangeError(
      `${where}: expected ${MIN_FACTORS} to ${MAX_FACTORS} codebooks, got ${codebooks.length}.`,
    );
  }
  codebooks.forEach((book, k) => {
    checkCodebook(where, composites, book, k);
  });
}

function checkCodebook(where: string, composites: Tensor, book: Tensor, k: number): void {
  requireTensor(where, `codebooks[${k}]`, book);
  if (book.shape.length !== 2) {
    throw new RangeError(
      `${where}: expected codebooks[${k}] of shape [n, D], got ${formatShape(book.shape)}.`,
    );
  }
  if (book.size === 0) {
    throw new RangeError(`${where}: codebooks[${k}] is empty, got ${formatShape(book.shape)}; give it rows.`);
  }
  if (at(book.shape, 1) !== composites.shape.at(-1)) {
    throw new RangeError(
      `${where}: expected codebooks[${k}] and composites to agree in D, got ${formatShape(book.shape)} and ` +
        `${formatShape(composites.shape)}; codebooks are [n, D], one vector a row.`,
    );
  }
}

/** Checks that a number is finite. */
export function checkFinite(where: string, what: string, value: number): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: expected ${what} to be a number, got ${typeof value}.`);
  }
  if (!Number.isFinite(value)) throw new RangeError(`${where}: expected ${what} to be finite, got ${value}.`);
  return value;
}

/** Checks that a number is finite and above zero. */
export function checkPositive(where: string, what: string, value: number): number {
  if (checkFinite(where, what, value) <= 0) {
    throw new RangeError(`${where}: expected ${what} > 0, got ${value}.`);
  }
  return value;
}

/** Checks that a number is whole and at least `least`. */
export function checkWhole(where: string, what: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${where}: expected ${what} to be a whole number >= ${least}, got ${value}.`);
  }
  return value;
}

/** Looks a name up and lists the names when it is unknown. */
export function resolveName<T>(
  where: string,
  what: string,
  table: Readonly<Record<string, T>>,
  name: string,
): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) {
    const names = Object.keys(table).join(', ');
    throw new RangeError(`${where}: expected ${what} to be one of ${names}, got ${name}.`);
  }
  return found;
}

/** One probability vector a factor, or undefined for a uniform one. */
export type Priors = readonly (ArrayLike<number> | undefined)[];

/** Checks priors: one a factor, of its size, above zero, with sum 1. */
export function checkPriors(where: string, priors: Priors | undefined, sizes: readonly number[]): void {
  if (priors === undefined) return;
  requireList(where, 'priors', priors);
  if (priors.length !== sizes.length) {
    throw new RangeError(
      `${where}: expected ${sizes.length} priors (undefined for a uniform one), got ${priors.length}.`,
    );
  }
  sizes.forEach((size, k) => {
    const prior = priors[k];
    if (prior !== undefined) checkPrior(where, prior, size, k);
  });
}

function checkPrior(where: string, prior: ArrayLike<number>, size: number, k: number): void {
  if (prior.length !== size) {
    throw new RangeError(`${where}: expected priors[${k}] of length ${size}, got ${prior.length}.`);
  }
  let sum = 0;
  for (let i = 0; i < size; i += 1) {
    const value = at(prior, i);
    if (!(value > 0) || !Number.isFinite(value)) {
      throw new RangeError(
        `${where}: expected priors[${k}][${i}] > 0, got ${value}; leave a codebook row out to exclude it.`,
      );
    }
    sum += value;
  }
  if (Math.abs(sum - 1) > PRIOR_TOLERANCE) {
    throw new RangeError(`${where}: expected priors[${k}] to sum to 1, got ${sum}; divide it by its sum.`);
  }
}

/** Throws unless coordinate ascent is defined at this weight. */
export function checkCoordinateGamma(where: string, gamma: number): void {
  if (!(gamma >= 0)) {
    throw new RangeError(
      `${where}: expected gamma >= 0, got ${gamma}; a factor's minimiser is a softmax only then (use adam or sgd).`,
    );
  }
}

/** The error for NaN or infinity in a named tensor. */
export function notFinite(where: string, name: string): RangeError {
  return new RangeError(`${where}: expected ${name} to be finite, got NaN or infinity in it.`);
}
