import { expect, test } from 'vitest';
import { foldIn, generatorStates, key, normal, normalFrom, uniform, uniformFrom } from './index.js';

const root = key('streams');

test('generator i draws what samplers draw from the key that is folded with i', () => {
  const states = generatorStates(root, 3);
  expect(states.length).toBe(12);
  for (const index of [0, 1, 2]) {
    const child = foldIn(root, index);
    expect(uniformFrom(states.slice(), index, 50)).toEqual(uniform(child, [50]));
    expect(normalFrom(states.slice(), index, 51)).toEqual(normal(child, [51]));
  }
});

test('draws go on where the last one ended, and leave other generators alone', () => {
  const states = generatorStates(root, 2);
  const other = states.slice(4);
  const parts = [5, 0, 7].flatMap((count) => [...uniformFrom(states, 0, count)]);
  expect(parts).toEqual([...uniform(foldIn(root, 0), [12])]);
  expect(states.slice(4)).toEqual(other);
  // An even count of normals takes whole pairs, so that two draws make the numbers of one.
  const pairs = [4, 6].flatMap((count) => [...normalFrom(states, 1, count)]);
  expect(pairs).toEqual([...normal(foldIn(root, 1), [10])]);
});

test('bad arguments are refused before anything is drawn', () => {
  const states = generatorStates(root, 2);
  const before = states.slice();
  expect(() => generatorStates(root, -1)).toThrow(RangeError);
  expect(() => generatorStates(root, 1.5)).toThrow(/count/);
  expect(() => uniformFrom(states, 2, 1)).toThrow(/index to be a whole number from 0 to 1/);
  expect(() => uniformFrom(states, 0, -1)).toThrow(/count/);
  expect(() => normalFrom(states.subarray(1), 0, 1)).toThrow(TypeError);
  expect(() => normalFrom(states, NaN, 1)).toThrow(RangeError);
  expect(states).toEqual(before);
});
