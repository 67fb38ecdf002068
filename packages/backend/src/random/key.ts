// Randomness enters every function as a key. A key is data: derive new ones by splitting or by folding in a name, and never use one twice.
// Keys come out of SHA-256, so related seeds (0, 1, 2, ...) give unrelated numbers and children tell nothing about each other.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

declare const brand: unique symbol;

/**
 * 128 bits that fix what a sampler returns: 32 lowercase hexadecimal digits.
 *
 * Being a string it is immutable, passes through JSON and `postMessage`, and may stand in a tensor tree. Make one with
 * {@link key}, {@link split}, {@link foldIn} or {@link parseKey} only.
 */
export type RandomKey = string & { readonly [brand]: 'RandomKey' };

const KEY_DIGITS = 32;
const KEY_PATTERN = /^[0-9a-f]{32}$/;

/**
 * Makes a key from a seed.
 *
 * @param seed - A whole number, or any text; equal whole numbers of both kinds give the same key, `1` and `'1'` different ones.
 * @returns The key of this seed.
 * @throws TypeError for another kind; RangeError for a number that is not a safe integer.
 */
export function key(seed: number | bigint | string): RandomKey {
  return derive(`seed/${nameOf(seed, 'key', 'seed')}`);
}

/**
 * Derives independent keys; the parent must not be used for anything else.
 *
 * The first keys do not depend on `count`: `split(parent, 2)` starts `split(parent, 3)`.
 *
 * @param parent - A key.
 * @param count - How many, a whole number >= 1. @defaultValue `2`
 * @returns `count` keys.
 * @throws TypeError when `parent` is no key; RangeError for a wrong `count`.
 */
export function split(parent: RandomKey, count = 2): RandomKey[] {
  assertKey(parent, 'split');
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`random.split: expected count to be a whole number >= 1, got ${count}.`);
  }
  return Array.from({ length: count }, (_, index) => derive(`split/${parent}/${index}`));
}

/**
 * Derives the key of a name or an index, such as a layer or a step; different data give independent keys.
 *
 * @param parent - A key; it may be folded with any number of different data, but not be used for sampling or splitting as well.
 * @param data - A whole number, or any text.
 * @returns The key of this data below `parent`.
 * @throws TypeError when `parent` is no key or `data` of another kind; RangeError for a number that is not a safe integer.
 */
export function foldIn(parent: RandomKey, data: number | bigint | string): RandomKey {
  assertKey(parent, 'foldIn');
  return derive(`fold/${parent}/${nameOf(data, 'foldIn', 'data')}`);
}

/**
 * Checks text from outside, such as a checkpoint's, and gives it back as a key.
 *
 * @param text - 32 lowercase hexadecimal digits, as a key is written.
 * @returns The same text as a key.
 * @throws TypeError when it is no such text.
 */
export function parseKey(text: string): RandomKey {
  assertKey(text, 'parseKey');
  return text;
}

/**
 * Throws unless a value is a key.
 *
 * @param value - Anything.
 * @param caller - Name of the function in messages.
 */
export function assertKey(value: unknown, caller: string): asserts value is RandomKey {
  if (typeof value === 'string' && KEY_PATTERN.test(value)) return;
  const got = typeof value === 'string' ? `the text "${value.slice(0, 40)}"` : typeof value;
  throw new TypeError(
    `random.${caller}: expected a random key (32 lowercase hexadecimal digits), got ${got}; make one with key(seed).`,
  );
}

function derive(path: string): RandomKey {
  return bytesToHex(sha256(utf8ToBytes(`vsa/random/${path}`))).slice(0, KEY_DIGITS) as RandomKey;
}

/** Unambiguous text of an index or a name: the two kinds never meet. */
function nameOf(data: unknown, caller: string, what: string): string {
  if (typeof data === 'string') return `text/${data}`;
  if (typeof data === 'bigint') return `integer/${data}`;
  if (typeof data !== 'number') {
    throw new TypeError(
      `random.${caller}: expected ${what} to be a whole number or text, got ${typeof data}.`,
    );
  }
  if (!Number.isSafeInteger(data)) {
    throw new RangeError(
      `random.${caller}: expected ${what} to be a safe whole number or text, got ${data}.`,
    );
  }
  // BigInt writes -0 as 0.
  return `integer/${BigInt(data)}`;
}
