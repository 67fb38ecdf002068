// Generators that go on from draw to draw: what a chain of a sampler carries along, on the host and in kernels. Their states are plain
// words, so that a checkpoint can hold them.

import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { checkCount } from './internal/checks.js';
import type { Stream } from './internal/stream.js';
import { foldIn, type RandomKey } from './key.js';
import { fillNormal } from './normal.js';

/** Words of one generator. */
const WORDS = 4;
const MAX_COUNT = 2 ** 27;

/**
 * Makes independent generators, one for each stream of numbers that is to go on from call to call.
 *
 * @param key - Random key; generator i starts from `foldIn(key, i)`.
 * @param count - Number of generators, a whole number in [0, 2^27].
 * @returns States, `[count, 4]` int32 words: xoroshiro128+, high words first. Cost: one SHA-256 each.
 * @throws TypeError when `key` is no key; RangeError for a wrong count.
 * @example
 * ```ts
 * import { generatorStates, key, uniformFrom } from '@vsa/backend/random';
 *
 * const states = generatorStates(key(1), 2);
 * const first = uniformFrom(states, 0, 3);
 * const more = uniformFrom(states, 0, 3); // goes on where the first draw ended
 * console.log(first[0] === more[0]); // false
 * ```
 */
export function generatorStates(key: RandomKey, count: number): Int32Array {
  checkCount(count, 'count', 0, MAX_COUNT, 'generatorStates');
  const states = new Int32Array(count * WORDS);
  for (let index = 0; index < count; index += 1) {
    const child = foldIn(key, index);
    for (let word = 0; word < WORDS; word += 1) {
      states[index * WORDS + word] = Number.parseInt(child.slice(8 * word, 8 * word + 8), 16) | 0;
    }
  }
  return states;
}

function advance<T>(states: Int32Array, index: number, caller: string, draw: (stream: Stream) => T): T {
  if (!(states instanceof Int32Array) || states.length % WORDS !== 0) {
    throw new TypeError(
      `random.${caller}: expected states as an Int32Array [count, 4], made by generatorStates(key, count).`,
    );
  }
  checkCount(index, 'index', 0, states.length / WORDS - 1, caller);
  const words = states.subarray(index * WORDS, (index + 1) * WORDS);
  const stream = xoroshiro128plusFromState([...words]);
  const result = draw(stream);
  words.set(stream.getState());
  return result;
}

/**
 * Draws uniform numbers from one generator and advances it.
 *
 * @param states - From {@link generatorStates}; the generator's four words are changed in place.
 * @param index - Which generator.
 * @param count - Numbers to draw, a whole number in [0, 2^27].
 * @returns Numbers in [0, 1), multiples of 2^-24.
 * @throws TypeError and RangeError for bad arguments, before anything is drawn.
 */
export function uniformFrom(states: Int32Array, index: number, count: number): Float32Array {
  checkCount(count, 'count', 0, MAX_COUNT, 'uniformFrom');
  return advance(states, index, 'uniformFrom', (stream) =>
    Float32Array.from({ length: count }, () => (stream.next() >>> 8) * 2 ** -24),
  );
}

/**
 * Draws standard normal numbers from one generator and advances it; the second of a pair falls away past an odd count.
 *
 * @param states - From {@link generatorStates}; the generator's four words are changed in place.
 * @param index - Which generator.
 * @param count - Numbers to draw, a whole number in [0, 2^27].
 * @returns Numbers of mean 0 and deviation 1.
 * @throws TypeError and RangeError for bad arguments, before anything is drawn.
 */
export function normalFrom(states: Int32Array, index: number, count: number): Float32Array {
  checkCount(count, 'count', 0, MAX_COUNT, 'normalFrom');
  return advance(states, index, 'normalFrom', (stream) => fillNormal(new Float32Array(count), stream, 0, 1));
}
