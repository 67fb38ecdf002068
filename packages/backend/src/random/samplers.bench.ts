// Throughput of the samplers: a million numbers an iteration.
import { bench, describe } from 'vitest';
import { bipolar, integers, key, normal, uniform } from './index.js';

const root = key('bench');
const shape = [1000, 1000];

describe('one million numbers', () => {
  bench('uniform', () => void uniform(root, shape));
  bench('normal', () => void normal(root, shape));
  bench('bipolar', () => void bipolar(root, shape));
  bench('integers below 100', () => void integers(root, shape, { high: 100 }));
});
