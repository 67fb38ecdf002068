// Parsers of option values; commander turns their errors into one line.

import { InvalidArgumentError } from 'commander';

/**
 * A whole number with a lower bound.
 *
 * @param least - Smallest value.
 * @returns A parser.
 */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number >= ${least}.`);
    }
    return value;
  };
}

/**
 * A finite number.
 *
 * @returns A parser.
 */
export function real(): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
    return value;
  };
}

/**
 * A finite number above zero.
 *
 * @returns A parser.
 */
export function positive(): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Expected a number > 0.');
    return value;
  };
}

/**
 * A finite number with a lower bound.
 *
 * @param bound - Smallest value.
 * @returns A parser.
 */
export function least(bound: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < bound) {
      throw new InvalidArgumentError(`Expected a number >= ${bound}.`);
    }
    return value;
  };
}

/** A shard as an option gives it. */
export interface ShardOption {
  readonly index: number;
  readonly count: number;
}

/**
 * A shard `i/n`.
 *
 * @param text - Such as `3/16`.
 * @returns Its numbers.
 */
export function shard(text: string): ShardOption {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) {
    throw new InvalidArgumentError('Expected i/n with 1 <= i <= n, such as 3/16.');
  }
  return { index, count };
}
