import { beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../backend.js';
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { runRows, type RowRule, type RunRowsOptions } from './run-rows.js';

type Countdown = { readonly input: Tensor; readonly value: Tensor };

let backend: Backend;
beforeAll(async () => {
  backend = await createCpuBackend();
});

/** v <- max(v - 1, 0): row r stands still after its first value many steps, and one more shows it. */
const count = (state: Countdown): Countdown =>
  backend.tidy(() => ({ input: state.input, value: backend.maximum(backend.sub(state.value, 1), 0) }));

const same: RowRule<Countdown> = {
  status: 'converged',
  holds: (past, next) => backend.equal(past.value, next.value),
};

async function runCount(values: readonly number[], options: Partial<RunRowsOptions<Countdown>> = {}) {
  const initial = { input: backend.tensor([...values]), value: backend.tensor([...values]) };
  const { state, outcomes } = await runRows(backend, count, initial, {
    maxSteps: 20,
    stop: [same],
    ...options,
  });
  const result = {
    input: [...(await backend.read(state.input))],
    value: [...(await backend.read(state.value))],
    outcomes,
  };
  disposeTree(state);
  disposeTree(initial);
  return result;
}

describe('runRows', () => {
  test('each row stops at its own fixed point and keeps its place', async () => {
    const values = [3, 0, 7, 3, 1, 0, 5, 2];
    const { input, value, outcomes } = await runCount(values);
    expect(input).toEqual(values);
    expect(value).toEqual(values.map(() => 0));
    expect(outcomes).toEqual(values.map((v) => ({ status: 'converged', steps: v + 1, lag: 1 })));
  });

  test('a row has the same outcome alone and in a batch', async () => {
    const values = [4, 9, 2, 30];
    const batch = await runCount(values, { maxSteps: 6 });
    for (const [row, v] of values.entries()) {
      const alone = await runCount([v], { maxSteps: 6 });
      expect(alone.value[0]).toBe(batch.value[row]);
      expect(alone.outcomes[0]).toEqual(batch.outcomes[row]);
    }
    expect(batch.outcomes.map(({ status }) => status)).toEqual([
      'converged',
      'max-steps',
      'converged',
      'max-steps',
    ]);
    expect(batch.value).toEqual([0, 3, 0, 24]);
  });

  test('the step sees only rows that still run once a quarter has finished', async () => {
    const sizes: number[] = [];
    const initial = { input: backend.tensor([0, 0, 0, 9]), value: backend.tensor([0, 0, 0, 9]) };
    const { state } = await runRows(
      backend,
      (s: Countdown) => {
        sizes.push(s.value.shape[0] ?? 0);
        return count(s);
      },
      initial,
      { maxSteps: 20, stop: [same] },
    );
    expect(sizes).toEqual([4, ...new Array<number>(9).fill(1)]);
    disposeTree([state, initial]);
  });

  test('a rule with a lag finds a cycle of that length and none shorter', async () => {
    const initial = { value: backend.tensor([0, 1, 2, 3]) };
    // Row r cycles through r + 1 values: 0, 1, ..., r, 0, ...
    const period = backend.tensor([1, 2, 3, 4]);
    const stop = [1, 2, 3].map((lag): RowRule<{ value: Tensor; period: Tensor }> => ({
      status: lag === 1 ? 'converged' : 'limit-cycle',
      lag,
      holds: (past, next) => backend.equal(past.value, next.value),
    }));
    const { state, outcomes } = await runRows(
      backend,
      (s: { value: Tensor; period: Tensor }) =>
        backend.tidy(() => ({ period: s.period, value: backend.mod(backend.add(s.value, 1), s.period) })),
      { ...initial, period },
      { maxSteps: 9, stop },
    );
    expect(outcomes).toEqual([
      { status: 'converged', steps: 1, lag: 1 },
      { status: 'limit-cycle', steps: 2, lag: 2 },
      { status: 'limit-cycle', steps: 3, lag: 3 },
      { status: 'max-steps', steps: 9, lag: undefined },
    ]);
    disposeTree([state, initial, period]);
  });

  test('a row that diverges keeps the state before the step', async () => {
    const initial = { value: backend.tensor([2, 0.5]) };
    const { state, outcomes } = await runRows(
      backend,
      (s: { value: Tensor }) => ({ value: backend.square(s.value) }),
      initial,
      {
        maxSteps: 3,
        stop: [{ status: 'diverged', holds: (_past, next) => backend.greater(next.value, 10) }],
      },
    );
    expect([...(await backend.read(state.value))]).toEqual([4, 0.5 ** 8]);
    expect(outcomes.map(({ status, steps }) => [status, steps])).toEqual([
      ['diverged', 2],
      ['max-steps', 3],
    ]);
    disposeTree([state, initial]);
  });

  test('an abort ends the rows that still run after the current step', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const { outcomes, value } = await runCount([1, 9], {
      signal: controller.signal,
      onProgress: ({ step, active }) => {
        seen.push(active);
        if (step === 3) controller.abort();
      },
    });
    expect(outcomes).toEqual([
      { status: 'converged', steps: 2, lag: 1 },
      { status: 'aborted', steps: 3, lag: undefined },
    ]);
    expect(value).toEqual([0, 6]);
    expect(seen).toEqual([2, 1, 1]);
  });

  test('no step at all gives the initial values', async () => {
    const { value, outcomes } = await runCount([4, 2], { maxSteps: 0 });
    expect(value).toEqual([4, 2]);
    expect(outcomes.map(({ status, steps }) => [status, steps])).toEqual([
      ['max-steps', 0],
      ['max-steps', 0],
    ]);
  });

  test('leaves no tensor behind, also when a step throws', async () => {
    const before = backend.memory().tensors;
    await runCount([3, 0, 7, 3, 1, 0, 5, 2]);
    expect(backend.memory().tensors).toBe(before);
    const initial = { input: backend.tensor([5, 6]), value: backend.tensor([5, 6]) };
    let calls = 0;
    const failing = (s: Countdown): Countdown => {
      calls += 1;
      if (calls === 3) throw new Error('stop here');
      return count(s);
    };
    await expect(runRows(backend, failing, initial, { maxSteps: 9, stop: [same] })).rejects.toThrow(
      'stop here',
    );
    expect(initial.value.disposed).toBe(false);
    disposeTree(initial);
    expect(backend.memory().tensors).toBe(before);
  });

  test('bad options throw before the first step', async () => {
    const value = backend.tensor([1, 2]);
    const step = (): never => {
      throw new Error('called');
    };
    const rule = { status: 'converged' as const, holds: () => value };
    await expect(runRows(backend, step, { value }, { maxSteps: -1 })).rejects.toThrow(
      'driver.runRows: expected maxSteps to be a whole number >= 0, got -1.',
    );
    await expect(
      runRows(backend, step, { value }, { maxSteps: 1, stop: [{ ...rule, lag: 0 }] }),
    ).rejects.toThrow("driver.runRows: expected a rule's lag to be a whole number >= 1, got 0.");
    const other = backend.tensor([1, 2, 3]);
    await expect(runRows(backend, step, { value, other }, { maxSteps: 1 })).rejects.toThrow(
      'driver.runRows: expected tensors with one and the same first axis, got sizes 2, 3.',
    );
    await expect(runRows(backend, step, {}, { maxSteps: 1 })).rejects.toThrow(RangeError);
    disposeTree([value, other]);
  });
});
