// The clip in Node.
import { createWasmBackend } from '@vsa/backend/wasm';
import { expect, it } from 'vitest';
import { parseParameters } from '../../lib/parameters.js';
import { summary } from './frame.js';
import { start } from './model.js';
import { declaration } from './parameters.js';

const run = async (search: string, steps: number): ReturnType<Awaited<ReturnType<typeof start>>['frame']> => {
  const backend = await createWasmBackend();
  const before = backend.memory().tensors;
  const model = await start(backend, parseParameters(declaration, search).values);
  await model.advance(steps);
  const frame = await model.frame();
  model.dispose();
  expect(backend.memory().tensors).toBe(before);
  return frame;
};

it('plays in order, frame after frame', async () => {
  const frame = await run('?clip=cup', 100);
  const [, , visited = 0] = summary(frame);
  // The report has an order of 0.9 and more for these strengths with 2,000 of the pixels.
  expect(frame.order).toBeGreaterThanOrEqual(0.9);
  expect(visited).toBeGreaterThan(20);
  expect(frame.pictures.map(({ values }) => values.length)).toEqual([3072, 3072, 3072]);
});

it('stays with a alone', async () => {
  const frame = await run('?a=1&h=0&start=20', 60);
  expect(frame.curve.map((point) => point.frame)).toEqual(Array<number>(61).fill(20));
  expect(frame.order).toBeNaN();
});
