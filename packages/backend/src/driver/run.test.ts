import { describe, expect, test } from 'vitest';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { run } from './run.js';

describe('run', () => {
  test('stops at the first rule that holds and counts the steps', async () => {
    const result = await run((x: number) => Math.floor(x / 2), 40, {
      maxSteps: 100,
      stop: [
        { status: 'diverged', holds: (_, next) => next > 1000 },
        { status: 'converged', holds: (previous, next) => previous === next },
      ],
      record: (x, step) => [step, x],
    });
    expect(result).toEqual({
      state: 0,
      status: 'converged',
      steps: 7,
      history: [
        [0, 40],
        [1, 20],
        [2, 10],
        [3, 5],
        [4, 2],
        [5, 1],
        [6, 0],
        [7, 0],
      ],
    });
  });
  test('running out of steps is a status', async () => {
    const result = await run((x: number) => x + 1, 0, { maxSteps: 3 });
    expect(result).toEqual({ state: 3, status: 'max-steps', steps: 3, history: [] });
  });
  test('rules are checked every so many steps and after the last one', async () => {
    const seen: number[] = [];
    const rule = {
      status: 'converged' as const,
      holds: (_: number, __: number, step: number) => {
        seen.push(step);
        return false;
      },
    };
    await run((x: number) => x + 1, 0, { maxSteps: 7, checkEvery: 3, stop: [rule] });
    expect(seen).toEqual([3, 6, 7]);
  });
  test('an abort ends the run after the step under way', async () => {
    const controller = new AbortController();
    const step = (x: number): number => {
      if (x === 4) controller.abort();
      return x + 1;
    };
    const result = await run(step, 0, { maxSteps: 1e9, signal: controller.signal });
    expect(result).toMatchObject({ state: 5, status: 'aborted', steps: 5 });
  });
  test('a timer can abort a long run', async () => {
    const result = await run((x: number) => x + 1, 0, { maxSteps: 1e12, signal: AbortSignal.timeout(100) });
    expect(result.status).toBe('aborted');
  });
  test('progress is told after each step', async () => {
    const seen: number[] = [];
    await run((x: number) => x, 0, {
      maxSteps: 3,
      onProgress: ({ step, maxSteps }) => seen.push(step / maxSteps),
    });
    expect(seen).toEqual([1 / 3, 2 / 3, 1]);
  });
  test('frees the states that it leaves behind, keeps what they share, and never the initial one', async () => {
    const backend = await createCpuBackend();
    const before = backend.memory().tensors;
    const initial = { x: backend.tensor([1]), constant: backend.tensor([2]) };
    const { state } = await run(
      (s: { x: Tensor; constant: Tensor }) => ({ x: backend.mul(s.x, s.constant), constant: s.constant }),
      initial,
      { maxSteps: 10 },
    );
    expect([...(await backend.read(state.x))]).toEqual([1024]);
    expect(backend.memory().tensors - before).toBe(3);
    for (const tensor of [state.x, initial.x, initial.constant]) tensor.dispose();
    expect(backend.memory().tensors).toBe(before);
  });
  test.each([-1, 1.5, NaN])('maxSteps %d is refused', async (maxSteps) => {
    await expect(run((x: number) => x, 0, { maxSteps })).rejects.toThrow(RangeError);
  });
  test('checkEvery 0 is refused', async () => {
    await expect(run((x: number) => x, 0, { maxSteps: 1, checkEvery: 0 })).rejects.toThrow(/checkEvery/);
  });
});
