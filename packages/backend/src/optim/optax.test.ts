// Lion with the defaults of Optax, and its exponential decay, against Optax itself.

import { describe, expect, it } from 'vitest';
import optax from '../../test-vectors/optim/optax.json' with { type: 'json' };
import vectors from '../../test-vectors/optim/optim.json' with { type: 'json' };
import { createCpuBackend } from '../cpu.js';
import type { Tensor } from '../tensor.js';
import { disposeTree } from '../tree.js';
import { applyUpdates, exponentialDecay, flattened, lion, type Optimizer } from './index.js';

type Named = { readonly weight: readonly number[]; readonly bias: readonly number[] };
type Params = { readonly weight: Tensor; readonly bias: Tensor };

/** Parameters after steps 1, 2 and the last, weights first. */
async function trajectory(optimizer: Optimizer): Promise<number[][]> {
  const backend = await createCpuBackend();
  const toTree = ({ weight, bias }: Named): Params => ({
    weight: backend.tensor(weight, [2, 3]),
    bias: backend.tensor(bias, [3]),
  });
  let params = toTree(vectors.params);
  let state = optimizer.init(backend, params);
  const seen: number[][] = [];
  for (const [index, named] of vectors.gradients.entries()) {
    const gradient = toTree(named);
    const result = optimizer.update(backend, gradient, state, params);
    const next = applyUpdates(backend, params, result.updates);
    disposeTree([params, state, gradient, result.updates]);
    ({ state } = result);
    params = next;
    if (index < 2 || index === vectors.gradients.length - 1) {
      seen.push([...(await backend.read(params.weight)), ...(await backend.read(params.bias))]);
    }
  }
  disposeTree([params, state]);
  return seen;
}

const WEIGHT_DECAY = 1e-3;

describe('lion', () => {
  it.each([
    ['lion', lion(0.01, { weightDecay: WEIGHT_DECAY })],
    [
      'lionExponential',
      lion(exponentialDecay(0.02, { factor: 0.5, every: 10 }), { weightDecay: WEIGHT_DECAY }),
    ],
    ['lion', flattened(lion(0.01, { weightDecay: WEIGHT_DECAY }))],
  ] as const)('walks as %s of Optax does', async (name, optimizer) => {
    const actual = await trajectory(optimizer);
    expect(actual.length).toBe(3);
    for (const [row, values] of actual.entries()) {
      const want = optax[name][row];
      const expected = [...(want?.weight ?? []), ...(want?.bias ?? [])];
      expect(values.length).toBe(9);
      for (const [place, value] of values.entries()) {
        // 25 float32 roundings of parameters below 4, each 1.2e-7 at most.
        expect(Math.abs(value - (expected[place] ?? NaN))).toBeLessThan(3e-6);
      }
    }
  });
});

describe('exponentialDecay', () => {
  it('follows Optax over a long run', () => {
    const schedule = exponentialDecay(1e-4, { factor: 0.5, every: 1000 });
    for (const [index, step] of optax.rates.steps.entries()) {
      const want = optax.rates.values[index] ?? NaN;
      // Optax raises to the power in float64 too: some roundings.
      expect(Math.abs(schedule(step) / want - 1)).toBeLessThan(1e-12);
    }
  });
});
