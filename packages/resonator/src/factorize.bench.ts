// D = 1024, K = 3, n = 100 and composites that are no product of the codebooks, so that nearly every run takes all of its 100 steps.

import { createBackend } from '@vsa/backend';
import { bipolar, foldIn, key } from '@vsa/backend/random';
import { bench, describe } from 'vitest';
import { createResonator, factorize } from './index.js';

const [D, n, maxSteps] = [1024, 100, 100];
const backend = await createBackend('wasm');
const codebooks = [0, 1, 2].map((k) => backend.tensor(bipolar(foldIn(key(1), k), [n, D]), [n, D]));
const batch = (rows: number) => backend.tensor(bipolar(foldIn(key(2), rows), [rows, D]), [rows, D]);
const [one, hundred] = [batch(1), batch(100)];
const packed = await createResonator(backend, codebooks, { maxSteps, path: 'packed' });
const threaded = await createResonator(backend, codebooks, { maxSteps, path: 'packed', threads: 2 });
const dense = await createResonator(backend, codebooks, { maxSteps, path: 'dense' });

describe('one composite', () => {
  bench('packed', async () => {
    await packed.factorize(one);
  });
  bench('packed, set-up included', async () => {
    await factorize(backend, one, codebooks, { maxSteps });
  });
  bench('dense', async () => {
    await dense.factorize(one);
  });
});

describe('100 composites', () => {
  const few = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 };
  bench(
    'packed',
    async () => {
      await packed.factorize(hundred);
    },
    few,
  );
  bench(
    'packed, two threads',
    async () => {
      await threaded.factorize(hundred);
    },
    few,
  );
  bench(
    'dense',
    async () => {
      await dense.factorize(hundred);
    },
    few,
  );
});
